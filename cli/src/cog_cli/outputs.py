"""A prediction's output → stdout and files.

What is printed depends on the schema of the output, so a model's output always looks the same:

    a file            saved as output.<ext>; nothing is printed
    a list of files   saved as output.0.<ext>, output.1.<ext>, …; nothing is printed
    text              printed as it is
    anything else     printed as JSON; files inside are saved as output.<place>.<ext>, and the JSON
                      has their names
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from cog_cli import console, media_types
from cog_cli.errors import CogError
from cog_cli.model_schema import Schema, is_file, members, takes_anything, takes_text
from cog_cli.paths import is_directory, shown_path, typed_path

if TYPE_CHECKING:
    from pathlib import Path

_DATA_URL = re.compile(r"data:(?P<type>[^;,]*)(?P<parameters>(;[^;,]*)*?)(?P<base64>;base64)?,")


@dataclass(frozen=True)
class Target:
    """Where the output goes: `path` is what -o names; without it files are made in `directory`."""

    directory: Path
    path: Path | None = None

    def file(self, extension: str) -> Path:
        """The path of the output when it is one file: exactly -o if given."""
        return self.path or self.directory / f"output{extension}"

    def part(self, place: str, extension: str) -> Path:
        """The path of a file that is a part of the output."""
        if self.path is None:
            return self.directory / f"output.{place}{extension}"
        return self.path.with_name(f"{self.path.stem}.{place}{extension or self.path.suffix}")


def choose_target(option: str | None, directory: Path, problems: list[str]) -> Target:
    """What -o means, before there is an output. Appends to `problems` if it cannot be written."""
    if option is None:
        return Target(directory)
    path = typed_path(option.removeprefix("@"), directory)
    if is_directory(path):
        return Target(path)
    if option.endswith("/") or not is_directory(path.parent):
        missing = path if option.endswith("/") else path.parent
        problems.append(f"cannot write to {option!r}: there is no directory {missing}")
    else:
        try:
            if not os.access(path if path.exists() else path.parent, os.W_OK):
                problems.append(f"cannot write to {option!r}: permission denied")
        except OSError as error:
            problems.append(f"cannot write to {option!r}: {(error.strerror or str(error)).lower()}")
    return Target(directory, path)


def write_output(output: Any, schema: Schema, target: Target) -> None:
    """Prints the output or saves it. Raises CogError when a file cannot be written."""
    if output is None:
        console.warning("No output generated")
    elif _is_data_url(output) and _may_hold_file(schema):
        _save_data_url(output, target.file(_extension(output)))
    elif (
        isinstance(output, list)
        and output
        and all(map(_is_data_url, output))
        and _may_hold_file(schema.get("items", {}))
    ):
        for index, url in enumerate(output):
            _save_data_url(url, target.part(str(index), _extension(url)))
    elif isinstance(output, str) and takes_text(schema):
        _write_text(output, target, end="")
    elif _is_read_as_it_comes(output, schema, target):
        console.result("".join(output))
    else:
        _write_json(_without_files(output, schema, target, ()), target)


def write_response(prediction: Mapping[str, Any], schema: Schema, target: Target) -> None:
    """Prints or saves the whole response as JSON, with the names of the files that it held.

    Raises CogError when a file cannot be written.
    """
    shown = {name: prediction.get(name) for name in ("status", "output", "error", "metrics")}
    shown["output"] = _without_files(shown["output"], schema, target, ())
    _write_json(shown, target)


def _is_read_as_it_comes(output: Any, schema: Schema, target: Target) -> bool:
    """Whether these are pieces of one text that a person reads; scripts always get JSON."""
    return (
        schema.get("x-cog-array-display") == "concatenate"
        and isinstance(output, list)
        and all(isinstance(piece, str) for piece in output)
        and target.path is None
        and console.result_is_read_by_a_person()
    )


def _without_files(value: Any, schema: Schema, target: Target, place: tuple[str, ...]) -> Any:
    """The value with every file in it saved, and the file's name in its place."""
    if _is_data_url(value) and _may_hold_file(schema):
        extension = _extension(value)
        name = ".".join(re.sub(r"[^\w-]", "_", step) for step in place)
        alone = target.file(extension) if target.path is None else target.part("file", extension)
        return _save_data_url(value, target.part(name, extension) if place else alone)
    if isinstance(value, list):
        items = _inside(schema, "items")
        return [
            _without_files(item, items, target, (*place, str(index)))
            for index, item in enumerate(value)
        ]
    if isinstance(value, dict):
        fields = _inside(schema, "properties")
        others = _inside(schema, "additionalProperties")
        return {
            name: _without_files(item, fields.get(name, others), target, (*place, name))
            for name, item in value.items()
        }
    return value


def _inside(schema: Schema, key: str) -> Schema:
    """What the schema says about the parts of a value, also when that is one member of a union."""
    for candidate in (schema, *members(schema)):
        if isinstance(candidate.get(key), Mapping):
            inside: Schema = candidate[key]
            return inside
    return {}


def _may_hold_file(schema: Schema) -> bool:
    """Whether a data URL here is a file. At a place that says nothing of its type it is."""
    if takes_anything(schema) or is_file(schema):
        return True
    return any(_may_hold_file(member) for member in members(schema))


def _is_data_url(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("data:") and bool(_DATA_URL.match(value))


def _extension(url: str) -> str:
    match = _DATA_URL.match(url)
    return media_types.extension(match["type"]) if match else ""


def _save_data_url(url: str, path: Path) -> str:
    """Writes what the URL holds, and returns the name to show."""
    match = _DATA_URL.match(url)
    payload = url[match.end() :] if match else ""
    try:
        data = base64.b64decode(payload) if match and match["base64"] else unquote_to_bytes(payload)
    except binascii.Error as error:
        raise CogError(f"the model's output is not a valid data URL: {error}") from None
    _write(data, path)
    return shown_path(path)


def _write_text(text: str, target: Target, *, end: str) -> None:
    if target.path is None:
        console.result(text)
    else:
        _write((text + end).encode("utf-8", "surrogatepass"), target.path)


def _write_json(value: Any, target: Target) -> None:
    _write_text(json.dumps(value, indent=2, ensure_ascii=False), target, end="\n")


def _write(data: bytes, path: Path) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise CogError(f"cannot write {shown_path(path)}: {error.strerror or error}") from None
    console.progress(f"Written output to {shown_path(path)}")
