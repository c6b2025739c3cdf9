"""All words of the command line: results on stdout, everything else on stderr.

Colour only on a terminal, and never when NO_COLOR is set or TERM is `dumb`.
"""

from __future__ import annotations

import os
import sys

import click

_verbose = False


def set_verbose(verbose: bool) -> None:
    """Whether `debug` says anything (`--debug`)."""
    global _verbose
    _verbose = verbose


def is_verbose() -> bool:
    """Whether the user asked for more with `--debug`."""
    return _verbose


def result(text: str, *, newline: bool = True) -> None:
    """Writes what the command was asked for to stdout."""
    encoding = sys.stdout.encoding or "utf-8"
    # A model may return a lone surrogate, and a terminal may not know every character:
    # losing the whole result over one of them would be worse than an escape in its place.
    printable = text.encode(encoding, "backslashreplace").decode(encoding)
    click.echo(printable, nl=newline)
    sys.stdout.flush()


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
    return sys.stderr.isatty()


def result_is_read_by_a_person() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout.isatty()


def _say(message: str, *, dim: bool = False) -> None:
    text = _styled(message, dim=True) if dim else message
    encoding = sys.stderr.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), err=True, color=colour())


def _styled(
    text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None
) -> str:
    return click.style(text, fg=fg, bold=bold, dim=dim) if colour() else text
