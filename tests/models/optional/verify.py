import pytest


@pytest.mark.parametrize("inputs", [{}, {"text": None, "number": None, "file": None}])
def test_left_out_or_null_is_none_and_so_is_the_output(model, inputs):
    prediction = model.predict(**inputs)
    assert (prediction.status, prediction.output, prediction.error) == ("succeeded", None, None)


def test_what_is_given_is_taken(model):
    assert model.predict(text="a", number="3").output == "'a' 3 None"
    assert model.predict(file="data:,x").output == "None None 'x'"
    assert model.predict(text="").output == "'' None None"


def test_none_is_required(model):
    assert model.schemas["Input"].get("required", []) == []
