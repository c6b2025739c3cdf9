def test_the_reason_names_file_and_line(broken_model):
    assert "predict.py:2: expected ':'" in broken_model.setup_logs


def test_a_request_is_told_the_reason(broken_model):
    answer = broken_model.http.post("/predictions", json={"input": {}})
    assert answer.status_code == 503
    assert "predict.py:2" in answer.json()["detail"]


def test_the_command_line_says_it_and_exits_with_1(project):
    outcome = project.cog("predict")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "predict.py:2: expected ':'" in outcome.stderr
    assert "bug in Cog" not in outcome.stderr
