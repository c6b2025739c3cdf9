"""A prediction: its states, the transitions between them, and the events that announce them.

    STARTING ──start──► PROCESSING ──succeed──► SUCCEEDED
        │                   ├───────fail──────► FAILED
        └──fail, cancel──►  └──────cancel─────► CANCELED

Everyone who wants to know (a response, a webhook, a stream, the store) subscribes to the same
events.
"""

from __future__ import annotations

import asyncio
import os
import time
from enum import Enum
from functools import lru_cache
from typing import (
    Any,
    Awaitable,
    Callable,
    Dict,
    Iterator,
    List,
    NamedTuple,
    NoReturn,
    Optional,
    Tuple,
)

from ..errors import IllegalTransition
from ..worker.logs import LogText


class Status(str, Enum):
    """Where a prediction is in its life."""

    #: Accepted; waits for its input files.
    STARTING = "starting"
    #: The model's code runs.
    PROCESSING = "processing"
    #: Ended with an output.
    SUCCEEDED = "succeeded"
    #: Ended with an error.
    FAILED = "failed"
    #: Ended because somebody asked for it.
    CANCELED = "canceled"

    @property
    def terminal(self) -> bool:
        """Whether nothing can happen to the prediction any more."""
        return self in _TERMINAL


_TERMINAL = frozenset({Status.SUCCEEDED, Status.FAILED, Status.CANCELED})


class Event(str, Enum):
    """What has just happened to a prediction."""

    #: The model's code starts to run.
    STARTED = "start"
    #: There is an output, or one more item of it.
    OUTPUT = "output"
    #: The model printed something.
    LOGS = "logs"
    #: The model recorded a metric.
    METRIC = "metric"
    #: The last event of every prediction, exactly once.
    COMPLETED = "completed"


class PredictionRequest(NamedTuple):
    """What a client asks for."""

    input: Dict[str, Any]
    id: str
    created_at: Optional[str] = None
    output_file_prefix: Optional[str] = None


Subscriber = Callable[["Prediction", Event], None]


class Prediction:
    """One prediction. Only the methods under "transitions" change it."""

    def __init__(
        self, request: PredictionRequest, echo: Dict[str, Any], max_log_bytes: int
    ) -> None:
        self.request = request
        self.id = request.id
        #: The input as the client sent it, secrets blacked out.
        self.echo = echo
        self.status = Status.STARTING
        self.output: Any = None
        self.error: Optional[str] = None
        #: The output does not fit its annotation, or could not be delivered: HTTP says 500.
        self.output_failed = False
        self.metrics: Dict[str, Any] = {}
        self.warnings: Tuple[str, ...] = ()
        #: Seconds since the epoch. The clock is asked once a transition: a call costs microseconds.
        self.created = time.time()
        self.started: Optional[float] = None
        self.completed: Optional[float] = None
        self._max_log_bytes = max_log_bytes
        self._logs: Optional[LogText] = None
        self._subscribers: List[Tuple[Event, Subscriber]] = []
        self._waiters: List[asyncio.Future[None]] = []

    @property
    def logs(self) -> str:
        """What the model printed, stdout and stderr in the order of their arrival."""
        return self._logs.text() if self._logs is not None else ""

    def subscribe(self, subscriber: Subscriber, *events: Event) -> None:
        """Calls `subscriber` at each of these events from now on; it must not block or raise."""
        for event in events:
            self._subscribers.append((event, subscriber))

    def ended(self) -> Awaitable[None]:
        """Returns, when awaited, once the prediction has ended and all subscribers know it."""
        waiter = asyncio.get_running_loop().create_future()
        if self.status.terminal:
            waiter.set_result(None)
        else:
            self._waiters.append(waiter)
        return waiter

    def to_json(self) -> Dict[str, Any]:
        """The prediction object that responses and webhooks carry."""
        document = {
            "id": self.id,
            "status": self.status.value,
            "input": self.echo,
            "output": self.output,
            "logs": self.logs,
            "error": self.error,
            "metrics": self.metrics,
            "version": None,
            "created_at": self.request.created_at or _iso(self.created),
            "started_at": _iso(self.started),
            "completed_at": _iso(self.completed),
        }
        if self.warnings:
            document["warnings"] = self.warnings
        return document

    # ── transitions ───────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """STARTING → PROCESSING."""
        if self.status is not Status.STARTING:
            self._refuse()
        self.status = Status.PROCESSING
        self.started = time.time()
        self._publish(Event.STARTED)

    def set_output(self, value: Any) -> None:
        """The output is `value`."""
        if self.status is not Status.PROCESSING:
            self._refuse()
        self.output = value
        self._publish(Event.OUTPUT)

    def start_items(self) -> None:
        """The output is a list, empty so far."""
        if self.status is not Status.PROCESSING:
            self._refuse()
        self.output = []

    def append_item(self, item: Any) -> None:
        """The output has one more item."""
        if self.status is not Status.PROCESSING:
            self._refuse()
        self.output.append(item)
        self._publish(Event.OUTPUT)

    def append_logs(self, text: str) -> None:
        """The model printed `text`."""
        if self.status is not Status.PROCESSING:
            self._refuse()
        if self._logs is None:
            self._logs = LogText(self._max_log_bytes)
        self._logs.append(text)
        self._publish(Event.LOGS)

    def record_metric(self, name: str, value: Any) -> None:
        """The model recorded a metric."""
        if self.status is not Status.PROCESSING:
            self._refuse()
        self.metrics[name] = value
        self._publish(Event.METRIC)

    def succeed(self) -> None:
        """PROCESSING → SUCCEEDED."""
        if self.status is not Status.PROCESSING:
            self._refuse()
        self._complete(Status.SUCCEEDED)

    def fail(self, error: str) -> None:
        """STARTING or PROCESSING → FAILED."""
        if self.status.terminal:
            self._refuse()
        self.error = error
        self._complete(Status.FAILED)

    def fail_output(self, error: str) -> None:
        """PROCESSING → FAILED, because the output is wrong or could not be delivered."""
        if self.status is not Status.PROCESSING:
            self._refuse()
        self.output = None
        self.output_failed = True
        self.fail(error)

    def cancel(self) -> None:
        """STARTING or PROCESSING → CANCELED."""
        if self.status.terminal:
            self._refuse()
        self._complete(Status.CANCELED)

    def _complete(self, status: Status) -> None:
        self.status = status
        self.completed = time.time()
        taken = self.completed - (self.started or self.completed)
        self.metrics["predict_time"] = max(0.0, round(taken, 6))
        self._publish(Event.COMPLETED)
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _refuse(self) -> NoReturn:
        raise IllegalTransition(f"prediction {self.id!r} is {self.status.value}")

    def _publish(self, event: Event) -> None:
        for wanted, subscriber in self._subscribers:
            if wanted is event:
                subscriber(self, event)


_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _BASE32 for second in _BASE32]


def _draw_random_bytes() -> Iterator[bytes]:
    # Unguessable, as an id is all that it takes to see a prediction; 400 to a system call.
    while True:
        pool = os.urandom(4000)
        yield from (pool[start : start + 10] for start in range(0, 4000, 10))


_random_bytes = _draw_random_bytes().__next__


def new_id() -> str:
    """A UUIDv7 (RFC 9562) in 26 characters of lower-case base32 (Crockford's): ids sort by time."""
    time_bits = time.time_ns() // 1_000_000  # 48 of them: ten characters, the first two bits 0
    random_bits = int.from_bytes(_random_bytes(), "big")  # 80: the other sixteen
    random_bits = random_bits & ~_FIXED_BITS | _VERSION_AND_VARIANT
    return "".join(
        [_PAIRS[(time_bits >> shift) & 1023] for shift in (40, 30, 20, 10, 0)]
        + [_PAIRS[(random_bits >> shift) & 1023] for shift in (70, 60, 50, 40, 30, 20, 10, 0)]
    )


_FIXED_BITS = (0xF << 76) | (0x3 << 62)
_VERSION_AND_VARIANT = (0x7 << 76) | (0x2 << 62)


def _iso(seconds: Optional[float]) -> Optional[str]:
    """UTC, ISO 8601."""
    if seconds is None:
        return None
    whole = int(seconds)
    return f"{_iso_second(whole)}.{int((seconds - whole) * 1e6):06}+00:00"


@lru_cache(maxsize=8)
def _iso_second(seconds: int) -> str:
    # datetime's isoformat() takes several times as long, and this is asked three times a response.
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
