"""The model's side runs on every supported Python and pydantic, and imports nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import PYTHONS, REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Prints what is in sys.modules beyond the standard library after the imports.
PROBE = """
import sys
before = set(sys.modules)
IMPORTS
import json, os
library = os.path.dirname(os.__file__) + os.sep
def foreign(name):
    spec = getattr(sys.modules[name], "__spec__", None)
    origin = getattr(spec, "origin", None) or ""
    return os.sep in origin and (not origin.startswith(library) or "site-packages" in origin)
loaded = {name.split(".")[0] for name in set(sys.modules) - before if foreign(name)}
print(json.dumps(sorted(loaded)))
"""
WORKER_SIDE = (
    "cog",
    "cog.predictor",
    "cog.schema.signature",
    "cog.schema.codec",
    "cog.schema.openapi",
    "cog.server.exceptions",
    "cog.worker.child",
)

MODEL = """
from __future__ import annotations
import enum
from typing import Any, Iterator, List, Literal, Optional, Union
from cog import BaseModel, BasePredictor, File, Input, Path, Secret

class Size(enum.Enum):
    SMALL = "s"

class Part(BaseModel):
    file: Path
    score: Optional[float] = None

class Predictor(BasePredictor):
    def predict(
        self,
        text: str,
        count: int = Input(default=3, ge=1, le=10, description="how many"),
        image: Path | None = None,
        either: Union[Path, str] = "words",
        key: Secret = Input(default=None),
        mode: Literal["a", "b"] = "a",
        size: Size = Size.SMALL,
        names: list[str] = Input(default=["a"]),
        rows: List[list[int | None]] = [],
        table: dict[str, int] = {},
        choice: int = Input(default=1, choices=[1, 2]),
        anything: Any = None,
    ) -> Iterator[Part]:
        assert size is Size.SMALL and isinstance(image, Path)
        assert key.get_secret_value() == "s3cret" and str(key) == "*" * 10
        yield Part(file=image, score=float(count))
"""
#: Runs MODEL once, by the worker's own means.
ROUND_TRIP = """
import json, os
from cog.predictor import load
from cog.schema.codec import decode_inputs, encode_output, split_files
from cog.schema.signature import describe
from cog.schema.markers import LocalFile

predictor = load("predict.py:Predictor", os.getcwd())
spec = describe(predictor.predict)
values = {each.name: each.default for each in spec.inputs}
values.update(text="t", image=LocalFile(os.path.abspath("predict.py")), key="s3cret")
items = list(predictor.predict(**decode_inputs(spec, values)))
print(json.dumps([spec.to_wire(), split_files(encode_output(items, os.getcwd))]))
"""


def run(python: str, *arguments: str, cwd: Path | None = None) -> Any:
    """What the interpreter prints, as JSON; the runtime's sources are importable for it."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "runtime" / "src")}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    done = subprocess.run(
        [python, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def loaded_by(python: str, *names: str) -> set[str]:
    imports = "\n".join(f"import {name}" for name in names)
    return set(run(python, "-c", PROBE.replace("IMPORTS", imports)))


def test_importing_cog_loads_no_pydantic(model_python: str) -> None:
    assert loaded_by(model_python, "cog") == {"cog"}


def test_the_worker_side_loads_pydantic_at_most(model_python: str) -> None:
    assert loaded_by(model_python, *WORKER_SIDE) == {"cog"}
    with_models = loaded_by(model_python, *WORKER_SIDE, "cog.model")
    its_own = loaded_by(model_python, "pydantic.main", "pydantic.types")
    assert with_models == {"cog"} | its_own


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project directory with MODEL."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "predict.py").write_text(MODEL)
    return folder


@cache
def run_here(*arguments: str, cwd: Path) -> Any:
    return run(sys.executable, *arguments, cwd=cwd)


def test_a_model_is_read_and_run_as_on_any_other_python(model_python: str, model: Path) -> None:
    there = run(model_python, "-c", ROUND_TRIP, cwd=model)
    assert there == run_here("-c", ROUND_TRIP, cwd=model)
    items = [[{"file": None, "score": 3.0}], [[[0, "file"], str(model / "predict.py")]]]
    assert there[1] == items


def test_the_document_is_the_same_on_every_python(model_python: str, model: Path) -> None:
    command = ("-m", "cog.schema", "predict.py:Predictor")
    assert run(model_python, *command, cwd=model) == run_here(*command, cwd=model)


VALIDATION = """
import json, os
from cog.errors import InputInvalid
from cog.predictor import load
from cog.schema.signature import describe
from cog.schema.spec import PredictorSpec
from cog.schema.validate import InputValidator, OutputValidator

spec = describe(load("predict.py:Predictor", os.getcwd()).predict)
spec = PredictorSpec.from_wire(json.loads(json.dumps(spec.to_wire())))
OutputValidator(spec).check_item({"file": "data:,x", "score": None})
validator = InputValidator(spec)
values = validator.validate({"text": "t", "image": "data:,x", "rows": [["1", None]]}).values
try:
    validator.validate({"count": 0, "image": "x", "table": {"a": "b"}})
except InputInvalid as invalid:
    print(json.dumps([values, invalid.errors]))
"""


@pytest.mark.parametrize("python", PYTHONS)
def test_the_server_side_validates_alike_on_every_python(
    python: str, model: Path, make_environment: Callable[[str, str], str]
) -> None:
    there = run(make_environment(python, "2.*"), "-c", VALIDATION, cwd=model)
    assert there == run_here("-c", VALIDATION, cwd=model)
    assert len(there[1]) == 4
