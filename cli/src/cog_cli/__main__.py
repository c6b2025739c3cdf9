"""`cog`: the command group, the global options, and the one place where errors end."""

from __future__ import annotations

import importlib
import signal
import sys
import traceback
from typing import NoReturn

import click

from cog_cli import console
from cog_cli._version import __version__
from cog_cli.commands.options import common_options
from cog_cli.errors import CogError
from cog_cli.suggest import closest

COMMANDS = ("init", "predict", "serve")
# What people type who mean one of ours.
OTHER_NAMES = {"new": "init", "start": "init", "create": "init", "server": "serve"}
# Commands of Cog that this version does not have yet.
COMING = ("build", "debug", "exec", "login", "push", "run", "train")


class Commands(click.Group):
    """Imports a command when it is asked for, so that `cog --version` imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"cog_cli.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(_about_unknown(name), ctx)
        return super().resolve_command(ctx, args)


def _about_unknown(name: str) -> str:
    if name in COMING:
        return f"'cog {name}' is not available yet in this version"
    meant = OTHER_NAMES.get(name) or closest(name, COMMANDS + COMING)
    return f"there is no command {name!r}." + (f" Did you mean 'cog {meant}'?" if meant else "")


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="cog", message="cog version %(version)s")
@common_options
@click.pass_context
def cli(context: click.Context) -> None:
    """Package a machine-learning model, and run it.

    A model is two files: cog.yaml says what it runs in, predict.py what it does.

    \b
    Examples:
      cog init                            make the two files
      cog predict -i image=@photo.jpg     run one prediction
      cog serve                           serve the model over HTTP
      cog predict --help                  say more about a command
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def run(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns the exit status: 0, or 1 for every failure."""
    console.set_verbose(False)
    try:
        status = cli.main(arguments, prog_name="cog", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.exceptions.Abort:  # Ctrl-C, or SIGTERM
        return 1
    except click.ClickException as error:
        _show_usage_error(error)
    except CogError as error:
        if console.is_verbose():
            traceback.print_exc()
        console.error(error.message, error.hint)
    except Exception as error:
        _show_bug(error)
    return 1


def _show_usage_error(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "cog"
    console.error(error.format_message(), hint=f"'{command} --help' says more")


def _show_bug(error: Exception) -> None:
    message = f"this is a bug in Cog, not in your model: {type(error).__name__}: {error}"
    if console.is_verbose():
        traceback.print_exc()
        console.error(message, hint="please report it, with the traceback and what you ran")
    else:
        console.error(message, hint="run it again with --debug to get the traceback, and report it")


def _interrupt(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> NoReturn:
    """The `cog` program."""
    # All as Ctrl-C: whatever was started is stopped on the way out.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        status = run()
    except KeyboardInterrupt:  # outside of the command itself
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    main()
