"""The ASGI application: the endpoints, their errors, and the life of the service."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, AsyncIterator, Callable

from starlette.applications import Starlette

from ..errors import CogError
from .create import CreatePrediction
from .responses import error_response, response_to
from .routes import build_routes

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from ..predictions.service import Health, PredictionService


def build_app(
    service: PredictionService,
    *,
    on_shutdown: Callable[[], None],
    on_settled: Callable[[Health], None],
) -> ASGIApp:
    """An application that serves `service`, and starts and stops it with itself.

    `on_shutdown` is called for POST /shutdown, and `on_settled` when the model is ready or never
    will be. Neither may block.
    """

    async def report() -> None:
        on_settled(await service.settled())

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        service.start()
        watch = asyncio.ensure_future(report())
        try:
            yield
        finally:
            watch.cancel()
            await service.stop()

    create_prediction = CreatePrediction(service)
    endpoints = Starlette(
        routes=build_routes(service, create_prediction, on_shutdown),
        exception_handlers={
            404: _not_found,
            405: _method_not_allowed,
            CogError: _error,
            Exception: _error,
        },
        lifespan=lifespan,
    )
    # A redirect is of no help to the clients of an API: what they sent is lost, or sent twice.
    endpoints.router.redirect_slashes = False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # The hot path goes past the layers of middleware, which cost it a tenth of its time.
        if scope.get("path") == "/predictions" and scope["method"] == "POST":
            await create_prediction(scope, receive, send)
        else:
            await endpoints(scope, receive, send)

    return app


async def _error(_request: Request, error: Exception) -> Response:
    return response_to(error)


async def _not_found(request: Request, _error: Exception) -> Response:
    return error_response(404, f"There is no {request.url.path}; GET / lists what there is")


async def _method_not_allowed(request: Request, error: Exception) -> Response:
    headers = getattr(error, "headers", None)
    return error_response(405, f"{request.url.path} does not take {request.method}", headers)
