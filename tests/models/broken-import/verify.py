def test_the_reason_names_the_module_and_what_to_do(broken_model):
    logs = broken_model.setup_logs
    assert "predict.py:1: ModuleNotFoundError" in logs
    assert "a_package_that_is_not_there" in logs
    assert "python_packages" in logs


def test_the_command_line_says_it_and_exits_with_1(project):
    outcome = project.cog("predict")
    assert outcome.status == 1
    assert "No module named 'a_package_that_is_not_there'" in outcome.stderr
