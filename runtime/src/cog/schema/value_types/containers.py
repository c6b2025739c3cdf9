"""Lists, and objects with any keys."""

from __future__ import annotations

import collections.abc
import typing
from dataclasses import dataclass
from typing import Any, Iterator

from ...annotations import arguments, origin, resolve
from .base import NO_LIMITS, Limits, Reader, Unsupported, ValueType, given
from .simple import AnyType

if typing.TYPE_CHECKING:
    from pydantic_core.core_schema import CoreSchema

    from ..components import Components, JsonSchema

__all__ = ["DictType", "ListType"]


@dataclass(frozen=True)
class ListType(ValueType):
    items: ValueType

    shown_as = "list[...]"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        found = origin(annotation)
        if found in (list, collections.abc.Sequence):
            items = arguments(annotation)
            return cls(reader.read(items[0]) if items else AnyType())
        if reader.for_output and found in (set, frozenset, tuple, collections.abc.Set):
            items = tuple(a for a in arguments(annotation) if a is not Ellipsis)
            return cls(reader.read(items[0]) if len(set(items)) == 1 else AnyType())
        return None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        items = self.items.json_schema(components, limits.only("ge", "le", "regex"))
        keywords = {"minItems": limits.min_length, "maxItems": limits.max_length}
        return {"type": "array", "items": items, **given(keywords)}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.list_schema(
            self.items.core_schema(limits.only("ge", "le", "regex")),
            min_length=limits.min_length,
            max_length=limits.max_length,
        )

    def matches(self, value: Any) -> bool:
        return isinstance(value, list) and all(map(self.items.matches, value))

    def decode(self, value: Any) -> Any:
        return [self.items.decode(item) for item in value]

    def redact(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.items.redact(item) for item in value]
        return self.items.redact(value)

    def limits_taken(self) -> frozenset[str]:
        inner = self.items.limits_taken() & {"ge", "le", "regex"}
        return inner | {"min_length", "max_length"}

    def parts(self) -> Iterator[ValueType]:
        yield self
        yield from self.items.parts()


@dataclass(frozen=True)
class DictType(ValueType):
    """An object with any keys."""

    values: ValueType

    shown_as = "dict"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        if origin(annotation) not in (dict, collections.abc.Mapping):
            return None
        if not arguments(annotation):
            return cls(AnyType())
        key, value = arguments(annotation)
        if resolve(key, reader.namespace) not in (str, Any) and not reader.for_output:
            raise Unsupported(annotation)
        return cls(reader.read(value))

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        values = self.values.json_schema(components)
        return {"type": "object", **({"additionalProperties": values} if values else {})}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.dict_schema(core_schema.str_schema(), self.values.core_schema())

    def matches(self, value: Any) -> bool:
        return isinstance(value, dict) and all(map(self.values.matches, value.values()))

    def decode(self, value: Any) -> Any:
        return {name: self.values.decode(item) for name, item in value.items()}

    def redact(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self.values.redact(item) for name, item in value.items()}
        return self.values.redact(value)

    def parts(self) -> Iterator[ValueType]:
        yield self
        yield from self.values.parts()
