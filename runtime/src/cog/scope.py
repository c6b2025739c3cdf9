"""What running user code can reach of its prediction: its id, and a way to record metrics."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Callable, Optional

__all__ = ["Scope", "current_scope", "record_metric"]

_current: ContextVar[Optional[Scope]] = ContextVar("cog.scope", default=None)


class Scope:
    """The prediction that the calling code runs for."""

    def __init__(self, prediction_id: str, record: Callable[[str, str, Any], None]) -> None:
        self.prediction_id = prediction_id
        self._record = record

    def record_metric(self, name: str, value: Any) -> None:
        """Puts a number (or another JSON value) into the prediction's `metrics`.

        Raises TypeError when the name is not text or the value is None, and ValueError for
        `predict_time`, which the server measures itself.
        """
        if not isinstance(name, str) or not name:
            raise TypeError("a metric's name must be a string that is not empty")
        if value is None:
            raise TypeError(f"metric {name!r} needs a value, got None")
        if name == "predict_time":
            raise ValueError("the server measures predict_time itself")
        self._record(self.prediction_id, name, value)


def current_scope() -> Scope:
    """The scope of the running prediction. Raises RuntimeError outside of one."""
    scope = _current.get()
    if scope is None:
        raise RuntimeError("No scope available: current_scope() works while predict() runs")
    return scope


def record_metric(name: str, value: Any) -> None:
    """`current_scope().record_metric(name, value)`."""
    current_scope().record_metric(name, value)


def enter_scope(scope: Optional[Scope]) -> None:
    """Makes `scope` the current one of this context (the worker calls this)."""
    _current.set(scope)
