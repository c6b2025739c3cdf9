"""A project on disk, the command line in this process, and a small model server to talk to."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cog_cli import __main__
from cog_cli.commands import building
from cog_cli.engines.base import Built, StartOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cog_cli.plan import BuildPlan


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    status: int
    stdout: str
    stderr: str


class Project:
    """A directory with a cog.yaml, and commands run in it."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self._capsys = capsys

    def write(self, **files: str) -> None:
        """Writes files; `__` in a name is a dot, `___` a slash."""
        for name, text in files.items():
            path = self.directory / name.replace("___", "/").replace("__", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def cog(self, *arguments: str) -> Outcome:
        """Runs the command line from arguments to exit status."""
        self._capsys.readouterr()
        status = __main__.run([*arguments])
        captured = self._capsys.readouterr()
        return Outcome(status, captured.out, captured.err)


@pytest.fixture
def project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Project:
    """A project with a model, and the current directory in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COG_ENGINE", raising=False)
    found = Project(tmp_path, capsys)
    found.write(cog__yaml='predict: "predict.py:Predictor"\n', predict__py="class Predictor: ...\n")
    return found


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Gives the command something to read."""

    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def document(output: dict[str, Any], required: tuple[str, ...] = (), **inputs: Any) -> Any:
    """An OpenAPI document of a model with these inputs and this output."""
    for order, field_schema in enumerate(inputs.values()):
        field_schema["x-order"] = order
    schemas = {
        "Input": {"type": "object", "properties": inputs, "required": list(required)},
        "Output": output,
    }
    return {"openapi": "3.0.2", "components": {"schemas": schemas}}


@dataclass
class FakeModel:
    """A model's server, with what it answers; also the engine that starts it."""

    document: Any = field(default_factory=lambda: document({"type": "string"}))
    answer: Callable[[dict[str, Any]], Any] = lambda inputs: {"status": "succeeded", "output": "hi"}
    answer_status: int = 200
    health: list[Any] = field(default_factory=lambda: [{"status": "READY"}])
    refusals: int = 0  # how often /openapi.json is not there yet
    ended: int | None = None
    log: list[str] = field(default_factory=list)  # what was asked of it, in order
    sent: list[dict[str, Any]] = field(default_factory=list)
    plans: list[BuildPlan] = field(default_factory=list)
    options: list[StartOptions] = field(default_factory=list)
    url: str = ""
    name: str = "fake"

    def exit_status(self) -> int | None:
        return self.ended

    def build(self, plan: BuildPlan, project_directory: Path) -> Built:
        self.plans.append(plan)
        return Built(plan, project_directory, "fake")

    @contextlib.contextmanager
    def start(self, built: Built, options: StartOptions) -> Iterator[FakeModel]:
        self.options.append(options)
        try:
            with self.serving():
                yield self
        finally:
            self.log.append("stopped")

    @contextlib.contextmanager
    def serving(self) -> Iterator[str]:
        """Serves on a free port as long as the context lasts."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self.url
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def respond(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.log.append(f"{method} {path}")
        if path == "/health-check":
            return 200, self.health.pop(0) if len(self.health) > 1 else self.health[0]
        if path == "/openapi.json":
            self.refusals -= 1
            return (200, self.document) if self.refusals < 0 else (503, {"detail": "starting"})
        self.sent.append(body["input"])
        return self.answer_status, self.answer(body["input"])


def _handler(model: FakeModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: Any) -> None:
            status, answer = model.respond(self.command, self.path, body)
            data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """A model that commands start instead of a real one."""
    fake = FakeModel()
    monkeypatch.setattr(building, "choose_engine", lambda name: fake)
    return fake
