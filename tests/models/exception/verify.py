import pytest


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("value", "the picture is upside down"),
        ("empty", "ValueError"),
        ("key", "KeyError: 'shape'"),
        ("chained", "cannot divide"),
        ("broken", "Broken"),
        ("interrupt", "KeyboardInterrupt"),
        ("exit", "the model called sys.exit('that is all')"),
    ],
)
def test_the_prediction_fails_with_the_exceptions_own_words(model, kind, error):
    prediction = model.predict(kind=kind)
    assert (prediction.status, prediction.error, prediction.output) == ("failed", error, None)
    assert prediction.code == 200
    assert prediction.metrics["predict_time"] >= 0


def test_the_traceback_is_in_the_logs_and_begins_with_the_models_code(model):
    logs = model.predict(kind="chained").logs
    assert logs.startswith("working on it\nTraceback (most recent call last):\n")
    assert "ZeroDivisionError: division by zero" in logs
    assert 'predict.py", line' in logs
    assert "worker/child.py" not in logs


def test_an_endless_recursion_fails_that_prediction_only(model):
    assert "maximum recursion depth" in model.predict(kind="recursion").error
    assert model.predict(kind="none").output == "fine"


def test_the_command_line_shows_error_and_traceback_and_exits_with_1(model):
    outcome = model.cog("predict", "-i", "kind=value")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "Traceback" in outcome.stderr
    assert "the prediction failed: the picture is upside down" in outcome.stderr
