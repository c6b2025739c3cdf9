"""The project: the directory that holds cog.yaml, found from wherever the user stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cog_cli.config.load import load_config
from cog_cli.errors import ProjectNotFound

if TYPE_CHECKING:
    from pathlib import Path

    from cog_cli.config.model import Config

CONFIG_NAME = "cog.yaml"
MOST_LEVELS = 100


@dataclass(frozen=True)
class Project:
    """A directory with a cog.yaml, and what the file says."""

    directory: Path
    config: Config


def find_project(start: Path) -> Project:
    """The project that `start` lies in: cog.yaml there, or in a directory above.

    Raises ProjectNotFound, or ConfigError when the file has problems.
    """
    start = start.resolve()
    for directory in islice([start, *start.parents], MOST_LEVELS + 1):
        path = directory / CONFIG_NAME
        if path.exists():
            return Project(directory, load_config(path))
    raise ProjectNotFound(
        f"{CONFIG_NAME} not found in {start} (or in any parent directories)", hint=_hint(start)
    )


def _hint(start: Path) -> str:
    for name in ("cog.yml", "Cog.yaml", "cog.yaml.txt", "cog.json"):
        if (start / name).is_file():
            return f"the file must be called {CONFIG_NAME}; rename {name}"
    return "make one with 'cog init', or name the project's directory with -C DIR"
