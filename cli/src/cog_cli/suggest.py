"""“Did you mean …?”, in one wording everywhere."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` is probably a misspelling of."""
    by_folded = {_folded(name): name for name in known}
    matches = difflib.get_close_matches(_folded(word), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence to append to a message, with the space before it; empty when nothing is close."""
    name = closest(word, known)
    return f" Did you mean {name!r}?" if name else ""


def _folded(name: str) -> str:
    return name.lower().replace("-", "_")
