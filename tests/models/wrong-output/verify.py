import pytest


@pytest.mark.parametrize(
    ("which", "reason"),
    [
        ("text", "output"),
        ("missing", "score"),
        ("kind", "score"),
        ("object", "object"),
        ("nan", "score"),
        ("file", "output"),
    ],
)
def test_what_does_not_fit_the_annotation_fails_and_names_the_place(model, which, reason):
    prediction = model.predict(which=which)
    assert prediction.status == "failed"
    assert reason in prediction.error
    assert prediction.output is None


def test_that_is_a_fault_of_the_server_side_to_http(model):
    assert model.predict(which="text").code == 500


def test_none_is_no_output_whatever_the_annotation(model):
    prediction = model.predict(which="none")
    assert (prediction.status, prediction.output) == ("succeeded", None)
    outcome = model.cog("predict", "-i", "which=none")
    assert (outcome.status, outcome.stdout) == (0, "")
    assert "No output generated" in outcome.stderr


def test_what_fits_is_delivered_afterwards(model):
    assert model.predict(which="right").output == {"score": 0.5}
