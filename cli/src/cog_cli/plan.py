"""Every decision of a build, made once: frozen, printable, comparable."""

from __future__ import annotations

from dataclasses import dataclass, field

from cog_cli.config import RunCommand


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
