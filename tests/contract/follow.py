"""Does what a page says, from top to bottom, as its reader would.

```python title="predict.py"   is written to that file; any language
```python                      is executed; what it defines must be a valid model
```yaml                        is read as a cog.yaml
```json                        is parsed
```console                     is run line by line, and prints what is shown. `…` stands for any
                               text, alone on a line for any lines. Shown is either the result
                               (stdout), or all that a terminal has (stderr, then stdout)
```sh                          is not run: it installs, or takes too long
"""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cog.schema.signature import describe
from cog_cli.config import load_config

from .conftest import REPOSITORY

if TYPE_CHECKING:
    from .markdown import Block

PATIENCE = 60.0
#: What snippets of a cog.yaml refer to.
MODEL_FILES = {"predict.py": "Predictor predict", "train.py": "train", "requirements.txt": ""}
PORT = "8393"


class Follower:
    """Follows one page in a directory of its own."""

    def __init__(self, directory: Path, cache: Path) -> None:
        self._directory = directory
        self._port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None
        tools = Path(sys.executable).parent
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COG_")},
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "COG_CACHE_DIR": str(cache),
            "NO_COLOR": "1",
        }

    def follow(self, blocks: list[Block]) -> None:
        """Raises AssertionError with the line of the block that is not true."""
        try:
            for block in blocks:
                try:
                    getattr(self, f"follow_{block.language or 'nothing'}")(block)
                except Exception as error:
                    raise AssertionError(f"the block on line {block.line}: {error}") from error
        finally:
            self._stop_server()

    def follow_python(self, block: Block) -> None:
        if block.title is not None:
            self._write(block)
            return
        names: dict[str, Any] = {"__name__": "snippet"}
        exec(compile(block.text, "snippet.py", "exec"), names)
        if isinstance(names.get("Predictor"), type):
            describe(names["Predictor"]().predict)
        elif "predict" in names:
            describe(names["predict"])

    def follow_yaml(self, block: Block) -> None:
        if block.title not in (None, "cog.yaml"):
            self._write(block)
            return
        project = self._directory / "yaml-snippet"
        project.mkdir()
        for name, text in {**MODEL_FILES, "cog.yaml": block.text}.items():
            (project / name).write_text(text)
        assert not load_config(project / "cog.yaml").warnings
        shutil.rmtree(project)
        if block.title is not None:
            self._write(block)

    def follow_json(self, block: Block) -> None:
        json.loads(block.text)

    def follow_text(self, block: Block) -> None:
        if block.title is not None:
            self._write(block)

    def follow_sh(self, block: Block) -> None:
        subprocess.run(["sh", "-n", "-c", block.text], check=True)
        for path in re.findall(r"(?<=\./)[\w/-]+", block.text):
            assert (REPOSITORY / path).exists(), f"there is no {path}"

    def follow_console(self, block: Block) -> None:
        for step in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            lines = step.rstrip().split("\n")
            end = next(n for n, line in enumerate(lines, 1) if not line.endswith("\\"))
            command, shown = "\n".join(lines[:end]), lines[end:]
            if shutil.which(command.split()[0], path=self._environment["PATH"]) is None:
                pytest.skip(f"this machine has no {command.split()[0]}")
            if command.startswith("cog serve"):
                self._serve(command.replace(PORT, self._port), shown)
            else:
                self._run(command.replace(PORT, self._port), shown)

    def _run(self, command: str, shown: list[str]) -> None:
        ours, terminal = pty.openpty()
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                ["bash", "-c", command],
                cwd=self._directory,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=errors,
            )
            os.close(terminal)
            stdout = _read_all(ours)
            process.wait()
            errors.seek(0)
            stderr = errors.read()
        expected = self._pattern(shown)
        assert expected.fullmatch(stdout) or expected.fullmatch(stderr + stdout), (
            f"{command}\n--- shows\n{expected.pattern}\n--- and prints\n{stderr}{stdout}"
        )
        is_failure = any(line.startswith("Error:") for line in shown)
        assert process.returncode == int(is_failure), f"{command} exits with {process.returncode}"

    def _serve(self, command: str, shown: list[str]) -> None:
        """Starts it, and goes on when it has printed what is shown."""
        self._stop_server()
        output = self._directory / "server-output.txt"
        with output.open("wb") as sink:
            self._server = subprocess.Popen(
                [*command.split(), "--port", self._port],
                cwd=self._directory,
                env=self._environment,
                stdout=sink,
                stderr=sink,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._pattern(shown).fullmatch(output.read_text()):
            alive = self._server.poll() is None and time.monotonic() < deadline
            assert alive, output.read_text()
            time.sleep(0.05)

    def _stop_server(self) -> None:
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(PATIENCE)

    def _pattern(self, shown: list[str]) -> re.Pattern[str]:
        lines = [
            r"(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n"
            for line in "\n".join(shown).replace(PORT, self._port).split("\n")
        ]
        # Some results end without a newline.
        return re.compile("".join(lines).removesuffix("\n") + "\n?" if shown else "(?s:.*)")

    def _write(self, block: Block) -> None:
        assert block.title is not None
        (self._directory / block.title).write_text(block.text)


def _read_all(terminal: int) -> str:
    pieces = []
    try:
        while piece := os.read(terminal, 1 << 16):
            pieces.append(piece)
    except OSError:  # how Linux says that nobody has the other end any more
        pass
    os.close(terminal)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def _free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])
