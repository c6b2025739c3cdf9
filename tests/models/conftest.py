"""Every folder here is a model; its verify.py runs on every engine that this machine has."""

from __future__ import annotations

import shutil
import string
import time
from typing import TYPE_CHECKING

import pytest

from .model import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cog_cli.engines import EngineName

    from .model import Model

#: All engines, each with a function that says what it misses on this machine; None: nothing.
ENGINES: dict[EngineName, Callable[[], str | None]] = {"local": lambda: None}

_DAY = 24 * 60 * 60


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> EngineName:
    """The engine to run models on."""
    name: EngineName = request.param
    if missing := ENGINES[name]():
        pytest.skip(f"no engine {name}: {missing}")
    return name


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder that the tests are about."""
    return request.path.parent


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    """What to put in the place of $NAME in cog.yaml. Override it to run a folder many times."""
    return {}


@pytest.fixture(scope="module")
def project(
    engine: EngineName,
    folder: Path,
    variables: dict[str, str],
    cache: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Project:
    """A copy of the folder, at a path that is hard on code which takes paths for words."""
    directory = tmp_path_factory.mktemp("a modèle 模型") / folder.name
    shutil.copytree(folder, directory, ignore=shutil.ignore_patterns("verify.py", "__pycache__"))
    config = directory / "cog.yaml"
    config.write_text(string.Template(config.read_text()).substitute(variables))
    return Project(directory, engine)


@pytest.fixture(scope="module")
def model(project: Project) -> Iterator[Model]:
    """The model, ready for predictions."""
    with project.running() as model:
        status = model.wait_while("STARTING")
        assert status == "READY", f"{status}: {model.setup_logs}"
        yield model


@pytest.fixture(scope="module")
def broken_model(project: Project) -> Iterator[Model]:
    """The model, when its setup has failed."""
    with project.running() as model:
        assert model.wait_while("STARTING") == "SETUP_FAILED"
        yield model


@pytest.fixture(scope="session")
def cache(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Where the environments are kept for the next run. Those of an older runtime go in time."""
    assert request.config.cache is not None
    directory = request.config.cache.mkdir("models")
    for ready in directory.glob("environments/*/ready.json"):
        if time.time() - ready.stat().st_mtime > _DAY:
            shutil.rmtree(ready.parent, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COG_CACHE_DIR", str(directory))
        yield directory
