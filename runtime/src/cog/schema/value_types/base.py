"""What every value type has, and how annotations are read into them."""

from __future__ import annotations

import dataclasses
import sys
import typing
from dataclasses import dataclass
from typing import Any, ClassVar, Iterator

from ...annotations import resolve

if typing.TYPE_CHECKING:
    from pydantic_core.core_schema import CoreSchema

    from ..components import Components, JsonSchema

__all__ = ["NO_LIMITS", "Limits", "Reader", "Unsupported", "ValueType", "given", "mask", "title"]


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
        """The names of those that are set."""
        return tuple(f.name for f in dataclasses.fields(self) if getattr(self, f.name) is not None)

    def only(self, *names: str) -> Limits:
        """These limits without the others."""
        return Limits(**{name: getattr(self, name) for name in names})


NO_LIMITS = Limits()


@dataclass(frozen=True)
class Reader:
    """What recognise() uses to read the annotations inside an annotation."""

    kinds: tuple[type[ValueType], ...]
    namespace: typing.Mapping[str, Any]
    for_output: bool = False
    inside: tuple[Any, ...] = ()  # the classes being read, outermost first

    def read(self, annotation: Any) -> ValueType:
        """The value type of an annotation. Raises Unsupported, or what evaluating it raises."""
        annotation = resolve(annotation, self.namespace)
        for kind in self.kinds:
            found = kind.recognise(annotation, self)
            if found is not None:
                return found
        raise Unsupported(annotation)

    def within(self, cls: Any) -> Reader:
        """A reader for the annotations in the body of a class."""
        module = sys.modules.get(cls.__module__)
        namespace = vars(module) if module else self.namespace
        return dataclasses.replace(self, namespace=namespace, inside=(*self.inside, cls))


class ValueType:
    """One type of value. The defaults below suit a type whose JSON is what predict() receives."""

    #: How the list of supported types shows it.
    shown_as: ClassVar[str] = ""
    #: Whether its values are files: URLs in a request, LocalFiles in the worker.
    is_file: ClassVar[bool] = False
    #: Whether its values must never be shown.
    is_secret: ClassVar[bool] = False
    #: The Python types of the `choices` that Input() may list for it; empty: it takes none.
    choice_types: ClassVar[tuple[type, ...]] = ()

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
        """The names of the Limits that mean something for this type."""
        return frozenset()

    def parts(self) -> Iterator[ValueType]:
        """This type and the types inside it."""
        yield self

    @property
    def has_files(self) -> bool:
        """Whether a value may be a file, or have one inside."""
        return any(part.is_file for part in self.parts())

    @property
    def has_secrets(self) -> bool:
        """Whether a value may be a secret, or have one inside."""
        return any(part.is_secret for part in self.parts())


def title(name: str) -> str:
    """`num_steps` → `Num Steps`."""
    return name.replace("_", " ").title()


def given(keywords: dict[str, Any]) -> dict[str, Any]:
    """The keywords that have a value."""
    return {keyword: value for keyword, value in keywords.items() if value is not None}


def mask(value: Any) -> Any:
    """Stars in place of a value that may be secret, whatever it is; null shows."""
    return None if value is None else "*" * 10
