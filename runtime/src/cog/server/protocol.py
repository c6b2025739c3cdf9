"""HTTP/1.1 by uvicorn, with a way to send a response's head and body in one packet.

uvicorn writes the head when it gets it and the body when it gets that: two system calls here, two
packets on the way, two wake-ups of the client. `with scope[TRANSPORT]:` gathers them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Optional

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

#: Where a request's scope has the transport of its connection.
TRANSPORT = "cog.transport"


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol over a transport that can gather."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._gathering = GatheringTransport(transport)
        super().connection_made(self._gathering)  # type: ignore[arg-type]

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope[TRANSPORT] = self._gathering  # type: ignore[literal-required]


class GatheringTransport:
    """A transport; what is written inside `with transport:` leaves together at the end of it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._gathered: Optional[List[bytes]] = None
        # What uvicorn asks for in every request, without the way through __getattr__.
        self.is_closing = transport.is_closing
        self.pause_reading = transport.pause_reading
        self.resume_reading = transport.resume_reading

    def __enter__(self) -> None:
        self._gathered = []

    def __exit__(self, *_exception: object) -> None:
        gathered, self._gathered = self._gathered, None
        if gathered:
            self._transport.writelines(gathered)

    def write(self, data: bytes) -> None:
        if self._gathered is None:
            self._transport.write(data)
        else:
            self._gathered.append(data)

    def close(self) -> None:
        self.__exit__()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
