def test_numpy_values_are_sent_as_json(model):
    output = model.predict(count=3).output
    assert output == {"array": [0, 0.5, 1], "scalar": 0.5, "flag": True, "image": [[7, 7]]}
