"""What crosses the channel of server and worker: typed messages in length-prefixed frames.

A frame is four bytes (big endian; the top bit is a flag, the rest a length) and that many bytes of
payload. The payload is JSON, ``["Cancel", "some-id"]``: a message's name and its fields. With the
flag set it is the path of a file that holds the JSON. Values of any size go that way, so no
message has a limit and none blocks the channel for the others.

The worker's side of this file runs in the model's environment: standard library only. The server
gives `encode` and `Decoder` faster JSON functions.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
from typing import TYPE_CHECKING, Any, Callable, Dict, List, NamedTuple, Optional, Type, Union

from ..errors import ProtocolError

if TYPE_CHECKING:
    from ..schema.markers import Files

#: Payloads above this many bytes travel as a file.
SPILL_BYTES = 1 << 20

#: What the server sends behind a Cancel: it interrupts the worker's main thread, wherever that is.
CANCEL_SIGNAL = signal.SIGUSR1

_IN_FILE = 1 << 31


# ── server → worker ──────────────────────────────────────────────────────────────────────────────


class Load(NamedTuple):
    """Import the model's code and describe its signature. Answered by Loaded or LoadFailed."""

    reference: str
    directory: str


class SetUp(NamedTuple):
    """Run setup(). Answered by SetUpDone."""


class Predict(NamedTuple):
    """Run a prediction. Answered by any number of Item and Metric, then one Done."""

    id: str
    input: Dict[str, Any]
    files: Files
    #: The prediction's own directory; the server made the path up, whoever needs it first makes it.
    directory: str


class Cancel(NamedTuple):
    """Cancel the prediction with this id; without effect when it is not the one that runs."""

    id: str


# ── worker → server ──────────────────────────────────────────────────────────────────────────────


class Hello(NamedTuple):
    """The first frame: who answers."""

    version: str
    python: str
    pid: int


class Loaded(NamedTuple):
    """The model's code is imported; this is what predict() takes and returns."""

    spec: Dict[str, Any]


class LoadFailed(NamedTuple):
    """The model's code cannot be imported, or its signature is impossible."""

    error: str


class SetUpDone(NamedTuple):
    """setup() ended; `error` is None when it succeeded."""

    error: Optional[str] = None


class Item(NamedTuple):
    """One more item of a prediction that yields."""

    id: str
    value: Any
    files: Files


class Metric(NamedTuple):
    """A number (or other JSON value) that the model recorded."""

    id: str
    name: str
    value: Any


class Done(NamedTuple):
    """The end of a prediction: `status` is "succeeded", "failed" or "canceled"."""

    id: str
    status: str
    error: Optional[str] = None
    #: Whether `value` is what the model returned; not so when it yielded or failed.
    returned: bool = False
    value: Any = None
    files: Files = []  # noqa: RUF012 (a default that nobody changes)
    #: Whether the worker made the prediction's directory.
    made_directory: bool = False


Message = Union[
    Load, SetUp, Predict, Cancel, Hello, Loaded, LoadFailed, SetUpDone, Item, Metric, Done
]

MESSAGES: Dict[str, Type[Any]] = {
    cls.__name__: cls
    for cls in (
        *(Load, SetUp, Predict, Cancel),
        *(Hello, Loaded, LoadFailed, SetUpDone, Item, Metric, Done),
    )
}

# One encoder and one decoder for all frames: json.dumps() and json.loads() make new ones for
# settings that are not the default, and take four times as long.
_encode_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode
_decode_json = json.JSONDecoder().raw_decode


def dumps(value: Any) -> bytes:
    """JSON by the standard library."""
    text = _encode_json(value)
    try:
        return text.encode()
    except UnicodeEncodeError:  # lone surrogates, which neither UTF-8 nor JSON can carry
        return text.encode("utf-8", "replace")


def loads(data: bytes) -> Any:
    """The value of JSON without white space around it."""
    return _decode_json(data.decode())[0]


def encode(
    message: Message,
    directory: Optional[str] = None,
    dumps: Callable[[Any], bytes] = dumps,
) -> bytes:
    """The frame of a message.

    `directory` is where a message goes that is too large to travel inline. Without it the message
    is inline whatever its size.
    """
    payload = dumps((type(message).__name__, *message))
    if directory is None or len(payload) <= SPILL_BYTES:
        return len(payload).to_bytes(4, "big") + payload
    os.makedirs(directory, mode=0o700, exist_ok=True)  # noqa: PTH103 (cleaners of /tmp take it)
    handle, path = tempfile.mkstemp(prefix="frame-", suffix=".json", dir=directory)
    with os.fdopen(handle, "wb") as file:
        file.write(payload)
    name = os.fsencode(path)
    return (_IN_FILE | len(name)).to_bytes(4, "big") + name


class Decoder:
    """Cuts a stream of bytes into messages."""

    def __init__(self, loads: Callable[[bytes], Any] = loads, limit: int = SPILL_BYTES) -> None:
        self._loads = loads
        #: A longer payload is none of ours: whoever wrote it would have it waited for.
        self._limit = limit
        #: The beginning of a frame whose end has not come yet.
        self._rest = b""

    def feed(self, data: Union[bytes, memoryview]) -> List[Message]:
        """The messages that are complete now.

        Raises ProtocolError for a frame that is none of ours.
        """
        data = self._rest + data if self._rest else bytes(data)
        messages = []
        start, size = 0, len(data)
        while size - start >= 4:
            head = int.from_bytes(data[start : start + 4], "big")
            length = head & ~_IN_FILE
            if length > self._limit:
                raise ProtocolError(f"not a message: {data[start : start + 100]!r}")
            end = start + 4 + length
            if end > size:
                break
            payload = data[start + 4 : end]
            if head & _IN_FILE:
                payload = _take_file(payload)
            messages.append(self._message(payload))
            start = end
        self._rest = data[start:]
        return messages

    def _message(self, payload: bytes) -> Message:
        try:
            name, *fields = self._loads(payload)
            message: Message = MESSAGES[name](*fields)
        except (ValueError, KeyError, TypeError) as error:
            raise ProtocolError(f"not a message: {payload[:100]!r}") from error
        return message


def _take_file(name: bytes) -> bytes:
    path = os.fsdecode(name)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 (pathlib costs the worker its import)
            payload = file.read()
        os.unlink(path)  # noqa: PTH108
    except OSError as error:
        raise ProtocolError(f"a large message is gone from the disk: {error}") from error
    return payload
