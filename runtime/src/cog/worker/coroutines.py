"""Async models: setup() and every predict() run in one event loop, one at a time.

The loop turns only while a prediction runs. Cancelation arrives as asyncio.CancelledError.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Awaitable

from ..errors import CancelationException

if TYPE_CHECKING:
    from .cancelation import Cancelation


class Coroutines:
    """Runs what an async model hands out."""

    def __init__(self, cancelation: Cancelation) -> None:
        self._cancelation = cancelation
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def run(self, awaitable: Awaitable[Any]) -> Any:
        """What the awaitable returns. Raises what it raises, CancelationException for a cancel."""
        task = self._loop.create_task(_wait_for(awaitable))

        def cancel() -> None:
            # Called by a signal handler: the loop may be asleep.
            self._loop.call_soon_threadsafe(task.cancel)

        with self._cancelation.delivered_by(cancel):
            try:
                return self._loop.run_until_complete(task)
            except asyncio.CancelledError:
                if self._cancelation.delivered:
                    raise CancelationException("the prediction was canceled") from None
                raise


async def _wait_for(awaitable: Awaitable[Any]) -> Any:
    return await awaitable
