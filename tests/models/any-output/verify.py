import json

import pytest


@pytest.mark.parametrize("value", [None, "", 0, False, [], {}, {"a": [1, {"b": None}]}, 10**30])
def test_whatever_json_can_say_is_an_output(model, value):
    prediction = model.predict(document=json.dumps(value))
    assert (prediction.status, prediction.output) == ("succeeded", value)
    assert type(prediction.output) is type(value)


@pytest.mark.parametrize("document", ["NaN", "[1, Infinity]"])
def test_what_json_cannot_say_is_an_error_that_names_the_place(model, document):
    prediction = model.predict(document=document)
    assert prediction.status == "failed"
    assert "output" in prediction.error
