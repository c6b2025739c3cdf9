"""A requirements file → its lines, with comments, continuations and included files dealt with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cog_cli.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_INCLUDE = re.compile(r"(?:-r|--requirement)[ =]?\s*(?P<name>\S.*)")
_COG = re.compile(r"cog(let)?\s*(\[.*\])?\s*($|[=<>!~;@ ])", re.IGNORECASE)


def read_requirements(path: Path) -> tuple[str, ...]:
    """The requirements in the file and in those it includes with `-r`, one a line.

    Raises ConfigError when a file cannot be read or includes itself.
    """
    return tuple(_read(path, ()))


def without_cog(lines: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines to install, and those that ask for Cog itself: it is installed anyway."""
    kept: list[str] = []
    dropped: list[str] = []
    for line in lines:
        (dropped if _COG.match(line.strip()) else kept).append(line.strip())
    return tuple(kept), tuple(dropped)


def _read(path: Path, including: tuple[Path, ...]) -> list[str]:
    if path in including:
        raise ConfigError(f"{path} includes itself")
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{path} is not UTF-8 text", hint="save it with the encoding UTF-8"
        ) from None
    lines = []
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        requirement = re.sub(r"(^|\s)#.*$", "", line).strip()
        include = _INCLUDE.fullmatch(requirement)
        if include:
            lines += _read(path.parent / include["name"], (*including, path))
        elif requirement and requirement not in ("-e .", "--editable ."):
            lines.append(requirement)
    return lines
