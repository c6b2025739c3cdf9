"""What the service answers → HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

from pydantic_core import to_json
from starlette.responses import Response

from .._version import __version__
from ..errors import Busy, InputInvalid, NotReady, UnknownPrediction

if TYPE_CHECKING:
    from datetime import datetime

    from ..predictions.service import PredictionService


def encode_json(value: Any) -> bytes:
    """JSON; integers of any size."""
    return to_json(value)


class JSON(Response):
    """A response of JSON."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return encode_json(content)


def error_response(status: int, detail: Any, headers: Optional[Mapping[str, str]] = None) -> JSON:
    """An error: `detail` is a sentence, or the list of what is wrong."""
    return JSON({"detail": detail}, status, headers=dict(headers) if headers else None)


def response_to(error: Exception) -> JSON:
    """The response that an exception deserves."""
    if isinstance(error, InputInvalid):
        return error_response(422, error.errors)
    if isinstance(error, Busy):
        return error_response(409, str(error))
    if isinstance(error, NotReady):
        return error_response(503, str(error), headers={"Retry-After": "1"})
    if isinstance(error, UnknownPrediction):
        return error_response(404, str(error))
    return error_response(500, "Internal error; the server's log says more")


def health_document(service: PredictionService) -> Dict[str, Any]:
    """The body of GET /health-check."""
    setup = service.setup
    return {
        "status": service.health.value,
        "setup": {
            "status": setup.status,
            "started_at": _iso(setup.started_at),
            "completed_at": _iso(setup.completed_at),
            "logs": setup.logs,
        },
        "version": {"cog": __version__, "python": service.python},
    }


def _iso(moment: Optional[datetime]) -> Optional[str]:
    return moment.isoformat() if moment is not None else None
