"""Endpoints: HTTP to service calls and back, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, List

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Route

from .._version import __version__
from ..schema.openapi import document
from .responses import JSON, error_response, health_document

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp

    from ..predictions.service import PredictionService


class _IdConvertor(Convertor[str]):
    """An id in a path: any text, with slashes and new lines."""

    regex = "(?s:.+)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def build_routes(
    service: PredictionService, create_prediction: ASGIApp, shut_down: Callable[[], None]
) -> List[Route]:
    """The endpoints of a model."""
    register_url_convertor("id", _IdConvertor())
    endpoints = Endpoints(service, shut_down)
    return [
        Route("/predictions", create_prediction, methods=["POST"]),
        Route("/predictions/{prediction_id:id}/cancel", endpoints.cancel, methods=["POST"]),
        Route("/predictions/{prediction_id:id}", endpoints.show_prediction, methods=["GET"]),
        Route("/health-check", endpoints.health_check, methods=["GET"]),
        Route("/openapi.json", endpoints.openapi, methods=["GET"]),
        Route("/shutdown", endpoints.shutdown, methods=["POST"]),
        Route("/", endpoints.index, methods=["GET"]),
    ]


class Endpoints:
    """One method an endpoint."""

    def __init__(self, service: PredictionService, shut_down: Callable[[], None]) -> None:
        self._service = service
        self._shut_down = shut_down

    async def show_prediction(self, request: Request) -> Response:
        return JSON(self._service.get(request.path_params["prediction_id"]).to_json())

    async def cancel(self, request: Request) -> Response:
        prediction = self._service.cancel(request.path_params["prediction_id"])
        return JSON(prediction.to_json() if prediction.status.terminal else {})

    async def health_check(self, _request: Request) -> Response:
        return JSON(health_document(self._service))

    async def openapi(self, _request: Request) -> Response:
        interface = self._service.interface
        if interface is None:
            return error_response(
                503, "The model's code is not imported yet", headers={"Retry-After": "1"}
            )
        return JSON(document(interface.spec, version=__version__))

    async def shutdown(self, _request: Request) -> Response:
        self._shut_down()
        return JSON({})

    async def index(self, _request: Request) -> Response:
        return JSON(
            {
                "cog_version": __version__,
                "openapi_url": "/openapi.json",
                "healthcheck_url": "/health-check",
                "predictions_url": "/predictions",
                "predictions_cancel_url": "/predictions/{prediction_id}/cancel",
                "shutdown_url": "/shutdown",
            }
        )
