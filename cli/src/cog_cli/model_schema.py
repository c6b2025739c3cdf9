"""The part of a model's OpenAPI document that the command line needs: inputs and output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class ModelSchema:
    """Inputs by name, in the order of the model's signature, and the output.

    Every `$ref` and `allOf` is already resolved. `inputs` is None when the document says nothing
    about them: then nothing can be checked here.
    """

    inputs: Mapping[str, Schema] | None
    required: frozenset[str]
    output: Schema


def read_document(
    document: Schema, *, inputs: str = "Input", output: str = "Output"
) -> ModelSchema:
    """Takes the named components out of an OpenAPI document."""
    components = document.get("components", {}).get("schemas", {})
    given = components.get(inputs)
    if given is None:
        fields, required = None, frozenset[str]()
    else:
        resolved = _resolve(given, components)
        properties = resolved.get("properties", {})
        ordered = sorted(properties.items(), key=lambda item: item[1].get("x-order", 0))
        fields, required = dict(ordered), frozenset(resolved.get("required", ()))
    return ModelSchema(fields, required, _resolve(components.get(output, {}), components))


def members(schema: Schema) -> tuple[Schema, ...]:
    """What a union is made of; empty when it is none."""
    return tuple(schema.get("anyOf") or schema.get("oneOf") or ())


def takes_anything(schema: Schema) -> bool:
    """Whether the place says nothing of the type of its value."""
    return not schema.keys() & {"type", "anyOf", "oneOf", "enum"}


def takes_text(schema: Schema) -> bool:
    """Whether text is, or may be, the type of the value: files and secrets are text, too."""
    return any(each.get("type") == "string" for each in (schema, *members(schema)))


def is_file(schema: Schema) -> bool:
    """Whether the place holds a file: a URL on the wire."""
    return schema.get("type") == "string" and schema.get("format") == "uri"


def is_secret(schema: Schema) -> bool:
    """Whether the value must never be shown."""
    return schema.get("format") == "password" or bool(schema.get("x-cog-secret"))


def is_nullable(schema: Schema) -> bool:
    """Whether null is a value here."""
    if schema.get("nullable") or schema.get("type") == "null":
        return True
    return any(is_nullable(member) for member in members(schema))


_DEEPEST = 32  # a document may describe a tree that refers to itself


def _resolve(schema: Any, components: Mapping[str, Any], depth: int = 0) -> Any:
    """The schema with what `$ref` and `allOf` point to written in their place."""
    if isinstance(schema, list):
        return [_resolve(item, components, depth) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    if depth > _DEEPEST:
        return {}
    merged: dict[str, Any] = {}
    parts = list(schema.get("allOf", ()))
    if "$ref" in schema:
        parts.append(components.get(str(schema["$ref"]).rpartition("/")[2], {}))
    for part in parts:
        merged.update(_resolve(part, components, depth + 1))
    for key, value in schema.items():
        if key not in ("$ref", "allOf"):
            merged[key] = _resolve_member(key, value, components, depth)
    return merged


def _resolve_member(key: str, value: Any, components: Mapping[str, Any], depth: int) -> Any:
    if key in ("items", "additionalProperties", "anyOf", "oneOf"):
        return _resolve(value, components, depth + 1)
    if key == "properties" and isinstance(value, Mapping):
        return {name: _resolve(member, components, depth + 1) for name, member in value.items()}
    return value  # defaults and enums are values, not schemas
