def test_every_default_is_used_and_none_is_changed_by_a_prediction(model):
    for _ in range(2):
        assert model.predict().output == "words 3 ['a', 'b'] '' True"


def test_a_given_value_wins_also_when_it_is_empty(model):
    assert model.predict(text="", number=0, names=[], positive=False).output == " 0 ['b'] '' False"


def test_the_defaults_are_in_the_schema(model):
    inputs = model.schemas["Input"]["properties"]
    assert [inputs[name]["default"] for name in inputs] == ["words", 3, ["a"], "", True]


def test_unknown_inputs_are_ignored_with_a_warning(model):
    prediction = model.predict(txt="a")
    assert prediction.status == "succeeded"
    assert prediction.document["warnings"] == ["unknown input 'txt' was ignored"]


def test_an_empty_body_is_a_prediction_without_inputs(model):
    assert model.http.post("/predictions").json()["status"] == "succeeded"
