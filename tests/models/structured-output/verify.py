import json


def test_the_output_is_an_object_whose_file_comes_along(model):
    output = model.predict().output
    assert output["boxes"] == [{"label": "cat", "score": 0.5}]
    assert model.content(output["drawing"]) == b"[cat]"


def test_a_field_that_the_model_did_not_set_is_left_out(model):
    assert "note" not in model.predict().output


def test_the_schema_describes_it_under_its_own_name(model):
    assert model.schemas["Output"]["$ref"] == "#/components/schemas/Detections"
    fields = model.schemas["Detections"]["properties"]
    assert fields["drawing"]["format"] == "uri"
    assert fields["boxes"]["items"] == {"$ref": "#/components/schemas/Box"}
    assert model.schemas["Detections"]["required"] == ["boxes", "drawing"]


def test_the_command_line_prints_json_and_saves_the_file(model):
    outcome = model.cog("predict")
    shown = json.loads(outcome.stdout)
    assert shown["boxes"] == [{"label": "cat", "score": 0.5}]
    assert (model.directory / shown["drawing"]).read_text() == "[cat]"
