"""Writes the parts of docs/ that the code knows best: `python tools/refresh_docs.py [--check]`.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`, and NAME is one of PARTS.
`--check` changes nothing, and exits with 1 when a page is stale.
"""

from __future__ import annotations

import inspect
import re
import sys
from argparse import SUPPRESS
from pathlib import Path
from typing import TYPE_CHECKING

import click
import tomllib
from cog.server.settings import build_parser
from cog_cli.__main__ import COMING, COMMANDS, cli
from cog_cli.config.load import RESERVED_PREFIXES, RESERVED_VARIABLES
from cog_cli.engines.local.uv import FROM_PIP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DOCS = Path(__file__).parents[1] / "docs"
PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def command_options() -> str:
    """A section for each command; the options of all of them come once."""
    context = click.Context(cli, info_name="cog", **cli.context_settings)
    everywhere = _option_rows(cli, context, leave_out=set())
    sections = ["## Every command\n\n" + _table(("Option", "Meaning"), everywhere)]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, context, name, **cli.context_settings)
        rows = _option_rows(command, inner, leave_out={row[0] for row in everywhere})
        summary = inspect.cleandoc(command.help or "").partition("\b")[0].strip()
        usage = command.get_usage(inner).removeprefix("Usage: ")
        parts = [f"## cog {name}", summary, f"`{usage}`"]
        sections.append(
            "\n\n".join([*parts, *([_table(("Option", "Meaning"), rows)] if rows else [])])
        )
    coming = ", ".join(f"`cog {name}`" for name in COMING)
    return "\n\n".join([*sections, f"Not available yet: {coming}."])


def server_options() -> str:
    """The flags of `python -m cog.server.http`."""
    rows = []
    for action in build_parser()._actions:
        if action.help and action.help is not SUPPRESS and action.dest != "help":
            name = ", ".join(action.option_strings)
            value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
            rows.append((f"`{name}{value}`", action.help % {"default": action.default}))
    return _table(("Option", "Meaning"), rows)


def reserved_variables() -> str:
    """What `environment` may not set."""
    names = [*sorted(RESERVED_VARIABLES), *(f"{prefix}*" for prefix in sorted(RESERVED_PREFIXES))]
    return ", ".join(f"`{name}`" for name in names) + "."


def pip_settings() -> str:
    """pip's settings that reach uv."""
    rows = [(f"`{pip}`", f"`{uv}`") for pip, (uv, _) in FROM_PIP.items()]
    return _table(("pip's", "becomes, where it is not set itself"), rows)


def layers() -> str:
    """The packages' layers, from the contracts that the linter holds."""
    contracts = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))
    pictures = []
    for contract in contracts["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers" and contract["containers"] in (["cog"], ["cog_cli"]):
            # In brackets is what is not written yet.
            lines = [re.sub(r" ?[|:]? ?\(\w+\)", "", layer) for layer in contract["layers"]]
            pictures.append("\n    ".join([*contract["containers"], *filter(None, lines)]))
    return "```text\n" + "\n\n".join(pictures) + "\n```"


PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part
    for part in (command_options, server_options, reserved_variables, pip_settings, layers)
}


def refreshed(page: str) -> str:
    """The page with its generated parts as they should be now."""
    return PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}", page)


def _option_rows(
    command: click.Command, context: click.Context, leave_out: set[str]
) -> list[tuple[str, str]]:
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    rows = [(_spelling(option), _meaning(option)) for option in options if not option.hidden]
    return [row for row in rows if row[0] not in leave_out]


def _spelling(option: click.Option) -> str:
    """`-p, --port N`. Not what click's help shows, which differs from one click to the next."""
    if isinstance(option.type, click.Choice):
        value = "|".join(option.type.choices)
    else:
        value = option.metavar or ("N" if isinstance(option.type, click.IntRange) else "TEXT")
    is_flag = option.is_flag or option.name == "help"
    return f"`{', '.join(option.opts)}" + ("`" if is_flag else f" {value}`")


def _meaning(option: click.Option) -> str:
    more = f" Default: `{option.default}`." if option.show_default else ""
    if option.show_envvar:
        more += f" The variable `{option.envvar}` sets it, too."
    return f"{option.help}{more}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(re.sub(r"\s+", " ", cell).replace("|", r"\|") for cell in line) + " |"
        for line in lines
    )


def main() -> int:
    stale = []
    for path in sorted(DOCS.rglob("*.md")):
        page = path.read_text("utf-8")
        if refreshed(page) != page:
            stale.append(path)
            if "--check" not in sys.argv:
                path.write_text(refreshed(page), "utf-8")
                print(f"refreshed {path.relative_to(DOCS.parent)}")
    if stale and "--check" in sys.argv:
        names = ", ".join(str(path.relative_to(DOCS.parent)) for path in stale)
        print(f"stale: {names}; run python tools/refresh_docs.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
