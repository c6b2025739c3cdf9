def test_what_the_file_and_the_file_in_it_name_is_there(model):
    assert "| mice |" in model.predict(word="mouse").output
