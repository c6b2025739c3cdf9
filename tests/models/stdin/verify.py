def test_a_model_that_reads_stdin_finds_its_end(model):
    assert model.predict().output == "''"
    assert "EOF" in model.predict(ask=True).error


def test_what_the_command_line_reads_is_not_for_the_model(project):
    assert project.cog("predict", stdin="for the command line").stdout == "''\n"
