"""POST /predictions: the hot path, from bytes to bytes.

A plain ASGI application, not a function with a Request and a Response: those cost as much as all
the rest of a small prediction.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from ..errors import CogError
from .clients import Clients
from .protocol import TRANSPORT
from .requests import parse_prediction_request
from .responses import encode_json, response_to

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from ..predictions.prediction import Prediction
    from ..predictions.service import PredictionService

_logger = logging.getLogger("cog.server")


class CreatePrediction:
    """Starts a prediction, waits for its end and answers with it."""

    def __init__(self, service: PredictionService) -> None:
        self._service = service
        self._clients = Clients(service.cancel)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            asked = parse_prediction_request(await _read_body(receive))
            prediction = self._service.create(asked)
            if not prediction.status.terminal:
                await self._clients.wait(prediction, receive)
        except ClientDisconnect:
            pass  # in the middle of its request: nobody to answer, and nothing has started
        except Exception as error:
            if not isinstance(error, CogError):
                _logger.exception("POST /predictions")
            await response_to(error)(scope, receive, send)
        else:
            await _answer(scope, send, prediction)


async def _read_body(receive: Receive) -> bytes:
    pieces = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(pieces)


async def _answer(scope: Scope, send: Send, prediction: Prediction) -> None:
    """200, also when the prediction failed; 500 when its output could not be delivered."""
    body = encode_json(prediction.to_json())
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    status = 500 if prediction.output_failed else 200
    with scope[TRANSPORT]:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
