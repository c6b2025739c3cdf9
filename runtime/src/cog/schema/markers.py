"""Marked strings: the leaves of a JSON-like tree that stand for files."""

from __future__ import annotations

__all__ = ["FileURL", "LocalFile", "is_file_url"]


class LocalFile(str):
    """The path of a file on this machine's disk."""

    __slots__ = ()


class FileURL(str):
    """An `http:`, `https:` or `data:` URL that has to become a file before the model sees it."""

    __slots__ = ()


def is_file_url(text: str) -> bool:
    start = text[:8].lower()
    return start.startswith(("http://", "https://")) or (start[:5] == "data:" and "," in text)
