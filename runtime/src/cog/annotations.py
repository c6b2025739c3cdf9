"""Annotations as objects, even where they are text or in the syntax of a newer Python."""

from __future__ import annotations

import ast
import sys
import typing
from typing import Any, Mapping

__all__ = [
    "arguments",
    "is_class",
    "is_literal",
    "literal_values",
    "origin",
    "resolve",
    "union_members",
]


def resolve(annotation: Any, namespace: Mapping[str, Any]) -> Any:
    """The type that an annotation means in `namespace`, without wrappers that don't change it.

    `int | None` and `list[int]` work on every Python version when they are written as text, as
    they are under `from __future__ import annotations`. Raises what evaluating the text raises.
    """
    while True:
        if isinstance(annotation, typing.ForwardRef):
            annotation = annotation.__forward_arg__
        if isinstance(annotation, str):
            annotation = _evaluate(annotation, namespace)
        elif hasattr(annotation, "__metadata__"):  # Annotated[T, …]
            annotation = annotation.__origin__
        elif hasattr(annotation, "__supertype__"):  # NewType("Name", T)
            annotation = annotation.__supertype__
        elif str(typing.get_origin(annotation)).endswith("equired"):  # Required[T], NotRequired[T]
            (annotation,) = typing.get_args(annotation)
        elif type(annotation).__name__ == "TypeAliasType":  # type Name = T
            annotation = annotation.__value__
        else:
            return type(None) if annotation is None else annotation


def origin(annotation: Any) -> Any:
    """`list` for `List[int]`, and the annotation itself where it has no arguments."""
    found = typing.get_origin(annotation)
    return annotation if found is None else found


def arguments(annotation: Any) -> tuple[Any, ...]:
    """`(int,)` for `List[int]`; empty for a bare `List`, whose type variables do not count."""
    found = typing.get_args(annotation)
    return tuple(a for a in found if not isinstance(a, typing.TypeVar))


def union_members(annotation: Any) -> tuple[Any, ...] | None:
    """What `Union[A, B]`, `Optional[A]` or `A | B` join; None for any other annotation."""
    found = typing.get_origin(annotation)
    if found is typing.Union or type(annotation).__name__ == "UnionType":
        return typing.get_args(annotation)
    return None


def is_class(annotation: Any) -> bool:
    """Whether this may be given to issubclass(); `list[int]` of Python 3.9 and 3.10 may not."""
    return isinstance(annotation, type) and typing.get_origin(annotation) is None


def is_literal(annotation: Any) -> bool:
    """Whether this is `Literal[…]`; typing_extensions has one of its own on old versions."""
    return str(typing.get_origin(annotation)).endswith(".Literal")


def literal_values(annotation: Any) -> tuple[Any, ...]:
    return typing.get_args(annotation)


def _evaluate(text: str, namespace: Mapping[str, Any]) -> Any:
    tree = ast.parse(text.strip(), mode="eval")
    names = dict(namespace)
    if sys.version_info < (3, 10):
        tree = ast.fix_missing_locations(_InOlderPython().visit(tree))
        names["__typing__"] = typing
    return eval(compile(tree, "<annotation>", "eval"), names)


class _InOlderPython(ast.NodeTransformer):
    """`A | B` → `Union[A, B]` and `list[A]` → `List[A]`."""

    generics: typing.ClassVar[Mapping[str, str]] = {
        "dict": "Dict",
        "frozenset": "FrozenSet",
        "list": "List",
        "set": "Set",
        "tuple": "Tuple",
        "type": "Type",
    }

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.BitOr):
            return node
        pair: Any = ast.Tuple(elts=[node.left, node.right], ctx=ast.Load())
        if sys.version_info < (3, 9):
            pair = ast.Index(value=pair)
        return ast.Subscript(value=_typing_name("Union"), slice=pair, ctx=ast.Load())

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "Literal":
            return node  # its arguments are values
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id in self.generics:
            node.value = _typing_name(self.generics[node.value.id])
        return node


def _typing_name(name: str) -> ast.Attribute:
    typing_module = ast.Name(id="__typing__", ctx=ast.Load())
    return ast.Attribute(value=typing_module, attr=name, ctx=ast.Load())
