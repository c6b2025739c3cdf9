"""The errors that the command line reports to its user.

CogError
└── EngineError   an engine cannot make or start what was asked
"""

from __future__ import annotations


class CogError(Exception):
    """What went wrong, and what to do about it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class EngineError(CogError):
    """The engine cannot make or start what was asked."""
