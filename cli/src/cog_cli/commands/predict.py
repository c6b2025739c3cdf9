"""`cog predict`: run one prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cog_cli import console
from cog_cli.client import Deadline, ModelClient, prediction_problem
from cog_cli.commands.building import build_model
from cog_cli.commands.options import (
    Invocation,
    common_options,
    engine_option,
    environment_option,
    parse_environment,
)
from cog_cli.engines.base import StartOptions
from cog_cli.errors import UsageError
from cog_cli.inputs import Files, as_message, coerce_inputs, parse_inputs
from cog_cli.model_schema import read_document
from cog_cli.outputs import choose_target, write_output, write_response

if TYPE_CHECKING:
    from cog_cli.engines import EngineName


@click.command("predict", short_help="Run one prediction.")
@click.argument("image", required=False)
@click.option(
    "-i",
    "--input",
    "pairs",
    metavar="NAME=VALUE",
    multiple=True,
    help="An input of the model. @PATH sends a file, @- stdin. Repeat a name to make a list.",
)
@click.option(
    "--json",
    "document",
    metavar="JSON",
    help="All inputs as one JSON object, or @PATH or - to read it. Prints the whole response.",
)
@click.option("-o", "--output", metavar="PATH", help="Write the output to this file.")
@environment_option
@click.option(
    "--setup-timeout",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    default=300,
    show_default=True,
    help="How long the model's setup() may take.",
)
@engine_option
@common_options
@click.pass_obj
def command(
    invocation: Invocation,
    image: str | None,
    pairs: tuple[str, ...],
    document: str | None,
    output: str | None,
    environment: tuple[str, ...],
    setup_timeout: int,
    engine: EngineName,
) -> None:
    """Run one prediction of the model in this directory, or in one above it.

    The result goes to stdout, everything else to stderr. Files that the model returns are written
    to output.png, or whatever their type is.

    \b
    Examples:
      cog predict -i prompt="a red bicycle"
      cog predict -i image=@photo.jpg -i scale=2 -o bigger.jpg
      cog predict -i image=https://example.com/photo.jpg
      cog predict -i tag=cat -i tag=dog           a list of two
      cog predict --json '{"prompt": "hello"}'    inputs and response as JSON
      cog predict -C examples/resize -i image=@photo.jpg
    """
    problems: list[str] = []
    files = Files(invocation.directory, invocation.shell_directory)
    if image is not None:
        problems.append(_about_the_image(image))
    given = parse_inputs(pairs, document, files, problems)
    target = choose_target(output, invocation.directory, problems)
    variables = parse_environment(environment, problems)
    if problems:
        raise UsageError(as_message(problems))

    chosen, built = build_model(invocation.directory, engine)
    console.progress("Starting the model and running setup()...")
    options = StartOptions(
        environment=variables, log_level="debug" if console.is_verbose() else "warning"
    )
    with chosen.start(built, options) as model:
        client = ModelClient(model.url, model.exit_status)
        deadline = Deadline(setup_timeout)
        schema = read_document(client.wait_for_schema(deadline))
        inputs = coerce_inputs(given, schema, files)
        client.wait_until_ready(deadline)
        console.progress("Running prediction...")
        prediction: dict[str, Any] = client.predict(inputs)
        problem = prediction_problem(prediction)
        if document is not None:
            write_response(prediction, schema.output, target)
        elif problem is None:
            write_output(prediction.get("output"), schema.output, target)
    if problem is not None:
        raise problem


def _about_the_image(argument: str) -> str:
    if "=" in argument:
        return f"{argument!r} is not the name of an image. Did you forget -i?"
    return (
        f"cannot run the image {argument!r}: container engines are not available yet in this "
        "version. Leave it out to run the model in this directory"
    )
