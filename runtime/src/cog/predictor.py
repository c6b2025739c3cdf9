"""BasePredictor, and loading the predictor that a reference like "predict.py:Predictor" names."""

from __future__ import annotations

import difflib
import importlib.util
import inspect
import os
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Callable, Sequence

from .annotations import resolve, union_members
from .errors import LoadError
from .types import File, Path

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["BasePredictor", "LoadedPredictor", "load"]


class BasePredictor(ABC):
    """A base for predictor classes. Optional: any class with a predict() will do."""

    def setup(self, *args: Any, **kwargs: Any) -> Any:  # noqa: B027 (optional)
        """Runs once, before the first prediction: load the weights here.

        A parameter named `weights` receives $COG_WEIGHTS, else ./weights if it exists, else None.
        """

    @abstractmethod
    def predict(self, *args: Any, **kwargs: Any) -> Any:
        """Runs one prediction. The type annotations say what it takes and returns."""


@dataclass(frozen=True)
class LoadedPredictor:
    """The user's code, imported and instantiated; setup() has not run."""

    predict: Callable[..., Any]
    #: Takes no arguments; returns an awaitable where the model's setup() is async.
    setup: Callable[[], Any] | None
    #: The instance of the predictor's class, or the function itself.
    instance: Any


def load(reference: str, directory: str, method: str = "predict") -> LoadedPredictor:
    """Import the file, find the class or function in it, and instantiate a class.

    `directory` is the project's: it and the file's own folder become importable, and sys.argv
    loses its arguments so that a parser in the model's code does not see them. Raises LoadError.
    """
    file_name, _, name = reference.rpartition(":")
    if not file_name or not name:
        raise LoadError(
            f"{reference!r} does not name a predictor: it should look like predict.py:Predictor, "
            "a file and the class or function in it"
        )
    module = _import(file_name, FilePath(directory))
    found = getattr(module, name, None)
    if found is None:
        raise LoadError(f"{file_name} has no {name}.{_suggest(name, _candidates(module, method))}")
    if inspect.isclass(found):
        return _instantiate(found, f"{file_name}:{name}", method)
    if not callable(found):
        raise LoadError(f"{file_name}: {name} is neither a class nor a function")
    return LoadedPredictor(found, None, found)


def _import(file_name: str, directory: FilePath) -> ModuleType:
    directory = directory.absolute()
    path = directory / file_name
    if not os.path.isfile(path):  # noqa: PTH113 (False for a name that is too long, too)
        near = sorted(p.name for p in path.parent.glob("*.py"))
        raise LoadError(f"{file_name} does not exist in {directory}.{_suggest(path.name, near)}")
    for folder in (str(path.parent), str(directory)):
        if folder in sys.path:
            sys.path.remove(folder)
        sys.path.insert(0, folder)
    del sys.argv[1:]
    name = path.stem
    known = sys.modules.get(name)
    if known is not None:
        if getattr(known, "__file__", None) == str(path):
            return known
        name = f"cog_model_{name}"  # the file is called like a module that others need
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise LoadError(f"{file_name} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # pickle and dataclasses look modules up by name
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise LoadError(_import_failure(file_name, path, error)) from error
    return module


def _import_failure(file_name: str, path: FilePath, error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.filename or file_name}:{error.lineno}: {error.msg}"
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    text = f"{file_name}:{line}: {type(error).__name__}: {error}"
    if isinstance(error, ModuleNotFoundError):
        text += ". Is its package in python_packages or python_requirements of cog.yaml?"
    return text


def _instantiate(cls: Any, shown: str, method: str) -> LoadedPredictor:
    if method == "predict" and not hasattr(cls, "predict") and hasattr(cls, "run"):
        method = "run"
    missing = sorted(getattr(cls, "__abstractmethods__", ()))
    if not hasattr(cls, method) or method in missing:
        own = [name for name in vars(cls) if not name.startswith("__")]
        raise LoadError(f"{shown} has no method {method}().{_suggest(method, own)}")
    try:
        instance = cls()
    except (Exception, SystemExit) as error:
        raise LoadError(
            f"{shown} cannot be instantiated: {type(error).__name__}: {error}. "
            "It is made without arguments; what takes long belongs in setup()"
        ) from error
    setup = getattr(instance, "setup", None)
    if getattr(setup, "__func__", None) is BasePredictor.setup:
        setup = None
    if setup is not None and "weights" in inspect.signature(setup).parameters:
        setup = _with_weights(setup)
    return LoadedPredictor(getattr(instance, method), setup, instance)


def _with_weights(setup: Callable[..., Any]) -> Callable[[], Any]:
    def setup_with_weights() -> Any:
        return setup(weights=_weights(setup))

    return setup_with_weights


def _weights(setup: Callable[..., Any]) -> Any:
    value = os.environ.get("COG_WEIGHTS") or None
    if value is None and FilePath("weights").exists():
        value = "weights"
    kind = inspect.signature(setup).parameters["weights"].annotation
    try:
        kind = resolve(kind, getattr(setup, "__globals__", {}))
    except Exception:
        kind = str  # a name for type checkers only; the text is what setup() can get
    for member in union_members(kind) or (kind,):
        if value is None or not isinstance(member, type):
            continue
        if member is File:
            return open(_local(value), "rb")  # noqa: PTH123 (the model closes it)
        if issubclass(member, os.PathLike):
            return Path(_local(value))
    return value


def _local(value: str) -> str:
    if not value.lower().startswith(("http://", "https://")):
        return value
    import tempfile
    import urllib.request  # brings all of HTTP and TLS

    name = FilePath(urllib.parse.unquote(urllib.parse.urlsplit(value).path)).name
    target = FilePath(tempfile.mkdtemp(prefix="cog-weights-")) / (name or "weights")
    urllib.request.urlretrieve(value, target)
    return str(target)


def _candidates(module: ModuleType, method: str) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", None) == module.__name__
        and (hasattr(value, method) or inspect.isfunction(value))
    ]


def _suggest(wrong: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(wrong, known, n=1, cutoff=0.5)
    if close:
        return f" Did you mean {close[0]}?"
    return f" It has {', '.join(sorted(known))}." if known else ""
