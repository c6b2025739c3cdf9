"""The worker's standard streams: pipes to the server, written line by line and flushed in time."""

from __future__ import annotations

import ctypes
import io
import sys
import traceback
from functools import partial
from typing import Callable

_PACKAGE = __file__[: -len("worker/streams.py")]
_LINE_BUFFERED = 1  # _IOLBF, setvbuf(3), on Linux and macOS


class StandardStreams:
    """stdout and stderr, Python's and C's. One for the process: it sets how they are buffered."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            assert isinstance(stream, io.TextIOWrapper)
            # PYTHONUNBUFFERED would write each argument of print() by itself, and tear lines apart.
            stream.reconfigure(line_buffering=True, write_through=False, errors="backslashreplace")
        self._flush_c = _buffer_c_stdout_by_line()

    def flush(self) -> None:
        """Everything that was printed is in the pipes after this."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass  # replaced, broken or closed by the model
        self._flush_c()

    def print_traceback(self, error: BaseException) -> None:
        """To stderr, and so into the logs; without this package's frames above the user's."""
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_PACKAGE):
            trace = trace.tb_next
        self.flush()
        for stream in (sys.stderr, sys.__stderr__):
            try:
                traceback.print_exception(type(error), error, trace, file=stream)
                return
            except Exception:  # the model has put something broken there
                continue


def _buffer_c_stdout_by_line() -> Callable[[], object]:
    """Has C write each line when it ends, as Python does; returns what flushes the rest."""
    for name in ("stdout", "__stdoutp"):  # glibc and musl; macOS
        try:
            libc = ctypes.CDLL(None)
            stdout = ctypes.c_void_p.in_dll(libc, name)
        except (OSError, TypeError, ValueError):
            continue
        libc.setvbuf(stdout, None, _LINE_BUFFERED, 0)
        return partial(libc.fflush, stdout)
    return lambda: None
