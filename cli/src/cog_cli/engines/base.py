"""What an engine is: it builds a plan into something, and starts that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from cog_cli.plan import BuildPlan


class Reporter(Protocol):
    """Where an engine says what it does. The module `cog_cli.console` is one."""

    def progress(self, message: str) -> None: ...

    def warning(self, message: str) -> None: ...


@dataclass(frozen=True)
class Built:
    """A plan made real."""

    plan: BuildPlan
    project_directory: Path
    reference: str  # local: the environment's directory; container: the image


@dataclass(frozen=True)
class StartOptions:
    """How to start a model's server."""

    host: str = "127.0.0.1"
    port: int | None = None  # None: a free one
    environment: Mapping[str, str] = field(default_factory=dict)  # wins over the plan's
    log_level: str = "warning"
    arguments: tuple[str, ...] = ()  # more options of the server


class RunningModel(Protocol):
    """A server that was started. It may still be setting up its model."""

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        ...

    def exit_status(self) -> int | None:
        """None while it lives; minus the signal's number if one ended it."""
        ...


class Engine(Protocol):
    """Makes what a plan asks for, and starts models in it."""

    @property
    def name(self) -> str:
        """What `--engine` calls it."""
        ...

    def build(self, plan: BuildPlan, project_directory: Path) -> Built:
        """Makes what the plan asks for, or finds it made. Raises EngineError."""
        ...

    def start(self, built: Built, options: StartOptions) -> AbstractContextManager[RunningModel]:
        """Starts the server; leaving the context always stops it. Raises EngineError."""
        ...
