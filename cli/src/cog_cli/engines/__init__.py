"""Where a model can run, and which of them `--engine` means."""

from __future__ import annotations

import typing
from typing import Literal

from cog_cli import console
from cog_cli.errors import EngineError

if typing.TYPE_CHECKING:
    from cog_cli.engines.base import Engine

EngineName = Literal["auto", "docker", "podman", "local"]
ENGINE_NAMES: tuple[EngineName, ...] = typing.get_args(EngineName)


def choose_engine(name: EngineName) -> Engine:
    """The engine that `--engine` or COG_ENGINE asks for. Raises EngineError if there is none."""
    if name in ("docker", "podman"):
        raise EngineError(
            f"container engines are not available yet in this version, so {name} cannot be used",
            hint="leave --engine and COG_ENGINE out, or say '--engine local': "
            "the model then runs in an environment on this machine, without a container",
        )
    from cog_cli.engines.local import LocalEngine  # not every command needs one

    return LocalEngine(console)
