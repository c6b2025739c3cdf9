import json


def test_what_it_yields_is_a_list(model):
    assert model.predict(count=3).output == [0, 1, 2]
    assert model.predict(count=0).output == []


def test_what_was_yielded_before_an_error_is_kept(model):
    prediction = model.predict(count=5, fail_at=2)
    assert (prediction.status, prediction.error) == ("failed", "no 2")
    assert prediction.output == [0, 1]


def test_ten_thousand_items_keep_their_order(model):
    assert model.predict(count=10_000).output == list(range(10_000))


def test_the_schema_says_that_it_is_an_iterator(model):
    assert model.schemas["Output"]["x-cog-array-type"] == "iterator"


def test_the_command_line_prints_a_list(model):
    assert json.loads(model.cog("predict", "-i", "count=3").stdout) == [0, 1, 2]
