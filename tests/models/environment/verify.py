def test_the_model_sees_the_variables_from_its_import_on(model):
    assert model.predict().output == "hello = there||None"


def test_the_command_line_adds_and_overrides(project):
    outcome = project.cog("predict", "-e", "EXTRA=more", "-e", "GREETING=bye")
    assert outcome.stdout == "bye||more\n"


def test_nothing_of_the_server_is_left_in_it(project):
    assert "COG_MODEL_PYTHON" not in project.cog("predict").stdout
