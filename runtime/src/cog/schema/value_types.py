"""The types a predictor may take and return: one class each, with all there is to know about it.

To add a type, write one more subclass of ValueType here. Subclasses are found by themselves:
annotations are offered to them in the order of this file.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime
import decimal
import enum
import json
import math
import os
import sys
import typing
import uuid
from dataclasses import dataclass, field
from typing import Any, ClassVar, Iterator

from .. import types
from ..annotations import (
    arguments,
    is_literal,
    literal_values,
    origin,
    resolve,
    union_members,
)
from .markers import FileURL, LocalFile, is_file_url

if typing.TYPE_CHECKING:
    from pydantic_core.core_schema import CoreSchema

    from .components import Components, JsonSchema

__all__ = [
    "AnyType",
    "BooleanType",
    "DictType",
    "EnumType",
    "FileType",
    "IntegerType",
    "Limits",
    "ListType",
    "LiteralType",
    "NumberType",
    "ObjectField",
    "ObjectType",
    "OptionalType",
    "PathType",
    "SecretType",
    "StringType",
    "UnionType",
    "Unsupported",
    "ValueType",
]

MASK = "**********"


class Unsupported(Exception):
    """Raised with an annotation, or a part of it, that no value type recognises."""


@dataclass(frozen=True)
class Limits:
    """The bounds that Input() sets; each type heeds those in its `limits_taken()`."""

    ge: float | None = None
    le: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    regex: str | None = None

    def given(self) -> tuple[str, ...]:
        return tuple(f.name for f in dataclasses.fields(self) if getattr(self, f.name) is not None)

    def only(self, *names: str) -> Limits:
        return Limits(**{name: getattr(self, name) for name in names})


NO_LIMITS = Limits()
NO_NAMES: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reader:
    """What recognise() uses to read the annotations inside an annotation."""

    namespace: typing.Mapping[str, Any]
    for_output: bool = False
    inside: tuple[Any, ...] = ()  # the classes being read, outermost first

    def read(self, annotation: Any) -> ValueType:
        """The value type of an annotation. Raises Unsupported, or what evaluating it raises."""
        annotation = resolve(annotation, self.namespace)
        for kind in ValueType.kinds.values():
            found = kind.recognise(annotation, self)
            if found is not None:
                return found
        raise Unsupported(annotation)

    def within(self, cls: Any) -> Reader:
        module = sys.modules.get(cls.__module__)
        namespace = vars(module) if module else self.namespace
        return Reader(namespace, self.for_output, (*self.inside, cls))


class ValueType:
    """One type of value. The defaults below suit a type whose JSON is what predict() receives."""

    #: How the list of supported types shows it; empty for a type that has no name of its own.
    shown_as: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type[ValueType]]] = {}

    def __init_subclass__(cls) -> None:
        if not cls.__name__.startswith("_"):
            ValueType.kinds[cls.__name__] = cls

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        """The value type that `annotation` means, or None if it is not of this kind."""
        raise NotImplementedError

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        """The OpenAPI 3.0 schema, without a title."""
        raise NotImplementedError

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        """The pydantic 2 core schema that validates: the server's side only."""
        raise NotImplementedError

    def matches(self, value: Any) -> bool:
        """Whether a valid value that reached the worker is of this type and not another."""
        raise NotImplementedError

    def decode(self, value: Any) -> Any:
        """What predict() receives for a valid value, on the worker's side."""
        return value

    def redact(self, value: Any) -> Any:
        """A value of a request, valid or not, with secrets masked."""
        return value

    def limits_taken(self) -> frozenset[str]:
        return NO_NAMES

    def parts(self) -> Iterator[ValueType]:
        """This type and the types inside it."""
        yield self

    def contains(self, *kinds: type[ValueType]) -> bool:
        return any(isinstance(part, kinds) for part in self.parts())


@dataclass(frozen=True)
class StringType(ValueType):
    shown_as = "str"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is str else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        keywords = {
            "minLength": limits.min_length,
            "maxLength": limits.max_length,
            "pattern": limits.regex,
        }
        return {"type": "string", **_given(keywords)}

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

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is int else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "integer", **_given({"minimum": limits.ge, "maximum": limits.le})}

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

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is float else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "number", **_given({"minimum": limits.ge, "maximum": limits.le})}

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
class PathType(ValueType):
    """A file that predict() gets by its path."""

    shown_as = "cog.Path"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        is_path = isinstance(annotation, type) and issubclass(annotation, os.PathLike)
        return cls() if is_path else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "string", "format": "uri"}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(_file)

    def matches(self, value: Any) -> bool:
        return isinstance(value, LocalFile)

    def decode(self, value: Any) -> Any:
        return types.Path(value)


@dataclass(frozen=True)
class FileType(ValueType):
    """A file that predict() gets open for reading."""

    shown_as = "cog.File"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is types.File else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "string", "format": "uri"}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(_file)

    def matches(self, value: Any) -> bool:
        return isinstance(value, LocalFile)

    def decode(self, value: Any) -> Any:
        return open(value, "rb")  # noqa: PTH123 (the model closes it)


@dataclass(frozen=True)
class SecretType(ValueType):
    shown_as = "cog.Secret"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        # Whoever wrote the annotation has imported pydantic; nobody else needs to.
        pydantic = sys.modules.get("pydantic")
        is_secret = (
            pydantic is not None
            and isinstance(annotation, type)
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
        return None if value is None else MASK


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
        sent = isinstance(annotation, type) and issubclass(annotation, cls.sent_without_schema)
        return cls() if sent and reader.for_output else None

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.any_schema()

    def matches(self, value: Any) -> bool:
        return True


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
        return {"type": "array", "items": items, **_given(keywords)}

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
        return {**({"allOf": [inner]} if "$ref" in inner else inner), "nullable": True}

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

        files = [m for m in self.members if isinstance(m, (PathType, FileType))]
        others = [m for m in self.members if m not in files]
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
        masked = self.contains(SecretType) and isinstance(value, str)
        return MASK if masked else value

    def limits_taken(self) -> frozenset[str]:
        return frozenset.intersection(*(member.limits_taken() for member in self.members))

    def parts(self) -> Iterator[ValueType]:
        yield self
        for member in self.members:
            yield from member.parts()


class _Enumeration(ValueType):
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
class LiteralType(_Enumeration):
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
class EnumType(_Enumeration):
    """An Enum whose values are text or numbers. JSON has the value, predict() gets the member."""

    name: str
    values: tuple[Any, ...] = field(metadata={"wire": "json", "tuple": True})
    python_type: Any = field(default=None, compare=False, repr=False, metadata={"wire": "no"})

    shown_as = "Enum"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        if not (isinstance(annotation, type) and issubclass(annotation, enum.Enum)):
            return None
        # A str Enum's value may itself be of a subclass of str.
        values = tuple(_plain(member.value) for member in annotation)
        if not values or None in values:
            raise Unsupported(annotation)
        return cls(annotation.__name__, values, annotation)

    def decode(self, value: Any) -> Any:
        return self.python_type(value)


@dataclass(frozen=True)
class ObjectField:
    name: str
    type: ValueType
    required: bool
    default: Any = field(default=None, metadata={"wire": "json"})
    description: str | None = None

    def json_schema(self, components: Components) -> JsonSchema:
        schema = self.type.json_schema(components)
        keywords = _given({"description": self.description, "default": self.default})
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
        if not isinstance(annotation, type):
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
            return MASK if self.contains(SecretType) and value is not None else value
        known = {f.name: f.type for f in self.fields}
        return {n: known[n].redact(v) if n in known else v for n, v in value.items()}

    def parts(self) -> Iterator[ValueType]:
        yield self
        for each in self.fields:
            yield from each.type.parts()


def supported_types() -> str:
    """The types as an error message lists them."""
    return ", ".join(kind.shown_as for kind in ValueType.kinds.values())


def title(name: str) -> str:
    """`num_steps` → `Num Steps`."""
    return name.replace("_", " ").title()


def _given(keywords: dict[str, Any]) -> dict[str, Any]:
    return {keyword: value for keyword, value in keywords.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, (bool, type(None))):
        return value
    plain: Any
    for plain in (int, float, str):
        if isinstance(value, plain):
            return value if type(value) is plain else plain.__new__(plain, value)
    return None


def _file(value: Any) -> Any:
    if isinstance(value, (LocalFile, FileURL)):
        return value
    if not isinstance(value, str):
        from pydantic_core import PydanticKnownError

        raise PydanticKnownError("string_type")
    if is_file_url(value):
        return FileURL(value)
    shown = value if len(value) <= 60 else value[:57] + "..."
    raise ValueError(f"{shown!r} is not a valid URL scheme: http://, https:// and data: are taken")


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
    declared = []
    for name, annotation in cls.__annotations__.items():
        wrapper = str(typing.get_origin(annotation))  # Required[T], NotRequired[T]
        inner = typing.get_args(annotation)[0] if wrapper.endswith("equired") else annotation
        declared.append(_Declared(name, inner, name in required))
    return declared


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
