"""`-i name=value` and `--json` → the inputs of a request.

Two steps, because they happen at different times: `parse_inputs` finds what is wrong without
knowing the model, before anything slow; `coerce_inputs` compares with the model's schema.
"""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cog_cli import media_types
from cog_cli.coercion import Misfit, describe, from_json, from_text
from cog_cli.errors import InputError
from cog_cli.model_schema import ModelSchema, Schema, is_file, members, takes_anything, takes_text
from cog_cli.paths import typed_path
from cog_cli.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class FileInput:
    """A file that was named with `@`, already read."""

    name: str
    data: bytes = field(repr=False)

    def url(self) -> str:
        """The file as a data URL."""
        encoded = base64.b64encode(self.data).decode()
        return f"data:{media_types.media_type(self.name)};base64,{encoded}"


class Files:
    """Reads what `@path` names: in `directory`, else in the shell's current directory.

    With -C these differ, and the shell completes paths in its own.
    """

    def __init__(self, directory: Path, shell_directory: Path | None = None) -> None:
        self._places = list(dict.fromkeys([directory, shell_directory or directory]))
        self._stdin_used = False

    def read(self, name: str) -> FileInput:
        """The file; `-` is stdin. Raises ValueError that says why it cannot be read."""
        if name == "-":
            return FileInput(name, self.read_stdin())
        if not name:
            raise ValueError("expected a path after '@'")
        candidates = [typed_path(name, place) for place in self._places]
        try:
            path = next((path for path in candidates if path.exists()), candidates[0])
            return FileInput(path.name, path.read_bytes())
        except IsADirectoryError:
            raise ValueError(f"{name!r} is a directory, not a file") from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ValueError(f"cannot read the file {name!r}: {reason}") from None

    def read_stdin(self) -> bytes:
        """All of stdin. Raises ValueError when it was read before."""
        if self._stdin_used:
            raise ValueError("stdin can be read only once")
        self._stdin_used = True
        return sys.stdin.buffer.read()


@dataclass(frozen=True)
class GivenInputs:
    """The inputs as given, before the schema is known: texts by name, or a JSON document."""

    values: Mapping[str, tuple[str | FileInput, ...]]
    document: Mapping[str, Any] | None = None


def parse_inputs(
    pairs: Sequence[str], document: str | None, files: Files, problems: list[str]
) -> GivenInputs:
    """Takes the options apart and reads the files. Appends to `problems` what is wrong."""
    if document is not None:
        if pairs:
            problems.append("--json and -i cannot be combined")
        return GivenInputs({}, _parse_document(document, files, problems))
    values: dict[str, tuple[str | FileInput, ...]] = {}
    for pair in pairs:
        name, separator, text = pair.partition("=")
        if not separator or not name:
            problems.append(f"cannot understand the input {pair!r}: write it as -i name=value")
            continue
        if not _is_unicode(name if text.startswith("@") else pair):
            problems.append(
                f"input {name!r}: not UTF-8 text; send bytes as a file: -i {name}=@PATH"
            )
            continue
        try:
            values[name] = (*values.get(name, ()), _parse_value(text, files))
        except ValueError as error:
            hint = "; a text that begins with @ is written with @@" if "@" in text else ""
            problems.append(f"input {name!r}: {error}{hint}")
    return GivenInputs(values)


def coerce_inputs(given: GivenInputs, model: ModelSchema, files: Files) -> dict[str, Any]:
    """The inputs as JSON values of the types that the model wants.

    Raises InputError that names every wrong, missing and unknown input at once, with a hint that
    lists what the model takes.
    """
    problems: list[str] = []
    inputs: dict[str, Any] = {}
    names = given.values if given.document is None else given.document
    for name in names:
        if model.inputs is not None and name not in model.inputs:
            problems.append(_about_unknown(name, model.inputs))
            continue
        schema = {} if model.inputs is None else model.inputs[name]
        try:
            if given.document is not None and given.document[name] is None:
                if name in model.required:
                    from_json(None, schema, name, str)
                inputs[name] = None  # `x: int = Input(default=None)` takes null and does not say so
            elif given.document is None:
                inputs[name] = _coerce_given(name, given.values[name], schema)
            else:
                inputs[name] = _coerce_member(name, given.document[name], schema, files)
        except Misfit as error:
            problems.append(str(error))
    for name, schema in (model.inputs or {}).items():
        if name in model.required and name not in names:
            problems.append(f"missing input {name!r}: expected {describe(schema)}")
    if problems:
        raise InputError(as_message(problems), hint=_what_the_model_takes(model))
    return inputs


def as_message(problems: Sequence[str]) -> str:
    """One problem as it is, several as a list."""
    if len(problems) == 1:
        return problems[0]
    return "\n".join([f"{len(problems)} problems:", *(f"  {problem}" for problem in problems)])


def _parse_value(text: str, files: Files) -> str | FileInput:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if text.startswith("@@"):
        return text[1:]
    return files.read(text[1:]) if text.startswith("@") else text


def _is_unicode(text: str) -> bool:
    """Whether it has no bytes of the command line, or halves of characters, that are no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parse_document(document: str, files: Files, problems: list[str]) -> Mapping[str, Any] | None:
    try:
        if document.startswith("@") or document == "-":
            text = files.read(document.removeprefix("@")).data.decode("utf-8-sig")
        else:
            text = document
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        problems.append(f"--json: not valid JSON: {error.msg} at {where}")
    except RecursionError:
        problems.append("--json: the document is nested too deeply")
    except UnicodeDecodeError:
        problems.append("--json: the document is not UTF-8 text")
    except ValueError as error:
        problems.append(f"--json: {error}")
    else:
        if not _is_unicode(json.dumps(value, ensure_ascii=False)):
            problems.append("--json: a text has half of a surrogate pair, such as \\ud800")
            return {}
        if isinstance(value, dict):
            return value
        problems.append('--json: expected an object with the inputs, such as {"name": "value"}')
    return {}


def _coerce_given(name: str, values: Sequence[str | FileInput], schema: Schema) -> Any:
    if len(values) == 1:
        return _coerce_value(name, values[0], schema)
    item = _item_of_list(schema)
    if item is None:
        raise Misfit(f"input {name!r}: given {len(values)} times, expected {describe(schema)}")
    return [_coerce_value(f"{name}[{index}]", value, item) for index, value in enumerate(values)]


def _coerce_value(name: str, value: str | FileInput, schema: Schema) -> Any:
    if isinstance(value, str):
        return from_text(value, schema, name)
    if _takes_url(schema):
        return value.url()
    if _item_of_list(schema) is not None and _takes_url(_item_of_list(schema) or {}):
        return [value.url()]
    # A data URL cannot be right here, so the file holds the value itself.
    return from_text(value.data.decode("utf-8", "replace").strip(), schema, name)


def _coerce_member(name: str, value: Any, schema: Schema, files: Files) -> Any:
    def read(path: str) -> str:
        try:
            return files.read(path).url()
        except ValueError as error:
            raise Misfit(f"input {name!r}: {error}") from None

    return from_json(value, schema, name, read)


def _about_unknown(name: str, known: Iterable[str]) -> str:
    suggestion = did_you_mean(name, known)
    return f"unknown input {name!r}." + suggestion if suggestion else f"unknown input {name!r}"


def _item_of_list(schema: Schema) -> Schema | None:
    """What each item of the list must be; None when the schema takes no list."""
    for each in (schema, *members(schema)):
        if each.get("type") == "array":
            items: Schema = each.get("items", {})
            return items
    return {} if takes_anything(schema) else None


def _takes_url(schema: Schema) -> bool:
    """Whether a data URL can be right here."""
    return takes_anything(schema) or takes_text(schema)


def _what_the_model_takes(model: ModelSchema) -> str | None:
    if model.inputs is None:
        return None
    if not model.inputs:
        return "this model takes no inputs"
    rows = [
        (_usage(name, schema), _meaning(name, schema, model))
        for name, schema in model.inputs.items()
    ]
    width = max(len(usage) for usage, _ in rows)
    return "\n".join(["this model takes:", *(f"  {usage:{width}}  {text}" for usage, text in rows)])


def _usage(name: str, schema: Schema) -> str:
    item = schema.get("items", {}) if schema.get("type") == "array" else schema
    return f"-i {name}=@PATH" if is_file(item) else f"-i {name}=VALUE"


def _meaning(name: str, schema: Schema, model: ModelSchema) -> str:
    words = [describe(schema)]
    if name in model.required:
        words.append("required")
    elif schema.get("default") is not None:
        words.append(f"default {json.dumps(schema['default'], ensure_ascii=False)}")
    text = ", ".join(words)
    description = str(schema.get("description") or "").strip().partition("\n")[0]
    return f"{text}: {description}" if description else text
