"""Frozen dataclasses ⇄ JSON, for describing the model's signature to the server.

A field's metadata may say `{"wire": "json"}`: its value is JSON already, taken as it is; or
`{"wire": "no"}`: it stays on this side.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Mapping

__all__ = ["pack", "unpack"]


def pack(value: Any) -> Any:
    """Dataclasses become objects that name their class under `is`, tuples become lists."""
    if isinstance(value, tuple):
        return [pack(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    packed: dict[str, Any] = {"is": type(value).__name__}
    for field in dataclasses.fields(value):
        how = field.metadata.get("wire")
        if how != "no":
            member = getattr(value, field.name)
            packed[field.name] = _listed(member) if how == "json" else pack(member)
    return packed


def unpack(packed: Any, classes: Mapping[str, Any]) -> Any:
    """The reverse of pack(). `classes` are the dataclasses by name."""
    if isinstance(packed, list):
        return tuple(unpack(item, classes) for item in packed)
    if not isinstance(packed, dict):
        return packed
    cls = classes[packed["is"]]
    members = {}
    for field in dataclasses.fields(cls):
        how = field.metadata.get("wire")
        if how != "no":
            member = packed[field.name]
            if how != "json":
                member = unpack(member, classes)
            elif field.metadata.get("tuple"):
                member = None if member is None else tuple(member)
            members[field.name] = member
    return cls(**members)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
