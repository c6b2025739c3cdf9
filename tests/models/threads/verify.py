import pytest


@pytest.mark.parametrize("how", ["left running", "failing", "exiting", "printing"])
def test_threads_of_the_model_end_nothing_but_themselves(model, how):
    assert model.predict(how=how).output == f"{how} True"


def test_what_they_print_is_in_the_logs(model):
    logs = model.predict(how="printing").logs
    assert sorted(logs.splitlines()) == sorted(f"thread {n}" for n in range(20))
    assert "ZeroDivisionError" in model.predict(how="failing").logs


def test_the_command_line_does_not_wait_for_them(project):
    outcome = project.cog("predict", "-i", "how=left running")
    assert (outcome.status, outcome.stdout) == (0, "left running True\n")
