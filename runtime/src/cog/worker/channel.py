"""The worker's end of the channel: a blocking socket that messages go through."""

from __future__ import annotations

import os
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
        self._received: Deque[Message] = deque()
        self._sending = threading.Lock()
        # A copy of this process that the model makes by os.fork() must not answer in its name.
        os.register_at_fork(after_in_child=sock.close)

    def send(self, message: Message) -> None:
        """Sends a message; a large one through a file in the channel's directory."""
        if self._socket.fileno() < 0:
            raise ChannelClosed("only the worker itself can do this, not a fork of it")
        frame = encode(message, self._directory)
        with self._sending:
            self._socket.sendall(frame)

    def receive(self) -> Message:
        """The next message, waited for. Raises ChannelClosed at the end."""
        if self._socket.fileno() < 0:
            raise ChannelClosed
        while not self._received:
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
        try:
            data = self._socket.recv(_CHUNK, flags)
        except ConnectionError:
            data = b""
        if not data:
            raise ChannelClosed
        self._received.extend(self._decoder.feed(data))
