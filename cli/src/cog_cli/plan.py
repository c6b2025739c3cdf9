"""Every decision of a build, made once: frozen, printable, comparable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cog_cli.config import RunCommand
from cog_cli.requirements import read_requirements, without_cog

if TYPE_CHECKING:
    from cog_cli.config import Project

DEFAULT_PYTHON = "3.12"


@dataclass(frozen=True)
class BuildPlan:
    """What an engine needs to know to make a model's environment."""

    python_version: str
    python_version_chosen: bool  # False: the user named none, so another one will do
    requirements: tuple[str, ...] = ()  # lines of a requirements file
    system_packages: tuple[str, ...] = ()
    run: tuple[RunCommand, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
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
    if build.python_requirements is None:
        lines = build.python_packages
    else:
        lines = read_requirements(project.directory / build.python_requirements)
    requirements, dropped = without_cog(lines)
    warnings = [
        f"{line!r} is left out of the Python packages: Cog brings its own" for line in dropped
    ]
    return BuildPlan(
        python_version=build.python_version or DEFAULT_PYTHON,
        python_version_chosen=build.python_version is not None,
        requirements=requirements,
        system_packages=build.system_packages,
        # pre_install is an old name that other versions of Cog run after `run`, too.
        run=(*build.run, *(RunCommand(command) for command in build.pre_install)),
        environment=config.environment,
        predict=config.predict,
        train=config.train,
        concurrency=config.concurrency.max,
        gpu=build.gpu,
        warnings=(*config.warnings, *warnings),
    )
