def test_an_async_generator_is_an_iterator(model):
    prediction = model.predict(words="to be")
    assert prediction.output == ["to!", "be!"]
    assert prediction.logs == "says to\nsays be\n"
    assert model.setup_logs == "async setup\n"


def test_it_fails_as_any_other(model):
    prediction = model.predict(words="or", fail=True)
    assert (prediction.status, prediction.error, prediction.output) == (
        "failed",
        "as asked",
        ["or!"],
    )
