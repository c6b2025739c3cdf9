"""The directory where Cog keeps what can be made again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping


def cache_directory(environ: Mapping[str, str]) -> Path:
    """`$COG_CACHE_DIR`, else the system's place for the user's caches."""
    if chosen := environ.get("COG_CACHE_DIR"):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("cog")


def make_directory(directory: Path) -> Path:
    """Makes it, and the ones above it, if it is not there. Raises EngineError if it cannot be."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(
            f"cannot write to the cache directory {directory}: {error.strerror}",
            hint="name another one in COG_CACHE_DIR",
        ) from None
    return directory
