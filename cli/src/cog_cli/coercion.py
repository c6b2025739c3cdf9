"""One value → the JSON value that its place in the schema wants, or the reason why it cannot be.

The server checks every value again, so in doubt a value passes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from cog_cli.model_schema import Schema, is_file, is_nullable, is_secret, members
from cog_cli.suggest import did_you_mean

# The words that the server's validation takes for booleans, too.
_TRUE = frozenset({"true", "yes", "on", "1", "t", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "f", "n"})
_URL = re.compile(r"(data:|[A-Za-z][A-Za-z0-9+.-]*://)")
_LONGEST_SHOWN = 60

ReadFile = Callable[[str], str]


class Misfit(ValueError):
    """The message names the input, what was expected, and what was given."""


def from_text(text: str, schema: Schema, place: str) -> Any:
    """The value that `text`, typed for this place, means. Raises Misfit."""
    value = _parsed(text, schema)
    if value is None and not (text == "null" and is_nullable(schema)):
        raise _misfit(place, schema, text)
    _check(value, schema, place)
    return value


def from_json(value: Any, schema: Schema, place: str, read_file: ReadFile) -> Any:
    """The value of a JSON document at this place, with `"@path"` read where a file belongs.

    Raises Misfit.
    """
    if value is None:
        if "type" in schema and not is_nullable(schema):
            raise _misfit(place, schema, value)
        return None
    if members(schema):
        return _from_json_union(value, schema, place, read_file)
    fitted = _from_json_plain(value, schema, place, read_file)
    _check(fitted, schema, place)
    return fitted


def describe(schema: Schema) -> str:
    """What the place wants, for use after “expected”."""
    if "enum" in schema:
        return "one of " + ", ".join(_plain(value) for value in schema["enum"])
    if members(schema):
        return " or ".join(dict.fromkeys(describe(member) for member in members(schema)))
    kind = schema.get("type")
    if is_file(schema):
        return "a file (@path or a URL)"
    if is_secret(schema):
        return "a secret text"
    if kind == "array":
        return f"a list, each item {describe(schema.get('items', {}))}"
    words = {
        "string": "text",
        "integer": "an integer",
        "number": "a number",
        "boolean": "true or false",
        "object": "a JSON object",
        "null": "null",
    }
    return words.get(str(kind), "any JSON value") + _bounds(schema)


def _bounds(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    if low is not None:
        return f" of at least {low:g}"
    if high is not None:
        return f" of at most {high:g}"
    short, long = schema.get("minLength"), schema.get("maxLength")
    if short is not None and long is not None:
        return f" of {short} to {long} characters"
    if short is not None:
        return f" of at least {short} characters"
    if long is not None:
        return f" of at most {long} characters"
    if "pattern" in schema:
        return f" that matches {schema['pattern']}"
    return ""


def _parsed(text: str, schema: Schema) -> Any:
    """The text as a value of the schema's type; None when it is not one."""
    if "enum" in schema:
        return next((value for value in schema["enum"] if _plain(value) == text), None)
    if members(schema):
        return _parsed_union(text, schema)
    kind = schema.get("type")
    if kind == "integer":
        return _integer(text)
    if kind == "number":
        return _number(text)
    if kind == "boolean":
        word = text.strip().lower()
        return True if word in _TRUE else False if word in _FALSE else None
    if kind == "array":
        return _list(text, schema)
    if kind == "object":
        value = _json(text)
        return value if isinstance(value, dict) else None
    if kind == "null":
        return None
    if kind is None:
        value = _json(text)
        return text if value is None else value
    return text if not is_file(schema) or _URL.match(text) else None


def _parsed_union(text: str, schema: Schema) -> Any:
    """The first member that takes the text; plain text takes everything, so it comes last."""
    ordered = sorted(members(schema), key=lambda member: _is_plain_text(member))
    for member in ordered:
        value = _parsed(text, member)
        if value is not None:
            return value
    return None


def _list(text: str, schema: Schema) -> list[Any] | None:
    value = _json(text)
    if isinstance(value, list):
        return value
    item = _parsed(text, schema.get("items", {}))
    return None if item is None else [item]


def _is_plain_text(schema: Schema) -> bool:
    return schema.get("type") == "string" and "enum" not in schema and not is_file(schema)


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        number = _number(text)
        return int(number) if isinstance(number, float) and number.is_integer() else None


def _number(text: str) -> float | int | str | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return text  # JSON has no word for it; the server reads it from text
    return int(number) if re.fullmatch(r"[+-]?\d+", text.strip()) else number


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _from_json_union(value: Any, schema: Schema, place: str, read_file: ReadFile) -> Any:
    for member in members(schema):
        try:
            return from_json(value, member, place, read_file)
        except Misfit:
            continue
    raise _misfit(place, schema, value)


def _from_json_plain(value: Any, schema: Schema, place: str, read_file: ReadFile) -> Any:
    kind = schema.get("type")
    if is_file(schema) and isinstance(value, str):
        url = read_file(value[1:]) if value.startswith("@") else value
        if _URL.match(url):
            return url
        raise _misfit(place, schema, value)
    if kind == "array" and isinstance(value, list):
        items = schema.get("items", {})
        return [
            from_json(item, items, f"{place}[{index}]", read_file)
            for index, item in enumerate(value)
        ]
    if kind == "object" and isinstance(value, dict):
        fields = schema.get("properties", {})
        return {
            name: from_json(member, fields.get(name, {}), f"{place}.{name}", read_file)
            for name, member in value.items()
        }
    if isinstance(value, str) and kind in ("integer", "number", "boolean"):
        return from_text(value, schema, place)
    if not _has_type(value, kind):
        raise _misfit(place, schema, value)
    return value


def _has_type(value: Any, kind: Any) -> bool:
    if kind == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    types: dict[Any, type | tuple[type, ...]] = {
        "string": str,
        "number": (int, float),
        "boolean": (bool, int),
        "array": list,
        "object": dict,
    }
    return isinstance(value, types.get(kind, object))


def _check(value: Any, schema: Schema, place: str) -> None:
    """Bounds, lengths, patterns and choices, in lists too."""
    if isinstance(value, list) and schema.get("type") == "array":
        for index, item in enumerate(value):
            from_json(item, schema.get("items", {}), f"{place}[{index}]", _no_files)
        return
    if members(schema):
        return  # the server knows which member it takes
    if not (_is_within(value, schema) and value in schema.get("enum", [value])):
        raise _misfit(place, schema, value)


def _no_files(name: str) -> str:
    return f"@{name}"


def _is_within(value: Any, schema: Schema) -> bool:
    """Whether a number is within its bounds, and a text has the length and pattern it should."""
    if isinstance(value, bool):
        return True
    if isinstance(value, (int, float)):
        return bool(schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf))
    if not isinstance(value, str):
        return True
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", math.inf):
        return False
    try:
        return re.search(schema.get("pattern", ""), value) is not None
    except re.error:  # a pattern for another engine: the server decides
        return True


def _misfit(place: str, schema: Schema, value: Any) -> Misfit:
    message = f"input {place!r}: expected {describe(schema)}, got {_shown(value, schema)}"
    if "enum" in schema and isinstance(value, str):
        suggestion = did_you_mean(value, [_plain(choice) for choice in schema["enum"]])
        message += f".{suggestion}" if suggestion else ""
    return Misfit(message)


def _shown(value: Any, schema: Schema) -> str:
    if is_secret(schema):
        return f"{len(value)} characters" if isinstance(value, str) else "something else"
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
