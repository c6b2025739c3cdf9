import pytest


def test_it_greets(model):
    prediction = model.predict(name="Ada")
    assert (prediction.status, prediction.output, prediction.code) == (
        "succeeded",
        "hello Ada",
        200,
    )
    assert prediction.metrics["predict_time"] > 0


@pytest.mark.parametrize("name", ["", " ", "\0", "\n", '"', "a" * 100_000, "\N{GRINNING FACE}"])
def test_every_text_comes_through_unchanged(model, name):
    assert model.predict(name=name).output == f"hello {name}"


@pytest.mark.parametrize("wrong", [3, 1.5, True, ["Ada"], {"a": 1}, None])
def test_what_is_no_text_is_refused(model, wrong):
    assert model.refusal(name=wrong) == {"name": "Input should be a valid string"}


def test_a_missing_input_is_refused(model):
    assert model.refusal() == {"name": "Field required"}


def test_the_description_is_in_the_schema(model):
    name = model.schemas["Input"]["properties"]["name"]
    assert (name["type"], name["description"], name["x-order"]) == ("string", "Who to greet", 0)


def test_the_command_line_prints_the_text_and_nothing_else(model):
    outcome = model.cog("predict", "-i", "name=world", "--debug")
    assert (outcome.status, outcome.stdout) == (0, "hello world\n")
