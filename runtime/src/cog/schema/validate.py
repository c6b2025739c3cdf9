"""Checks inputs and outputs against a spec: the server's side, pydantic 2."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Mapping, NamedTuple

from pydantic_core import SchemaValidator, ValidationError, core_schema

from ..errors import InputInvalid, OutputInvalid
from .markers import FileURL
from .value_types.simple import AnyType

if TYPE_CHECKING:
    from .spec import InputField, PredictorSpec

__all__ = ["InputValidator", "OutputValidator", "ValidInput"]


class ValidInput(NamedTuple):
    """The inputs of one request. FileURLs in `values` may be replaced by files, in place."""

    values: dict[str, Any]
    #: Names that are no inputs of this model.
    unknown: tuple[str, ...]
    #: Whether `values` holds a FileURL.
    has_files: bool


class InputValidator:
    """Validates the inputs of one predictor's requests.

    Uses pydantic's core directly: importing all of pydantic would double the time to start, and
    requests need no classes.
    """

    def __init__(self, spec: PredictorSpec) -> None:
        self._names = frozenset(each.name for each in spec.inputs)
        self._files = tuple(e.name for e in spec.inputs if e.type.has_files)
        self._secrets = {e.name: e.type for e in spec.inputs if e.type.has_secrets}
        self._defaults = {
            e.name: _marked_default(e)
            for e in spec.inputs
            if not e.required and not e.default_in_worker
        }
        self._validate = SchemaValidator(
            core_schema.typed_dict_schema({each.name: _field(each) for each in spec.inputs})
        ).validate_python

    def validate(self, raw: Mapping[str, Any]) -> ValidInput:
        """The inputs with defaults filled in. Raises InputInvalid with everything that is wrong."""
        try:
            values = self._validate(raw)
        except ValidationError as error:
            raise InputInvalid(_details(error)) from None
        if len(values) < len(self._names):
            values = {**self._defaults, **values}
        unknown: tuple[str, ...] = ()
        if not self._names.issuperset(raw):
            unknown = tuple(name for name in raw if name not in self._names)
        has_files = False
        for name in self._files:
            if _holds_url(values.get(name)):
                has_files = True
                if name not in raw:  # the default must outlive the files that replace its URLs
                    values[name] = copy.deepcopy(values[name])
        return ValidInput(values, unknown, has_files)

    def redact(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs as they may be shown: secrets masked, also where the input is not valid."""
        shown = dict(raw)
        for name, kind in self._secrets.items():
            if name in shown:
                shown[name] = kind.redact(shown[name])
        return shown


class OutputValidator:
    """Checks what the worker sent against the return annotation."""

    def __init__(self, spec: PredictorSpec) -> None:
        kind = spec.output.type
        self._anything = isinstance(kind, AnyType)
        self._validate = SchemaValidator(kind.core_schema()).validate_python

    def check(self, value: Any) -> None:
        """Raises OutputInvalid if predict() promises something else. None is always allowed."""
        if value is not None:
            self.check_item(value)

    def check_item(self, value: Any) -> None:
        """Raises OutputInvalid if an iterator with this annotation may not yield the value."""
        if self._anything:
            return
        try:
            self._validate(value)
        except ValidationError as error:
            raise OutputInvalid("\n".join(map(_sentence, _errors(error)))) from None


def _field(each: InputField) -> core_schema.TypedDictField:
    schema = each.type.core_schema(each.limits)
    if each.nullable:
        schema = core_schema.nullable_schema(schema)
    return core_schema.typed_dict_field(schema, required=each.required)


def _marked_default(each: InputField) -> Any:
    """The default, with FileURLs where it has the URL of a file."""
    if each.default is None or not each.type.has_files:
        return each.default
    try:
        return SchemaValidator(each.type.core_schema()).validate_python(each.default)
    except ValidationError:  # the author may choose a default that no caller could send
        return each.default


def _errors(error: ValidationError) -> list[Any]:
    found: list[Any] = error.errors(include_url=False, include_context=False, include_input=True)
    return found


def _details(error: ValidationError) -> list[dict[str, Any]]:
    return [
        {"loc": ["body", "input", *each["loc"]], "msg": each["msg"], "type": each["type"]}
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _sentence(error: Mapping[str, Any]) -> str:
    place = "".join(f"[{k!r}]" if isinstance(k, int) else f'["{k}"]' for k in error["loc"])
    what = error["msg"].replace("Input should", "should", 1)
    if error["type"] == "value_error":
        what = "should be a file: a cog.Path, an open file or a URL"
    elif error["type"] == "missing":
        what = "is missing"
    got = type(error["input"]).__name__
    return f"output{place} {what}" + ("" if error["type"] == "missing" else f", not {got}")


def _holds_url(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_url, value))
    if isinstance(value, dict):
        return any(map(_holds_url, value.values()))
    return isinstance(value, FileURL)
