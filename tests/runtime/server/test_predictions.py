"""Predictions over HTTP, by a real server and a real worker."""

from __future__ import annotations

import base64
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Serve

HELLO = """
def predict(name: str, times: int = Input(default=1, ge=1)) -> str:
    print("greeting", name)
    return "hello " * times + name
"""


def test_a_prediction_answers_with_everything_about_it(serve: Serve) -> None:
    prediction = serve(HELLO).predict(name="Ada")

    assert prediction["status"] == "succeeded"
    assert prediction["output"] == "hello Ada"
    assert prediction["logs"] == "greeting Ada\n"
    assert prediction["input"] == {"name": "Ada"}
    assert prediction["metrics"]["predict_time"] >= 0
    assert prediction["created_at"] <= prediction["started_at"] <= prediction["completed_at"]
    assert len(prediction["id"]) == 26


def test_two_hundred_requests_one_after_the_other_on_one_connection_are_all_served(
    serve: Serve,
) -> None:
    served = serve(HELLO)

    statuses = [
        served.client.post("/predictions", json={"input": {"name": "x"}}).status_code
        for _ in range(200)
    ]

    assert statuses == [200] * 200


def test_what_the_model_prints_also_comes_out_of_the_server(serve: Serve) -> None:
    served = serve("def predict() -> str:\n    print('  indented\\n\\nend')\n    return ''")

    served.predict()

    served.wait_until_printed("  indented\n\nend\n")


@pytest.mark.parametrize("value", ["''", "0", "False", "[]", "{}", "None"])
def test_a_falsy_output_is_an_output(serve: Serve, value: str) -> None:
    prediction = serve(f"def predict() -> Any:\n    return {value}", wait=True).predict()

    assert prediction["status"] == "succeeded"
    assert prediction["output"] == eval(value)


def test_a_bad_input_is_reported_with_its_place_and_nothing_runs(serve: Serve) -> None:
    served = serve(HELLO)

    answer = served.client.post("/predictions", json={"input": {"name": "x", "times": "0"}})

    assert answer.status_code == 422
    (error,) = answer.json()["detail"]
    assert error["loc"] == ["body", "input", "times"]
    assert "greater than or equal to 1" in error["msg"]
    assert "greeting" not in served.printed()


def test_inputs_outside_of_the_input_object_get_a_hint(serve: Serve) -> None:
    answer = serve(HELLO).client.post("/predictions", json={"name": "Ada"})

    assert answer.status_code == 422
    assert "found 'name'" in answer.json()["detail"][0]["msg"]


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[]", b'"x"', b'{"input": 1}', b'{"id": 1, "input": {}}', b"NaN"]
)
def test_a_body_that_is_no_request_is_a_422_with_a_sentence(serve: Serve, body: bytes) -> None:
    answer = serve(HELLO).client.post("/predictions", content=body)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["msg"]


def test_an_unknown_input_is_ignored_with_a_warning(serve: Serve) -> None:
    prediction = serve(HELLO).predict(name="x", nmae="y")

    assert prediction["status"] == "succeeded"
    assert prediction["warnings"] == ["unknown input 'nmae' was ignored"]


def test_an_exception_fails_the_prediction_with_its_words_and_its_traceback(serve: Serve) -> None:
    served = serve(
        """
        def predict(bad: bool) -> str:
            if bad:
                raise ValueError("over budget")
            return "fine"
        """
    )

    prediction = served.predict(bad=True)

    assert prediction["status"] == "failed"
    assert prediction["error"] == "over budget"
    assert 'predict.py", line 6, in predict' in prediction["logs"]
    assert "cog/worker" not in prediction["logs"]
    assert served.predict(bad=False)["output"] == "fine"


def test_the_items_of_an_iterator_are_a_list(serve: Serve) -> None:
    source = """
    def predict(count: int) -> Iterator[str]:
        for number in range(count):
            yield str(number)
    """
    served = serve(source)

    assert served.predict(count=3)["output"] == ["0", "1", "2"]
    assert served.predict(count=0)["output"] == []


def test_a_file_comes_in_and_goes_out_as_a_data_url(serve: Serve) -> None:
    served = serve(
        """
        def predict(image: Path) -> Path:
            assert image.suffix == ".txt"
            out = Path("out.txt")
            out.write_text(image.read_text().upper())
            return out
        """
    )
    data = base64.b64encode(b"abc").decode()

    prediction = served.predict(image=f"data:text/plain;base64,{data}")

    assert prediction["output"] == "data:text/plain;base64," + base64.b64encode(b"ABC").decode()
    assert not (served.output.parent / "out.txt").exists()


def test_a_file_that_the_project_has_is_not_deleted(serve: Serve) -> None:
    served = serve("def predict() -> Path:\n    return Path('logo.txt')")
    logo = served.output.parent / "logo.txt"
    logo.write_text("logo")
    time.sleep(0.1)  # a file's time stamp is as coarse as the kernel's tick

    assert served.predict()["status"] == "succeeded"
    assert logo.read_text() == "logo"


def test_a_file_that_cannot_be_fetched_fails_the_prediction_with_the_reason(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/x.png"
    served = serve("def predict(image: Path) -> str:\n    return str(image)")

    prediction = served.predict(image=url)

    assert prediction["status"] == "failed"
    assert prediction["error"].startswith("input image: cannot be fetched")


def test_a_large_value_goes_through_both_ways(serve: Serve) -> None:
    served = serve("def predict(text: str) -> str:\n    return text[::-1]")

    assert served.predict(text="ab" * 3_000_000)["output"] == "ba" * 3_000_000


def test_an_output_that_does_not_fit_its_annotation_is_a_500_that_says_so(serve: Serve) -> None:
    answer = serve("def predict() -> int:\n    return 'seven'").client.post("/predictions")

    assert answer.status_code == 500
    assert answer.json()["status"] == "failed"
    assert "int" in answer.json()["error"]


def test_integers_of_any_size_come_and_go_exactly(serve: Serve) -> None:
    served = serve("def predict(number: int) -> int:\n    return number + 1")

    assert served.predict(number=10**30)["output"] == 10**30 + 1


def test_while_one_prediction_runs_another_is_refused(serve: Serve) -> None:
    served = serve("import time\ndef predict() -> str:\n    time.sleep(60)\n    return ''")
    with ThreadPoolExecutor() as pool:
        pool.submit(served.predict, "slow")
        served.wait_for("BUSY")

        refused = served.client.post("/predictions")
        served.client.post("/predictions/slow/cancel")

    assert refused.status_code == 409
    assert refused.json() == {"detail": "Already running a prediction"}


def test_metrics_that_the_model_records_are_in_the_prediction(serve: Serve) -> None:
    source = "def predict() -> int:\n    current_scope().record_metric('tokens', 7)\n    return 1"

    assert serve(source).predict()["metrics"]["tokens"] == 7


def test_a_file_may_be_written_again_after_it_was_yielded(serve: Serve) -> None:
    """The server used to read it some time later: it sent the next item's content, or failed."""
    served = serve(
        """
        def predict() -> Iterator[Path]:
            for step in range(50):
                Path("preview.txt").write_text(str(step))
                yield Path("preview.txt")
        """
    )
    output = served.predict()["output"]

    assert [base64.b64decode(url.partition(",")[2]) for url in output] == [
        str(step).encode() for step in range(50)
    ]
    assert not (served.output.parent / "preview.txt").exists()
