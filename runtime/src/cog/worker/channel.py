"""The worker's end of the channel: a blocking socket that messages go through."""

from __future__ import annotations

import select
import socket
import threading
from collections import deque
from typing import Deque, List, Optional

from .messages import Decoder, Message, encode

_CHUNK = 1 << 16


class ChannelClosed(Exception):
    """The server is gone, or wants this worker to end."""


class Channel:
    """Sends from any thread; receives in the one thread that owns it."""

    def __init__(self, sock: socket.socket, directory: Optional[str] = None) -> None:
        self._socket = sock
        self._directory = directory
        self._decoder = Decoder()
        self._readable = select.poll()
        self._readable.register(sock, select.POLLIN)
        self._received: Deque[Message] = deque()
        self._sending = threading.Lock()
        self.closed = False

    def close_in_fork(self) -> None:
        """For a process that the model forked: the channel is the worker's alone."""
        self.closed = True
        self._sending = threading.Lock()  # a thread that is not here may have held it
        self._socket.close()

    def send(self, message: Message) -> None:
        """Sends a message; a large one through a file in the channel's directory.

        Raises ChannelClosed.
        """
        frame = encode(message, self._directory)
        with self._sending:
            if self.closed:
                raise ChannelClosed
            self._socket.sendall(frame)

    def receive(self) -> Message:
        """The next message, waited for. Raises ChannelClosed at the end."""
        while not self._received:
            # Not recv() alone: when the server reads our last message, that makes room in this
            # socket, which wakes whoever sleeps in recv(), for nothing. A third of a round trip.
            self._readable.poll()
            self._read(0)
        return self._received.popleft()

    def poll(self) -> List[Message]:
        """The messages that are here already. The end is left for `receive` to find."""
        try:
            while True:
                self._read(socket.MSG_DONTWAIT)
        except (BlockingIOError, ChannelClosed):
            pass
        messages = list(self._received)
        self._received.clear()
        return messages

    def _read(self, flags: int) -> None:
        if self.closed:
            raise ChannelClosed
        try:
            data = self._socket.recv(_CHUNK, flags)
        except ConnectionError:
            data = b""
        if not data:
            raise ChannelClosed
        self._received.extend(self._decoder.feed(data))
