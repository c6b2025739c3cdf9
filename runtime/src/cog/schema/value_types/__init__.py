"""The types a predictor may take and return: one class each, with all there is to know about it.

To add a type, write its class, a subclass of ValueType, and name it in KINDS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import alternatives, containers, files, objects, simple

if TYPE_CHECKING:
    from .base import ValueType

__all__ = ["KINDS", "supported_types"]

#: Annotations are offered to them in this order.
KINDS: tuple[type[ValueType], ...] = (
    simple.StringType,
    simple.IntegerType,
    simple.NumberType,
    simple.BooleanType,
    files.PathType,
    files.FileType,
    simple.SecretType,
    simple.AnyType,
    containers.ListType,
    containers.DictType,
    alternatives.OptionalType,
    alternatives.UnionType,
    alternatives.LiteralType,
    alternatives.EnumType,
    objects.ObjectType,
)


def supported_types() -> str:
    """The types as an error message lists them."""
    return ", ".join(kind.shown_as for kind in KINDS)
