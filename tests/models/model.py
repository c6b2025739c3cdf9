"""What a verify.py works with: the copy of its folder, and the model that runs in it."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import httpx
from cog_cli.config import find_project
from cog_cli.engines import choose_engine
from cog_cli.engines.base import StartOptions
from cog_cli.plan import make_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cog_cli.engines import EngineName

_PATIENCE = 60.0


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    status: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Prediction:
    """A prediction that has ended."""

    status: str
    output: Any
    error: str | None
    logs: str
    metrics: dict[str, Any]
    document: dict[str, Any] = field(repr=False)  # the whole answer
    code: int  # of the HTTP response

    @property
    def content(self) -> bytes:
        """What is in the file that the model returned."""
        return Model.content(self.output)


@dataclass(frozen=True)
class Project:
    """A copy of the folder, for this module's tests alone."""

    directory: Path
    engine: EngineName

    def cog(self, *arguments: str, stdin: str = "") -> Outcome:
        """Runs the real command line in the folder, as a user would."""
        done = subprocess.run(
            [Path(sys.executable).with_name("cog"), *arguments],
            cwd=self.directory,
            env={**os.environ, "COG_ENGINE": self.engine},
            input=stdin.encode(),
            capture_output=True,
            timeout=_PATIENCE * 2,
            check=False,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace"))

    @contextmanager
    def running(self, *, wait: bool = True) -> Iterator[Model]:
        """The model, once its setup has ended, well or not; at once if not to `wait`."""
        found = find_project(self.directory)
        engine = choose_engine(self.engine)
        built = engine.build(make_plan(found), found.directory)
        with (
            engine.start(built, StartOptions()) as started,
            httpx.Client(base_url=started.url, timeout=_PATIENCE) as client,
        ):
            model = Model(self.directory, self.engine, client)
            if wait:
                model.wait_while("STARTING")
            yield model


@dataclass(frozen=True)
class Model(Project):
    """The model, being served."""

    http: httpx.Client = field(repr=False)  # for requests of your own: model.http.get("/")

    def predict(self, **inputs: Any) -> Prediction:
        """Runs one prediction to its end. A pathlib.Path among the inputs is sent as a file."""
        response = self._post(inputs)
        document = response.json()
        assert "status" in document, f"{response.status_code}: {response.text}"
        shown = {name: document[name] for name in ("status", "output", "error", "logs", "metrics")}
        return Prediction(**shown, document=document, code=response.status_code)

    def refusal(self, **inputs: Any) -> dict[str, str]:
        """Why these inputs are refused before the model sees them: input → reason."""
        response = self._post(inputs)
        assert response.status_code == 422, f"{response.status_code}: {response.text}"
        return {".".join(map(str, e["loc"][2:])): e["msg"] for e in response.json()["detail"]}

    def health(self) -> dict[str, Any]:
        """The health check's answer."""
        health: dict[str, Any] = self.http.get("/health-check").json()
        return health

    def wait_while(self, *statuses: str) -> str:
        """The first status that is none of these."""
        end = time.monotonic() + _PATIENCE
        while (status := str(self.health()["status"])) in statuses:
            assert time.monotonic() < end, f"still {status}"
            time.sleep(0.01)
        return status

    @property
    def setup_logs(self) -> str:
        """What the model printed while it started, and why it failed if it did."""
        return str(self.health()["setup"]["logs"])

    @property
    def schemas(self) -> dict[str, Any]:
        """The schemas of the OpenAPI document by name, such as "Input" and "Output"."""
        schemas: dict[str, Any] = self.http.get("/openapi.json").json()["components"]["schemas"]
        return schemas

    @staticmethod
    def content(url: str) -> bytes:
        """What is in the file that a data URL among the outputs holds."""
        header, _, data = url.partition(",")
        assert header.startswith("data:"), url
        return base64.b64decode(data) if header.endswith(";base64") else unquote_to_bytes(data)

    def _post(self, inputs: dict[str, Any]) -> httpx.Response:
        return self.http.post("/predictions", json={"input": _with_files(inputs)})


def _with_files(value: Any) -> Any:
    if isinstance(value, Path):
        encoded = base64.b64encode(value.read_bytes()).decode()
        return f"data:application/octet-stream;base64,{encoded}"
    if isinstance(value, dict):
        return {name: _with_files(item) for name, item in value.items()}
    return [_with_files(item) for item in value] if isinstance(value, list) else value
