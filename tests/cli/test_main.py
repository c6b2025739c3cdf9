from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires
from typing import TYPE_CHECKING

import cog
import pytest
from cog_cli._version import __version__

if TYPE_CHECKING:
    from tests.cli.conftest import FakeModel, Project


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=60)


def test_the_version_is_printed(project: Project) -> None:
    assert project.cog("--version").stdout == f"cog version {__version__}\n"


def test_the_runtime_that_is_asked_for_has_the_same_version() -> None:
    assert f"cog[server]=={__version__}" in (requires("cog-cli") or [])
    assert cog.__version__ == __version__


def test_the_version_imports_nothing_heavy() -> None:
    code = (
        "import sys; from cog_cli.__main__ import run; run(['--version']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    loaded = set(python("-c", code).stderr.split())
    assert "cog_cli" in loaded
    assert not loaded & {"cog_cli.config", "yaml", "httpx", "rich", "pydantic", "http.client"}


def test_predict_imports_no_more_than_it_needs() -> None:
    code = "import sys, cog_cli.commands.predict; print(*sys.modules)"
    loaded = set(python("-c", code).stdout.split())
    assert not loaded & {"httpx", "rich", "pydantic", "asyncio"}


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_help_goes_to_stdout_with_examples(project: Project, arguments: list[str]) -> None:
    outcome = project.cog(*arguments)
    assert outcome.status == 0
    assert "cog predict -i image=@photo.jpg" in outcome.stdout


@pytest.mark.parametrize("command", ["init", "predict", "serve"])
def test_every_command_has_help_with_examples(project: Project, command: str) -> None:
    outcome = project.cog(command, "--help")
    assert outcome.status == 0
    assert f"Examples:\n    cog {command}" in outcome.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pridict"], "there is no command 'pridict'. Did you mean 'cog predict'?"),
        (["new"], "Did you mean 'cog init'?"),
        (["build"], "'cog build' is not available yet"),
        (["zebra"], "there is no command 'zebra'."),
        (["--zebra"], "No such option"),
        (["predict", "--inptu", "x"], "Did you mean '--input'?"),
        (["predict", "-i"], "Option '-i' requires an argument"),
        (["predict", "a", "b"], "Got unexpected extra argument (b)"),
        (["predict", "--setup-timeout", "x"], "'x' is not a valid integer"),
        (["predict", "--setup-timeout", "0"], "0 is not in the range x>=1"),
        (["predict", "--engine", "lxc"], "'lxc' is not one of"),
        (["predict", "--engine", "docker"], "container engines are not available yet"),
        (["serve", "-p", "x"], "'x' is not a valid integer"),
        (["serve", "-p", "99999"], "is not in the range"),
        (["serve", "-e", "=1"], "write it as -e NAME=value"),
        (["serve", "-e", "NOT_SET_HERE"], "give it a value: -e NOT_SET_HERE=value"),
        (["-C", "nowhere", "predict"], "-C: there is no directory 'nowhere'"),
        (["init", "-C", "nowhere"], "-C: there is no directory 'nowhere'"),
    ],
)
def test_every_wrong_use_exits_with_1_and_one_error(
    project: Project, arguments: list[str], message: str
) -> None:
    outcome = project.cog(*arguments)
    assert (outcome.status, outcome.stdout) == (1, "")
    assert message in outcome.stderr
    assert outcome.stderr.count("Error:") == 1
    assert "Traceback" not in outcome.stderr


def test_the_engine_can_be_named_in_the_environment(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COG_ENGINE", "podman")
    assert "so podman cannot be used" in project.cog("predict").stderr


def test_a_fault_of_ours_says_so_without_a_traceback(project: Project, model: FakeModel) -> None:
    model.exit_status = lambda: 1 // 0  # type: ignore[method-assign]
    outcome = project.cog("predict")
    assert outcome.status == 1
    assert "this is a bug in Cog, not in your model: ZeroDivisionError" in outcome.stderr
    assert "--debug" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "Traceback" in project.cog("predict", "--debug").stderr


def test_ctrl_c_stops_the_model_and_says_nothing(project: Project, model: FakeModel) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    model.exit_status = interrupt  # type: ignore[method-assign]
    outcome = project.cog("predict")
    assert (outcome.status, outcome.stdout, model.log) == (1, "", ["stopped"])
    assert "Error" not in outcome.stderr
