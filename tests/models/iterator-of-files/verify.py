def test_each_item_is_what_the_file_held_when_it_was_yielded(model):
    output = [model.content(url) for url in model.predict(steps=50).output]
    assert output[:-2] == [f"step {step}".encode() for step in range(50)]
    assert output[-2] == b"step 49"


def test_what_the_model_made_is_removed_and_what_it_had_stays(model):
    for _ in range(2):
        assert model.content(model.predict(steps=1).output[-1]) == b"a part of the project\n"
    assert not (model.directory / "preview.txt").exists()
    assert (model.directory / "static.txt").exists()
