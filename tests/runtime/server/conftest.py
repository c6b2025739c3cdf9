"""A real server, its worker and a client: `serve("def predict() -> …")`."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 30.0
PREAMBLE = "from cog import *\nfrom typing import Any, Iterator\n"


class Served:
    """A model that is being served."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, output: Path) -> None:
        self.process = process
        self.output = output
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.url, timeout=PATIENCE)

    def health(self) -> dict[str, Any]:
        health: dict[str, Any] = self.client.get("/health-check").json()
        return health

    def wait_for(self, *statuses: str) -> dict[str, Any]:
        """The health, once its status is one of these."""
        deadline = time.monotonic() + PATIENCE
        while (health := self.health())["status"] not in statuses:
            assert time.monotonic() < deadline, f"still {health}"
            time.sleep(0.02)
        return health

    def predict(self, prediction_id: str | None = None, **inputs: Any) -> dict[str, Any]:
        """The prediction object of a synchronous prediction."""
        body: dict[str, Any] = {"input": inputs}
        if prediction_id is not None:
            body["id"] = prediction_id
        prediction: dict[str, Any] = self.client.post("/predictions", json=body).json()
        return prediction

    def worker_pid(self) -> int:
        """The worker's process id, as the system's process table has it."""
        while not (pids := children(self.process.pid)):
            time.sleep(0.01)  # one has died, and its successor is on its way
        (pid,) = pids
        return pid

    def wait_until_printed(self, text: str) -> None:
        """Returns when the text has come out of the server; it passes output on when it can."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.printed():
            assert time.monotonic() < deadline, f"not printed: {text!r}"
            time.sleep(0.01)

    def printed(self) -> str:
        """What the server and the model have written to their standard streams."""
        return self.output.read_text()


class Background:
    """A synchronous prediction in a thread, of a model that prints "begun" when it begins."""

    def __init__(self, served: Served, prediction_id: str = "p") -> None:
        self.prediction: dict[str, Any] = {}
        self._served = served
        self._id = prediction_id
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        served.wait_for("BUSY")
        served.wait_until_printed("begun")

    def _run(self) -> None:
        with httpx.Client(base_url=self._served.url, timeout=60) as client:
            body = {"id": self._id, "input": {}}
            self.prediction = client.post("/predictions", json=body).json()

    def ended(self) -> dict[str, Any]:
        self._thread.join(60)
        return self.prediction


class Serve(Protocol):
    def __call__(self, source: str, *, wait: bool = True, **environment: str) -> Served: ...


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves a predict.py of this text; waits until setup has ended, unless told not to."""
    with contextlib.ExitStack() as stack:

        def start(source: str, *, wait: bool = True, **environment: str) -> Served:
            served = stack.enter_context(serving(tmp_path, source, environment))
            if wait:
                served.wait_for("READY", "SETUP_FAILED")
            return served

        yield start


@contextlib.contextmanager
def serving(directory: Path, source: str, environment: dict[str, str]) -> Iterator[Served]:
    (directory / "predict.py").write_text(PREAMBLE + textwrap.dedent(source))
    output = directory / "output.txt"
    name = "Predictor" if "class Predictor" in source else "predict"
    with socket.create_server(("127.0.0.1", 0)) as listening, output.open("wb") as sink:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "cog.server.http", f"--fd={listening.fileno()}"),
                *("--await-explicit-shutdown", "true", "--exit-with-parent"),
            ],
            cwd=directory,
            env={**os.environ, "COG_PREDICT_TYPE_STUB": f"predict.py:{name}", **environment},
            pass_fds=[listening.fileno()],
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        port = listening.getsockname()[1]
    served = Served(process, port, output)
    try:
        yield served
    finally:
        served.client.close()
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def children(pid: int) -> list[int]:
    """The living child processes of a process."""
    listing = subprocess.run(
        ["ps", "-o", "pid=,stat=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    rows = (line.split() for line in listing.stdout.splitlines())
    return [int(number) for number, state in rows if not state.startswith("Z")]
