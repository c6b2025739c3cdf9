import pytest


def test_the_setup_logs_have_the_traceback_and_the_reason(broken_model):
    logs = broken_model.setup_logs
    assert logs.startswith("importing\nloading the weights\nTraceback")
    assert "RuntimeError: the weights are corrupt" in logs
    assert broken_model.health()["setup"]["status"] == "failed"


def test_the_document_is_there_and_predictions_are_refused(broken_model):
    assert broken_model.http.get("/openapi.json").status_code == 200
    answer = broken_model.http.post("/predictions", json={"input": {}})
    assert answer.status_code == 503
    assert "the weights are corrupt" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("how", "reason"),
    [("raise", "the weights are corrupt"), ("exit", "sys.exit(4)"), ("death", "SIGKILL")],
)
def test_the_command_line_says_why_and_exits_with_1(project, how, reason):
    outcome = project.cog("predict", "-e", f"HOW={how}")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert reason in outcome.stderr.splitlines()[-1]
