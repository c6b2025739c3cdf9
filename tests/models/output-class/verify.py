import json


def test_a_class_may_be_called_output(model):
    assert model.predict(text="abc").output == {"text": "abc", "length": 3}
    assert list(model.schemas["Output"]["properties"]) == ["text", "length"]


def test_the_command_line_prints_json(model):
    outcome = model.cog("predict", "-i", "text=abc")
    assert json.loads(outcome.stdout) == {"text": "abc", "length": 3}


def test_the_whole_answer_can_be_had(model):
    answer = json.loads(model.cog("predict", "--json", '{"text": "abc"}').stdout)
    assert (answer["status"], answer["output"]["length"]) == ("succeeded", 3)
