"""uvicorn around the application: when it ends, how, and with which exit status."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

import uvicorn

from ..predictions.service import Health, PredictionService, ServiceSettings
from .app import build_app
from .protocol import Protocol

if TYPE_CHECKING:
    import socket
    from types import FrameType
    from typing import List, Optional

    from ..worker.supervisor import Supervisor
    from .settings import ServerSettings

#: The exit status when the model could not be set up; hosts of Cog models look for it.
_SETUP_FAILED = 255

_logger = logging.getLogger("cog.server")


class Server(uvicorn.Server):
    """Serves one model until a signal, POST /shutdown or a failed setup ends it."""

    def __init__(self, settings: ServerSettings, supervisor: Supervisor) -> None:
        self.exit_status = 0
        self._settings = settings
        self._service = PredictionService(supervisor, ServiceSettings())
        app = build_app(self._service, on_shutdown=self.end, on_settled=self._settled)
        super().__init__(
            uvicorn.Config(
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
        )

    def end(self, exit_status: int = 0) -> None:
        """Begins to shut down; the first to ask says with which exit status."""
        if not self.should_exit:
            self.exit_status = exit_status
        self.should_exit = True

    async def startup(self, sockets: Optional[List[socket.socket]] = None) -> None:
        await super().startup(sockets)
        for sock in sockets or []:
            host, port = sock.getsockname()[:2]
            _logger.info("listening on http://%s:%d", f"[{host}]" if ":" in host else host, port)

    async def shutdown(self, sockets: Optional[List[socket.socket]] = None) -> None:
        draining = asyncio.ensure_future(self._service.drain(self._settings.shutdown_grace))
        await super().shutdown(sockets)
        draining.cancel()

    def handle_exit(self, sig: int, frame: Optional[FrameType]) -> None:
        if sig == signal.SIGTERM and self._settings.await_explicit_shutdown:
            _logger.warning("SIGTERM ignored: POST /shutdown or SIGINT ends this server")
        else:
            # Not uvicorn's own: it raises the signal again at the end, and a second signal makes
            # it skip what ends the worker in order.
            self.end()

    def _settled(self, health: Health) -> None:
        if health is Health.READY:
            _logger.info("the model is ready")
        elif health is Health.SETUP_FAILED:
            _logger.error("the model could not be set up: %s", self._service.failure)
            if not self._settings.await_explicit_shutdown:
                self.end(_SETUP_FAILED)
