"""A reference becomes the model's own predict and setup, or an error that says what to mend."""

from __future__ import annotations

import inspect
import pickle
import sys
from typing import TYPE_CHECKING

import cog
import pytest
from cog.errors import LoadError
from cog.predictor import load

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import LoadSource


def test_a_class_is_instantiated(load_source: LoadSource) -> None:
    loaded = load_source(
        """
        class Predictor(BasePredictor):
            def setup(self): self.greeting = "hello "
            def predict(self, name: str) -> str: return self.greeting + name
    """,
        "Predictor",
    )
    assert loaded.setup is not None
    loaded.setup()
    assert loaded.predict(name="you") == "hello you"
    assert type(loaded.instance).__name__ == "Predictor"


def test_a_function_is_itself_the_predictor(load_source: LoadSource) -> None:
    loaded = load_source("def predict(name: str) -> str: return 'hello ' + name")
    assert (loaded.predict(name="you"), loaded.setup) == ("hello you", None)


def test_inheriting_is_optional_and_setup_too(load_source: LoadSource) -> None:
    loaded = load_source("class P:\n    def predict(self) -> str: return 'a'", "P")
    assert (loaded.predict(), loaded.setup) == ("a", None)
    derived = load_source("class P(BasePredictor):\n    def predict(self) -> str: return 'a'", "P")
    assert derived.setup is None


def test_newer_and_training_methods_are_found(project: Path) -> None:
    (project / "model.py").write_text("class R:\n def run(self): ...\n def train(self): ...\n")
    assert load("model.py:R", str(project)).predict.__name__ == "run"
    assert load("model.py:R", str(project), "train").predict.__name__ == "train"


def test_an_async_setup_stays_awaitable(load_source: LoadSource) -> None:
    loaded = load_source(
        """
        class P:
            async def setup(self, weights): ...
            async def predict(self) -> str: ...
    """,
        "P",
    )
    assert loaded.setup is not None
    waiting = loaded.setup()
    assert inspect.iscoroutine(waiting)
    waiting.close()


WEIGHTS = """
# future
class P:
    def setup(self, weights: {}): self.weights = weights
    def predict(self) -> str: ...
"""


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [("str", str), ("Path", cog.Path), ("Optional[Path]", cog.Path), ("Path | None", cog.Path)],
)
def test_weights_come_from_the_variable_as_annotated(
    annotation: str, kind: type, load_source: LoadSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COG_WEIGHTS", "w.bin")
    loaded = load_source(WEIGHTS.format(annotation), "P")
    assert loaded.setup is not None
    loaded.setup()
    assert type(loaded.instance.weights) is kind
    assert str(loaded.instance.weights) == "w.bin"


def test_weights_may_be_an_open_file(
    load_source: LoadSource, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "w.bin").write_bytes(b"w")
    monkeypatch.setenv("COG_WEIGHTS", "w.bin")
    loaded = load_source(WEIGHTS.format("File"), "P")
    assert loaded.setup is not None
    loaded.setup()
    with loaded.instance.weights as opened:
        assert opened.read() == b"w"


def test_weights_are_the_directory_if_it_exists_and_else_none(
    load_source: LoadSource, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COG_WEIGHTS", raising=False)
    loaded = load_source(WEIGHTS.format("Path = None"), "P")
    assert loaded.setup is not None
    loaded.setup()
    assert loaded.instance.weights is None
    (project / "weights").mkdir()
    loaded.setup()
    assert loaded.instance.weights == cog.Path("weights")


def test_modules_of_the_project_and_of_the_file_are_found(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "from_root.py").write_text("A = 1")
    (project / "sub" / "from_sub.py").write_text("B = 2")
    text = "from from_root import A\nfrom from_sub import B\ndef predict(): return A + B\n"
    (project / "sub" / "predict.py").write_text(text)
    assert load("sub/predict.py:predict", str(project)).predict() == 3


def test_the_model_sees_no_arguments_and_can_be_pickled(
    load_source: LoadSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["server", "--port", "1"])
    loaded = load_source("import sys\nARGV = list(sys.argv)\ndef predict(): return ARGV")
    assert loaded.predict() == ["server"]
    assert pickle.loads(pickle.dumps(loaded.predict)) is loaded.predict


def test_a_file_called_like_a_module_replaces_nothing(project: Path) -> None:
    import json

    (project / "json.py").write_text("def predict(): return __name__\n")
    assert load("json.py:predict", str(project)).predict() == "cog_model_json"
    assert sys.modules["json"] is json


def test_the_same_file_is_imported_once(project: Path) -> None:
    (project / "model.py").write_text("def predict(): ...\ndef train(): ...\n")
    first = load("model.py:predict", str(project)).predict
    assert load("model.py:train", str(project)).predict.__globals__ is first.__globals__


@pytest.mark.parametrize(
    ("reference", "source", "message"),
    [
        ("predict.py", "", "it should look like predict.py:Predictor"),
        ("model.py:P", "", "model.py does not exist in "),
        ("predcit.py:P", "", "Did you mean predict.py?"),
        (
            "predict.py:Predicter",
            "class Predictor:\n def predict(self): ...",
            "predict.py has no Predicter. Did you mean Predictor?",
        ),
        (
            "predict.py:X",
            "class A:\n def predict(self): ...\ndef b(): ...",
            "predict.py has no X. It has A, b.",
        ),
        ("predict.py:X", "X = 3", "X is neither a class nor a function"),
        (
            "predict.py:X",
            "class X:\n def predcit(self): ...",
            "predict.py:X has no method predict(). Did you mean predcit?",
        ),
        (
            "predict.py:X",
            "from cog import *\nclass X(BasePredictor): ...",
            "predict.py:X has no method predict().",
        ),
        (
            "predict.py:X",
            "class X:\n def __init__(self, a): ...\n def predict(self): ...",
            "predict.py:X cannot be instantiated: TypeError",
        ),
        ("predict.py:X", "a = 1\nb = (\n", "predict.py:2: '(' was never closed"),
        ("predict.py:X", "a = 1\n\n1 / 0\n", "predict.py:3: ZeroDivisionError: division by zero"),
        ("predict.py:X", "import sys\nsys.exit(3)", "predict.py:2: SystemExit: 3"),
        (
            "predict.py:X",
            "import missing_module\n",
            "predict.py:1: ModuleNotFoundError: No module named 'missing_module'. Is its pack",
        ),
    ],
)
def test_what_cannot_be_loaded_is_reported(
    reference: str, source: str, message: str, project: Path
) -> None:
    (project / "predict.py").write_text(source)
    with pytest.raises(LoadError) as caught:
        load(reference, str(project))
    assert message in str(caught.value)


def test_a_failed_import_leaves_no_half_module(project: Path) -> None:
    (project / "broken_model.py").write_text("1 / 0")
    with pytest.raises(LoadError) as caught:
        load("broken_model.py:P", str(project))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert "broken_model" not in sys.modules
