"""What an engine is: something that makes a model's environment and starts its server there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from cog_cli.plan import BuildPlan


@dataclass(frozen=True)
class StartOptions:
    """How to start a model's server."""

    host: str = "127.0.0.1"
    port: int | None = None  # None: a free one
    environment: Mapping[str, str] = field(default_factory=dict)  # wins over the plan's
    log_level: str = "warning"
    arguments: tuple[str, ...] = ()  # more options of the server


class RunningModel(Protocol):
    """A started server. It may not answer yet: setup() can take minutes."""

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        ...

    def exit_status(self) -> int | None:
        """None while the server lives."""
        ...


class Engine(Protocol):
    """Two verbs. What `build` returns is the engine's own: only its `start` looks inside."""

    @property
    def name(self) -> str: ...

    def build(self, plan: BuildPlan, project_directory: Path) -> Any:
        """Makes what the plan asks for, or finds it made. Raises EngineError."""
        ...

    def start(self, built: Any, options: StartOptions) -> AbstractContextManager[RunningModel]:
        """Starts the server; leaving the context always stops it. Raises EngineError."""
        ...
