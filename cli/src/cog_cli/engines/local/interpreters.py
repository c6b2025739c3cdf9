"""Finds the Python interpreters of this machine: on PATH, from pyenv and from uv."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cog_cli.engines.local.uv import UvFailed, run_uv, uv_environment, uv_program
from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cog_cli.engines.base import Reporter

#: Newest first; 3.13 last, because fewer packages have builds for it.
SUPPORTED = ("3.12", "3.11", "3.10", "3.9", "3.8", "3.13")

_PROBE = (
    "import platform, sys; "
    "print(sys.implementation.name, platform.python_version(), sys.executable, sep='\\n')"
)
_PROBE_SECONDS = 10


@dataclass(frozen=True)
class Interpreter:
    path: Path
    version: str  # with the patch


class Interpreters:
    """Looks for interpreters in the order PATH, pyenv, uv; what does not run is passed over."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._probed: dict[Path, Interpreter | None] = {}

    def find(self, version: str) -> Interpreter | None:
        """The interpreter of that version, "3.11" or "3.11.4", or None."""
        for path in self._candidates(version):
            interpreter = self._probe(path)
            if interpreter and fits(interpreter.version, version):
                return interpreter
        return None

    def newest(self) -> Interpreter | None:
        """The one that suits models best, of those that are here."""
        return next(filter(None, map(self.find, SUPPORTED)), None)

    def all(self) -> list[Interpreter]:
        """One of each supported version that is here, newest first."""
        found = [interpreter for version in SUPPORTED if (interpreter := self.find(version))]
        return sorted(found, key=lambda interpreter: _numbers(interpreter.version), reverse=True)

    def places(self, version: str) -> str:
        """Where find() looks, for people."""
        return (
            f"PATH (python{minor(version)}, python3, python), "
            f"pyenv ({self._pyenv_versions()}), and the interpreters that uv manages"
        )

    def download(self, version: str, directory: Path) -> Interpreter:
        """Has uv download that version. Raises UvFailed."""
        run_uv(["python", "install", version], directory=directory, environ=self._environ)
        for path in self._managed(version):
            interpreter = self._probe(path)
            if interpreter:
                return interpreter
        raise UvFailed(f"uv installed Python {version}, but it does not run")

    def _candidates(self, version: str) -> Iterator[Path]:
        exact = f"python{minor(version)}"
        yield Path(sys.base_prefix, "bin", exact)
        for name in (exact, "python3", "python"):
            for directory in self._environ.get("PATH", os.defpath).split(os.pathsep):
                if directory:
                    yield Path(directory, name)
        yield from self._pyenv(version)
        yield from self._managed(version)

    def _pyenv_versions(self) -> Path:
        home = self._environ.get("HOME") or str(Path.home())
        root = self._environ.get("PYENV_ROOT") or str(Path(home, ".pyenv"))
        return Path(root, "versions")

    def _pyenv(self, version: str) -> Iterator[Path]:
        """Newest patch first. Other names there are virtual environments and other Pythons."""
        try:
            names = [path.name for path in self._pyenv_versions().iterdir()]
        except OSError:
            return
        fitting = [n for n in names if re.fullmatch(r"\d+\.\d+\.\d+", n) and fits(n, version)]
        for name in sorted(fitting, key=_numbers, reverse=True):
            yield self._pyenv_versions() / name / "bin" / "python"

    def _managed(self, version: str) -> Iterator[Path]:
        found = subprocess.run(
            [
                *(uv_program(), "python", "find", "--no-project", "--no-python-downloads"),
                *("--python-preference", "only-managed", version),
            ],
            cwd=os.sep,  # away from the settings of a project
            env=uv_environment(self._environ),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if found.returncode == 0:
            yield Path(found.stdout.strip())

    def _probe(self, path: Path) -> Interpreter | None:
        if path not in self._probed:
            self._probed[path] = _run_probe(path, self._environ)
        return self._probed[path]


def choose_interpreter(
    version: str,
    *,
    chosen: bool,
    environ: Mapping[str, str],
    directory: Path,
    reporter: Reporter,
) -> Interpreter:
    """The interpreter for a model that asks for `version`, downloaded by uv if need be.

    `chosen` is False if that is only our default: then another one that is here will do.
    Raises EngineError if there is none and uv cannot download it.
    """
    interpreters = Interpreters(environ)
    interpreter = interpreters.find(version)
    if interpreter is None and not chosen and (interpreter := interpreters.newest()):
        reporter.progress(
            f"cog.yaml names no python_version, and Python {version} is not on this machine: "
            f"using {minor(interpreter.version)}"
        )
    if interpreter is not None:
        return interpreter
    if environ.get("UV_PYTHON_DOWNLOADS") in ("never", "manual", "false", "0"):
        refusal = "uv may not download it, because UV_PYTHON_DOWNLOADS says so"
    else:
        reporter.progress(f"Python {version} is not on this machine: downloading it with uv")
        try:
            return interpreters.download(version, directory)
        except UvFailed as failure:
            refusal = f"uv could not download it: {failure.reason}"
    raise _missing(version, interpreters, refusal)


def _missing(version: str, interpreters: Interpreters, refusal: str) -> EngineError:
    here = ", ".join(interpreter.version for interpreter in interpreters.all())
    return EngineError(
        f"Python {version} is not on this machine. "
        f"Looked in {interpreters.places(version)}; {refusal}",
        hint=f"install it (`uv python install {version}`, or `pyenv install {version}`), "
        f"or change build.python_version in cog.yaml; this machine has {here or 'no other'}",
    )


def _run_probe(path: Path, environ: Mapping[str, str]) -> Interpreter | None:
    if not os.access(path, os.X_OK) or path.is_dir():
        return None
    clean = {name: value for name, value in environ.items() if name != "PYTHONHOME"}
    try:
        result = subprocess.run(
            [path, "-I", "-S", "-c", _PROBE],
            env=clean,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PROBE_SECONDS,
            check=True,
        )
        implementation, version, executable = result.stdout.splitlines()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None  # a pyenv shim of a version that is not active, a broken link, …
    return Interpreter(Path(executable), version) if implementation == "cpython" else None


def fits(actual: str, asked: str) -> bool:
    """Whether an interpreter of the version `actual` is one of those that `asked` means."""
    return actual == asked or actual.startswith(f"{asked}.")


def minor(version: str) -> str:
    """The version without its patch."""
    return ".".join(version.split(".")[:2])


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
