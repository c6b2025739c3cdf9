from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from cog_cli.engines.base import Built, StartOptions
from cog_cli.engines.local import LocalEngine
from cog_cli.errors import EngineError
from cog_cli.plan import BuildPlan

from .conftest import Recorder, plan

MODEL = """
import os, sys

def predict(name: str) -> str:
    return os.environ.get(name, "") if name != "prefix" else sys.prefix
"""


def built(directory: Path, **changes: Any) -> Built:
    """A model in the environment that the tests run in."""
    (directory / "predict.py").write_text(MODEL)
    return Built(BuildPlan(predict="predict.py:predict", **changes), directory, sys.prefix)


def predict(url: str, name: str) -> Any:
    """What the model answers, once it is ready."""
    deadline = time.monotonic() + 30
    while True:
        answer = httpx.post(f"{url}/predictions", json={"input": {"name": name}}, timeout=30)
        if answer.status_code != 503:
            return answer.json()["output"]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_model_is_served_until_the_context_ends(recorder: Recorder, tmp_path: Path) -> None:
    with LocalEngine(recorder).start(built(tmp_path), StartOptions()) as model:
        assert predict(model.url, "prefix") == sys.prefix
        assert model.exit_status() is None
    assert model.exit_status() == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(model.url)


def test_variables_come_from_the_options_then_the_plan_then_the_host(
    recorder: Recorder, tmp_path: Path
) -> None:
    host = {**os.environ, "A": "host", "B": "host", "C": "host", "PYTHONPATH": "/elsewhere"}
    project = built(tmp_path, environment={"B": "plan", "C": "plan"})
    options = StartOptions(environment={"C": "options"})
    with LocalEngine(recorder, host).start(project, options) as model:
        seen = [predict(model.url, name) for name in ("A", "B", "C", "PYTHONPATH", "VIRTUAL_ENV")]
    assert seen == ["host", "plan", "options", "", sys.prefix]


def test_temporary_files_of_the_model_go_with_it(recorder: Recorder, tmp_path: Path) -> None:
    with LocalEngine(recorder).start(built(tmp_path), StartOptions()) as model:
        temporary = Path(predict(model.url, "TMPDIR"))
        (temporary / "left behind").touch()
    assert not temporary.exists()


def test_the_environments_programs_come_first(recorder: Recorder, tmp_path: Path) -> None:
    with LocalEngine(recorder).start(built(tmp_path), StartOptions()) as model:
        assert predict(model.url, "PATH").startswith(f"{sys.prefix}/bin:")


def test_files_of_the_project_do_not_shadow_the_server(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ImportError('this is not uvicorn')")
    with LocalEngine(recorder).start(built(tmp_path), StartOptions()) as model:
        assert predict(model.url, "HOME") == os.environ["HOME"]


def test_an_exception_stops_the_server(recorder: Recorder, tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        LocalEngine(recorder).start(built(tmp_path), StartOptions()) as model,
    ):
        raise KeyboardInterrupt
    assert model.exit_status() is not None


def test_a_port_in_use_is_refused_before_anything_starts(
    recorder: Recorder, tmp_path: Path
) -> None:
    engine = LocalEngine(recorder)
    with engine.start(built(tmp_path), StartOptions()) as model:
        port = httpx.URL(model.url).port
        with (
            pytest.raises(EngineError, match=f"port {port}"),
            engine.start(built(tmp_path), StartOptions(port=port)),
        ):
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="needs the parent's death as a signal")
def test_a_command_line_that_is_killed_takes_its_server_along(tmp_path: Path) -> None:
    built(tmp_path)
    code = (
        "import sys, time; from pathlib import Path\n"
        "from cog_cli import console\n"
        "from cog_cli.engines.base import *; from cog_cli.engines.local import *\n"
        "from cog_cli.plan import BuildPlan\n"
        "built = Built(BuildPlan(predict='predict.py:predict'), Path(), sys.prefix)\n"
        "with LocalEngine(console).start(built, StartOptions()) as model:\n"
        "    print(model.process.pid, model.url, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout as lines:
        pid, url = lines.readline().split()
    predict(url, "HOME")
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 30
    while is_alive(int(pid)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_only_containers_give_is_named_once(
    engine: LocalEngine, recorder: Recorder, tmp_path: Path
) -> None:
    from cog_cli.config import RunCommand

    asked = plan()
    engine.build(
        BuildPlan(
            asked.python_version,
            True,
            system_packages=("ffmpeg", "libgl1"),
            run=(RunCommand("echo 1"), RunCommand("echo 2")),
        ),
        tmp_path,
    )
    [line] = recorder.warned
    assert "system_packages (ffmpeg, libgl1)" in line
    assert "run (2 commands)" in line
