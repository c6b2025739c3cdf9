def test_what_a_model_remembers_lasts_as_long_as_it_runs(model):
    assert [model.predict().output for _ in range(3)] == ["1 1", "2 2", "3 3"]
