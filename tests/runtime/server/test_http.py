"""Clients that send what no good client sends."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from .conftest import Serve, Served

MODEL = "def predict() -> str:\n    return 'fine'"


def send(served: Served, data: bytes) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(data)


@pytest.mark.parametrize("body", [b"", b"{", b"zz\r\n"])
def test_a_client_that_goes_in_the_middle_of_its_request_is_no_error(
    serve: Serve, body: bytes
) -> None:
    served = serve(MODEL)
    length = b"Transfer-Encoding: chunked" if b"\r" in body else b"Content-Length: 100"

    send(served, b"POST /predictions HTTP/1.1\r\nHost: x\r\n" + length + b"\r\n\r\n" + body)

    assert served.predict()["output"] == "fine"
    assert "Traceback" not in served.printed()


@pytest.mark.parametrize("name", ["a/b/../cancel", "a\nb\r\nX: y\n", "🦄/é", "%2e", " ", "."])
def test_a_prediction_is_found_and_canceled_by_any_id(serve: Serve, name: str) -> None:
    served = serve(MODEL)
    served.predict(name)
    url = f"/predictions/{quote(name, safe='').replace('.', '%2E')}"

    assert served.client.get(url).json()["id"] == name
    assert served.client.post(f"{url}/cancel").json()["id"] == name


@pytest.mark.parametrize("path", ["/predictions", "/health-check"])
def test_a_method_that_a_path_does_not_take_is_a_405(serve: Serve, path: str) -> None:
    refused = serve(MODEL).client.delete(path)

    assert refused.status_code == 405
    assert refused.json() == {"detail": f"{path} does not take DELETE"}


def test_a_slash_too_many_is_a_404(serve: Serve) -> None:
    assert serve(MODEL).client.get("/health-check/").status_code == 404
