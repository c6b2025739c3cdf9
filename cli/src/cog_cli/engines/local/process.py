"""The server's process on this machine: started on a bound socket, and always stopped."""

from __future__ import annotations

import os
import signal
import site
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

#: Less than the server grants to running predictions: whoever ends us does not wait for them.
GRACE_SECONDS = 4.0
_SERVER = "cog.server.http"
_BACKLOG = 512
_ENDING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_STDERR = 2  # by number: sys.stderr may be replaced by something without one


@dataclass(frozen=True)
class LocalModel:
    url: str
    process: subprocess.Popen[bytes]

    def exit_status(self) -> int | None:
        """None while it lives; minus the signal's number if one ended it."""
        return self.process.poll()


@contextmanager
def running_server(
    arguments: Sequence[str],
    *,
    host: str,
    port: int | None,
    directory: Path,
    environ: Mapping[str, str],
) -> Iterator[LocalModel]:
    """Runs `cog.server.http` in our own environment, on a free port if none is named.

    Requests can be sent at once: they wait until the server accepts them. The server's
    output goes to our stderr. Raises EngineError if the port is not free.
    """
    with bound_socket(host, port) as listener, _blocked_signals() as unblock:
        url = _url(listener)
        process = subprocess.Popen(
            [
                *(*_server_command(), "--fd", str(listener.fileno())),
                *(f"--exit-with-parent={os.getpid()}", *arguments),
            ],
            cwd=directory,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=_STDERR,
            stderr=_STDERR,
            pass_fds=[listener.fileno()],
            # Ctrl-C in a terminal reaches us alone, and we stop the server in our own order.
            start_new_session=True,
        )
        try:
            listener.close()
            unblock()
            yield LocalModel(url, process)
        finally:
            stop(process)


@contextmanager
def _blocked_signals() -> Iterator[Callable[[], None]]:
    """No signal interrupts us until `unblock()`, or the end of the block.

    One that did when the process has started, but before we can stop it, would leave it behind. The
    server begins with the signals blocked, too, and takes them when it knows how to end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)

    def unblock() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    try:
        yield unblock
    finally:
        unblock()


def bound_socket(host: str, port: int | None) -> socket.socket:
    """A socket that listens there. Raises EngineError with the reason if there can be none."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port or 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not the name of a host"
        raise EngineError(f"cannot serve on {host!r}: {reason}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise EngineError(
            f"cannot serve on port {port} of {host}: {error.strerror}",
            hint="name another port, or stop what uses this one",
        ) from None
    return listener


def stop(process: subprocess.Popen[bytes], grace: float = GRACE_SECONDS) -> None:
    """Asks the server to end; ends it if it takes too long, or if we are interrupted meanwhile."""
    try:
        # Not SIGTERM: the servers of Cog models ignore that under --await-explicit-shutdown.
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(grace)
    finally:
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _server_command() -> list[str]:
    """Our interpreter on the server, isolated: the project's files must not shadow its modules."""
    user_site = site.getusersitepackages() if site.ENABLE_USER_SITE else None
    if user_site is None or not Path(__file__).is_relative_to(user_site):
        return [sys.executable, "-I", "-m", _SERVER]
    # Installed by `pip install --user`, whose directory isolation leaves out.
    code = (
        f"import runpy, site; site.addsitedir({user_site!r}); "
        f"runpy.run_module({_SERVER!r}, run_name='__main__', alter_sys=True)"
    )
    return [sys.executable, "-I", "-c", code]


def _url(listener: socket.socket) -> str:
    """Where this machine reaches it, also when it listens on every address."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
