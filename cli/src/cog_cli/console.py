"""All words of the command line: results on stdout, everything else on stderr.

Colour only on a terminal, and never when NO_COLOR is set or TERM is `dumb`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

import click

from cog_cli.errors import CogError

_verbose = False


def set_verbose(verbose: bool) -> None:
    """Whether `debug` says anything (`--debug`)."""
    global _verbose
    _verbose = verbose


def is_verbose() -> bool:
    """Whether the user asked for more with `--debug`."""
    return _verbose


def result(text: str, *, newline: bool = True) -> None:
    """Writes what the command was asked for to stdout. Raises CogError when it takes no more."""
    try:
        click.echo(_printable(text, sys.stdout), nl=newline)
    except BrokenPipeError:
        raise  # the reader has seen enough: no error worth a word
    except OSError as error:
        raise CogError(f"cannot write the result: {error.strerror}") from None


def progress(message: str) -> None:
    """Says what happens now."""
    _say(message)


def debug(message: str) -> None:
    """Says what only someone looking for a fault wants to know."""
    if _verbose:
        _say(message, dim=True)


def warning(message: str) -> None:
    """Says what the user should know, though the work goes on."""
    _say(f"{_styled('Warning:', fg='yellow', bold=True)} {message}")


def error(message: str, hint: str | None = None) -> None:
    """Says why the work ended, and what to try next."""
    _say(f"{_styled('Error:', fg='red', bold=True)} {message}")
    if hint:
        _say(f"{_styled('Hint:', fg='cyan', bold=True)} {hint}")


def colour() -> bool:
    """Whether stderr takes colour."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return _is_terminal(sys.stderr)


def result_is_read_by_a_person() -> bool:
    """Whether stdout is a terminal."""
    return _is_terminal(sys.stdout)


def _say(message: str, *, dim: bool = False) -> None:
    text = _styled(message, dim=True) if dim else message
    # Whoever closed stderr wants to hear nothing, but still wants the result.
    with contextlib.suppress(OSError):
        click.echo(_printable(text, sys.stderr), err=True, color=colour())


def _styled(
    text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None
) -> str:
    return click.style(text, fg=fg, bold=bold, dim=dim) if colour() else text


def _printable(text: str, stream: TextIO | None) -> str:
    """The text with escapes for what the stream cannot show.

    A model may return a lone surrogate, and a terminal may not know every character: losing a
    whole result over one of them would be worse.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()  # None: closed by whoever started us
