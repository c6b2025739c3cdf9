"""The one owner of prediction state: who may run, what runs, what has run.

Lives in one event loop and is called from there only; nothing here needs a lock.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Dict, Optional

from ..errors import Busy, NotReady, UnknownPrediction
from ..schema.validate import InputValidator, OutputValidator
from ..worker.messages import Done, Item, Metric
from ..worker.supervisor import WorkerState
from .files import PredictionFiles
from .prediction import Event, Prediction, PredictionRequest, Status
from .run import Interface, Run
from .store import PredictionStore

if TYPE_CHECKING:
    from ..schema.spec import PredictorSpec
    from ..worker.death import Death
    from ..worker.messages import Message
    from ..worker.supervisor import SetupRecord, Supervisor


@dataclass(frozen=True)
class ServiceSettings:
    """What a deployment may choose."""

    #: How many predictions run at once.
    slots: int = 1
    #: Seconds that a canceled prediction may take to clean up before its worker is killed.
    cancel_grace: float = 10.0
    #: How many ended predictions are kept, and for how many seconds.
    keep_predictions: int = 100
    keep_seconds: float = 3600.0
    #: How much of what a prediction prints is kept in its logs.
    max_log_bytes: int = 10 << 20


#: Seconds that a worker has to end by itself when the server ends.
_LAST_GRACE = 1.0


class Health(Enum):
    """What GET /health-check answers."""

    STARTING = "STARTING"
    READY = "READY"
    BUSY = "BUSY"
    SETUP_FAILED = "SETUP_FAILED"
    DEFUNCT = "DEFUNCT"


_HEALTH = {
    WorkerState.LOADING: Health.STARTING,
    WorkerState.SETTING_UP: Health.STARTING,
    WorkerState.SETUP_FAILED: Health.SETUP_FAILED,
    WorkerState.DEFUNCT: Health.DEFUNCT,
    WorkerState.STOPPED: Health.DEFUNCT,
}


class PredictionService:
    """Runs predictions in the supervised worker."""

    def __init__(self, supervisor: Supervisor, settings: ServiceSettings) -> None:
        self._supervisor = supervisor
        self._settings = settings
        self._running: Dict[str, Run] = {}
        self._store = PredictionStore(settings.keep_predictions, settings.keep_seconds)
        self._directory = ""
        self._count = 0
        #: None until the model's code is imported.
        self.interface: Optional[Interface] = None

    def start(self) -> None:
        """Begins to load and set up the model; `stop` ends what this begins."""
        self._directory = tempfile.mkdtemp(prefix="cog-")
        self._supervisor.start(self)

    async def drain(self, seconds: float) -> None:
        """Lets running predictions finish for so long; then ends them, in the end by force."""
        await asyncio.sleep(seconds)
        for run in tuple(self._running.values()):
            run.cancel()
        await asyncio.sleep(_LAST_GRACE)
        self._supervisor.replace()

    async def stop(self) -> None:
        """Ends the worker, and with it whatever still runs."""
        try:
            await self._supervisor.stop(0.0 if self._running else _LAST_GRACE)
            while self._running:
                await next(iter(self._running.values())).prediction.ended()
        finally:
            shutil.rmtree(self._directory, ignore_errors=True)

    # ── what clients do ───────────────────────────────────────────────────────────────────────

    @property
    def health(self) -> Health:
        """The state of the model as health checks show it."""
        state = self._supervisor.state
        if state is WorkerState.READY:
            return Health.BUSY if len(self._running) >= self._settings.slots else Health.READY
        return _HEALTH[state]

    @property
    def setup(self) -> SetupRecord:
        """How loading and setup() went, or go."""
        return self._supervisor.setup

    @property
    def python(self) -> Optional[str]:
        """The version of the model's Python, once it is known."""
        return self._supervisor.python

    @property
    def failure(self) -> Optional[str]:
        """Why the model cannot run predictions, if that is final."""
        return self._supervisor.failure

    async def settled(self) -> Health:
        """The health, once the model is ready or has failed for good."""
        await self._supervisor.settled()
        return self.health

    def create(self, request: PredictionRequest) -> Prediction:
        """Starts a prediction, in a slot of its own.

        Raises NotReady, InputInvalid or Busy; then nothing has started.
        """
        interface = self.interface
        if self._supervisor.state is not WorkerState.READY or interface is None:
            raise NotReady(self._why_not_ready())
        valid = interface.inputs.validate(request.input)
        if len(self._running) >= self._settings.slots or request.id in self._running:
            raise Busy("Already running a prediction")
        prediction = Prediction(
            request, interface.inputs.redact(request.input), self._settings.max_log_bytes
        )
        if valid.unknown:
            prediction.warnings = tuple(
                f"unknown input {name!r} was ignored" for name in valid.unknown
            )
        prediction.subscribe(self._store.on_completed, Event.COMPLETED)
        self._count += 1
        files = PredictionFiles(f"{self._directory}/{self._count}")
        grace = self._settings.cancel_grace
        run = Run(prediction, interface, files, self._supervisor, self._free, grace)
        self._running[prediction.id] = run
        run.start(valid)
        return prediction

    def get(self, prediction_id: str) -> Prediction:
        """The prediction with this id. Raises UnknownPrediction."""
        run = self._running.get(prediction_id)
        prediction = run.prediction if run is not None else self._store.get(prediction_id)
        if prediction is None:
            raise UnknownPrediction(f"There is no prediction {prediction_id!r}")
        return prediction

    def cancel(self, prediction_id: str) -> Prediction:
        """Asks for the end of a prediction; without effect on one that has ended.

        Raises UnknownPrediction.
        """
        prediction = self.get(prediction_id)
        run = self._running.get(prediction_id)
        if run is not None:
            run.cancel()
        return prediction

    def _free(self, prediction: Prediction) -> None:
        del self._running[prediction.id]

    def _why_not_ready(self) -> str:
        if self.health is Health.STARTING:
            return "Setup has not finished yet; try again later"
        return f"The model cannot run predictions: {self.failure}"

    # ── what the worker reports ────────────────────────────────────────────────────────────────

    def on_loaded(self, spec: PredictorSpec) -> None:
        self.interface = Interface(spec, InputValidator(spec), OutputValidator(spec))

    def on_message(self, message: Message) -> None:
        if isinstance(message, (Item, Metric, Done)):
            run = self._running.get(message.id)
            if run is not None:
                run.tell(message)

    def on_log(self, _stream: str, text: str) -> None:
        # With one slot, whatever the worker prints belongs to the prediction that runs.
        for run in self._running.values():
            if run.prediction.status is Status.PROCESSING:
                run.prediction.append_logs(text)

    def on_death(self, death: Death) -> None:
        for run in tuple(self._running.values()):
            # One that still fetches its inputs loses nothing: it goes to the next worker.
            if run.prediction.status is Status.PROCESSING:
                run.tell(death)
