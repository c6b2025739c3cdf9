def test_neither_a_base_class_nor_setup_is_needed(model):
    assert model.predict().output == 42
