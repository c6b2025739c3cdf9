from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
from cog_cli.client import Deadline, ModelClient, prediction_problem
from cog_cli.errors import InputError, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import FakeModel

LONG = Deadline(24 * 60 * 60)  # from now on: other tests may run first


@pytest.fixture
def client(model: FakeModel) -> Iterator[ModelClient]:
    with model.serving() as url:
        yield ModelClient(url, model.exit_status)


def test_the_schema_is_waited_for(client: ModelClient, model: FakeModel) -> None:
    model.refusals = 2
    model.health = [{"status": "STARTING"}]
    assert client.wait_for_schema(LONG) == model.document
    assert model.log.count("GET /openapi.json") == 3


def test_ready_is_waited_for(client: ModelClient, model: FakeModel) -> None:
    model.health = [{"status": "STARTING"}, {"status": "STARTING"}, {"status": "READY"}]
    client.wait_until_ready(LONG)
    assert model.log == ["GET /health-check"] * 3


def test_code_that_cannot_be_imported_ends_the_wait_for_the_schema(
    client: ModelClient, model: FakeModel
) -> None:
    model.refusals = 10_000
    logs = "Traceback ...\nImportError: no module named torch\n"
    model.health = [{"status": "SETUP_FAILED", "setup": {"logs": logs}}]
    with pytest.raises(ModelError, match="failed: ImportError: no module named torch"):
        client.wait_for_schema(LONG)


@pytest.mark.parametrize("health", [{"status": "DEFUNCT"}, {"status": "UNHEALTHY", "setup": None}])
def test_a_model_that_will_never_be_ready_is_reported(
    client: ModelClient, model: FakeModel, health: Any
) -> None:
    model.health = [health]
    with pytest.raises(ModelError, match=health["status"]):
        client.wait_until_ready(LONG)


def test_a_setup_that_takes_too_long_names_the_option(
    client: ModelClient, model: FakeModel
) -> None:
    model.health = [{"status": "STARTING"}]
    with pytest.raises(ModelError, match=r"not ready after 0\.05 seconds") as caught:
        client.wait_until_ready(Deadline(0.05))
    assert "--setup-timeout" in str(caught.value.hint)


@pytest.mark.parametrize(("status", "how"), [(3, "ended with status 3"), (-9, "by signal 9")])
def test_a_server_that_ends_is_reported(
    client: ModelClient, model: FakeModel, status: int, how: str
) -> None:
    model.ended = status
    with pytest.raises(ModelError, match=how):
        client.wait_for_schema(LONG)


def test_nobody_listening_is_waited_for() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        client = ModelClient(f"http://127.0.0.1:{unheard.getsockname()[1]}", lambda: None)
        with pytest.raises(ModelError, match="not ready"):
            client.wait_until_ready(Deadline(0.05))


def test_a_prediction_comes_back_whole(client: ModelClient, model: FakeModel) -> None:
    model.answer = lambda inputs: {"status": "failed", "error": inputs["x"]}
    assert client.predict({"x": "é"}) == {"status": "failed", "error": "é"}


def test_an_output_that_does_not_fit_is_a_failed_prediction(
    client: ModelClient, model: FakeModel
) -> None:
    model.answer_status = 500
    model.answer = lambda inputs: {"status": "failed", "error": "expected str"}
    assert client.predict({})["error"] == "expected str"


def test_refused_inputs_are_listed(client: ModelClient, model: FakeModel) -> None:
    model.answer_status = 422
    detail = [
        {"loc": ["body", "input", "scale"], "msg": "Input should be less than 10", "type": "x"},
        {"loc": ["body", "input", "tags", 2], "msg": "Input should be a string", "type": "x"},
    ]
    model.answer = lambda inputs: {"detail": detail}
    with pytest.raises(InputError) as caught:
        client.predict({})
    assert caught.value.message.splitlines()[1:] == [
        "  scale: Input should be less than 10",
        "  tags.2: Input should be a string",
    ]


def test_a_refusal_that_is_not_about_an_input_is_shown_whole(
    client: ModelClient, model: FakeModel
) -> None:
    model.answer_status = 422
    model.answer = lambda inputs: {"detail": [{"loc": ["body"], "msg": "bad"}]}
    with pytest.raises(InputError, match='"msg": "bad"'):
        client.predict({})


def test_another_answer_is_shown_with_its_status(client: ModelClient, model: FakeModel) -> None:
    model.answer_status = 503
    model.answer = lambda inputs: "busy, sorry"
    with pytest.raises(ModelError, match="status 503: busy, sorry"):
        client.predict({})


def test_a_server_that_dies_in_mid_prediction_is_reported(model: FakeModel) -> None:
    def die(inputs: Any) -> Any:
        model.ended = -11
        raise ConnectionAbortedError

    model.answer = die
    with model.serving() as url, pytest.raises(ModelError, match="was killed by signal 11"):
        ModelClient(url, model.exit_status).predict({})


@pytest.mark.parametrize(
    ("prediction", "message"),
    [
        ({"status": "failed", "error": "too hot"}, "the prediction failed: too hot"),
        ({"status": "canceled"}, "the prediction was canceled"),
    ],
)
def test_a_prediction_that_did_not_succeed_has_a_reason(prediction: Any, message: str) -> None:
    problem = prediction_problem(prediction)
    assert problem is not None
    assert problem.message == message


def test_a_prediction_that_succeeded_has_no_problem() -> None:
    assert prediction_problem({"status": "succeeded", "error": None}) is None
