"""Random predictions from several clients at once: no output crosses, and nothing is left behind.

The seed decides what happens; how the clients interleave is left to chance.
"""

from __future__ import annotations

import base64
import json
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from .conftest import PATIENCE, Served, children, serving

if TYPE_CHECKING:
    from pathlib import Path

SERVERS = 2
CLIENTS = 3  # of each server
PREDICTIONS = 25  # of each client

#: Everything that a prediction prints, raises or returns has its mark.
MODEL = """
import os, subprocess, time
def predict(mark: str, how: str, lines: int, file: Path = None) -> Iterator[Path]:
    for number in range(lines):
        print(mark)
        os.write(2, f"{mark}\\n".encode())
    if file is not None:
        assert file.read_text() == mark
    if how == "raise":
        raise ValueError(mark)
    if how == "die":
        os._exit(3)
    if how == "subprocess":
        subprocess.run(["echo", mark])
    while how in ("cancel", "disconnect"):
        print(mark)
        time.sleep(0.002)
    for number in range(2):
        Path("result.txt").write_text(mark)
        yield Path("result.txt")
"""
MARK = re.compile(r"seed\d+/\d+/\d+/\d+/\w+")
ENDS = {
    "succeed": "succeeded",
    "subprocess": "succeeded",
    "raise": "failed",
    "die": "failed",
    "cancel": "canceled",
    "disconnect": "canceled",
}
WEIGHTS = (10, 2, 4, 1, 4, 2)


class Client:
    """Sends random predictions to one server, and checks each."""

    def __init__(self, served: Served, name: str) -> None:
        self.name = name
        self.http = httpx.Client(base_url=served.url, timeout=PATIENCE)
        self.random = random.Random(name)

    def run(self) -> None:
        with self.http:
            for number in range(PREDICTIONS):
                (how,) = self.random.choices(list(ENDS), WEIGHTS)
                mark = f"{self.name}/{number}/{how}"
                inputs = {"mark": mark, "how": how, "lines": self.random.choice([0, 1, 30])}
                if self.random.random() < 0.3:
                    inputs["file"] = f"data:text/plain,{mark}"
                prediction = self.predict({"id": mark, "input": inputs})
                check(prediction, inputs)
                assert self.http.get(f"/predictions/{mark}").json() == prediction

    def predict(self, body: dict[str, Any]) -> dict[str, Any]:
        """The prediction when it has ended; tries again while the server has no room for it."""
        send = {"cancel": self.post_and_cancel, "disconnect": self.post_and_leave}
        give_up = time.monotonic() + PATIENCE
        while True:
            response = send.get(body["input"]["how"], self.post)(body)
            if response.status_code == 200:
                prediction: dict[str, Any] = response.json()
                return prediction
            assert response.status_code in (404, 409, 503), response.text
            assert time.monotonic() < give_up, response.text
            time.sleep(self.random.uniform(0, 0.02))

    def post(self, body: dict[str, Any], timeout: float = PATIENCE) -> httpx.Response:
        return self.http.post("/predictions", json=body, timeout=timeout)

    def post_and_cancel(self, body: dict[str, Any]) -> httpx.Response:
        with ThreadPoolExecutor() as pool:
            posted = pool.submit(self.post, body)
            time.sleep(self.random.choice([0, 0.001, 0.05]))
            while not posted.done():
                self.http.post(f"/predictions/{body['id']}/cancel")
                time.sleep(0.002)
            return posted.result()

    def post_and_leave(self, body: dict[str, Any]) -> httpx.Response:
        try:
            return self.post(body, timeout=self.random.uniform(0.15, 0.3))
        except httpx.ReadTimeout:
            pass
        give_up = time.monotonic() + PATIENCE
        while True:
            response = self.http.get(f"/predictions/{body['id']}")
            if response.status_code == 404 or response.json()["status"] in ENDS.values():
                return response
            assert time.monotonic() < give_up, response.text
            time.sleep(0.005)


def check(prediction: dict[str, Any], inputs: dict[str, Any]) -> None:
    mark, how = inputs["mark"], inputs["how"]
    assert prediction["id"] == mark
    assert prediction["status"] == ENDS[how], prediction
    assert set(MARK.findall(json.dumps(prediction))) == {mark}
    printed = len(re.findall(f"^{mark}$", prediction["logs"], re.MULTILINE))
    if prediction["status"] != "canceled":
        assert printed == 2 * inputs["lines"] + (how == "subprocess")
    if prediction["status"] == "succeeded":
        files = [base64.b64decode(url.partition(",")[2]) for url in prediction["output"]]
        assert files == [mark.encode()] * 2
    else:
        assert not prediction["output"]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_output_crosses_predictions_whatever_they_do(tmp_path: Path, seed: int) -> None:
    with ExitStack() as stack:
        servers = []
        for number in range(SERVERS):
            directory, temporary = tmp_path / f"model {number}", tmp_path / f"tmp {number}"
            directory.mkdir()
            temporary.mkdir()
            environment = {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"}
            servers.append(stack.enter_context(serving(directory, MODEL, environment)))
            servers[-1].wait_for("READY")
        clients = [
            Client(served, f"seed{seed}/{number}/{client}")
            for number, served in enumerate(servers)
            for client in range(CLIENTS)
        ]
        with ThreadPoolExecutor(len(clients)) as pool:
            for done in [pool.submit(client.run) for client in clients]:
                done.result()

        for served in servers:
            served.wait_for("READY")
            assert children(served.worker_pid()) == []
        assert files_in(tmp_path, "tmp *") == []
    assert files_in(tmp_path, "*") == ["output.txt"] * SERVERS + ["predict.py"] * SERVERS
    assert [list(path.iterdir()) for path in tmp_path.glob("tmp *")] == [[]] * SERVERS


def files_in(directory: Path, pattern: str) -> list[str]:
    found = (path for folder in directory.glob(pattern) for path in folder.rglob("*"))
    return sorted(path.name for path in found if path.is_file())
