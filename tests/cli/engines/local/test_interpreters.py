from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cog_cli.engines.local.interpreters import Interpreters, choose_interpreter
from cog_cli.errors import EngineError

from .conftest import PYTHON, Recorder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def pretend(path: Path, version: str) -> Path:
    """A program that answers as an interpreter of that version would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho cpython; echo {version}; echo {path}\n")
    path.chmod(0o755)
    return path


def broken_shim(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\necho 'pyenv: python: command not found' >&2; exit 127\n")
    path.chmod(0o755)


def test_our_own_interpreter_is_found_without_any_path() -> None:
    found = Interpreters({"PATH": ""}).find(PYTHON)
    assert found is not None
    assert found.version.startswith(f"{PYTHON}.")


def test_a_shim_that_does_not_work_is_passed_over(tmp_path: Path) -> None:
    broken_shim(tmp_path / "shims" / "python3.8")
    real = pretend(tmp_path / "bin" / "python3.8", "3.8.77")
    path = f"{tmp_path / 'shims'}:{tmp_path / 'bin'}"
    found = Interpreters({"PATH": path, "HOME": str(tmp_path)}).find("3.8.77")
    assert found is not None
    assert found.path == real


def test_pyenv_is_searched_for_the_newest_patch(tmp_path: Path) -> None:
    for version in ("3.8.9", "3.8.101", "3.8.20-dev", "3.9.1", "my-3.8"):
        pretend(tmp_path / "versions" / version / "bin" / "python", version)
    interpreters = Interpreters({"PATH": str(tmp_path), "PYENV_ROOT": str(tmp_path)})
    found = interpreters.find("3.8.101") if PYTHON == "3.8" else interpreters.find("3.8")
    assert found is not None
    assert found.version == "3.8.101"


def test_a_patch_version_is_found_only_if_it_is_that_one(tmp_path: Path) -> None:
    pretend(tmp_path / "python3.9", "3.9.4")
    interpreters = Interpreters({"PATH": str(tmp_path), "HOME": str(tmp_path)})
    assert interpreters.find("3.9.4") is not None
    assert interpreters.find("3.9.40") is None


def test_a_missing_version_is_reported_with_where_and_how(
    tmp_path: Path, environ: dict[str, str], recorder: Recorder
) -> None:
    with pytest.raises(EngineError) as caught:
        choose_interpreter(
            "3.8.99", chosen=True, environ=environ, directory=tmp_path, reporter=recorder
        )
    assert "Python 3.8.99 is not on this machine" in caught.value.message
    assert str(tmp_path / "home" / ".pyenv" / "versions") in caught.value.message
    assert "UV_PYTHON_DOWNLOADS" in caught.value.message
    assert caught.value.hint is not None
    assert "uv python install 3.8.99" in caught.value.hint
    assert f"{PYTHON}." in caught.value.hint


def test_a_failed_download_is_reported_with_the_reason(
    tmp_path: Path, environ: dict[str, str], recorder: Recorder
) -> None:
    del environ["UV_PYTHON_DOWNLOADS"]  # UV_OFFLINE stays
    with pytest.raises(EngineError, match=r"uv could not download it: .*3\.8\.99"):
        choose_interpreter(
            "3.8.99", chosen=True, environ=environ, directory=tmp_path, reporter=recorder
        )
    assert recorder.progressed == ["Python 3.8.99 is not on this machine: downloading it with uv"]


def test_a_version_that_nobody_chose_gives_way_to_one_that_is_here(
    tmp_path: Path, environ: Mapping[str, str], recorder: Recorder
) -> None:
    found = choose_interpreter(
        "3.99", chosen=False, environ=environ, directory=tmp_path, reporter=recorder
    )
    assert found.path.exists()
    [line] = recorder.progressed
    assert line.startswith("cog.yaml names no python_version, and Python 3.99 is not on this")
