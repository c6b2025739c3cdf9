"""Files, which arrive as URLs and reach predict() as paths or open files."""

from __future__ import annotations

import os
import typing
from dataclasses import dataclass
from typing import Any

from ... import types
from ...annotations import is_class
from ..markers import FileURL, LocalFile, is_file_url
from .base import NO_LIMITS, Limits, Reader, ValueType

if typing.TYPE_CHECKING:
    from pydantic_core.core_schema import CoreSchema

    from ..components import Components, JsonSchema

__all__ = ["FileType", "PathType"]


class _File(ValueType):
    """What paths and open files share: in JSON, either is a URL."""

    is_file = True

    def json_schema(self, components: Components, limits: Limits = NO_LIMITS) -> JsonSchema:
        return {"type": "string", "format": "uri"}

    def core_schema(self, limits: Limits = NO_LIMITS) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(_file)

    def matches(self, value: Any) -> bool:
        return isinstance(value, LocalFile)


@dataclass(frozen=True)
class PathType(_File):
    """A file that predict() gets by its path."""

    shown_as = "cog.Path"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        is_path = is_class(annotation) and issubclass(annotation, os.PathLike)
        return cls() if is_path else None

    def decode(self, value: Any) -> Any:
        return types.Path(value)


@dataclass(frozen=True)
class FileType(_File):
    """A file that predict() gets open for reading."""

    shown_as = "cog.File"

    @classmethod
    def recognise(cls, annotation: Any, reader: Reader) -> ValueType | None:
        return cls() if annotation is types.File else None

    def decode(self, value: Any) -> Any:
        return open(value, "rb")  # noqa: PTH123 (the model closes it)


def _file(value: Any) -> Any:
    if isinstance(value, (LocalFile, FileURL)):
        return value
    if not isinstance(value, str):
        from pydantic_core import PydanticKnownError

        raise PydanticKnownError("string_type")
    if is_file_url(value):
        return FileURL(value)
    shown = value if len(value) <= 60 else value[:57] + "..."
    raise ValueError(f"{shown!r} is not a valid URL scheme: use http://, https:// or data:")
