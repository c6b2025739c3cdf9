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

import asyncio
import ctypes
import logging
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Callable, Dict, NoReturn

from ..errors import SettingsError
from ..worker.logs import Tee
from ..worker.process import WorkerCommand
from ..worker.supervisor import Supervisor
from .logging import configure_logging
from .settings import ServerSettings, read_settings

if TYPE_CHECKING:
    from types import FrameType
    from typing import List, Optional

#: Where an image has the server's environment.
_SERVER_PYTHON = "/opt/cog/bin/python"

#: The exit status when the model could not be set up; hosts of Cog models look for it.
_SETUP_FAILED = 255

_logger = logging.getLogger("cog.server")


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
        supervisor.replace()
        for tee in tees.values():
            tee.close()
    sys.exit(status)


def _serve(settings: ServerSettings, supervisor: Supervisor) -> int:
    import uvicorn

    from ..predictions.service import PredictionService, ServiceSettings
    from .app import build_app
    from .protocol import Protocol

    sock = _listen(settings)
    service = PredictionService(supervisor, ServiceSettings())

    class Server(uvicorn.Server):
        exit_status = 0

        def end(self, exit_status: int = 0) -> None:
            if not self.should_exit:
                self.exit_status = exit_status
            self.should_exit = True

        async def shutdown(self, sockets: Optional[List[socket.socket]] = None) -> None:
            draining = asyncio.ensure_future(service.drain(settings.shutdown_grace))
            await super().shutdown(sockets)
            draining.cancel()

        def handle_exit(self, sig: int, frame: Optional[FrameType]) -> None:
            if sig == signal.SIGTERM and settings.await_explicit_shutdown:
                _logger.warning("SIGTERM ignored: POST /shutdown or SIGINT ends this server")
            else:
                # Not uvicorn's own: it raises the signal again at the end, which the exit status is
                # not to tell, and a second signal makes it skip what ends the worker in order.
                self.end()

    def setup_failed(reason: str) -> None:
        _logger.error("the model could not be set up: %s", reason)
        if not settings.await_explicit_shutdown:
            server.end(_SETUP_FAILED)

    app = build_app(
        service,
        on_shutdown=lambda: server.end(),
        on_setup_failed=setup_failed,
    )
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http=Protocol,
        ws="none",
        # A last resort; by then every prediction has ended.
        timeout_graceful_shutdown=round(settings.shutdown_grace) + 10,
    )
    server = Server(config)
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
    os.execve(python, [python, "-I", "-m", "cog.server.http", *sys.argv[1:]], environment)


def _worker_environment() -> Dict[str, str]:
    """What the model sees: our environment, less what is meant for the server alone."""
    private = {"COG_MODEL_PYTHON", "COG_SERVER_PYTHON"}
    return {name: value for name, value in os.environ.items() if name not in private}


def _listen(settings: ServerSettings) -> socket.socket:
    if settings.descriptor is not None:
        try:
            return socket.socket(fileno=settings.descriptor)
        except OSError as error:
            _fail(f"--fd {settings.descriptor} is not an open socket: {error.strerror}")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    sock = socket.socket(family)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
    except (OSError, OverflowError) as error:
        _fail(f"cannot listen on {settings.host} port {settings.port}: {error}")
    return sock


def _end_with_parent(parent: int) -> None:
    """A parent that is killed leaves no server behind (Linux)."""
    if sys.platform.startswith("linux"):
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)
    if os.getppid() != parent:  # it has ended before that
        sys.exit(0)


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"cog.server.http: {message}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
