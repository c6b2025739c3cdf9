"""Options that several commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from cog_cli import console
from cog_cli.engines import ENGINE_NAMES
from cog_cli.paths import is_directory, typed_path

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Invocation:
    """Where the command runs: `directory` is the shell's, or what -C made of it."""

    shell_directory: Path = field(default_factory=Path.cwd)
    directory: Path = field(default_factory=Path.cwd)


def common_options(command: F) -> F:
    """-C and --debug, before and after the name of a command."""
    command = click.option(
        "-C",
        "directories",
        metavar="DIR",
        multiple=True,
        expose_value=False,
        callback=_change_directory,
        help="Run as if started in DIR.",
    )(command)
    return click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=_set_debug,
        help="Say more, and show the traceback of errors.",
    )(command)


engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINE_NAMES),
    default="auto",
    envvar="COG_ENGINE",
    show_envvar=True,
    show_default=True,
    help="Where the model runs.",
)

environment_option = click.option(
    "-e",
    "--env",
    "environment",
    metavar="NAME=VALUE",
    multiple=True,
    help="Set an environment variable for the model; NAME alone passes on yours. Repeatable.",
)


def parse_environment(options: Sequence[str], problems: list[str]) -> dict[str, str]:
    """The variables that -e sets. Appends to `problems` what is wrong."""
    variables = {}
    for option in options:
        name, separator, value = option.partition("=")
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            problems.append(f"cannot understand the variable {option!r}: write it as -e NAME=value")
        elif separator:
            variables[name] = value
        elif name in os.environ:
            variables[name] = os.environ[name]
        else:
            problems.append(f"-e {name}: it is not set here, so give it a value: -e {name}=value")
    return variables


def _change_directory(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> None:
    invocation = context.ensure_object(Invocation)
    for name in value:
        directory = typed_path(name, invocation.directory)
        if not is_directory(directory):
            raise click.UsageError(f"-C: there is no directory {name!r}", context)
        invocation.directory = directory


def _set_debug(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    context.ensure_object(Invocation)
    if value:
        console.set_verbose(True)
