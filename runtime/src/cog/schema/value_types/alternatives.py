"""One of several types, or one of several values."""

from __future__ import annotations

import enum
import typing
from dataclasses import dataclass, field
from typing import Any, Iterator

from ...annotations import is_class, is_literal, literal_values, union_members
from .base import NO_LIMITS, Limits, Reader, Unsupported, ValueType, mask

if typing.TYPE_CHECKING:
    from pydantic_core.core_schema import CoreSchema

    from ..components import Components, JsonSchema

__all__ = ["EnumType", "Enumeration", "LiteralType", "OptionalType", "UnionType"]


NULL = {"enum": [None], "nullable": True}


@dataclass(frozen=True)
class OptionalType(ValueType):
    """A value or null."""

    inner: ValueType

    shown_as = "Optional[...]"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        members = union_members(annotation)
        if members is None or type(None) not in members:
            return None
        others = tuple(m for m in members if m is not type(None))
        return cls(reader.read(typing.Union[others]))

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        inner = self.inner.json_schema(components, limits)
        if inner.get("nullable"):
            return inner
        # OpenAPI 3.0 has no type for null: `nullable` allows it only where nothing else forbids it.
        if "enum" in inner:
            inner = {**inner, "enum": [*inner["enum"], None]}
        elif "$ref" in inner:
            inner = {"anyOf": [inner, NULL]}
        elif "anyOf" in inner:
            inner = {"anyOf": [*inner["anyOf"], NULL]}
        return {**inner, "nullable": True}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.nullable_schema(self.inner.core_schema(limits))

    def matches(self, value: Any) -> bool:
        return value is None or self.inner.matches(value)

    def decode(self, value: Any) -> Any:
        return None if value is None else self.inner.decode(value)

    def redact(self, value: Any) -> Any:
        return None if value is None else self.inner.redact(value)

    def limits_taken(self) -> frozenset[str]:
        return self.inner.limits_taken()

    def parts(self) -> Iterator[ValueType]:
        yield self
        yield from self.inner.parts()


@dataclass(frozen=True)
class UnionType(ValueType):
    """One of several types. A URL is a file where one of them is a file, whatever their order."""

    members: tuple[ValueType, ...]

    shown_as = "Union[...]"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        members = union_members(annotation)
        if members is None:
            return None
        return cls(tuple(reader.read(member) for member in members))

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"anyOf": [member.json_schema(components, limits) for member in self.members]}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        files = [m for m in self.members if m.is_file]
        others = [m for m in self.members if not m.is_file]
        named: list[Any] = [(m.core_schema(), "file") for m in files]
        named += [(m.core_schema(limits), m.shown_as.replace("[...]", "")) for m in others]
        return core_schema.union_schema(named, mode="left_to_right" if files else "smart")

    def matches(self, value: Any) -> bool:
        return any(member.matches(value) for member in self.members)

    def decode(self, value: Any) -> Any:
        for member in self.members:
            if member.matches(value):
                return member.decode(value)
        return value

    def redact(self, value: Any) -> Any:
        return mask(value) if self.has_secrets else value

    def limits_taken(self) -> frozenset[str]:
        return frozenset.intersection(*(member.limits_taken() for member in self.members))

    def parts(self) -> Iterator[ValueType]:
        yield self
        for member in self.members:
            yield from member.parts()


class Enumeration(ValueType):
    """What the types with a closed list of values share."""

    values: tuple[Any, ...]

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        names = {bool: "boolean", int: "integer", float: "number", str: "string"}
        found = {names[type(value)] for value in self.values}
        return {"enum": list(self.values), **({"type": found.pop()} if len(found) == 1 else {})}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        schema = core_schema.literal_schema(list(self.values))
        by_text = {str(value): value for value in self.values if type(value) in (int, float)}
        if not by_text or any(isinstance(value, str) for value in self.values):
            return schema

        def from_text(value: Any) -> Any:  # "3" is accepted for 3, as for any other number
            return by_text.get(value, value) if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(from_text, schema)

    def matches(self, value: Any) -> bool:
        return any(type(value) is type(known) and value == known for known in self.values)


@dataclass(frozen=True)
class LiteralType(Enumeration):
    """`Literal[…]`, and what Input(choices=…) makes of a str, int or float."""

    values: tuple[Any, ...] = field(metadata={"wire": "json", "tuple": True})

    shown_as = "Literal[...]"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        if not is_literal(annotation):
            return None
        values = tuple(
            value.value if isinstance(value, enum.Enum) else value
            for value in literal_values(annotation)
        )
        some = tuple(value for value in values if value is not None)
        if not some or not all(type(value) in (str, int, bool) for value in some):
            raise Unsupported(annotation)
        return cls(some) if some == values else OptionalType(cls(some))


@dataclass(frozen=True)
class EnumType(Enumeration):
    """An Enum whose values are text or numbers. JSON has the value, predict() gets the member."""

    name: str
    values: tuple[Any, ...] = field(metadata={"wire": "json", "tuple": True})
    python_type: Any = field(default=None, compare=False, repr=False, metadata={"wire": "no"})

    shown_as = "Enum"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        if not (is_class(annotation) and issubclass(annotation, enum.Enum)):
            return None
        # A str Enum's value may itself be of a subclass of str.
        values = tuple(_plain(member.value) for member in annotation)
        if not values or None in values:
            raise Unsupported(annotation)
        return cls(annotation.__name__, values, annotation)

    def decode(self, value: Any) -> Any:
        return self.python_type(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, type(None))):
        return value
    plain: Any
    for plain in (int, float, str):
        if isinstance(value, plain):
            return value if type(value) is plain else plain.__new__(plain, value)
    return None
