import pytest


def test_the_bounds_themselves_are_inside(model):
    assert model.predict(steps=1, scale=0, word="ab", code="Z0").output == "1 0.0 ab Z0"
    assert model.predict(steps=500, scale=20, word="abcde").output == "500 20.0 abcde A1"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("steps", 0, "greater than or equal to 1"),
        ("steps", 501, "less than or equal to 500"),
        ("scale", -0.1, "greater than or equal to 0"),
        ("scale", 20.5, "less than or equal to 20"),
        ("word", "a", "at least 2 characters"),
        ("word", "abcdef", "at most 5 characters"),
        ("code", "a1", "match pattern"),
    ],
)
def test_what_is_outside_is_refused_with_the_bound(model, name, value, reason):
    assert reason in model.refusal(**{name: value})[name]


def test_the_bounds_are_in_the_schema(model):
    inputs = model.schemas["Input"]["properties"]
    assert (inputs["steps"]["minimum"], inputs["steps"]["maximum"]) == (1, 500)
    assert (inputs["word"]["minLength"], inputs["word"]["maxLength"]) == (2, 5)
    assert inputs["code"]["pattern"] == r"^[A-Z]\d+$"
