def test_a_parser_in_the_model_sees_no_arguments_of_ours(model):
    assert model.predict().output == "8 1"
