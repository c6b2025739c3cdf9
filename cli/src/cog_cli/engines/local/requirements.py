"""Requirement lines as users write them for pip → what uv gets, and what identifies them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_COMMENT = re.compile(r"(^|\s)#.*$")
_OPTION = re.compile(r"(--?[A-Za-z][A-Za-z-]*)(?:[\s=]+(.*))?$")
# Options of the whole file that Cog has always allowed behind a package.
_TRAILING = re.compile(r"\s(--find-links|-f|--extra-index-url|--index-url|-i)[\s=]+(\S+)")
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_BUILD_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


@dataclass(frozen=True)
class Requirements:
    """One flat list of lines in which every path is absolute."""

    lines: tuple[str, ...]
    arguments: tuple[str, ...]  # options that uv takes on its command line only
    requires_hashes: bool
    local_state: tuple[str, ...]  # changes when a file or folder that the lines name does

    @property
    def package_count(self) -> int:
        return sum(not line.startswith("-") or line.startswith("-e ") for line in self.lines)


def read_requirements(lines: Iterable[str], directory: Path) -> Requirements:
    """The requirements in `lines`, and in the files that they include.

    Paths are relative to `directory`, in an included file to its own. Raises
    EngineError for an included file that cannot be read.
    """
    result: list[str] = []
    arguments: list[str] = []
    state: list[str] = []
    requires_hashes = False
    for line, base in _flat(lines, directory, ()):
        option = _OPTION.match(line)
        name, value = (option[1], (option[2] or "").strip()) if option else ("", line)
        if name == "--pre":
            arguments.append("--prerelease=allow")
        elif name == "--trusted-host":
            arguments.append(f"--allow-insecure-host={value}")
        elif name == "--require-hashes":
            requires_hashes = True
        elif name in ("--prefer-binary", "--use-pep517", "--progress-bar"):
            pass  # how pip goes about it; nothing that uv could do differently
        elif name in ("-c", "--constraint") and not _is_url(value):
            path = base / value
            state.append(_read(path, base))
            result.append(f"-c {path}")
        elif name in ("-f", "--find-links") and not _is_url(value):
            result.append(f"--find-links {base / value}")
        elif name in ("-e", "--editable"):
            folder, extras = _split_extras(value)
            if not _is_url(value):
                state.extend(_state(base / folder / name) for name in _BUILD_FILES)
                value = f"{base / folder}{extras}"
            result.append(f"-e {value}")
        elif not name and _is_local(line, base):
            file, extras = _split_extras(value)
            state.extend(_tree_state(base / file))
            result.append(f"{base / file}{extras}")
        else:
            result.append(line)
    return Requirements(tuple(result), tuple(arguments), requires_hashes, tuple(state))


def _flat(
    lines: Iterable[str], directory: Path, including: tuple[Path, ...]
) -> Iterator[tuple[str, Path]]:
    """Each logical line, and the directory that its paths are relative to."""
    for line in _logical_lines(lines):
        option = _OPTION.match(line)
        if option and option[1] in ("-r", "--requirement") and not _is_url(option[2] or ""):
            path = (directory / (option[2] or "").strip()).resolve()
            if path not in including:
                text = _read(path, directory)
                yield from _flat(text.splitlines(), path.parent, (*including, path))
            continue
        if not option:
            for name, value in _TRAILING.findall(line):
                yield f"{name} {value}", directory
            line = _TRAILING.sub("", line).strip()
        yield line, directory


def _logical_lines(lines: Iterable[str]) -> Iterator[str]:
    """Lines without comments, blank ones left out, continued ones joined."""
    pending = ""
    for line in lines:
        pending += _COMMENT.sub("", line.rstrip("\r\n"))
        if pending.rstrip().endswith("\\"):
            pending = pending.rstrip()[:-1] + " "
            continue
        if pending.strip():
            yield pending.strip()
        pending = ""
    if pending.strip():
        yield pending.strip()


def _read(path: Path, base: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise EngineError(
            f"the requirements name the file {path}, which cannot be read: {reason}",
            hint=f"paths are relative to the file that names them, here to {base}",
        ) from None


def _is_url(value: str) -> bool:
    return "://" in value or value.startswith(("git+", "file:"))


def _is_local(line: str, base: Path) -> bool:
    path, _ = _split_extras(line)
    if _is_url(line) or "@" in path:
        return False
    return path.startswith((".", "/")) or (path.endswith(_ARCHIVES) and (base / path).exists())


def _split_extras(value: str) -> tuple[str, str]:
    """`./package[extra] ; marker` → `./package` and the rest."""
    match = re.match(r"(.*?)(\s*\[.*|\s+;.*|\s+--hash.*)?$", value)
    assert match is not None
    return match[1], match[2] or ""


def _tree_state(path: Path) -> Sequence[str]:
    if not path.is_dir():
        return [_state(path)]
    states: list[str] = []
    for directory, subdirectories, names in os.walk(path):
        subdirectories[:] = sorted(
            name for name in subdirectories if not name.startswith(".") and name != "__pycache__"
        )
        states.extend(_state(Path(directory, name)) for name in sorted(names))
    return states


def _state(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return f"{path} absent"
    return f"{path} {status.st_size} {status.st_mtime_ns}"
