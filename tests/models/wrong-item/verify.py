def test_an_item_that_does_not_fit_ends_the_prediction(model):
    prediction = model.predict(count=1_000_000)
    assert (prediction.status, prediction.code) == ("failed", 500)
    assert "two" in prediction.error or "integer" in prediction.error
    assert "yields 999999" not in prediction.logs


def test_the_next_one_succeeds(model):
    assert model.predict(count=2).output == [0, 1]
