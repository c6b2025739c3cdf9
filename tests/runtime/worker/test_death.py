"""The cause of a worker's death, as a person reads it."""

from __future__ import annotations

import signal

import pytest
from cog.worker.death import Death


@pytest.mark.parametrize(
    ("returncode", "words"),
    [
        (0, "exited by itself"),
        (3, "exited with code 3"),
        (-signal.SIGSEGV, "SIGSEGV (native code"),
        (-signal.SIGKILL, "SIGKILL (something outside"),
        (-signal.SIGUSR2, "killed by SIGUSR2"),
    ],
)
def test_the_cause_names_the_exit_code_or_the_signal(returncode: int, words: str) -> None:
    assert words in Death.of(returncode).cause


def test_out_of_memory_is_the_cause_when_the_cgroup_says_so() -> None:
    assert "ran out of memory" in Death.of(-signal.SIGKILL, out_of_memory=True).cause


def test_a_worker_that_we_killed_died_of_our_reason() -> None:
    assert Death.of(-signal.SIGKILL, reason="it lied").cause == "it lied"
