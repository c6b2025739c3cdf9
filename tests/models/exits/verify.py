import pytest


def test_sys_exit_fails_the_prediction_and_the_model_stays(model):
    before = model.predict(how="not").output
    assert model.predict(how="sys.exit").error == "the model called sys.exit(3)"
    assert model.predict(how="not").output == before + 2


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ("os._exit", "the worker exited with code 7"),
        ("segfault", "the worker was killed by SIGSEGV"),
        ("abort", "the worker was killed by SIGABRT"),
    ],
)
def test_a_death_is_the_predictions_error_and_the_model_is_started_again(model, how, cause):
    prediction = model.predict(how=how)
    assert prediction.status == "failed"
    assert prediction.error.startswith(cause)
    assert f"last words before {how}" in prediction.error
    assert model.wait_while("STARTING", "BUSY") == "READY"
    assert model.predict(how="not").output == 1
    assert model.setup_logs == "the module is imported\nsetup runs\n"


def test_a_segfault_says_where(model):
    logs = model.predict(how="segfault").logs
    model.wait_while("STARTING", "BUSY")
    assert "Fatal Python error: Segmentation fault" in logs
    assert 'predict.py", line' in logs


def test_the_command_line_says_what_happened(project):
    outcome = project.cog("predict", "-i", "how=segfault")
    assert outcome.status == 1
    assert "SIGSEGV" in outcome.stderr
