"""Paths as users type and read them."""

from __future__ import annotations

from pathlib import Path


def typed_path(name: str, directory: Path) -> Path:
    """The path that `name`, typed in `directory`, means; `~` is the user's home."""
    try:
        return directory / Path(name).expanduser()
    except RuntimeError:  # ~someone who does not exist: then it is a name like any other
        return directory / name


def is_directory(path: Path) -> bool:
    """Whether it is one; False as well for a path that nothing can have."""
    try:
        return path.is_dir()
    except OSError:  # too long a name
        return False


def shown_path(path: Path) -> str:
    """The path as someone in the current directory would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
