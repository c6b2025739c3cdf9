"""The clients that wait for a prediction: whose client has gone away is canceled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Callable, Dict, Optional, Set

if TYPE_CHECKING:
    from starlette.types import Receive

    from ..predictions.prediction import Prediction

#: Seconds; a prediction that is shorter is not worth watching its client for.
_PATIENCE = 0.1


class Clients:
    """Watches the connections of those who wait long.

    One timer serves all of them: one for each prediction costs a small one a tenth of its time.
    """

    def __init__(self, cancel: Callable[[str], object]) -> None:
        self._cancel = cancel
        self._waiting: Dict[Prediction, Receive] = {}
        self._watches: Dict[Prediction, asyncio.Task[None]] = {}
        self._seen: Set[Prediction] = set()
        self._timer: Optional[asyncio.TimerHandle] = None

    async def wait(self, prediction: Prediction, receive: Receive) -> None:
        """Returns when the prediction has ended; cancels it when nobody waits any more."""
        self._waiting[prediction] = receive
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._look)
        try:
            await prediction.ended()
        finally:
            del self._waiting[prediction]
            if self._watches:
                self._stop_watching(prediction)
            if not prediction.status.terminal:  # the server ends, and this request with it
                self._cancel(prediction.id)

    def _look(self) -> None:
        """Begins to watch those who waited already when it looked before."""
        for prediction in self._seen.intersection(self._waiting).difference(self._watches):
            watch = self._cancel_when_gone(prediction, self._waiting[prediction])
            self._watches[prediction] = asyncio.ensure_future(watch)
        self._seen = set(self._waiting)
        self._timer = None
        if self._waiting:
            self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._look)

    def _stop_watching(self, prediction: Prediction) -> None:
        watch = self._watches.pop(prediction, None)
        if watch is not None:
            watch.cancel()

    async def _cancel_when_gone(self, prediction: Prediction, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._cancel(prediction.id)
