"""What the worker prints: read from its pipes, passed on unchanged, and handed out as text.

The pipes are the worker's file descriptors 1 and 2, so the output of C code and of subprocesses
is included. They are read in the server: what a worker wrote before it died is not lost.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import threading
from collections import deque
from typing import TYPE_CHECKING, Callable, Deque, List, Optional

if TYPE_CHECKING:
    import asyncio

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

_CHUNK = 1 << 18
_CAPACITY = 1 << 20  # the most that an unprivileged process may ask for by default, pipe(7)


class LogText:
    """Text that grows; beyond a limit the oldest of it goes, and a line says how much."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: List[str] = []
        self._size = 0
        self._dropped = 0

    def append(self, text: str) -> None:
        """Adds to the end."""
        self._pieces.append(text)
        self._size += len(text)
        # Cutting rarely keeps this linear; in between the text may be a quarter longer.
        if self._size > self._limit * 5 // 4:
            whole = "".join(self._pieces)
            self._dropped += len(whole) - self._limit
            self._pieces = [whole[-self._limit :]]
            self._size = self._limit

    def text(self) -> str:
        """What is kept of it."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        text = self._pieces[0] if self._pieces else ""
        if self._dropped:
            return f"[{self._dropped} earlier characters left out]\n{text}"
        return text


class OutputPipe:
    """One stream of the worker. Not thread-safe: belongs to the event loop it is attached to."""

    def __init__(self, tee: Tee) -> None:
        self._reader, self.writer = os.pipe()
        os.set_blocking(self._reader, False)
        if fcntl is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
            try:
                fcntl.fcntl(self._reader, fcntl.F_SETPIPE_SZ, _CAPACITY)
            except OSError:
                pass  # the user's share of pipe memory is used up: the default will do
        self._tee = tee
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._on_text: Callable[[str], None] = lambda _text: None

    def attach(self, loop: asyncio.AbstractEventLoop, on_text: Callable[[str], None]) -> None:
        """From now on reads, and calls `on_text` with what it read."""
        self._loop, self._on_text = loop, on_text
        loop.add_reader(self._reader, self._read)

    def close_writer(self) -> None:
        """Gives up the server's own copy of the worker's end."""
        if self.writer >= 0:
            os.close(self.writer)
            self.writer = -1

    def fileno(self) -> int:
        """The end that we read."""
        return self._reader

    def drain(self) -> None:
        """Reads what is there now. No more than a pipe holds: a flood must not keep us here."""
        for _ in range(0, _CAPACITY, _CHUNK):
            if not self._read():
                return

    def close(self) -> None:
        """Reads the rest, and closes."""
        if self._reader < 0:
            return
        self.drain()
        self._pause()
        self.close_writer()
        os.close(self._reader)
        self._reader = -1
        self._hand_out(self._decoder.decode(b"", final=True))

    def _read(self) -> bool:
        try:
            data = os.read(self._reader, _CHUNK)
        except BlockingIOError:
            return False
        if not data:  # every holder of the other end is gone
            self._pause()
            return False
        if not self._tee.write(data, self._resume_soon):
            self._pause()
        self._hand_out(self._decoder.decode(data))
        return True

    def _pause(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self._reader)

    def _resume_soon(self) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._resume)

    def _resume(self) -> None:
        if self._loop is not None and self._reader >= 0:
            self._loop.add_reader(self._reader, self._read)

    def _hand_out(self, text: str) -> None:
        if text:
            self._on_text(text)


class Tee:
    """Writes to a file descriptor from its own thread: a slow reader blocks no event loop.

    Nothing is dropped: while more than `limit` bytes wait, the pipes that feed it are not read,
    and a worker that goes on printing waits, just as it would if it wrote to that reader itself.
    """

    def __init__(self, descriptor: int, limit: int = 8 << 20) -> None:
        self._descriptor = descriptor
        self._limit = limit
        self._waiting: Deque[bytes] = deque()
        self._size = 0
        self._changed = threading.Condition()
        self._thread: Optional[threading.Thread] = None
        self._closed = False
        self._on_room: Optional[Callable[[], None]] = None

    def write(self, data: bytes, on_room: Callable[[], None]) -> bool:
        """Passes the bytes on, soon. False: full, and a thread will call `on_room`."""
        with self._changed:
            self._waiting.append(data)
            self._size += len(data)
            if self._thread is None:
                self._thread = threading.Thread(target=self._pump, name="tee", daemon=True)
                self._thread.start()
            self._changed.notify()
            if self._size <= self._limit:
                return True
            self._on_room = on_room
            return False

    def close(self, timeout: float = 1.0) -> None:
        """Waits until everything is written, up to `timeout` seconds."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout)

    def _pump(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                data = self._waiting.popleft()
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(self._descriptor, view) :]
            except OSError:
                pass  # nobody reads our own output any more; the prediction's logs have it
            with self._changed:
                self._size -= len(data)
                on_room, self._on_room = self._on_room, None
            if on_room is not None:
                on_room()
