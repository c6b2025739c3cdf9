import json


def test_the_pieces_come_as_a_list(model):
    assert model.predict(text="to be or").output == ["to ", "be ", "or "]


def test_the_schema_says_how_to_show_them(model):
    output = model.schemas["Output"]
    assert output["x-cog-array-type"] == "iterator"
    assert output["x-cog-array-display"] == "concatenate"


def test_a_script_that_runs_the_command_line_gets_json(model):
    assert json.loads(model.cog("predict", "-i", "text=to be").stdout) == ["to ", "be "]
