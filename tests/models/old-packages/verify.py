def test_the_model_has_the_versions_that_it_pins(model):
    output = model.predict(key="k", count=2).output
    assert output["pydantic"].startswith("1.10.")
    assert output["starlette"].startswith("0.20.")
    assert [part["name"] for part in output["parts"]] == ["0", "1"]
    assert model.content(output["file"]) == b"text"


def test_its_inputs_are_validated_as_everywhere(model):
    refused = model.refusal(key="k", count=0)
    assert refused == {"count": "Input should be greater than or equal to 1"}


def test_the_command_line_runs_it(project):
    assert project.cog("predict", "-i", "key=k").status == 0
