"""What is wrong with one file: collected while reading it, reported all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cog_cli.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


_MOST_SHOWN = 30


@dataclass(frozen=True, order=True)
class Problem:
    """One sentence about one line. Lines count from 1."""

    line: int
    message: str


@dataclass
class Problems:
    """The problems found so far in the file at `path`."""

    path: Path
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        """Notes a problem; reading goes on."""
        self.found.append(Problem(line, message))

    def raise_if_any(self) -> None:
        """Raises ConfigError that lists every problem, in the order of the file."""
        if self.found:
            raise self.error()

    def error(self) -> ConfigError:
        """The ConfigError that lists what was found."""
        unique = sorted(set(self.found))
        head = "is a problem" if len(unique) == 1 else f"are {len(unique)} problems"
        shown = unique[:_MOST_SHOWN]
        lines = [f"  {self.path.name}:{problem.line}: {problem.message}" for problem in shown]
        if len(unique) > len(shown):
            lines.append(f"  and {len(unique) - len(shown)} more")
        return ConfigError("\n".join([f"There {head} in {self.path}", *lines]))
