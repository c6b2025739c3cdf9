WAYS = ("print", "stderr", "logging", "a child", "its stderr", "os.system", "a descriptor", "C")


def test_whatever_the_model_prints_is_in_its_logs(model):
    logs = model.predict().logs
    lines = logs.splitlines()
    assert sorted(lines[:-1]) == sorted(
        f"INFO:model:from {way}" if way == "logging" else f"from {way}" for way in WAYS
    )
    assert lines[-1] == "without an end"


def test_the_next_prediction_begins_with_empty_logs(model):
    model.predict()
    assert model.predict(quiet=True).logs == ""


def test_what_setup_prints_belongs_to_setup(model):
    assert model.setup_logs == "from setup\n"
    assert "from setup" not in model.predict().logs


def test_the_command_line_shows_it_on_stderr(project):
    outcome = project.cog("predict")
    assert outcome.stdout == "loud\n"
    assert all(f"from {way}" in outcome.stderr for way in ("setup", *WAYS))
