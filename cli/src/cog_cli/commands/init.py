"""`cog init`: the files of a new project."""

from __future__ import annotations

from pathlib import Path

import click

from cog_cli import console
from cog_cli.commands.options import Invocation, common_options
from cog_cli.errors import CogError

TEMPLATES = Path(__file__).parent.parent / "templates"
# Written from the template; an existing one means that this is a project already.
MODEL_FILES = {"cog.yaml": "cog.yaml", "predict.py": "predict.py.txt"}
# Kept when it is there: a repository may have its own.
OTHER_FILES = {
    ".dockerignore": "dockerignore.txt",
    ".github/workflows/push.yaml": "push.yaml",
}


@click.command("init", short_help="Make the files of a new model.")
@common_options
@click.pass_obj
def command(invocation: Invocation) -> None:
    """Make the files of a new model here: cog.yaml, predict.py and what goes with them.

    \b
    Examples:
      cog init
      mkdir my-model && cog init -C my-model
    """
    directory = invocation.directory
    existing = [name for name in MODEL_FILES if (directory / name).exists()]
    if existing:
        raise CogError(
            f"there is already a {' and a '.join(existing)} in {directory}; nothing was written",
            hint="run 'cog predict', or make the new model in another directory: cog init -C DIR",
        )
    for name, template in (MODEL_FILES | OTHER_FILES).items():
        path = directory / name
        if path.exists():
            console.progress(f"Kept {name}")
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((TEMPLATES / template).read_bytes())
        except OSError as error:
            raise CogError(f"cannot write {path}: {error.strerror}") from None
        console.progress(f"Made {name}")
    console.progress("Done! Try it: cog predict -i image=@photo.jpg")
