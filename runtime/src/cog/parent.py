"""A process that ends with the one that started it."""

from __future__ import annotations

import ctypes
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)


def die_with_parent(signal_number: int) -> None:
    """Has the kernel send this process the signal when its parent ends, however it ends (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal_number)
