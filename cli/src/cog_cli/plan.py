"""BuildPlan: every decision of a build, frozen, printable, comparable."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cog_cli.config import RunCommand
from cog_cli.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cog_cli.config import Project

DEFAULT_PYTHON = "3.12"
_COG = re.compile(r"\s*cog(let)?\s*(\[.*\])?\s*($|[=<>!~;@# ])", re.IGNORECASE)


@dataclass(frozen=True)
class BuildPlan:
    """What an engine needs to know to make a model's environment."""

    python_version: str = DEFAULT_PYTHON
    python_version_chosen: bool = False  # False: the user named none, so another one will do
    requirements: tuple[str, ...] = ()  # lines of a requirements file
    requirements_file: str | None = None  # where they come from; None: python_packages
    system_packages: tuple[str, ...] = ()
    run: tuple[RunCommand, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    predict: str | None = None
    train: str | None = None
    concurrency: int = 1
    gpu: bool = False
    warnings: tuple[str, ...] = field(default=(), compare=False)


def make_plan(project: Project) -> BuildPlan:
    """Decides how the project's environment is built. Reads nothing but the requirements file.

    Raises ConfigError when that file cannot be read.
    """
    config, build = project.config, project.config.build
    lines: Sequence[str] = build.python_packages
    if build.python_requirements is not None:
        lines = _lines_of(project, build.python_requirements)
    dropped = [line for line in lines if _COG.match(line)]
    return BuildPlan(
        python_version=build.python_version or DEFAULT_PYTHON,
        python_version_chosen=build.python_version is not None,
        requirements=tuple(line for line in lines if not _COG.match(line)),
        requirements_file=build.python_requirements,
        system_packages=build.system_packages,
        # pre_install is an older name; other versions of Cog run it after `run`, too.
        run=(*build.run, *(RunCommand(command) for command in build.pre_install)),
        environment=dict(config.environment),
        predict=config.predict,
        train=config.train,
        concurrency=config.concurrency.max,
        gpu=build.gpu,
        warnings=(*config.warnings, *map(_about_cog, dropped)),
    )


def _lines_of(project: Project, name: str) -> list[str]:
    path = project.directory / name
    try:
        return path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text", hint="save it as UTF-8") from None


def _about_cog(line: str) -> str:
    return f"{line.strip()!r} is left out of the Python packages: Cog brings its own"
