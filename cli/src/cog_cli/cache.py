"""The directory where Cog keeps what can be made again."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def cache_directory(environ: Mapping[str, str]) -> Path:
    """`$COG_CACHE_DIR`, else the system's place for the user's caches."""
    if chosen := environ.get("COG_CACHE_DIR"):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("cog")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """A failure to write below `path` becomes an EngineError that says what to do."""
    try:
        yield
    except OSError as error:
        raise EngineError(
            f"cannot write to the cache, {path}: {error.strerror}",
            hint="make room, or name another directory in COG_CACHE_DIR",
        ) from None


def make_directory(path: Path) -> Path:
    """Makes it, and the ones above it, if it is not there. Raises EngineError if it cannot be."""
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)
    return path
