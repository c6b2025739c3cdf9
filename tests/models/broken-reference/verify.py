def test_a_misspelt_class_gets_a_suggestion(project):
    outcome = project.cog("predict")
    assert outcome.status == 1
    assert "cog.yaml:1: 'predict' names 'Predictr'" in outcome.stderr
    assert "Did you mean 'Predictor'?" in outcome.stderr


def test_a_missing_file_too(project):
    (project.directory / "cog.yaml").write_text('predict: "predictt.py:Predictor"\n')
    outcome = project.cog("predict")
    assert outcome.status == 1
    assert "predict.py" in outcome.stderr
