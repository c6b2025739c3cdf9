"""What the runtime's tests share: a model written in the test, loaded as the worker loads it."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, Protocol

import pytest
from cog.predictor import LoadedPredictor, load
from cog.schema.signature import describe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cog.schema.spec import PredictorSpec

PREAMBLE = """\
import enum, typing
from typing import *
import pydantic
from cog import *
"""


class LoadSource(Protocol):
    def __call__(self, source: str, name: str = "predict") -> LoadedPredictor: ...


class DescribeSource(Protocol):
    def __call__(self, source: str) -> PredictorSpec: ...


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty project directory, the current one; what loading it changes is undone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture
def load_source(project: Path) -> LoadSource:
    """Loads a model from the text of its predict.py, which needs no import of common names."""

    def load_it(source: str, name: str = "predict") -> LoadedPredictor:
        text = textwrap.dedent(source)
        future = "from __future__ import annotations\n"
        head = future + PREAMBLE if text.lstrip().startswith("# future") else PREAMBLE
        (project / "predict.py").write_text(head + text)
        sys.modules.pop("predict", None)
        return load(f"predict.py:{name}", str(project))

    return load_it


@pytest.fixture
def describe_source(load_source: LoadSource) -> DescribeSource:
    """The spec of the function `predict` in a text."""
    return lambda source: describe(load_source(source).predict)
