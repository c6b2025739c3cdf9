"""Files in JSON-like trees: the marked strings that stand for them, and their places."""

from __future__ import annotations

from typing import List, Tuple, Union

__all__ = ["FileURL", "Files", "LocalFile", "Pointer", "is_file_url"]

#: The keys and indices that lead from the root of a tree to one place in it.
Pointer = List[Union[str, int]]
#: The files of a tree that has null in their places: the place and the path of each.
Files = List[Tuple[Pointer, str]]


class LocalFile(str):
    """The path of a file on this machine's disk."""

    __slots__ = ()


class FileURL(str):
    """An `http:`, `https:` or `data:` URL that has to become a file before the model sees it."""

    __slots__ = ()


def is_file_url(text: str) -> bool:
    """Whether the text is a URL that a FileURL may hold."""
    start = text[:8].lower()
    return start.startswith(("http://", "https://")) or (start[:5] == "data:" and "," in text)
