"""Predictions that have ended, kept for a while so that their result can be asked for."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Optional, Tuple

if TYPE_CHECKING:
    from .prediction import Event, Prediction


class PredictionStore:
    """The latest `keep` ended predictions, each for at most `seconds`."""

    def __init__(self, keep: int, seconds: float) -> None:
        self._keep = keep
        self._seconds = seconds
        self._ended: OrderedDict[str, Tuple[float, Prediction]] = OrderedDict()

    def on_completed(self, prediction: Prediction, _event: Event) -> None:
        """Keeps a prediction that has ended."""
        now = prediction.completed or 0.0
        self._ended[prediction.id] = (now, prediction)
        self._ended.move_to_end(prediction.id)  # where an earlier one had the same id
        self._forget_old(now)
        while len(self._ended) > self._keep:
            self._ended.popitem(last=False)

    def get(self, prediction_id: str) -> Optional[Prediction]:
        """The prediction that ended with this id, unless it is forgotten."""
        self._forget_old(time.time())
        entry = self._ended.get(prediction_id)
        return entry[1] if entry is not None else None

    def _forget_old(self, now: float) -> None:
        while self._ended:
            ended_at, _prediction = next(iter(self._ended.values()))
            if now - ended_at <= self._seconds:
                return
            self._ended.popitem(last=False)
