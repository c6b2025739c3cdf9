"""One prediction's way through the worker: files in, messages out, one end.

What needs no waiting happens at once, in the call that brings the message: a small prediction
costs no task and no turn of the event loop. Only files make it wait, and then what comes meanwhile
queues up.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Coroutine, Deque, Optional, Union

from ..errors import CogError, FileError, NotReady, OutputInvalid
from ..schema.codec import join_files
from ..schema.markers import LocalFile
from ..worker.death import Death
from ..worker.messages import Cancel, Done, Item, Metric, Predict
from ..worker.supervisor import WorkerState
from .prediction import Status

if TYPE_CHECKING:
    from ..schema.markers import Files
    from ..schema.spec import PredictorSpec
    from ..schema.validate import InputValidator, OutputValidator, ValidInput
    from ..worker.supervisor import Supervisor
    from .files import PredictionFiles
    from .prediction import Prediction

#: How many lines of its logs the error of a prediction quotes whose worker died.
_LAST_WORDS = 20

_logger = logging.getLogger("cog.predictions")

_Told = Union[Item, Metric, Done, Death]


@dataclass(frozen=True)
class Interface:
    """How to talk to the model; known once its code is imported."""

    spec: PredictorSpec
    inputs: InputValidator
    outputs: OutputValidator


class Run:
    """Takes a prediction from STARTING to its end.

    The slot is free before anybody hears of the end.
    """

    def __init__(
        self,
        prediction: Prediction,
        interface: Interface,
        files: PredictionFiles,
        supervisor: Supervisor,
        free: Callable[[Prediction], None],
        cancel_grace: float,
    ) -> None:
        self.prediction = prediction
        self._interface = interface
        self._files = files
        self._supervisor = supervisor
        self._free = free
        self._cancel_grace = cancel_grace
        self._inbox: Deque[_Told] = deque()
        #: What the run waits for: its input files, or the files of an output.
        self._waiting: Optional[asyncio.Task[None]] = None
        self._canceled = False
        self._wrong_output: Optional[str] = None
        self._give_up: Optional[asyncio.TimerHandle] = None

    def start(self, valid: ValidInput) -> None:
        """Begins, at once if there is nothing to wait for."""
        if valid.has_files or self._supervisor.state is not WorkerState.READY:
            self._wait_for(self._fetch(valid))
        else:
            self._process(valid.values, [])

    def tell(self, message: _Told) -> None:
        """Takes what the worker reports about this prediction."""
        if self._waiting is None:
            self._take(message)
        else:
            self._inbox.append(message)

    def cancel(self) -> None:
        """Ends the prediction soon, wherever it is."""
        if self._canceled:
            return
        self._canceled = True
        if self.prediction.status is Status.PROCESSING:
            self._interrupt()
        elif self._waiting is not None:
            self._waiting.cancel()

    # ── before the model ──────────────────────────────────────────────────────────────────────

    async def _fetch(self, valid: ValidInput) -> None:
        """Gets the input files, and a worker that is ready."""
        try:
            values, files = await self._files.fetch(valid.values)
            if await self._supervisor.settled() is not WorkerState.READY:
                raise NotReady(f"there is no worker: {self._supervisor.failure}")
        except CogError as error:
            self._end(self.prediction.fail, str(error))
        else:
            self._process(values, files)

    def _process(self, values: Any, files: Files) -> None:
        self.prediction.start()
        if self._interface.spec.output.iterator:
            self.prediction.start_items()
        predict = Predict(self.prediction.id, values, files, self._files.path)
        try:
            self._supervisor.send(predict)
        except OSError as error:  # large inputs go through a file
            self._end(self.prediction.fail, f"the inputs cannot be sent to the model: {error}")

    # ── what the worker reports ────────────────────────────────────────────────────────────────

    def _read_inbox(self) -> None:
        while self._inbox and self._waiting is None:
            self._take(self._inbox.popleft())

    def _take(self, told: _Told) -> None:
        if isinstance(told, Metric):
            self.prediction.record_metric(told.name, told.value)
        elif isinstance(told, Death):
            self._take_death(told)
        else:
            self._check(told)
            if told.files and self._wrong_output is None:
                self._wait_for(self._publish(told))
            else:
                self._accept(told, told.value)

    def _check(self, told: Union[Item, Done]) -> None:
        outputs = self._interface.outputs
        if isinstance(told, Item):
            check = outputs.check_item
        elif told.returned:
            check = outputs.check
        else:
            return
        value = told.value
        if told.files:
            value = join_files(value, [(where, LocalFile(path)) for where, path in told.files])
        try:
            check(value)
        except OutputInvalid as error:
            self._reject_output(told, error)

    async def _publish(self, told: Union[Item, Done]) -> None:
        value = None
        try:
            value = await self._files.publish(
                told.value, told.files, self.prediction.started or 0.0
            )
        except FileError as error:
            self._reject_output(told, error)
        self._accept(told, value)

    def _reject_output(self, told: Union[Item, Done], error: CogError) -> None:
        if self._wrong_output is None:
            self._wrong_output = str(error)
            if isinstance(told, Item):
                self._interrupt()  # what else it would yield is of no use

    def _accept(self, told: Union[Item, Done], value: Any) -> None:
        """Takes what is checked, and has URLs for its files."""
        prediction = self.prediction
        if isinstance(told, Item):
            if self._wrong_output is None:
                prediction.append_item(value)
            return
        self._files.made = self._files.made or told.made_directory
        if self._wrong_output is not None:
            self._end(prediction.fail_output, self._wrong_output)
        elif told.status == "succeeded":
            if told.returned:
                prediction.set_output(value)
            self._end(prediction.succeed)
        elif told.status == "canceled":
            self._end(prediction.cancel)
        else:
            self._end(prediction.fail, told.error or "")

    def _take_death(self, death: Death) -> None:
        self._files.made = True  # perhaps; it cannot say any more
        if self._wrong_output is not None:
            self._end(self.prediction.fail_output, self._wrong_output)
        elif self._canceled:
            self._end(self.prediction.cancel)
        else:
            last_words = [line for line in self.prediction.logs.splitlines() if line.strip()]
            said = ["Its last output:", *last_words[-_LAST_WORDS:]] if last_words else []
            self._end(self.prediction.fail, "\n".join([f"{death.cause}.", *said]))

    # ── the pieces ────────────────────────────────────────────────────────────────────────────

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        self._waiting = asyncio.ensure_future(work)
        self._waiting.add_done_callback(self._go_on)

    def _go_on(self, done: asyncio.Task[None]) -> None:
        self._waiting = None
        if done.cancelled():  # here, since a task that is canceled before it begins runs no code
            self._end(self.prediction.cancel)
        elif done.exception() is not None:
            _logger.error("prediction %s", self.prediction.id, exc_info=done.exception())
            self._end(self.prediction.fail, f"internal error of the server: {done.exception()!r}")
        self._read_inbox()

    def _interrupt(self) -> None:
        """Cancels it in the worker: politely, and by force after the grace period."""
        if self._give_up is None:
            self._supervisor.send(Cancel(self.prediction.id))
            self._supervisor.interrupt()
            loop = asyncio.get_running_loop()
            self._give_up = loop.call_later(self._cancel_grace, self._supervisor.replace)

    def _end(self, transition: Callable[..., None], *reason: str) -> None:
        if self.prediction.status.terminal:
            return
        if self._give_up is not None:
            self._give_up.cancel()
        self._files.remove()
        self._free(self.prediction)
        transition(*reason)
