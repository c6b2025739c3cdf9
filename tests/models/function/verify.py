def test_a_plain_function_is_a_model(model):
    assert model.predict(name="Ada").output == "hello Ada"
    assert model.predict(name="Ada", times=2).output == "hello Ada hello Ada"
    assert "times" in model.refusal(name="Ada", times=0)


def test_the_command_line_runs_it(model):
    assert model.cog("predict", "-i", "name=world").stdout == "hello world\n"
