"""The types of files, secrets and streamed text in a model's signature."""

from __future__ import annotations

import io
import os
import pathlib
from typing import TYPE_CHECKING, Any, AsyncIterator, Iterator, TypeVar

if TYPE_CHECKING:
    from .model import Secret as Secret

__all__ = ["AsyncConcatenateIterator", "ConcatenateIterator", "File", "Path", "Secret"]

T = TypeVar("T")


class Path(pathlib.PosixPath):
    """A file on disk: as an input, downloaded before predict() runs; as an output, uploaded."""

    @classmethod
    def _validate(cls, value: Any) -> pathlib.Path:
        if isinstance(value, pathlib.Path):
            return value
        if isinstance(value, (str, os.PathLike)):
            return cls(value)
        raise ValueError(f"a path was expected, not {type(value).__name__}")

    # A model's own pydantic classes may have fields of this type, under either major version.
    @classmethod
    def __get_validators__(cls) -> Iterator[Any]:
        yield cls._validate

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return {"type": "string", "format": "uri"}


class File(io.IOBase):
    """A file that is open for reading bytes. predict() may return any open file under this name."""

    @classmethod
    def _validate(cls, value: Any) -> Any:
        if callable(getattr(value, "read", None)):
            return value
        raise ValueError(f"an open file was expected, not {type(value).__name__}")

    @classmethod
    def __get_validators__(cls) -> Iterator[Any]:
        yield cls._validate

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return {"type": "string", "format": "uri"}


if TYPE_CHECKING:
    # Type checkers accept `yield` only in a function annotated with Iterator or a base of it.
    ConcatenateIterator = Iterator
    AsyncConcatenateIterator = AsyncIterator
else:

    class ConcatenateIterator(Iterator[T]):
        """`-> ConcatenateIterator[str]`: pieces of text that are one text when joined."""

    class AsyncConcatenateIterator(AsyncIterator[T]):
        """The same for `async def predict`."""


def __getattr__(name: str) -> Any:
    if name == "Secret":  # imports pydantic, so only on request
        from .model import Secret

        return Secret
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
