import os

import pytest
from cog_cli.engines.local.interpreters import SUPPORTED, Interpreters


@pytest.fixture(
    scope="module",
    params=[(python, pydantic) for python in sorted(SUPPORTED) for pydantic in ("1.10.*", "2.*")],
    ids=lambda pair: f"Python {pair[0]}, pydantic {pair[1]}",
)
def variables(request):
    python, pydantic = request.param
    if Interpreters(os.environ).find(python) is None:
        pytest.skip(f"no Python {python} on this machine")
    return {"PYTHON": python, "PYDANTIC": pydantic}


def test_the_model_runs_in_the_python_that_cog_yaml_names(model, variables):
    prediction = model.predict(files=["data:,a", "data:,b"], number=2, fail=True)
    assert (prediction.status, prediction.error) == ("failed", "as asked")
    item = prediction.output[1]
    assert item["python"] == variables["PYTHON"]
    assert item["pydantic"].startswith(variables["PYDANTIC"].rstrip("*"))
    assert item["texts"] == ["a", "b"]
    assert model.content(item["file"]) == b"hi"
    assert list(model.refusal(files=["data:,a"], number=10)) == ["number"]
