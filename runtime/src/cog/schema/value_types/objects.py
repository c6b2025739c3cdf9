"""Objects with named fields: classes of pydantic, dataclasses and TypedDicts."""

from __future__ import annotations

import dataclasses
import json
import typing
from dataclasses import dataclass, field
from typing import Any, Iterator

from ...annotations import is_class
from .base import NO_LIMITS, Limits, Reader, Unsupported, ValueType, given, mask, title
from .simple import AnyType

if typing.TYPE_CHECKING:
    from pydantic_core.core_schema import CoreSchema

    from ..components import Components, JsonSchema

__all__ = ["ObjectField", "ObjectType"]


@dataclass(frozen=True)
class ObjectField:
    name: str
    type: ValueType
    required: bool
    default: Any = field(default=None, metadata={"wire": "json"})
    description: str | None = None

    def json_schema(self, components: Components) -> JsonSchema:
        schema = self.type.json_schema(components)
        keywords = given({"description": self.description, "default": self.default})
        if "$ref" in schema:
            return {"allOf": [schema], **keywords} if keywords else schema
        return {"title": title(self.name), **schema, **keywords}


@dataclass(frozen=True)
class ObjectType(ValueType):
    """An object with named fields: a pydantic model (1 or 2), a dataclass or a TypedDict."""

    name: str
    fields: tuple[ObjectField, ...]
    python_type: Any = field(default=None, compare=False, repr=False, metadata={"wire": "no"})

    shown_as = "BaseModel"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        if not is_class(annotation):
            return None
        declared = _declared_fields(annotation)
        if declared is None:
            return None
        if annotation in reader.inside:
            return AnyType()  # a tree that contains itself is described to its first level
        inner = reader.within(annotation)
        return cls(annotation.__name__, tuple(_read_field(f, inner) for f in declared), annotation)

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return components.reference(self.name, lambda: self.definition(components))

    def definition(self, components: Components) -> JsonSchema:
        """The schema that json_schema() refers to."""
        required = [f.name for f in self.fields if f.required]
        return {
            "title": self.name,
            "type": "object",
            "properties": {f.name: f.json_schema(components) for f in self.fields},
            **({"required": required} if required else {}),
        }

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.typed_dict_schema(
            {
                f.name: core_schema.typed_dict_field(f.type.core_schema(), required=f.required)
                for f in self.fields
            },
            extra_behavior="allow",
        )

    def matches(self, value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        return all(
            f.type.matches(value[f.name]) if f.name in value else not f.required
            for f in self.fields
        )

    def decode(self, value: Any) -> Any:
        known = {f.name: f.type for f in self.fields}
        values = {n: known[n].decode(v) if n in known else v for n, v in value.items()}
        return self.python_type(**values)

    def redact(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return mask(value) if self.has_secrets else value
        known = {f.name: f.type for f in self.fields}
        return {n: known[n].redact(v) if n in known else v for n, v in value.items()}

    def parts(self) -> Iterator[ValueType]:
        yield self
        for each in self.fields:
            yield from each.type.parts()


@dataclass(frozen=True)
class _Declared:
    """A field as its class declares it."""

    name: str
    annotation: Any
    required: bool
    default: Any = None
    description: str | None = None


def _declared_fields(cls: Any) -> list[_Declared] | None:
    if isinstance(getattr(cls, "model_fields", None), dict):
        return _fields_of_pydantic_2(cls)
    if isinstance(getattr(cls, "__fields__", None), dict):
        return _fields_of_pydantic_1(cls)
    if dataclasses.is_dataclass(cls):
        return _fields_of_dataclass(cls)
    if issubclass(cls, dict) and hasattr(cls, "__total__"):
        return _fields_of_typed_dict(cls)
    return None


def _fields_of_pydantic_2(cls: Any) -> list[_Declared]:
    return [
        _Declared(
            name,
            info.annotation,
            info.is_required(),
            None if info.is_required() or info.default_factory else info.default,
            info.description,
        )
        for name, info in cls.model_fields.items()
    ]


def _fields_of_pydantic_1(cls: Any) -> list[_Declared]:
    return [
        # `annotation` keeps the Optional that `outer_type_` has lost.
        _Declared(name, f.annotation, bool(f.required), f.default, f.field_info.description)
        for name, f in cls.__fields__.items()
    ]


def _fields_of_dataclass(cls: Any) -> list[_Declared]:
    missing = dataclasses.MISSING
    return [
        _Declared(
            f.name,
            f.type,
            f.default is missing and f.default_factory is missing,
            None if f.default is missing else f.default,
        )
        for f in dataclasses.fields(cls)
        if f.init
    ]


def _fields_of_typed_dict(cls: Any) -> list[_Declared]:
    required = getattr(cls, "__required_keys__", cls.__annotations__)
    return [
        _Declared(name, annotation, name in required)
        for name, annotation in cls.__annotations__.items()
    ]


def _read_field(declared: _Declared, reader: Reader) -> ObjectField:
    try:
        kind = reader.read(declared.annotation)
    except Unsupported:
        if not reader.for_output:
            raise
        kind = AnyType()  # the class checks its own values; the schema says less
    default = declared.default
    try:
        json.dumps(default, allow_nan=False)
    except (TypeError, ValueError):
        default = None
    return ObjectField(declared.name, kind, declared.required, default, declared.description)
