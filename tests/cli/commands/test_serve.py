from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cli.conftest import FakeModel, Project


def stop_when_asked_for_health(model: FakeModel, status: int, health: Any) -> None:
    """The server ends by itself after it has told its health."""

    class Last(list[Any]):
        def __getitem__(self, index: Any) -> Any:
            model.ended = status
            return health

    model.health = Last([health])


def test_the_address_is_announced_and_when_the_model_is_ready(
    project: Project, model: FakeModel
) -> None:
    stop_when_asked_for_health(model, 0, {"status": "READY"})
    outcome = project.cog("serve", "-p", "8000", "--host", "0.0.0.0")
    assert (outcome.status, outcome.stdout) == (0, "")
    assert f"Serving at {model.url}" in outcome.stderr
    assert "The model is ready" in outcome.stderr
    assert (model.options[0].port, model.options[0].host) == (8000, "0.0.0.0")


def test_the_port_is_8393_unless_said_otherwise(project: Project, model: FakeModel) -> None:
    stop_when_asked_for_health(model, 0, {"status": "READY"})
    project.cog("serve")
    assert (model.options[0].port, model.options[0].host) == (8393, "127.0.0.1")


def test_a_failed_setup_is_reported_while_the_server_goes_on(
    project: Project, model: FakeModel
) -> None:
    model.health = [{"status": "SETUP_FAILED", "setup": {"logs": "no weights"}}]
    outcomes = iter([None] * 5)
    model.exit_status = lambda: next(outcomes, 0)  # type: ignore[method-assign]
    outcome = project.cog("serve")
    assert outcome.status == 0
    assert "Error: the model's setup() failed: no weights" in outcome.stderr


def test_a_server_that_ends_badly_is_an_error(project: Project, model: FakeModel) -> None:
    stop_when_asked_for_health(model, 7, {"status": "STARTING"})
    outcome = project.cog("serve")
    assert outcome.status == 1
    assert "the model's server ended with status 7" in outcome.stderr


def test_an_upload_url_reaches_the_server(project: Project, model: FakeModel) -> None:
    stop_when_asked_for_health(model, 0, {"status": "READY"})
    project.cog("serve", "--upload-url", "http://localhost:1/up")
    assert model.options[0].arguments == ("--upload-url", "http://localhost:1/up")
