"""Why a worker died, in words that a person can act on."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

_CGROUPS = Path("/sys/fs/cgroup")

#: What usually sends the signal.
_LIKELY = {
    "SIGKILL": "something outside killed it, often the system when memory runs out",
    "SIGSEGV": "native code accessed memory that it should not",
    "SIGABRT": "native code gave up",
    "SIGBUS": "native code accessed memory that is not there, often a full /dev/shm",
    "SIGILL": "the processor lacks an instruction that native code needs",
    "SIGTERM": "something outside asked it to stop",
}


@dataclass(frozen=True)
class Death:
    """The end of a worker process."""

    exit_code: Optional[int]
    signal: Optional[str]
    out_of_memory: bool = False
    #: Why we killed it ourselves, if we did.
    reason: Optional[str] = None

    @classmethod
    def of(
        cls, returncode: int, *, out_of_memory: bool = False, reason: Optional[str] = None
    ) -> Death:
        """From subprocess's return code, which is negative for a signal."""
        if returncode >= 0:
            return cls(returncode, None, out_of_memory, reason)
        return cls(None, _signal_name(-returncode), out_of_memory, reason)

    @property
    def cause(self) -> str:
        """One sentence."""
        if self.reason is not None:
            return self.reason
        if self.out_of_memory:
            return "the worker ran out of memory and was killed by the system"
        if self.signal is not None:
            likely = _LIKELY.get(self.signal)
            return f"the worker was killed by {self.signal}" + (f" ({likely})" if likely else "")
        if self.exit_code == 0:
            return "the worker exited by itself (exit code 0)"
        return f"the worker exited with code {self.exit_code}"


def count_out_of_memory_kills() -> int:
    """How many processes of our cgroup the kernel killed for memory; 0 where it does not say."""
    for name in ("memory.events", "memory/memory.oom_control"):  # cgroup v2, v1
        try:
            text = (_CGROUPS / name).read_text()
        except OSError:
            continue
        match = re.search(r"^oom_kill (\d+)$", text, re.MULTILINE)
        if match:
            return int(match[1])
    return 0


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
