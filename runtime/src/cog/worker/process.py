"""The server's hold on one worker: spawn it, talk to it, read what it prints, notice its death."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Callable, Mapping, Optional, Protocol

from pydantic_core import from_json, to_json

from ..errors import ProtocolError
from .death import Death, count_out_of_memory_kills
from .logs import OutputPipe, Tee
from .messages import CANCEL_SIGNAL, Decoder, Message, encode

if TYPE_CHECKING:
    import asyncio

# Not `-m cog.worker.child`: that puts the project's directory first on sys.path, and a file of the
# user's called, say, types.py would be imported instead of the standard library's. The worker adds
# the project's directory itself, behind what it needs for its own start.
_BOOTSTRAP = """\
import sys
if sys.path[:1] == [""]: del sys.path[0]
from cog.worker.child import main
main()
"""
_CHUNK = 1 << 18


@dataclass(frozen=True)
class WorkerCommand:
    """How to start a worker."""

    python: str
    directory: str
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


class WorkerListener(Protocol):
    """What a worker's owner is called for.

    All calls come from the event loop, in the order in which things happened: what a worker
    printed before it sent a message comes before the message.
    """

    def on_message(self, message: Message) -> None: ...

    def on_log(self, stream: str, text: str) -> None: ...

    def on_death(self, death: Death) -> None: ...


class WorkerProcess:
    """A process that runs `cog.worker.child`.

    It is alive from construction on. Construct it in the main thread: on Linux the worker dies with
    the thread that spawned it (PR_SET_PDEATHSIG).
    """

    def __init__(self, command: WorkerCommand, tees: Mapping[str, Tee]) -> None:
        self._out_of_memory_kills = count_out_of_memory_kills()
        self._directory = tempfile.mkdtemp(prefix="cog-channel-")
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        self._pipes = {stream: OutputPipe(tee) for stream, tee in tees.items()}
        #: One call that says whether either pipe has something.
        self._printed = select.poll()
        for pipe in self._pipes.values():
            self._printed.register(pipe.fileno(), select.POLLIN)
        # One buffer for ever: a fresh one this large is mapped, faulted in and unmapped each time.
        self._buffer = memoryview(bytearray(_CHUNK))
        self._decoder = Decoder(from_json)
        self._unsent = bytearray()
        self._reason: Optional[str] = None
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._listener: WorkerListener
        self._reading = True
        try:
            self._process = subprocess.Popen(
                [command.python, "-c", _BOOTSTRAP, str(theirs.fileno()), self._directory],
                stdin=subprocess.DEVNULL,
                stdout=self._pipes["stdout"].writer,
                stderr=self._pipes["stderr"].writer,
                pass_fds=[theirs.fileno()],
                cwd=command.directory,
                env=dict(command.environment),
                start_new_session=True,  # a group of its own, which dies with it
            )
        except BaseException:
            shutil.rmtree(self._directory, ignore_errors=True)
            self._socket.close()
            for pipe in self._pipes.values():
                pipe.close()
            raise
        finally:
            theirs.close()
            for pipe in self._pipes.values():
                pipe.close_writer()
        self.pid = self._process.pid

    def attach(self, loop: asyncio.AbstractEventLoop, listener: WorkerListener) -> None:
        """From now on the listener is called, first for what has happened already."""
        self._loop, self._listener = loop, listener
        for stream, pipe in self._pipes.items():
            pipe.attach(loop, self._log_handler(stream))
        loop.add_reader(self._socket, self._read)
        threading.Thread(target=self._wait, name=f"worker-{self.pid}", daemon=True).start()

    def send(self, message: Message) -> None:
        """Sends when the channel has room; never blocks. on_death reports a dead worker."""
        frame = encode(message, self._directory, to_json)
        if not self._unsent:
            try:
                frame = frame[self._socket.send(frame) :]
            except BlockingIOError:
                pass
            except OSError:
                return
        if frame:
            self._unsent += frame
            if self._loop is not None:
                self._loop.add_writer(self._socket, self._write)

    def interrupt(self) -> None:
        """Makes the worker look at its channel, even in the middle of user code."""
        self._signal(os.kill, CANCEL_SIGNAL)

    def kill(self) -> None:
        """Ends the worker and the processes that it started, at once. on_death follows."""
        self._signal(os.killpg, signal.SIGKILL)

    def abandon(self) -> None:
        """Kills the worker when there is no event loop, or none any more, to learn of its end."""
        self.kill()
        shutil.rmtree(self._directory, ignore_errors=True)

    def close_channel(self) -> None:
        """Asks the worker to end: an idle one exits, a busy one when it has finished."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def _signal(self, send: Callable[[int, int], None], number: int) -> None:
        # Once it is reaped, its id may belong to somebody else.
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send(self.pid, number)

    def _wait(self) -> None:
        """In a thread: the one way to learn of a death at once on every platform and Python."""
        if hasattr(os, "WNOWAIT"):  # not on macOS
            # Waits without reaping: the group that is killed is still this worker's.
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
            self.kill()
        self._process.wait()
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody listens
                self._loop.call_soon_threadsafe(self._ended)

    def _ended(self) -> None:
        while self._reading and self._read():
            pass  # a Done that it sent just before
        self._stop_reading()
        for pipe in self._pipes.values():
            pipe.close()
        self._socket.close()
        shutil.rmtree(self._directory, ignore_errors=True)
        killed = self._process.returncode == -signal.SIGKILL
        self._listener.on_death(
            Death.of(
                self._process.returncode,
                out_of_memory=killed and count_out_of_memory_kills() > self._out_of_memory_kills,
                reason=self._reason,
            )
        )

    def _read(self) -> bool:
        """Hands on the messages that have arrived; False when there was nothing to read."""
        try:
            size = self._socket.recv_into(self._buffer)
        except BlockingIOError:
            return False
        except OSError:
            size = 0
        if not size:
            self._stop_reading()
            return False
        if self._printed.poll(0):
            for pipe in self._pipes.values():
                pipe.drain()
        try:
            for message in self._decoder.feed(self._buffer[:size]):
                self._listener.on_message(message)
        except ProtocolError as error:
            self._reason = f"the worker sent something unintelligible: {error}"
            self.kill()
        return True

    def _write(self) -> None:
        try:
            del self._unsent[: self._socket.send(self._unsent)]
        except BlockingIOError:
            return
        except OSError:
            self._unsent.clear()
        if not self._unsent and self._loop is not None:
            self._loop.remove_writer(self._socket)

    def _stop_reading(self) -> None:
        self._reading = False
        if self._loop is not None:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)

    def _log_handler(self, stream: str) -> Callable[[str], None]:
        return lambda text: self._listener.on_log(stream, text)
