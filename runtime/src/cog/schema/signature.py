"""Reads a predict function's signature into a PredictorSpec."""

from __future__ import annotations

import ast
import collections.abc
import inspect
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Mapping

from .. import types
from ..annotations import arguments, origin, resolve
from ..errors import OutputError, SchemaError
from ..input import FieldInfo
from .codec import encode_output
from .markers import is_file_url
from .spec import InputField, OutputSpec, PredictorSpec
from .value_types import KINDS, supported_types
from .value_types.alternatives import LiteralType, OptionalType
from .value_types.base import Limits, Reader, Unsupported, ValueType
from .value_types.simple import AnyType, StringType

__all__ = ["describe"]

CONCATENATE = (types.ConcatenateIterator, types.AsyncConcatenateIterator)
ITERATORS = (
    collections.abc.Iterator,
    collections.abc.Generator,
    collections.abc.AsyncIterator,
    collections.abc.AsyncGenerator,
    *CONCATENATE,
)


def describe(function: Callable[..., Any], *, where: str = "") -> PredictorSpec:
    """What `function` takes and returns; a method has to be bound.

    `where` is the function's name in messages. Raises SchemaError with everything that cannot be
    described, each with its file and line.
    """
    source = _Source(function, where or getattr(function, "__qualname__", "predict"))
    problems: list[str] = []
    inputs: list[InputField] = []
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError) as error:
        raise SchemaError([source.locate(f"It has no signature to read: {error}")]) from error
    for order, parameter in enumerate(signature.parameters.values()):
        try:
            inputs.append(_input(parameter, order, source.namespace))
        except _Problem as problem:
            problems.append(source.locate(str(problem), parameter.name))
    try:
        output = _output(signature.return_annotation, source.namespace)
    except _Problem as problem:
        problems.append(source.locate(str(problem)))
    if problems:
        raise SchemaError(problems)
    return PredictorSpec(tuple(inputs), output)


class _Problem(Exception):
    """One thing to mend in the signature."""


def _input(parameter: inspect.Parameter, order: int, namespace: Mapping[str, Any]) -> InputField:
    name = parameter.name
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        raise _Problem(f"Inputs are named one by one: `{name}` cannot stand for any number of them")
    if parameter.kind is parameter.POSITIONAL_ONLY:
        raise _Problem(f"Inputs are passed by name: parameter `{name}` is positional-only")
    kind = _input_type(parameter, namespace)
    info = parameter.default
    if not isinstance(info, FieldInfo):
        info = FieldInfo(default=... if info is parameter.empty else info)
    limits = _limits(name, kind, info)
    choices = _choices(name, kind, info)
    if choices is not None:
        literal = LiteralType(choices)
        kind = OptionalType(literal) if isinstance(kind, OptionalType) else literal
    if info.accept is not None and not kind.has_files:
        raise _Problem(f"Parameter `{name}`: accept is only valid on Path or File inputs")
    required = info.default is ... and not isinstance(kind, OptionalType)
    default, in_worker = _default(name, kind, None if info.default is ... else info.default)
    if default is not None:
        _check_default(name, default, limits, choices)
    return InputField(
        name=name,
        type=kind,
        required=required,
        default=default,
        description=info.description,
        limits=limits,
        deprecated=bool(info.deprecated),
        accept=info.accept,
        order=order,
        default_in_worker=in_worker,
    )


def _input_type(parameter: inspect.Parameter, namespace: Mapping[str, Any]) -> ValueType:
    name, supported = parameter.name, f"Supported input types are: {supported_types()}"
    if parameter.annotation is parameter.empty:
        raise _Problem(f"No input type provided for parameter `{name}`. {supported}")
    try:
        return Reader(KINDS, namespace).read(parameter.annotation)
    except Unsupported as unsupported:
        shown = _shown(unsupported.args[0])
        raise _Problem(
            f"Unsupported input type {shown} for parameter `{name}`. {supported}"
        ) from None
    except Exception as error:
        raise _Problem(
            f"The type of parameter `{name}` cannot be evaluated: {type(error).__name__}: {error}. "
            f"{supported}"
        ) from error


def _limits(name: str, kind: ValueType, info: FieldInfo) -> Limits:
    limits = Limits(info.ge, info.le, info.min_length, info.max_length, info.regex)
    for limit in limits.given():
        if limit not in kind.limits_taken():
            raise _Problem(f"Parameter `{name}`: {limit} has no meaning for this type")
    if limits.regex is not None:
        try:
            re.compile(limits.regex)
        except re.error as error:
            raise _Problem(
                f"Parameter `{name}`: regex {limits.regex!r} is not valid: {error}"
            ) from None
    return limits


def _choices(name: str, kind: ValueType, info: FieldInfo) -> tuple[Any, ...] | None:
    if info.choices is None:
        return None
    inner = kind.inner if isinstance(kind, OptionalType) else kind
    choices = tuple(getattr(choice, "value", choice) for choice in info.choices)
    if not inner.choice_types:
        raise _Problem(f"Parameter `{name}`: choices can only be used with str, int or float types")
    for choice in choices:
        if type(choice) not in inner.choice_types:
            raise _Problem(f"Parameter `{name}`: the choice {choice!r} is not of the input's type")
    if not choices:
        raise _Problem(f"Parameter `{name}`: choices is empty")
    return choices


def _default(name: str, kind: ValueType, value: Any) -> tuple[Any, bool]:
    """The default as JSON, and whether only the worker can make it."""
    if hasattr(value, "get_secret_value"):
        value = value.get_secret_value()
    try:
        default = encode_output(value, _no_directory, check_files=False)
    except (OutputError, _Problem) as error:
        raise _Problem(f"Parameter `{name}`: the default cannot be sent: {error}") from error
    if kind.has_files and _has_paths(default):
        return default, True
    return default, False


def _no_directory() -> str:
    raise _Problem("an open file cannot be a default")


def _has_paths(default: Any) -> bool:
    if isinstance(default, list):
        return any(map(_has_paths, default))
    if isinstance(default, dict):
        return any(map(_has_paths, default.values()))
    return isinstance(default, str) and not is_file_url(default)


def _check_default(
    name: str, default: Any, limits: Limits, choices: tuple[Any, ...] | None
) -> None:
    def refuse(reason: str) -> None:
        raise _Problem(f"Parameter `{name}`: the default {default!r} {reason}")

    if choices is not None and default not in choices:
        refuse(f"is not one of the choices {list(choices)!r}")
    if isinstance(default, (int, float)):
        if limits.ge is not None and default < limits.ge:
            refuse(f"is less than ge={limits.ge!r}")
        if limits.le is not None and default > limits.le:
            refuse(f"is greater than le={limits.le!r}")
    if isinstance(default, (str, list)):
        if limits.min_length is not None and len(default) < limits.min_length:
            refuse(f"is shorter than min_length={limits.min_length!r}")
        if limits.max_length is not None and len(default) > limits.max_length:
            refuse(f"is longer than max_length={limits.max_length!r}")
    if isinstance(default, str) and limits.regex is not None:
        if not re.search(limits.regex, default):
            refuse(f"does not match regex={limits.regex!r}")
    if isinstance(default, list):
        for item in default:
            _check_default(name, item, limits.only("ge", "le", "regex"), None)


def _output(annotation: Any, namespace: Mapping[str, Any]) -> OutputSpec:
    if annotation is inspect.Signature.empty:
        raise _Problem("No return type. Say what is returned; `-> Any` if it can be anything")
    try:
        annotation = resolve(annotation, namespace)
        kind = origin(annotation)
        reader = Reader(KINDS, namespace, for_output=True)
        if kind not in ITERATORS:
            return OutputSpec(reader.read(annotation))
        items = arguments(annotation)
        concatenate = kind in CONCATENATE
        item = reader.read(items[0]) if items else StringType() if concatenate else AnyType()
    except Unsupported as unsupported:
        raise _Problem(
            f"Unsupported return type {_shown(unsupported.args[0])}. Supported are "
            f"{supported_types()}, iterators of them, and `Any` for whatever becomes JSON"
        ) from None
    except Exception as error:
        raise _Problem(
            f"The return type cannot be evaluated: {type(error).__name__}: {error}. "
            "`Any` always works"
        ) from error
    if concatenate and not isinstance(item, StringType):
        raise _Problem(f"{kind.__name__} joins text: its items have to be `str`")
    return OutputSpec(item, iterator=True, concatenate=concatenate)


def _shown(annotation: Any) -> str:
    if isinstance(annotation, type) and not arguments(annotation):
        module = annotation.__module__
        name = annotation.__qualname__
        return name if module == "builtins" else f"{module}.{name}"
    return str(annotation)


@dataclass
class _Source:
    """Where a function is written; the file is read only when there is something to report."""

    function: Callable[..., Any]
    where: str
    code: Any = field(init=False)
    namespace: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        inner: Any = inspect.unwrap(self.function)
        inner = getattr(inner, "__func__", inner)
        inner = inspect.unwrap(inner)
        if not hasattr(inner, "__code__"):  # an instance with __call__
            inner = getattr(type(inner).__call__, "__func__", type(inner).__call__)
        self.code = getattr(inner, "__code__", None)
        self.namespace = getattr(inner, "__globals__", {})

    def locate(self, problem: str, parameter: str | None = None) -> str:
        """`predict.py:12: Predictor.predict: …`"""
        if self.code is None:
            return f"{self.where}: {problem}"
        file = os.path.relpath(self.code.co_filename)
        if file.startswith(os.pardir):
            file = self.code.co_filename
        return f"{file}:{self._line(parameter)}: {self.where}: {problem}"

    def _line(self, parameter: str | None) -> int:
        first: int = self.code.co_firstlineno
        try:
            tree = ast.parse(Path(self.code.co_filename).read_bytes())
        except (OSError, SyntaxError, ValueError):
            return first
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = {node.lineno, *(d.lineno for d in node.decorator_list)}
                if node.name == self.code.co_name and first in lines:
                    return _parameter_lines(node).get(parameter, node.lineno)
        return first


def _parameter_lines(node: Any) -> dict[str | None, int]:
    every = [*getattr(node.args, "posonlyargs", []), *node.args.args, *node.args.kwonlyargs]
    every += [arg for arg in (node.args.vararg, node.args.kwarg) if arg is not None]
    return {arg.arg: arg.lineno for arg in every}
