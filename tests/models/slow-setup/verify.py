import pytest


@pytest.fixture
def starting(project):
    """The model as long as its setup runs."""
    (project.directory / "go-on").unlink(missing_ok=True)
    with project.running(wait=False) as model:
        yield model


def test_while_setup_runs_everything_is_answered(starting):
    while "half way" not in starting.setup_logs:
        assert starting.health()["status"] == "STARTING"
    assert starting.http.get("/openapi.json").status_code == 200
    refused = starting.http.post("/predictions", json={"input": {"number": 1}})
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)

    (starting.directory / "go-on").touch()
    assert starting.wait_while("STARTING") == "READY"
    assert starting.predict(number=1).output == 1
    assert starting.setup_logs == "half way\ndone\n"


def test_the_command_line_refuses_wrong_inputs_before_setup_has_ended(project):
    (project.directory / "go-on").unlink(missing_ok=True)
    outcome = project.cog("predict", "-i", "number=x")
    assert outcome.status == 1
    assert "input 'number': expected an integer, got 'x'" in outcome.stderr


def test_the_command_line_does_not_wait_for_ever(project):
    (project.directory / "go-on").unlink(missing_ok=True)
    outcome = project.cog("predict", "-i", "number=1", "--setup-timeout", "1")
    assert outcome.status == 1
    assert "--setup-timeout" in outcome.stderr
