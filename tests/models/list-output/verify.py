import json


def test_the_list_comes_whole(model):
    assert model.predict(count=3).output == ["number 0", "number 1", "number 2"]
    assert len(model.predict(count=100_000).output) == 100_000


def test_an_empty_list_is_an_output(model):
    prediction = model.predict(count=0)
    assert (prediction.status, prediction.output) == ("succeeded", [])


def test_it_is_no_iterator_in_the_schema(model):
    output = model.schemas["Output"]
    assert (output["type"], output["items"]["type"]) == ("array", "string")
    assert "x-cog-array-type" not in output


def test_the_command_line_prints_json(model):
    assert json.loads(model.cog("predict", "-i", "count=2").stdout) == ["number 0", "number 1"]
