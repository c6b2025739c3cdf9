"""Keeps a worker running: load, set up, notice its death, replace it.

A worker that was ready and died is replaced at once. A replacement that does not get ready is
tried again with growing pauses, and given up after a number of tries. The very first start is not
repeated: code that cannot be imported or set up fails the same way the next time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import TYPE_CHECKING, List, Mapping, Optional, Protocol

from .._version import __version__
from ..schema.spec import PredictorSpec
from .logs import LogText
from .messages import Hello, Load, Loaded, LoadFailed, SetUp, SetUpDone
from .process import WorkerCommand, WorkerProcess

if TYPE_CHECKING:
    from .death import Death
    from .logs import Tee
    from .messages import Message


class WorkerState(Enum):
    """Where the supervised worker is."""

    #: The process starts and imports the model's code.
    LOADING = "loading"
    #: setup() runs.
    SETTING_UP = "setting up"
    #: Predictions can be sent.
    READY = "ready"
    #: The code could not be imported, or setup() failed, in the first worker. Nothing will change
    #: that.
    SETUP_FAILED = "setup failed"
    #: A worker died, and none could be brought back.
    DEFUNCT = "defunct"
    #: Ended because the server ends.
    STOPPED = "stopped"


_STARTING = (WorkerState.LOADING, WorkerState.SETTING_UP)


@dataclass(frozen=True)
class RestartPolicy:
    """How a dead worker is brought back."""

    #: How often a replacement may fail to get ready before the worker is DEFUNCT.
    attempts: int = 5
    #: The pause after the first failed replacement, in seconds; doubled each time.
    first_pause: float = 1.0
    longest_pause: float = 30.0

    def pause(self, failures: int) -> float:
        """Seconds to wait before the next try."""
        if failures == 0:
            return 0.0
        return min(self.first_pause * 2.0 ** (failures - 1), self.longest_pause)


@dataclass
class SetupRecord:
    """How the latest start of a worker went."""

    started_at: datetime
    completed_at: Optional[datetime] = None
    status: str = "starting"
    #: Every health check carries it, so less of it is kept than of a prediction's.
    _logs: LogText = field(default_factory=lambda: LogText(1 << 20))

    @property
    def logs(self) -> str:
        """What was printed meanwhile, and why it failed if it did."""
        return self._logs.text()

    def append_logs(self, text: str) -> None:
        """The worker printed `text`."""
        self._logs.append(text)


class SupervisorListener(Protocol):
    """What the owner of predictions is called for."""

    def on_loaded(self, spec: PredictorSpec) -> None: ...

    def on_message(self, message: Message) -> None: ...

    def on_log(self, stream: str, text: str) -> None: ...

    def on_death(self, death: Death) -> None: ...


class Supervisor:
    """One worker after the other, seen as one.

    The first process is started by the constructor: it imports the model while the server still
    imports its own libraries.
    """

    def __init__(
        self,
        command: WorkerCommand,
        reference: str,
        tees: Mapping[str, Tee],
        policy: RestartPolicy = RestartPolicy(),
    ) -> None:
        self._command = command
        self._reference = reference
        self._tees = tees
        self._policy = policy
        self._process: Optional[WorkerProcess] = WorkerProcess(command, tees)
        self._listener: SupervisorListener
        self._loop: asyncio.AbstractEventLoop
        self._failures = 0
        self._was_ready = False
        self._start_failure: Optional[str] = None
        self._restart: Optional[asyncio.TimerHandle] = None
        self._gone: Optional[asyncio.Future[None]] = None
        self._settled: List[asyncio.Future[WorkerState]] = []
        self.state = WorkerState.LOADING
        self.setup = SetupRecord(_now())
        #: The Python that the model runs on; None until the first worker answers.
        self.python: Optional[str] = None
        #: Why the state is SETUP_FAILED or DEFUNCT.
        self.failure: Optional[str] = None

    def start(self, listener: SupervisorListener) -> None:
        """Begins; the listener is called in the running event loop."""
        self._loop, self._listener = asyncio.get_running_loop(), listener
        self._begin()

    async def settled(self) -> WorkerState:
        """The state, once the worker is ready or there will be none."""
        if self.state in _STARTING:
            waiter: asyncio.Future[WorkerState] = self._loop.create_future()
            self._settled.append(waiter)
            return await waiter
        return self.state

    def send(self, message: Message) -> None:
        """To the worker; nothing happens when there is none."""
        if self._process is not None:
            self._process.send(message)

    def interrupt(self) -> None:
        """Makes a busy worker look at its channel."""
        if self._process is not None:
            self._process.interrupt()

    def replace(self) -> None:
        """Kills the worker; on_death and a new worker follow."""
        if self._process is not None:
            self._process.kill()

    def abandon(self) -> None:
        """Kills the worker if it still lives, once nothing else follows from that."""
        if self._process is not None:
            self._process.abandon()

    async def stop(self, grace: float) -> None:
        """Ends the worker for good: lets a prediction finish, for `grace` seconds at most."""
        patience = grace if self.state is WorkerState.READY else 0.0
        self._set_state(WorkerState.STOPPED)
        if self._restart is not None:
            self._restart.cancel()
        if self._process is None:
            return
        self._gone = self._loop.create_future()
        self._process.close_channel()
        kill = self._loop.call_later(patience, self._process.kill)
        await self._gone
        kill.cancel()

    # ── what the process reports ───────────────────────────────────────────────────────────────

    def on_message(self, message: Message) -> None:
        if self.state in _STARTING:
            self._go_on_starting(message)
        else:
            self._listener.on_message(message)

    def _go_on_starting(self, message: Message) -> None:
        if isinstance(message, Hello):
            self.python = message.python
            self._check_version(message)
        elif isinstance(message, Loaded):
            self._listener.on_loaded(PredictorSpec.from_wire(message.spec))
            self._set_state(WorkerState.SETTING_UP)
            self.send(SetUp())
        elif isinstance(message, LoadFailed):
            self._give_up_start(message.error)
        elif isinstance(message, SetUpDone):
            if message.error is None:
                self._ready()
            else:
                self._give_up_start(f"setup() failed: {message.error}")

    def on_log(self, stream: str, text: str) -> None:
        if self.state is WorkerState.READY:
            self._listener.on_log(stream, text)
        elif self.setup.completed_at is None:
            self.setup.append_logs(text)

    def on_death(self, death: Death) -> None:
        self._process = None
        if self._gone is not None:
            self._gone.set_result(None)
        if self.state is WorkerState.READY:
            self._begin_again(failures=0)
            self._listener.on_death(death)
        elif self.state is WorkerState.STOPPED:
            self._listener.on_death(death)
        else:
            doing = "was loading the model" if self.state is WorkerState.LOADING else "ran setup()"
            self._start_failed(self._start_failure or f"{death.cause}, while it {doing}")

    # ── transitions ───────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        self.setup = SetupRecord(_now())
        self._start_failure = None
        self._set_state(WorkerState.LOADING)
        if self._process is None:
            try:
                self._process = WorkerProcess(self._command, self._tees)
            except OSError as error:
                self._start_failed(f"cannot start a worker: {error}")
                return
        self._process.attach(self._loop, self)
        self._process.send(Load(self._reference, self._command.directory))

    def _begin_again(self, failures: int) -> None:
        self._failures = failures
        self._set_state(WorkerState.LOADING)
        self._restart = self._loop.call_later(self._policy.pause(failures), self._begin)

    def _ready(self) -> None:
        self._failures = 0
        self._was_ready = True
        self._end_setup("succeeded")
        self._set_state(WorkerState.READY)

    def _give_up_start(self, reason: str) -> None:
        """This worker will not get ready. The rest follows from its death."""
        self._start_failure = reason
        self.replace()

    def _start_failed(self, reason: str) -> None:
        separator = "" if self.setup.logs[-1:] in ("", "\n") else "\n"
        self.setup.append_logs(f"{separator}{reason}\n")
        self._end_setup("failed")
        if self._was_ready and self._failures + 1 < self._policy.attempts:
            self._begin_again(self._failures + 1)
        else:
            self.failure = reason
            self._set_state(WorkerState.DEFUNCT if self._was_ready else WorkerState.SETUP_FAILED)

    def _check_version(self, hello: Hello) -> None:
        if hello.version != __version__:
            self._give_up_start(
                f"the model's environment has cog {hello.version}, the server {__version__}: "
                "install the same version in both"
            )

    def _end_setup(self, status: str) -> None:
        self.setup.status = status
        self.setup.completed_at = _now()

    def _set_state(self, state: WorkerState) -> None:
        self.state = state
        if state in _STARTING:
            return
        waiters, self._settled = self._settled, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(state)


def _now() -> datetime:
    return datetime.now(timezone.utc)
