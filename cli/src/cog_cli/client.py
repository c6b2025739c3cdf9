"""HTTP client of a running model: wait for its schema, wait for setup(), predict.

Built on http.client: importing httpx takes 0.3 s, a third of what a whole warm `cog predict` may
take, and requests to this machine want neither proxies nor redirects.
"""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cog_cli.errors import InputError, ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_POLL_TIMEOUT = 2.0
_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.1


@dataclass(frozen=True)
class Answer:
    """One response: the status and the JSON document, or the text when it is not JSON."""

    status: int
    body: Any


class ModelClient:
    """Talks to the server at `url`. `exit_status` is None while its process lives."""

    def __init__(self, url: str, exit_status: Callable[[], int | None]) -> None:
        self._netloc = urlsplit(url).netloc
        self._exit_status = exit_status

    def wait_for_schema(self, deadline: Deadline) -> Mapping[str, Any]:
        """The OpenAPI document, as soon as the model's code is imported.

        Raises ModelError when the model fails before that, or the deadline passes.
        """
        for _ in deadline.attempts():
            answer = self._poll("/openapi.json")
            if answer is not None and answer.status == 200 and isinstance(answer.body, dict):
                return answer.body
            self.health()
        raise deadline.error()

    def wait_until_ready(self, deadline: Deadline) -> None:
        """Returns when setup() has succeeded.

        Raises ModelError with the reason when it fails, or the deadline passes.
        """
        for _ in deadline.attempts():
            if self.health() in ("READY", "BUSY"):
                return
        raise deadline.error()

    def health(self) -> str:
        """The status that the model has now; STARTING when the server does not answer yet.

        Raises ModelError when it will never be ready.
        """
        answer = self._poll("/health-check")
        if answer is None or answer.status != 200 or not isinstance(answer.body, dict):
            return "STARTING"
        status = str(answer.body.get("status"))
        if status in ("STARTING", "READY", "BUSY"):
            return status
        setup = answer.body.get("setup") or {}
        if status == "SETUP_FAILED":
            raise _setup_failed(setup)
        raise ModelError(f"the model is not usable: its status is {status}")

    def predict(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Runs one prediction to its end and returns the whole of it, whether it went well or not.

        Raises InputError when the server refuses the inputs, ModelError when there is no answer.
        """
        body = json.dumps({"input": inputs}).encode()
        try:
            answer = self._request("POST", "/predictions", body, timeout=None)
        except (OSError, http.client.HTTPException) as error:
            raise self.gone() or ModelError(
                f"the connection to the model's server broke during the prediction: {error}"
            ) from None
        if answer.status in (200, 201, 500) and _is_prediction(answer.body):
            prediction: dict[str, Any] = answer.body
            return prediction
        if answer.status == 422:
            raise _refused(answer.body)
        raise ModelError(
            f"the model's server answered with status {answer.status}: {_text(answer.body)}"
        )

    def _poll(self, path: str) -> Answer | None:
        """One quick question; None when the server cannot answer it yet."""
        gone = self.gone()
        if gone:
            raise gone
        try:
            return self._request("GET", path, None, timeout=_POLL_TIMEOUT)
        except (OSError, http.client.HTTPException):
            return None

    def _request(self, method: str, path: str, body: bytes | None, timeout: float | None) -> Answer:
        connection = http.client.HTTPConnection(self._netloc, timeout=timeout)
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            data = response.read()
        finally:
            connection.close()
        try:
            return Answer(response.status, json.loads(data))
        except ValueError:
            return Answer(response.status, data.decode("utf-8", "replace"))

    def gone(self) -> ModelError | None:
        """What to raise if the server has ended, however it did; None while it lives."""
        status = self._exit_status()
        if status is None:
            return None
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        return ModelError(f"the model's server {how}")


class Deadline:
    """How long a model may take to get ready, counted from now."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def attempts(self) -> Iterator[None]:
        """Ends when the deadline has passed; waits a little longer before each next attempt."""
        pause = _FIRST_PAUSE
        while time.monotonic() < self._end:
            yield
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def error(self) -> ModelError:
        """What to raise when it has passed."""
        return ModelError(
            f"the model was not ready after {self._seconds:g} seconds",
            hint="if its setup() needs longer, allow it: --setup-timeout SECONDS",
        )


def prediction_problem(prediction: Mapping[str, Any]) -> ModelError | None:
    """Why the prediction did not succeed; None when it did."""
    status = prediction.get("status")
    if status == "succeeded":
        return None
    reason = prediction.get("error")
    how = "failed" if status == "failed" else f"was {status}"
    return ModelError(f"the prediction {how}" + (f": {reason}" if reason else ""))


def _is_prediction(body: Any) -> bool:
    return isinstance(body, dict) and body.get("status") in ("succeeded", "failed", "canceled")


def _setup_failed(setup: Mapping[str, Any]) -> ModelError:
    # The log itself is on stderr already: engines pass on what a model prints as it comes.
    lines = str(setup.get("logs") or "").split("\n")
    reason = next((line.strip() for line in reversed(lines) if line.strip()), "")
    reason = reason.removeprefix("setup() failed: ")
    return ModelError("the model's setup() failed" + (f": {reason}" if reason else ""))


def _refused(body: Any) -> InputError:
    """The server's list of what is wrong with the inputs, a line each."""
    detail = body.get("detail") if isinstance(body, dict) else None
    if not isinstance(detail, list):
        return InputError(f"the model refused the inputs: {_text(body)}")
    lines = []
    for entry in detail:
        where = entry.get("loc", []) if isinstance(entry, dict) else []
        if where[:2] != ["body", "input"] or len(where) < 3:
            return InputError(f"the model refused the inputs: {_text(body)}")
        name = ".".join(str(part) for part in where[2:])
        lines.append(f"  {name}: {entry.get('msg')}")
    return InputError("\n".join(["the model refused the inputs:", *lines]))


def _text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
