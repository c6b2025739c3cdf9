"""The worker's output: read from pipes, passed on, told as text."""

from __future__ import annotations

import asyncio
import os

from cog.worker.logs import OutputPipe, Tee


async def test_text_is_handed_out_and_passed_on_unchanged() -> None:
    reader, writer = os.pipe()
    tee = Tee(writer)
    pipe = OutputPipe(tee)
    told: list[str] = []
    pipe.attach(asyncio.get_running_loop(), told.append)

    os.write(pipe.writer, "  Grüße\n\n".encode())
    pipe.drain()
    pipe.close()
    tee.close()

    assert "".join(told) == "  Grüße\n\n"
    assert os.read(reader, 100) == "  Grüße\n\n".encode()


async def test_a_character_cut_in_two_arrives_whole() -> None:
    pipe = OutputPipe(Tee(os.open(os.devnull, os.O_WRONLY)))
    told: list[str] = []
    pipe.attach(asyncio.get_running_loop(), told.append)

    os.write(pipe.writer, b"\xc3")
    pipe.drain()
    os.write(pipe.writer, b"\xbc")
    pipe.close()

    assert told == ["ü"]


async def test_a_reader_that_stands_still_stops_the_pipe_and_loses_nothing() -> None:
    reader, writer = os.pipe()
    tee = Tee(writer, limit=1 << 20)
    pipe = OutputPipe(tee)
    told: list[str] = []
    pipe.attach(asyncio.get_running_loop(), told.append)
    data = os.urandom(8 << 20)

    writing = asyncio.to_thread(_write_all, pipe, data)
    reading = asyncio.to_thread(_read_exactly, reader, len(data))
    written = asyncio.ensure_future(writing)
    await asyncio.sleep(0.1)
    assert not written.done()  # nobody reads, so the writer waits
    assert await reading == data
    await written


def _write_all(pipe: OutputPipe, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe.writer, view) :]


def _read_exactly(descriptor: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += os.read(descriptor, 1 << 20)
    return data
