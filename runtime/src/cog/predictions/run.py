"""One prediction's way through the worker: files in, messages out, one end."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Callable, Deque, Optional, Union

from ..errors import CogError, FileError, NotReady, OutputInvalid
from ..schema.codec import join_files
from ..schema.spec import LocalFile
from ..worker.death import Death
from ..worker.messages import Cancel, Done, Metric, Output, Predict
from ..worker.supervisor import WorkerState
from .prediction import Status

if TYPE_CHECKING:
    from ..schema.spec import PredictorSpec
    from ..schema.validate import InputValidator, OutputValidator, ValidInput
    from ..worker.supervisor import Supervisor
    from .files import PredictionFiles
    from .prediction import Prediction

#: How many lines of its logs the error of a prediction quotes whose worker died.
_LAST_WORDS = 20

_Told = Union[Output, Metric, Done, Death]
#: A transition that ends the prediction.
_End = Callable[[], None]


@dataclass(frozen=True)
class Interface:
    """How to talk to the model; known once its code is imported."""

    spec: PredictorSpec
    inputs: InputValidator
    outputs: OutputValidator


class Run:
    """Takes a prediction from STARTING to its end. The slot is free before anybody hears of the end."""

    def __init__(
        self,
        prediction: Prediction,
        valid: ValidInput,
        interface: Interface,
        files: PredictionFiles,
        supervisor: Supervisor,
    ) -> None:
        self.prediction = prediction
        self._valid = valid
        self._interface = interface
        self._files = files
        self._supervisor = supervisor
        self._inbox: Deque[_Told] = deque()
        self._arrived: Optional[asyncio.Future[None]] = None
        self._canceled = False
        self._since = 0.0
        self._grace = 0.0
        self._give_up: Optional[asyncio.TimerHandle] = None
        self._task: asyncio.Task[None]

    def start(self, cancel_grace: float, free: Callable[[Prediction], None]) -> None:
        """Begins. `free` gives the slot back."""
        self._grace = cancel_grace
        self._task = asyncio.ensure_future(self._run(free))

    def tell(self, message: _Told) -> None:
        """The worker says something about this prediction."""
        self._inbox.append(message)
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)

    def cancel(self) -> None:
        """Ends the prediction soon, wherever it is."""
        if self._canceled:
            return
        self._canceled = True
        if self.prediction.status is Status.STARTING:
            self._task.cancel()
        else:
            self._interrupt()

    async def _run(self, free: Callable[[Prediction], None]) -> None:
        end = await self._outcome()
        if self._give_up is not None:
            self._give_up.cancel()
        self._files.remove()
        free(self.prediction)
        end()

    async def _outcome(self) -> _End:
        prediction = self.prediction
        try:
            await self._begin()
        except asyncio.CancelledError:
            return prediction.cancel
        except CogError as error:
            return partial(prediction.fail, str(error))
        wrong_output: Optional[str] = None
        while True:
            told = await self._next()
            if isinstance(told, Output):
                if wrong_output is None:
                    try:
                        await self._take(told)
                    except (OutputInvalid, FileError) as error:
                        wrong_output = str(error)
                        if told.item:
                            self._interrupt()  # what else it would yield is of no use
            elif isinstance(told, Metric):
                prediction.record_metric(told.name, told.value)
            elif wrong_output is not None:
                return partial(prediction.fail_output, wrong_output)
            elif isinstance(told, Death):
                if self._canceled:
                    return prediction.cancel
                return partial(prediction.fail, self._obituary(told))
            elif told.status == "succeeded":
                return prediction.succeed
            elif told.status == "canceled":
                return prediction.cancel
            else:
                return partial(prediction.fail, told.error or "")

    async def _begin(self) -> None:
        """Fetches the inputs and hands the prediction to a worker that is ready."""
        values, files = self._valid.values, []
        if self._valid.has_files:
            values, files = await self._files.fetch(values)
        if self._supervisor.state is not WorkerState.READY:
            if await self._supervisor.settled() is not WorkerState.READY:
                raise NotReady(f"there is no worker: {self._supervisor.failure}")
        self.prediction.start()
        if self._interface.spec.output.iterator:
            self.prediction.start_items()
        self._since = time.time()
        predict = Predict(self.prediction.id, values, files, self._files.path)
        self._supervisor.send(predict, self._files.directory)

    async def _next(self) -> _Told:
        while not self._inbox:
            self._arrived = asyncio.get_running_loop().create_future()
            await self._arrived
        return self._inbox.popleft()

    async def _take(self, output: Output) -> None:
        """Checks an output and puts it, its files made URLs, into the prediction."""
        check = self._interface.outputs.check_item if output.item else self._interface.outputs.check
        value: Any = output.value
        if output.files:
            check(join_files(value, [(where, LocalFile(path)) for where, path in output.files]))
            value = await self._files.publish(value, output.files, self._since)
        else:
            check(value)
        if output.item:
            self.prediction.append_item(value)
        else:
            self.prediction.set_output(value)

    def _obituary(self, death: Death) -> str:
        last_words = [line for line in self.prediction.logs.splitlines() if line.strip()]
        if not last_words:
            return death.cause
        return "\n".join([f"{death.cause}. Its last output:", *last_words[-_LAST_WORDS:]])

    def _interrupt(self) -> None:
        """Cancels it in the worker, politely first."""
        if self._give_up is None:
            self._supervisor.send(Cancel(self.prediction.id))
            self._supervisor.interrupt()
            loop = asyncio.get_running_loop()
            self._give_up = loop.call_later(self._grace, self._supervisor.replace)
