"""The documented place to import CancelationException from."""

from __future__ import annotations

from ..errors import CancelationException

__all__ = ["CancelationException"]
