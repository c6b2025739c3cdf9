"""`cog serve`: serve the model over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from cog_cli import console
from cog_cli.client import ModelClient
from cog_cli.commands.building import build_model
from cog_cli.commands.options import (
    Invocation,
    common_options,
    engine_option,
    environment_option,
    parse_environment,
)
from cog_cli.engines.base import StartOptions
from cog_cli.errors import ModelError, UsageError
from cog_cli.inputs import as_message

if TYPE_CHECKING:
    from cog_cli.engines import EngineName
    from cog_cli.engines.base import RunningModel

_PAUSE = 0.1


@click.command("serve", short_help="Serve the model over HTTP.")
@click.option(
    "-p",
    "--port",
    type=click.IntRange(1, 65535),
    default=8393,
    show_default=True,
    help="The port to listen on.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; 0.0.0.0 lets other machines in.",
)
# Hidden until the server knows it.
@click.option("--upload-url", metavar="URL", hidden=True)
@environment_option
@engine_option
@common_options
@click.pass_obj
def command(
    invocation: Invocation,
    port: int,
    host: str,
    upload_url: str | None,
    environment: tuple[str, ...],
    engine: EngineName,
) -> None:
    """Serve the model in this directory, or in one above it, over HTTP, until Ctrl-C.

    \b
    Examples:
      cog serve
      cog serve -p 8080 --host 0.0.0.0
    \b
    Then, from another terminal:
      curl http://127.0.0.1:8393/predictions -H 'Content-Type: application/json' \\
        -d '{"input": {"prompt": "a red bicycle"}}'
    """
    problems: list[str] = []
    variables = parse_environment(environment, problems)
    if problems:
        raise UsageError(as_message(problems))
    chosen, built = build_model(invocation.directory, engine)
    options = StartOptions(
        host=host,
        port=port,
        environment=variables,
        log_level="debug" if console.is_verbose() else "warning",
        arguments=() if upload_url is None else ("--upload-url", upload_url),
    )
    try:
        with chosen.start(built, options) as model:
            _watch(model)
    except KeyboardInterrupt:
        console.progress("Stopped")


def _watch(model: RunningModel) -> None:
    """Returns when the server has ended by itself and well; raises ModelError if not well."""
    console.progress(f"Serving at {model.url}")
    client = ModelClient(model.url, model.exit_status)
    announced = False
    while (status := model.exit_status()) is None:
        if not announced:
            announced = _announce_when_ready(client)
        time.sleep(_PAUSE)
    if status != 0:
        raise client.gone() or ModelError("the model's server ended")


def _announce_when_ready(client: ModelClient) -> bool:
    """Whether setup() has ended. A server whose setup failed goes on: its health says so."""
    try:
        if client.health() == "STARTING":
            return False
        console.progress("The model is ready")
    except ModelError as error:
        if client.gone():
            return False
        console.error(error.message, error.hint)
    return True
