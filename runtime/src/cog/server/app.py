"""The ASGI application: routes, the errors that they answer with, and the life of the service."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, AsyncIterator, Callable

from starlette.applications import Starlette

from ..errors import Busy, InputInvalid, NotReady, UnknownPrediction
from ..predictions.service import Health
from .responses import error_response
from .routes import build_routes

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..predictions.service import PredictionService


def build_app(
    service: PredictionService,
    *,
    shutdown_grace: float,
    on_shutdown: Callable[[], None],
    on_setup_failed: Callable[[str], None],
) -> Starlette:
    """An application that serves `service`, and starts and stops it with itself.

    `on_shutdown` is called for POST /shutdown, and `on_setup_failed` with the reason when the model
    will never be ready. Neither may block.
    """

    async def report_failure() -> None:
        if await service.settled() is Health.SETUP_FAILED:
            on_setup_failed(service.failure or "")

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        service.start()
        watch = asyncio.ensure_future(report_failure())
        try:
            yield
        finally:
            watch.cancel()
            await service.stop(shutdown_grace)

    return Starlette(
        routes=build_routes(service, on_shutdown),
        exception_handlers={
            404: _not_found,
            405: _method_not_allowed,
            500: _internal_error,
            Busy: _busy,
            InputInvalid: _input_invalid,
            NotReady: _not_ready,
            UnknownPrediction: _unknown_prediction,
        },
        lifespan=lifespan,
    )


async def _busy(_request: Request, error: Exception) -> Response:
    return error_response(409, str(error))


async def _input_invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, InputInvalid)
    return error_response(422, error.errors)


async def _not_ready(_request: Request, error: Exception) -> Response:
    return error_response(503, str(error), headers={"Retry-After": "1"})


async def _unknown_prediction(_request: Request, error: Exception) -> Response:
    return error_response(404, str(error))


async def _not_found(request: Request, _error: Exception) -> Response:
    return error_response(404, f"There is no {request.url.path}; GET / lists what there is")


async def _method_not_allowed(request: Request, error: Exception) -> Response:
    headers = getattr(error, "headers", None)
    return error_response(405, f"{request.url.path} does not take {request.method}", headers)


async def _internal_error(_request: Request, _error: Exception) -> Response:
    return error_response(500, "An error of the server's own; its log says more")
