def test_all_that_is_wrong_with_cog_yaml_is_reported_with_its_line(project):
    outcome = project.cog("predict")
    assert outcome.status == 1
    assert "cog.yaml:2:" in outcome.stderr
    assert "Did you mean 'python_version'?" in outcome.stderr
    assert "cog.yaml:3:" in outcome.stderr
    assert "cog.yaml:4:" in outcome.stderr
