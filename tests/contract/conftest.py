"""Environments of models: every interpreter this machine has, with either pydantic."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parents[2]
PYTHONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
PYDANTICS = ("1.10.*", "2.*")


def interpreter(version: str) -> str | None:
    """An interpreter of this version, from pyenv or from PATH."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    for root in [each for each in roots if each]:
        for found in sorted(Path(root).glob(f"versions/{version}.*/bin/python")):
            return str(found)
    return shutil.which(f"python{version}")


def uv(*arguments: str) -> None:
    beside = Path(sys.executable).parent / "uv"
    command = [str(beside) if beside.exists() else "uv", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def make_environment(request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """Makes the interpreter of an environment with only pydantic in it; kept between runs."""
    cache = request.config.cache
    assert cache is not None
    folder = cache.mkdir("model-environments")

    def make(python: str, pydantic: str) -> str:
        base = interpreter(python)
        if base is None:
            pytest.skip(f"no Python {python} on this machine")
        environment = folder / f"{python}-pydantic-{pydantic.split('.')[0]}"
        ready = environment / "ready"
        with (folder / f"{environment.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the tests run in several processes
            if not ready.exists():
                uv("venv", "--quiet", "--clear", "--python", base, str(environment))
                python_path = str(environment / "bin" / "python")
                uv("pip", "install", "--quiet", "--python", python_path, f"pydantic=={pydantic}")
                ready.touch()
        return str(environment / "bin" / "python")

    return make


@pytest.fixture(params=PYDANTICS, ids=lambda p: f"pydantic {p[0]}")
def pydantic_version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=PYTHONS, ids=lambda p: f"Python {p}")
def model_python(
    request: pytest.FixtureRequest,
    pydantic_version: str,
    make_environment: Callable[[str, str], str],
) -> str:
    """The interpreter of a model's environment."""
    return make_environment(request.param, pydantic_version)
