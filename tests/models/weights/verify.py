def test_setup_gets_the_directory_called_weights(model):
    assert model.predict(number=2).output == 6
    assert "weights: weights\n" in model.setup_logs


def test_a_variable_names_other_weights(project):
    outcome = project.cog("predict", "-i", "number=2", "-e", "COG_WEIGHTS=others")
    assert outcome.stdout == "10\n"
