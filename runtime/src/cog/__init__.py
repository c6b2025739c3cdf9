"""Cog: what a model imports."""

from __future__ import annotations

import mimetypes as _mimetypes
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from ._version import __version__ as __version__
from .errors import CancelationException
from .input import Input
from .predictor import BasePredictor
from .scope import current_scope
from .types import AsyncConcatenateIterator, ConcatenateIterator, File, Path

if _TYPE_CHECKING:
    from .model import BaseModel, Secret

__all__ = [
    "AsyncConcatenateIterator",
    "BaseModel",
    "BasePredictor",
    "CancelationException",
    "ConcatenateIterator",
    "File",
    "Input",
    "Path",
    "Secret",
    "__version__",
    "current_scope",
]

# Models return it often, and Python knows it only from 3.13 on.
_mimetypes.add_type("image/webp", ".webp")


def __getattr__(name: str) -> _Any:
    # pydantic takes longer to import than all the rest, and not every model needs it.
    if name in ("BaseModel", "Secret"):
        from . import model

        return getattr(model, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
