"""Text, numbers, booleans, secrets, and anything."""

from __future__ import annotations

import datetime
import decimal
import math
import sys
import typing
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from ... import types
from ...annotations import is_class
from ..markers import LocalFile
from .base import NO_LIMITS, Limits, Reader, ValueType, given, mask

if typing.TYPE_CHECKING:
    from pydantic_core.core_schema import CoreSchema

    from ..components import Components, JsonSchema

__all__ = ["AnyType", "BooleanType", "IntegerType", "NumberType", "SecretType", "StringType"]


@dataclass(frozen=True)
class StringType(ValueType):
    shown_as = "str"
    choice_types = (str,)

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is str else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        keywords = {
            "minLength": limits.min_length,
            "maxLength": limits.max_length,
            "pattern": limits.regex,
        }
        return {"type": "string", **given(keywords)}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.str_schema(
            min_length=limits.min_length,
            max_length=limits.max_length,
            pattern=limits.regex,
            regex_engine="python-re",  # the other engine has no look-around
        )

    def matches(self, value: Any) -> bool:
        return isinstance(value, str) and not isinstance(value, LocalFile)

    def limits_taken(self) -> frozenset[str]:
        return frozenset({"min_length", "max_length", "regex"})


@dataclass(frozen=True)
class IntegerType(ValueType):
    shown_as = "int"
    choice_types = (int,)

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is int else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "integer", **given({"minimum": limits.ge, "maximum": limits.le})}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        # The whole numbers that satisfy a fractional bound; the core knows no other bounds.
        lowest = None if limits.ge is None else math.ceil(limits.ge)
        highest = None if limits.le is None else math.floor(limits.le)
        return core_schema.int_schema(ge=lowest, le=highest)

    def matches(self, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def limits_taken(self) -> frozenset[str]:
        return frozenset({"ge", "le"})


@dataclass(frozen=True)
class NumberType(ValueType):
    shown_as = "float"
    choice_types = (int, float)

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is float else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "number", **given({"minimum": limits.ge, "maximum": limits.le})}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        # JSON has no infinities, but the text "inf" would be one.
        return core_schema.float_schema(ge=limits.ge, le=limits.le, allow_inf_nan=False)

    def matches(self, value: Any) -> bool:
        return isinstance(value, (int, float)) and not isinstance(value, bool)

    def decode(self, value: Any) -> Any:
        return float(value) if type(value) is int else value

    def limits_taken(self) -> frozenset[str]:
        return frozenset({"ge", "le"})


@dataclass(frozen=True)
class BooleanType(ValueType):
    shown_as = "bool"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is bool else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "boolean"}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.bool_schema()

    def matches(self, value: Any) -> bool:
        return isinstance(value, bool)


@dataclass(frozen=True)
class SecretType(ValueType):
    shown_as = "cog.Secret"
    is_secret = True

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        # A model with such an annotation has imported pydantic; no other model needs it.
        pydantic = sys.modules.get("pydantic")
        is_secret = (
            pydantic is not None
            and is_class(annotation)
            and issubclass(annotation, pydantic.SecretStr)
        )
        return cls() if is_secret else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "string", "format": "password", "writeOnly": True, "x-cog-secret": True}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.str_schema()

    def matches(self, value: Any) -> bool:
        return isinstance(value, str) and not isinstance(value, LocalFile)

    def decode(self, value: Any) -> Any:
        return types.Secret(value)

    def redact(self, value: Any) -> Any:
        return mask(value)


@dataclass(frozen=True)
class AnyType(ValueType):
    """Any JSON value; as an output, anything that becomes JSON."""

    shown_as = "Any"

    #: Outputs of these types are sent as text or numbers, without a schema of their own.
    sent_without_schema: ClassVar[tuple[type, ...]] = (
        type(None),
        bytes,
        datetime.date,
        datetime.time,
        datetime.timedelta,
        decimal.Decimal,
        uuid.UUID,
    )

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        if annotation in (Any, object):
            return cls()
        sent = is_class(annotation) and issubclass(annotation, cls.sent_without_schema)
        return cls() if sent and reader.for_output else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.any_schema()

    def matches(self, value: Any) -> bool:
        return True
