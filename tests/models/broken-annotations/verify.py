def test_all_that_is_wrong_with_the_signature_is_reported_at_once(broken_model):
    logs = broken_model.setup_logs
    assert "predict.py" in logs
    for name in ("untyped", "lock", "size", "rest"):
        assert name in logs
    assert "return" in logs


def test_there_is_no_document(broken_model):
    assert broken_model.http.get("/openapi.json").status_code == 503
    assert broken_model.health()["status"] == "SETUP_FAILED"


def test_the_command_line_says_it_and_exits_with_1(project):
    outcome = project.cog("predict", "-i", "untyped=1")
    assert outcome.status == 1
    assert "untyped" in outcome.stderr
    assert "Traceback" not in outcome.stderr
