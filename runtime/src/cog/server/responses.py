"""What the service has → HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

import orjson
from starlette.responses import Response

if TYPE_CHECKING:
    from datetime import datetime

    from ..predictions.prediction import Prediction
    from ..predictions.service import PredictionService


class JSON(Response):
    """JSON by orjson."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS)


def prediction_response(prediction: Prediction) -> JSON:
    """The ended prediction. 200 also when it failed; 500 when its output could not be delivered."""
    return JSON(prediction.to_json(), 500 if prediction.output_failed else 200)


def error_response(
    status: int, detail: Any, headers: Optional[Mapping[str, str]] = None
) -> JSON:
    """An error: `detail` is a sentence, or the list of what is wrong."""
    return JSON({"detail": detail}, status, headers=dict(headers) if headers else None)


def health_document(service: PredictionService, version: Mapping[str, str]) -> Dict[str, Any]:
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
        "version": version,
    }


def _iso(moment: Optional[datetime]) -> Optional[str]:
    return moment.isoformat() if moment is not None else None
