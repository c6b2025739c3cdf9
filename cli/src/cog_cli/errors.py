"""What can go wrong on the host, in words for whoever typed the command.

CogError                 a message, and a hint that says what to try next
├── ConfigError          cog.yaml, or what it refers to, is wrong
│   └── ProjectNotFound  there is no cog.yaml here or above
├── UsageError           an option or its value is wrong
│   └── InputError       inputs of the model are wrong, missing or unknown
├── EngineError          the environment or image cannot be made, or the model not be started
└── ModelError           the model itself failed: setup, prediction, or its process
"""

from __future__ import annotations


class CogError(Exception):
    """Shown as it is, without a traceback. Every failure exits with status 1."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigError(CogError):
    """cog.yaml, or a file that it names, is wrong."""


class ProjectNotFound(ConfigError):
    """No cog.yaml in the directory or in any above it."""


class UsageError(CogError):
    """An option or its value is wrong."""


class InputError(UsageError):
    """Inputs are wrong, missing or unknown: all of them in one message."""


class EngineError(CogError):
    """The environment or image cannot be made, or the model's server cannot be started."""


class ModelError(CogError):
    """The model failed: in setup, in the prediction, or by ending its process."""
