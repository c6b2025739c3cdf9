"""A shelf of packages instead of an index, and an engine whose words and cache can be looked at."""

from __future__ import annotations

import io
import os
import sys
import tarfile
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from cog_cli.engines.local import LocalEngine
from cog_cli.plan import BuildPlan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: The interpreter that the tests run with is one that every machine has.
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@dataclass
class Recorder:
    """What an engine said."""

    progressed: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def progress(self, message: str) -> None:
        self.progressed.append(message)

    def warning(self, message: str) -> None:
        self.warned.append(message)


@dataclass(frozen=True)
class Shelf:
    """Packages in a folder, for `--find-links`."""

    directory: Path

    def wheel(self, name: str, version: str, *requires: str) -> None:
        information = f"{name}-{version}.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        metadata += "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
        with zipfile.ZipFile(self.directory / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}.py", f"__version__ = {version!r}\n")
            wheel.writestr(f"{information}/METADATA", metadata)
            wheel.writestr(
                f"{information}/WHEEL",
                "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            )
            wheel.writestr(f"{information}/RECORD", "")

    def source(self, name: str, version: str, backend: str) -> None:
        """A package that has to be built, by this code."""
        files = {
            "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
            f'backend-path = ["."]\n[project]\nname = "{name}"\nversion = "{version}"\n',
            "backend.py": backend,
        }
        with tarfile.open(self.directory / f"{name}-{version}.tar.gz", "w:gz") as archive:
            for path, text in files.items():
                member = tarfile.TarInfo(f"{name}-{version}/{path}")
                member.size = len(text)
                archive.addfile(member, io.BytesIO(text.encode()))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "shelf")
    shelf.directory.mkdir()
    shelf.wheel("pydantic", "2.0")
    shelf.wheel("pydantic", "1.10")
    return shelf


@pytest.fixture
def environ(tmp_path: Path, shelf: Shelf) -> dict[str, str]:
    """The environment variables of someone with that shelf, an empty home and no network."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "COG_CACHE_DIR": str(tmp_path / "cache"),
        "UV_CACHE_DIR": str(tmp_path / "uv-cache"),
        "UV_FIND_LINKS": str(shelf.directory),
        "UV_NO_INDEX": "1",
        "UV_OFFLINE": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def engine(recorder: Recorder, environ: Mapping[str, str]) -> LocalEngine:
    return LocalEngine(recorder, environ)


def plan(*requirements: str, requirements_file: str | None = None) -> BuildPlan:
    """A plan for the interpreter that runs the tests."""
    return BuildPlan(
        python_version=PYTHON,
        python_version_chosen=True,
        requirements=requirements,
        requirements_file=requirements_file,
    )
