def test_what_the_model_records_is_beside_the_time(model):
    metrics = model.predict(text="to be").metrics
    assert (metrics["characters"], metrics["words"]) == (5, 2)
    assert metrics["predict_time"] > 0


def test_it_belongs_to_one_prediction(model):
    assert model.predict(text="").metrics["characters"] == 0
