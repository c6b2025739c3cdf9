"""The named schemas of an OpenAPI document, and references to them."""

from __future__ import annotations

from typing import Any, Callable, Dict

__all__ = ["Components"]

JsonSchema = Dict[str, Any]


class Components:
    """Collects named schemas. A name that is taken by a different schema gets a number."""

    def __init__(self, fixed: dict[str, JsonSchema]) -> None:
        self.schemas: dict[str, JsonSchema] = dict(fixed)

    def reference(self, name: str, build: Callable[[], JsonSchema]) -> JsonSchema:
        """`{"$ref": …}` to the schema that `build` makes."""
        schema = build()
        free, number = name, 1
        while self.schemas.get(free, schema) != schema:
            number += 1
            free = f"{name}_{number}"
        self.schemas[free] = schema
        return {"$ref": f"#/components/schemas/{free}"}
