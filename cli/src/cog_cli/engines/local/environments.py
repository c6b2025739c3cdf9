"""The model environments in the user's cache directory, shared by projects.

Each is made once, and is complete or not there:

    environments/py3.11-<key>/ready.json   written last: names the environment's folder
                             /instead.json the environment of the Python that is here, if nobody
                                           chose this version, and it is not
                             /<random>/    the environment; others are what killed runs left
                             /lock         held while one is made

The key is a hash of what the environment is made from. A folder is never used twice, since the
uv of a killed run may still be writing into the one that it was given.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import sysconfig
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cog_cli.cache import make_directory, writing
from cog_cli.engines.local.interpreters import Interpreter, choose_interpreter, fits, minor
from cog_cli.engines.local.requirements import Requirements, read_requirements
from cog_cli.engines.local.uv import UvFailed, run_uv
from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cog_cli.engines.base import Reporter
    from cog_cli.plan import BuildPlan
    from cog_cli.runtime_wheel import RuntimeWheel

_FORMAT = 1  # raise it when environments are made differently
_READY, _INSTEAD = "ready.json", "instead.json"


@dataclass(frozen=True)
class Environment:
    directory: Path

    @property
    def python(self) -> Path:
        return self.directory / "bin" / "python"


@dataclass(frozen=True)
class Environments:
    """Makes and finds environments below `cache_directory`."""

    cache_directory: Path
    environ: Mapping[str, str]
    reporter: Reporter

    @property
    def _root(self) -> Path:
        return self.cache_directory / "environments"

    def get(self, plan: BuildPlan, project_directory: Path, wheel: RuntimeWheel) -> Environment:
        """The environment for that plan, made if there is none. Raises EngineError."""
        source = project_directory / (plan.requirements_file or "requirements.txt")
        requirements = read_requirements(plan.requirements, source.parent)
        wanted = self._home(plan.python_version, requirements, wheel)
        if environment := _ready(wanted):
            return environment
        if not plan.python_version_chosen and (environment := _ready(wanted, _INSTEAD)):
            return environment
        interpreter = choose_interpreter(
            plan.python_version,
            chosen=plan.python_version_chosen,
            environ=self.environ,
            directory=make_directory(self._root),
            reporter=self.reporter,
        )
        home = wanted
        if not fits(interpreter.version, plan.python_version):
            home = self._home(minor(interpreter.version), requirements, wheel)
        with writing(make_directory(home)), self._locked(home):
            environment = _ready(home) or self._make(home, interpreter, requirements, wheel, plan)
        if home != wanted:
            with writing(make_directory(wanted)):
                _write_json(wanted / _INSTEAD, {"environment": str(environment.directory)})
        return environment

    def _home(self, version: str, requirements: Requirements, wheel: RuntimeWheel) -> Path:
        made_from = [
            *(_FORMAT, sysconfig.get_platform(), version, wheel.digest),
            *(requirements.lines, requirements.arguments, requirements.requires_hashes),
            requirements.local_state,
        ]
        key = hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:16]
        return self._root / f"py{version}-{key}"

    @contextmanager
    def _locked(self, home: Path) -> Iterator[None]:
        from filelock import FileLock, Timeout  # a warm start needs no lock

        lock = FileLock(home / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            self.reporter.progress("Waiting for another process that makes the same environment")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _make(
        self,
        home: Path,
        interpreter: Interpreter,
        requirements: Requirements,
        wheel: RuntimeWheel,
        plan: BuildPlan,
    ) -> Environment:
        _remove_remains(home)
        count = requirements.package_count
        packages = "no packages" if not count else f"{count} package{'s' if count > 1 else ''}"
        self.reporter.progress(f"Making the environment: Python {interpreter.version}, {packages}")
        began = time.monotonic()
        environment = Environment(home / secrets.token_hex(4))
        try:
            self._create(environment, interpreter)
            self._install(environment, requirements, wheel, plan)
        except BaseException:
            shutil.rmtree(environment.directory, ignore_errors=True)
            raise
        _mark_ready(home, environment, interpreter, requirements)
        self.reporter.progress(f"Made the environment in {time.monotonic() - began:.1f} s")
        return environment

    def _create(self, environment: Environment, interpreter: Interpreter) -> None:
        try:
            self._uv(
                "venv",
                "--no-project",
                "--python",
                str(interpreter.path),
                str(environment.directory),
            )
        except UvFailed as failure:
            raise EngineError(
                f"cannot make an environment with {interpreter.path}: {failure.reason}"
            ) from None

    def _install(
        self,
        environment: Environment,
        requirements: Requirements,
        wheel: RuntimeWheel,
        plan: BuildPlan,
    ) -> None:
        """The user's packages and our runtime, in one resolution so that their bounds meet.

        A user's requirement `cog` means our runtime, whatever version it names.
        """
        ours = f"cog @ {wheel.path.as_uri()}\n"
        file = environment.directory / "requirements.txt"
        overrides = environment.directory / "overrides.txt"
        overrides.write_text(ours, encoding="utf-8")
        theirs = "".join(f"{line}\n" for line in requirements.lines)
        options = ("--overrides", str(overrides), *requirements.arguments)
        try:
            if requirements.requires_hashes:  # which our runtime does not have: it comes second
                file.write_text(theirs, encoding="utf-8")
                self._pip_install(environment, file, "--require-hashes", *requirements.arguments)
                theirs = ""
            file.write_text(theirs + ours, encoding="utf-8")
            self._pip_install(environment, file, *options)
        except UvFailed as failure:
            raise _cannot_install(plan, failure) from None

    def _pip_install(self, environment: Environment, file: Path, *options: str) -> None:
        python = str(environment.python)
        self._uv("pip", "install", "--python", python, "-r", str(file), *options)

    def _uv(self, *arguments: str) -> None:
        run_uv(
            arguments,
            directory=self._root,
            environ=self.environ,
            on_line=self._report_line,
        )

    def _report_line(self, line: str) -> None:
        if line.startswith(("Downloading ", "Building ", "Updating ")):
            self.reporter.progress(f"  {line}")


def _ready(home: Path, name: str = _READY) -> Environment | None:
    """The complete environment that the file names, if its interpreter is still on this machine."""
    try:
        environment = Environment(home / json.loads((home / name).read_bytes())["environment"])
        environment.python.stat()
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return environment


def _mark_ready(
    home: Path, environment: Environment, interpreter: Interpreter, requirements: Requirements
) -> None:
    content = {
        "environment": environment.directory.name,
        "python": interpreter.version,
        "requirements": requirements.lines,
    }
    _write_json(home / _READY, content)


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    temporary.replace(path)


def _remove_remains(home: Path) -> None:
    """Of runs that were killed, and of an environment whose interpreter is gone."""
    (home / _READY).unlink(missing_ok=True)
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _cannot_install(plan: BuildPlan, failure: UvFailed) -> EngineError:
    hint = _machine_hint(failure.reason)
    if not plan.requirements:
        return EngineError(f"cannot install the runtime's own packages: {failure.reason}", hint)
    source = plan.requirements_file
    asked_by = f"python_requirements, {source}" if source else "python_packages"
    return EngineError(
        f"cannot install the packages that cog.yaml asks for ({asked_by}): {failure.reason}",
        hint=hint
        or f"correct {source or 'build.python_packages in cog.yaml'}, or choose another "
        f"build.python_version: some packages are not built for every one",
    )


def _machine_hint(reason: str) -> str | None:
    """What to do when the machine is at fault, and not the packages."""
    if "No space left on device" in reason:
        return "make room, or name another directory in COG_CACHE_DIR and UV_CACHE_DIR"
    if "client error (Connect)" in reason:
        return (
            "check the network; behind a proxy set HTTPS_PROXY, and SSL_CERT_FILE to the file of "
            "its certificate"
        )
    return None
