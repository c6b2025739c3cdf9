"""`python -m cog.server.http`: serves the model in this directory.

In the model's environment it hands over to the server's environment, if there is one; otherwise it
serves from where it is.
"""

from __future__ import annotations

import os
import sys

# `python -m` puts the current directory, the model's project, first on the path. The server must
# not import a file of the project that happens to be called like one of its own libraries.
if __name__ == "__main__" and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109
    del sys.path[0]

import signal
import socket
from pathlib import Path
from typing import Callable, Dict, NoReturn

from ..errors import SettingsError
from ..parent import die_with_parent
from ..worker.logs import Tee
from ..worker.process import WorkerCommand
from ..worker.supervisor import Supervisor
from .logging import configure_logging
from .settings import ServerSettings, read_settings

#: Where an image has the server's environment.
_SERVER_PYTHON = "/opt/cog/bin/python"


def main() -> None:
    """Serves until a signal or a request ends it."""
    _end_on_signals(lambda *_: sys.exit(0))  # while the libraries are imported
    _hand_over_to_server_environment()
    # Blocked by who started us until there was a handler: Python's own prints a traceback.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        settings = read_settings(sys.argv[1:], os.environ, Path.cwd())
    except SettingsError as error:
        _fail(str(error))
    configure_logging(settings.log_level, settings.log_format)
    if settings.exit_with_parent is not None:
        _end_with_parent(settings.exit_with_parent)
    tees = {"stdout": Tee(1), "stderr": Tee(2)}
    command = WorkerCommand(settings.model_python, settings.directory, _worker_environment())
    try:
        # First the worker: it imports the model while we import our libraries.
        supervisor = Supervisor(command, settings.reference, tees)
    except OSError as error:
        _fail(f"cannot start {settings.model_python}: {error.strerror}")
    try:
        status = _serve(settings, supervisor)
    finally:
        supervisor.abandon()
        for tee in tees.values():
            tee.close()
    sys.exit(status)


def _serve(settings: ServerSettings, supervisor: Supervisor) -> int:
    from .serving import Server  # imports our libraries

    sock = _listen(settings)
    server = Server(settings, supervisor)
    _end_on_signals(server.handle_exit)  # until uvicorn listens to signals, and when it has ended
    server.run(sockets=[sock])
    return server.exit_status


def _end_on_signals(handler: Callable[..., object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


def _hand_over_to_server_environment() -> None:
    """Replaces this process by the server in its own environment, where there is one."""
    python = os.environ.get("COG_SERVER_PYTHON") or _SERVER_PYTHON
    if os.environ.get("COG_MODEL_PYTHON") or not os.access(python, os.X_OK):
        return
    environment = {**os.environ, "COG_MODEL_PYTHON": sys.executable}
    # -I: neither the project's directory nor PYTHONPATH, both the model's, get in.
    try:
        os.execve(python, [python, "-I", "-m", "cog.server.http", *sys.argv[1:]], environment)
    except OSError as error:
        _fail(f"cannot run the server's Python, {python}: {error.strerror}")


def _worker_environment() -> Dict[str, str]:
    """What the model sees: our environment, less what is meant for the server alone."""
    private = {"COG_MODEL_PYTHON", "COG_SERVER_PYTHON"}
    return {name: value for name, value in os.environ.items() if name not in private}


def _listen(settings: ServerSettings) -> socket.socket:
    if settings.descriptor is not None:
        try:
            return socket.socket(fileno=settings.descriptor)
        except (OSError, ValueError) as error:
            _fail(f"--fd {settings.descriptor} is not an open socket: {error}")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
    except (OSError, OverflowError, TypeError, UnicodeError) as error:
        _fail(f"cannot listen on {settings.host} port {settings.port}: {error}")
    return sock


def _end_with_parent(parent: int) -> None:
    """A parent that is killed leaves no server behind (Linux)."""
    die_with_parent(signal.SIGINT)
    if os.getppid() != parent:  # it has ended before that
        sys.exit(0)


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"cog.server.http: {message}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
