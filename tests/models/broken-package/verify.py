def test_the_build_fails_with_the_installers_reason(project):
    outcome = project.cog("predict")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "python_packages" in outcome.stderr
    assert "pydantic==2.999.0" in outcome.stderr


def test_it_fails_again_the_next_time(project):
    assert project.cog("predict").status == 1
