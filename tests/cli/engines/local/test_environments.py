from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cog_cli.errors import EngineError
from cog_cli.plan import BuildPlan

from .conftest import Recorder, Shelf, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from cog_cli.engines.local import LocalEngine

# A process of its own that makes the environment of the packages it is given and says where it is.
BUILD = """
import sys
from pathlib import Path
from cog_cli.engines.local import LocalEngine
from cog_cli.plan import BuildPlan

class Reporter:
    def progress(self, message): print(message, file=sys.stderr, flush=True)
    warning = progress

version, *requirements = sys.argv[1:]
plan = BuildPlan(version, True, tuple(requirements))
print(LocalEngine(Reporter()).build(plan, Path()).reference)
"""

# A build that waits as long as there is a file `hold`, and says that it has begun.
HELD = """
import pathlib, time, zipfile
here = pathlib.Path({folder!r})

def build_wheel(directory, config_settings=None, metadata_directory=None):
    (here / "begun").touch()
    while (here / "hold").exists():
        time.sleep(0.01)
    name = "held-1.0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(directory, name), "w") as wheel:
        wheel.writestr("held.py", "")
        for file, text in {{
            "METADATA": "Metadata-Version: 2.1\\nName: held\\nVersion: 1.0\\n",
            "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
            "RECORD": "",
        }}.items():
            wheel.writestr("held-1.0.dist-info/" + file, text)
    return name
"""


def start_build(environ: dict[str, str], *requirements: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, plan().python_version, *requirements],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def runs(reference: str, code: str) -> str:
    """What the environment's interpreter prints."""
    command = [f"{reference}/bin/python", "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 30 s"
        time.sleep(0.01)


def test_an_environment_has_the_packages_the_runtime_and_pydantic(
    engine: LocalEngine, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.wheel("oak", "1.2")
    built = engine.build(plan("oak"), tmp_path)
    code = "import cog, oak, pydantic; print(oak.__version__, pydantic.__version__)"
    assert runs(built.reference, code) == "1.2 2.0"


def test_the_pin_of_the_user_wins(engine: LocalEngine, tmp_path: Path) -> None:
    built = engine.build(plan("pydantic==1.10"), tmp_path)
    assert runs(built.reference, "import pydantic; print(pydantic.__version__)") == "1.10"


def test_a_pin_of_cog_means_our_own_runtime(engine: LocalEngine, tmp_path: Path) -> None:
    built = engine.build(plan("cog==0.9.4"), tmp_path)
    import cog

    assert runs(built.reference, "import cog; print(cog.__version__)") == cog.__version__


def test_a_cog_that_another_package_asks_for_is_our_own_runtime(
    engine: LocalEngine, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.wheel("helper", "1.0", "cog<0.10")
    built = engine.build(plan("helper"), tmp_path)
    assert runs(built.reference, "import cog, helper; print('both')") == "both"


def test_a_requirements_file_may_include_another(engine: LocalEngine, tmp_path: Path) -> None:
    (tmp_path / "deps").mkdir()
    (tmp_path / "deps" / "more.txt").write_text("pydantic==1.10\n")
    built = engine.build(plan("-r more.txt", requirements_file="deps/main.txt"), tmp_path)
    assert runs(built.reference, "import pydantic; print(pydantic.__version__)") == "1.10"


def test_the_same_requirements_share_an_environment(
    engine: LocalEngine, recorder: Recorder, tmp_path: Path
) -> None:
    first = engine.build(plan("pydantic<3"), tmp_path / "one")
    said = list(recorder.progressed)
    second = engine.build(plan("# the same", "pydantic<3"), tmp_path / "two")
    assert second.reference == first.reference
    assert recorder.progressed == said, "a warm start has nothing to say"


def test_other_requirements_get_another_environment(engine: LocalEngine, tmp_path: Path) -> None:
    first = engine.build(plan("pydantic==1.10"), tmp_path)
    assert engine.build(plan("pydantic==2.0"), tmp_path).reference != first.reference


def test_a_version_that_nobody_chose_gives_way_and_is_looked_for_once(
    engine: LocalEngine, recorder: Recorder, tmp_path: Path
) -> None:
    unchosen = BuildPlan("3.99", python_version_chosen=False)
    first = engine.build(unchosen, tmp_path)
    said = list(recorder.progressed)
    assert "Python 3.99 is not on this machine: using 3." in said[0]
    assert engine.build(unchosen, tmp_path) == first
    assert recorder.progressed == said


def test_a_version_that_was_chosen_does_not_give_way(engine: LocalEngine, tmp_path: Path) -> None:
    engine.build(BuildPlan("3.99", python_version_chosen=False), tmp_path)
    with pytest.raises(EngineError, match=r"Python 3\.99 is not on this machine"):
        engine.build(BuildPlan("3.99", python_version_chosen=True), tmp_path)


def test_progress_says_what_is_made(
    engine: LocalEngine, recorder: Recorder, tmp_path: Path
) -> None:
    engine.build(plan("pydantic==1.10"), tmp_path)
    first, *_, last = recorder.progressed
    assert first.startswith(f"Making the environment: Python {plan().python_version}.")
    assert first.endswith(", 1 package")
    assert last.startswith("Made the environment in ")


def test_packages_that_do_not_exist_are_reported_with_the_reason_and_the_file(
    engine: LocalEngine, tmp_path: Path
) -> None:
    with pytest.raises(EngineError) as caught:
        engine.build(plan("unicorn==4.2", requirements_file="needs.txt"), tmp_path)
    assert "needs.txt" in caught.value.message
    assert "unicorn" in caught.value.message
    assert "needs.txt" in str(caught.value.hint)


def test_a_network_that_is_not_there_is_not_blamed_on_the_packages(
    engine: LocalEngine, tmp_path: Path
) -> None:
    environ = {**engine.environ, "UV_OFFLINE": "0", "UV_HTTP_RETRIES": "0"}
    environ.pop("UV_NO_INDEX", None)
    requirements = ("--index-url http://127.0.0.1:1/", "unicorn")
    with pytest.raises(EngineError) as caught:
        replace(engine, environ=environ).build(plan(*requirements), tmp_path)
    assert "check the network" in str(caught.value.hint)


def test_packages_that_contradict_the_runtime_are_reported(
    engine: LocalEngine, tmp_path: Path
) -> None:
    with pytest.raises(EngineError, match=r"python_packages.*(\n.*)*pydantic>=1\.10"):
        engine.build(plan("pydantic==1.9"), tmp_path)


def test_a_build_that_fails_is_reported_with_its_last_words(
    engine: LocalEngine, shelf: Shelf, tmp_path: Path
) -> None:
    noise = "for n in range(200): print('line', n)\nraise SystemExit('no compiler here')\n"
    shelf.source("broken", "1.0", noise)
    with pytest.raises(EngineError, match="no compiler here") as caught:
        engine.build(plan("broken"), tmp_path)
    assert "broken" in caught.value.message
    assert caught.value.message.count("\n") < 45


def test_a_failure_leaves_no_environment_behind(
    engine: LocalEngine, shelf: Shelf, tmp_path: Path
) -> None:
    with pytest.raises(EngineError):
        engine.build(plan("late"), tmp_path)
    shelf.wheel("late", "1.0")
    built = engine.build(plan("late"), tmp_path)
    assert runs(built.reference, "import late; print('here')") == "here"


def test_an_environment_whose_interpreter_is_gone_is_made_again(
    engine: LocalEngine, tmp_path: Path
) -> None:
    first = Path(engine.build(plan(), tmp_path).reference)
    python = first / "bin" / "python"
    python.unlink()
    python.symlink_to(tmp_path / "uninstalled")
    second = engine.build(plan(), tmp_path)
    assert runs(second.reference, "import cog; print('again')") == "again"
    assert not first.exists()


def test_processes_at_once_make_an_environment_once(environ: dict[str, str]) -> None:
    builds = [start_build(environ, "pydantic==1.10") for _ in range(5)]
    results = [build.communicate(timeout=60) for build in builds]
    assert len({reference for reference, _ in results}) == 1
    assert sum("Making the environment" in said for _, said in results) == 1


def test_who_waits_for_another_process_is_told(
    environ: dict[str, str], shelf: Shelf, tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    shelf.source("held", "1.0", HELD.format(folder=str(tmp_path)))
    first = start_build(environ, "held")
    eventually((tmp_path / "begun").exists)
    second = start_build(environ, "held")
    assert second.stderr is not None
    assert "Waiting for another process" in second.stderr.readline()
    (tmp_path / "hold").unlink()
    assert first.communicate(timeout=60)[0] == second.communicate(timeout=60)[0] != ""


def test_a_run_that_is_killed_leaves_nothing_that_passes_for_complete(
    engine: LocalEngine, environ: dict[str, str], shelf: Shelf, tmp_path: Path
) -> None:
    (tmp_path / "hold").touch()
    shelf.source("held", "1.0", HELD.format(folder=str(tmp_path)))
    killed = start_build(environ, "held")
    eventually((tmp_path / "begun").exists)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    [home] = (tmp_path / "cache" / "environments").iterdir()
    [remains] = [path for path in home.iterdir() if path.is_dir()]
    assert not (home / "ready.json").exists()

    (tmp_path / "hold").unlink()  # its uv may go on now, as a later run makes the environment anew
    built = engine.build(plan("held"), tmp_path)
    assert runs(built.reference, "import held, cog; print('whole')") == "whole"
    assert built.reference != str(remains)
    assert json.loads((home / "ready.json").read_bytes())["environment"] in built.reference


def test_hashes_may_be_required_of_everything_but_the_runtime(
    engine: LocalEngine, shelf: Shelf, tmp_path: Path
) -> None:
    shelf.wheel("oak", "1.2")
    wheel = shelf.directory / "oak-1.2-py3-none-any.whl"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    built = engine.build(plan("--require-hashes", f"oak==1.2 --hash=sha256:{digest}"), tmp_path)
    assert runs(built.reference, "import cog, oak; print('both')") == "both"
    with pytest.raises(EngineError, match="Hash mismatch"):
        engine.build(plan("--require-hashes", f"oak==1.2 --hash=sha256:{'0' * 64}"), tmp_path)
