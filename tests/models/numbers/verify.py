import pytest


@pytest.mark.parametrize(
    ("inputs", "seen"),
    [
        ({"whole": 3, "real": 2.5, "flag": True}, "3 2.5 True"),
        ({"whole": "3", "real": "2.5", "flag": "true"}, "3 2.5 True"),
        ({"whole": 3.0, "real": 2, "flag": 1}, "3 2.0 True"),
        ({"whole": 10**30, "real": 1e300, "flag": "no"}, f"{10**30} 1e+300 False"),
        ({"whole": -1, "real": -0.0, "flag": 0}, "-1 -0.0 False"),
    ],
)
def test_values_become_what_the_annotations_say(model, inputs, seen):
    assert model.predict(**inputs).output == seen


def test_all_that_does_not_fit_is_reported_at_once(model):
    refused = model.refusal(whole="three", real="x", flag="perhaps")
    assert list(refused) == ["whole", "real", "flag"]
    assert "valid integer" in refused["whole"]
    assert "valid number" in refused["real"]
    assert "valid boolean" in refused["flag"]


def test_a_part_of_a_number_is_never_lost(model):
    assert "fractional part" in model.refusal(whole=2.5)["whole"]


def test_the_command_line_reads_the_types_too(model):
    outcome = model.cog("predict", "-i", "whole=7", "-i", "real=1e-3", "-i", "flag=true")
    assert (outcome.status, outcome.stdout) == (0, "7 0.001 True\n")


def test_the_command_line_says_what_does_not_fit(model):
    outcome = model.cog("predict", "-i", "whole=seven", "-i", "hole=1")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "expected an integer, got 'seven'" in outcome.stderr
    assert "Did you mean 'whole'?" in outcome.stderr
