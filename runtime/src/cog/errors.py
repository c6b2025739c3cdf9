"""The errors of the runtime.

CogError
├── LoadError           the model's code cannot be imported, or has no such predictor
├── SchemaError         a signature that cannot be described
├── InputInvalid        a request whose inputs do not fit the signature           HTTP 422
├── OutputError         a returned value that cannot be sent
├── OutputInvalid       a sent value that does not fit the return annotation      HTTP 500
├── FileError           a file that cannot be fetched or read
├── NotReady            the model is not set up, or its setup failed              HTTP 503
├── Busy                no slot is free                                           HTTP 409
├── UnknownPrediction   no such prediction runs or is remembered                  HTTP 404
├── SettingsError       a flag, variable or cog.yaml that the server cannot use
├── ProtocolError       server and worker do not understand each other
└── IllegalTransition   a prediction cannot go from its state to the one asked for

BaseException
└── CancelationException   raised inside predict() when its prediction is canceled
"""

from __future__ import annotations

from typing import Any, Sequence

__all__ = [
    "Busy",
    "CancelationException",
    "CogError",
    "FileError",
    "IllegalTransition",
    "InputInvalid",
    "LoadError",
    "NotReady",
    "OutputError",
    "OutputInvalid",
    "ProtocolError",
    "SchemaError",
    "SettingsError",
    "UnknownPrediction",
]


class CogError(Exception):
    """Everything that Cog itself has to say to the author or the caller of a model."""


class LoadError(CogError):
    """The model's file, class or function cannot be loaded; the text says where and why."""


class SchemaError(CogError):
    """A signature that cannot be described. `problems` has one line for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))


class InputInvalid(CogError):
    """Inputs that do not fit the signature. `errors` is what a 422 answer lists under `detail`."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        self.errors = errors
        lines = (f"{'.'.join(str(part) for part in e['loc'][2:])}: {e['msg']}" for e in errors)
        super().__init__("\n".join(lines))


class OutputError(CogError):
    """A returned value has a part that cannot be sent; the text names its place."""


class OutputInvalid(CogError):
    """An output that is not what the return annotation promises; the text names the place."""


class FileError(CogError):
    """An input cannot be fetched, or an output file cannot be read; the text says which and why."""


class NotReady(CogError):
    """The model is not set up yet, or its setup failed; the text says which."""


class Busy(CogError):
    """No slot is free for another prediction."""


class UnknownPrediction(CogError):
    """No prediction with this id runs, and none is remembered."""


class SettingsError(CogError):
    """A flag, variable or cog.yaml that the server cannot start with."""


class ProtocolError(CogError):
    """Server and worker do not understand each other."""


class IllegalTransition(CogError):
    """A prediction cannot go from the state it is in to the one asked for."""


class CancelationException(BaseException):
    """Raised inside a running predict() that was canceled: clean up, then raise it again.

    Not an `Exception`, so that `except Exception` in a model does not swallow it.
    """
