def test_a_hundred_megabytes_are_passed_on_and_do_no_harm(project):
    outcome = project.cog("predict")
    assert (outcome.status, outcome.stdout) == (0, "done\n")
    assert len(outcome.stderr) > 100_000_000
    assert outcome.stderr.count("\n") >= 1601
