"""What crosses the channel between the server and the worker: typed messages in length-prefixed frames.

A frame is four bytes (big endian; the top bit is a flag, the rest a length) and that many bytes of
payload. The payload is JSON, ``["Predict", {"id": …}]``; with the flag set it is the path of a file
that holds the JSON. Values of any size go that way, so no message has a limit and none blocks the
channel for the others.

The worker's side of this file runs in the model's environment: standard library only.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, Type, Union

from ..errors import ProtocolError

#: Payloads above this many bytes travel as a file.
SPILL_BYTES = 1 << 20

_HEADER = struct.Struct(">I")
_IN_FILE = 1 << 31

#: Where a file stands in a JSON value: the keys and indices that lead to it.
Pointer = List[Union[str, int]]
#: The files of a value: each one's place in it, where the value itself holds null, and its path.
Files = List[Tuple[Pointer, str]]


# ── server → worker ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Load:
    """Import the model's code and describe its signature. Answered by Loaded or LoadFailed."""

    reference: str
    directory: str


@dataclass(frozen=True)
class SetUp:
    """Run setup(). Answered by SetUpDone."""


@dataclass(frozen=True)
class Predict:
    """Run a prediction. Answered by any number of Output and Metric, then one Done."""

    id: str
    input: Dict[str, Any]
    files: Files
    #: The prediction's own directory; the server made the path up, whoever needs it first makes it.
    directory: str


@dataclass(frozen=True)
class Cancel:
    """Cancel the prediction with this id; without effect when it is not the one that runs."""

    id: str


# ── worker → server ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Hello:
    """The first frame: who answers."""

    version: str
    python: str
    pid: int


@dataclass(frozen=True)
class Loaded:
    """The model's code is imported; this is what predict() takes and returns."""

    spec: Dict[str, Any]


@dataclass(frozen=True)
class LoadFailed:
    """The model's code cannot be imported, or its signature is impossible."""

    error: str


@dataclass(frozen=True)
class SetUpDone:
    """setup() ended; `error` is None when it succeeded."""

    error: Optional[str] = None


@dataclass(frozen=True)
class Output:
    """The value of a prediction, or the next item of one that yields."""

    id: str
    value: Any
    files: Files = field(default_factory=list)
    #: Whether it is one item of a stream.
    item: bool = False


@dataclass(frozen=True)
class Metric:
    """A number (or other JSON value) that the model recorded."""

    id: str
    name: str
    value: Any


@dataclass(frozen=True)
class Done:
    """The end of a prediction: `status` is "succeeded", "failed" or "canceled"."""

    id: str
    status: str
    error: Optional[str] = None


Message = Union[
    Load, SetUp, Predict, Cancel, Hello, Loaded, LoadFailed, SetUpDone, Output, Metric, Done
]

_TYPES: Dict[str, Type[Any]] = {
    cls.__name__: cls
    for cls in (
        *(Load, SetUp, Predict, Cancel),
        *(Hello, Loaded, LoadFailed, SetUpDone, Output, Metric, Done),
    )
}

# One encoder for all frames: json.dumps() with other than its default settings makes one per call.
_encode_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def encode(message: Message, directory: Optional[Callable[[], str]] = None) -> bytes:
    """The frame of a message.

    `directory` answers with an existing directory, and is asked only when the message is too large
    to travel inline. Without it the message is inline whatever its size.
    """
    text = _encode_json([type(message).__name__, message.__dict__])
    try:
        payload = text.encode()
    except UnicodeEncodeError:  # lone surrogates, which neither UTF-8 nor JSON can carry
        payload = text.encode("utf-8", "replace")
    if directory is None or len(payload) <= SPILL_BYTES:
        return _HEADER.pack(len(payload)) + payload
    handle, path = tempfile.mkstemp(prefix="frame-", suffix=".json", dir=directory())
    with os.fdopen(handle, "wb") as file:
        file.write(payload)
    name = os.fsencode(path)
    return _HEADER.pack(_IN_FILE | len(name)) + name


class Decoder:
    """Cuts a stream of bytes into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are complete now.

        Raises ProtocolError for a frame that is none of ours.
        """
        buffer = self._buffer
        buffer += data
        while len(buffer) >= 4:
            (head,) = _HEADER.unpack_from(buffer)
            end = 4 + (head & ~_IN_FILE)
            if len(buffer) < end:
                return
            payload = bytes(buffer[4:end])
            del buffer[:end]
            yield _decode(_take_file(payload) if head & _IN_FILE else payload)


def _take_file(name: bytes) -> bytes:
    path = os.fsdecode(name)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (pathlib costs the worker its import)
            payload = file.read()
        os.unlink(path)  # noqa: PTH108
    except OSError as error:
        raise ProtocolError(f"a large message is gone from the disk: {error}") from error
    return payload


def _decode(payload: bytes) -> Message:
    try:
        name, fields = json.loads(payload)
        message: Message = _TYPES[name](**fields)
    except (ValueError, KeyError, TypeError) as error:
        raise ProtocolError(f"not a message: {payload[:100]!r}") from error
    return message
