"""Input(): what a predictor says about one of its arguments beyond the type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable

__all__ = ["FieldInfo", "Input"]


@dataclass(frozen=True)
class FieldInfo:
    """The arguments of one Input() call. A default of `...` means that the input is required."""

    default: Any = ...
    description: str | None = None
    ge: float | None = None
    le: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    regex: str | None = None
    choices: Iterable[Any] | None = None
    deprecated: bool = False
    accept: str | None = None


def Input(
    default: Any = ...,
    description: str | None = None,
    ge: float | None = None,
    le: float | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    regex: str | None = None,
    choices: Iterable[Any] | None = None,
    deprecated: bool = False,
    accept: str | None = None,
) -> Any:
    """Describe one argument of predict(): `scale: float = Input(default=1.5, ge=0, le=10)`.

    Without a default the input is required; `default=None` makes it optional. `ge` and `le` bound
    numbers, `min_length`, `max_length` and `regex` text, `choices` names all allowed values.
    `accept` says which media types a file may have, `deprecated` that callers should leave it out.
    """
    return FieldInfo(
        default=default,
        description=description,
        ge=ge,
        le=le,
        min_length=min_length,
        max_length=max_length,
        regex=regex,
        choices=choices,
        deprecated=deprecated,
        accept=accept,
    )
