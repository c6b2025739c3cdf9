"""Cancelation inside the worker: a Cancel message becomes an exception in the user's code.

The server sends the message and then SIGUSR1. The message says which prediction is meant; the
signal makes the main thread look, also out of time.sleep() or any other interruptible call. A
signal that comes while no user code runs is remembered, and the channel looked at when user code
runs next.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, Any, Callable, Iterator, NoReturn, Optional

from ..errors import CancelationException
from .messages import CANCEL_SIGNAL, Cancel

if TYPE_CHECKING:
    from .channel import Channel


class Cancelation:
    """`with cancelation:` around user code, in the main thread; only there may it raise."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._prediction: Optional[str] = None
        self._interruptible = False
        #: A signal came, and what it announced is not read yet.
        self._signaled = False
        self._looking = False
        self._requested = False
        #: Whether the running prediction has got its exception.
        self.delivered = False
        self._deliver: Callable[[], None] = _raise
        signal.signal(CANCEL_SIGNAL, self._on_signal)

    def begin(self, prediction: str) -> None:
        """From now on a Cancel with this id counts."""
        self._prediction = prediction
        self._requested = self.delivered = False

    def __enter__(self) -> None:
        self._interruptible = True
        # In this order: a signal after the line above is handled at once, one before it is seen
        # here.
        if self._signaled or self._requested:
            self._raise_if_requested()

    def __exit__(self, *_exception: object) -> None:
        self._interruptible = False

    @contextlib.contextmanager
    def delivered_by(self, deliver: Callable[[], None]) -> Iterator[None]:
        """Inside, a cancelation calls `deliver` instead of raising; it must not block."""
        self._deliver = deliver
        try:
            with self:
                yield
        finally:
            self._deliver = _raise

    def suspend(self) -> bool:
        """Puts off interruptions while a frame is written; returns what `resume` takes."""
        if threading.current_thread() is not threading.main_thread():
            return False  # signal handlers run in the main thread only
        interruptible, self._interruptible = self._interruptible, False
        return interruptible

    def resume(self, interruptible: bool) -> None:
        """Ends `suspend`. Raises CancelationException when one came meanwhile."""
        if interruptible:
            self.__enter__()

    def _on_signal(self, _number: int, _frame: Any) -> None:
        self._signaled = True
        if self._interruptible:
            self._raise_if_requested()

    def _raise_if_requested(self) -> None:
        self._look()
        if self._requested and self._interruptible:
            # Once: the cleanup that the exception sets off is not interrupted again.
            self._requested = self._interruptible = False
            self.delivered = True
            self._deliver()

    def _look(self) -> None:
        # The signal can come while this very function runs; reading twice at once would cut frames.
        if self._looking:
            return
        self._looking = True
        try:
            while self._signaled:
                self._signaled = False
                for message in self._channel.poll():
                    if isinstance(message, Cancel) and message.id == self._prediction:
                        self._requested = True
        finally:
            self._looking = False


def _raise() -> NoReturn:
    raise CancelationException("the prediction was canceled")
