"""A predictor's signature as data: what the worker finds out and the server works by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import wire
from .value_types import KINDS
from .value_types.alternatives import OptionalType
from .value_types.base import NO_LIMITS, Limits, ValueType
from .value_types.objects import ObjectField

__all__ = ["InputField", "OutputSpec", "PredictorSpec"]


@dataclass(frozen=True)
class InputField:
    """One parameter of predict()."""

    name: str
    type: ValueType
    required: bool
    #: As JSON, and LocalFile where the default is a file of the project's.
    default: Any = field(default=None, metadata={"wire": "json"})
    description: str | None = None
    limits: Limits = NO_LIMITS
    deprecated: bool = False
    accept: str | None = None
    order: int = 0
    #: The server leaves the input out, and the worker fills the default in.
    default_in_worker: bool = False

    @property
    def nullable(self) -> bool:
        """Whether null is a value of this input."""
        return isinstance(self.type, OptionalType) or (not self.required and self.default is None)


@dataclass(frozen=True)
class OutputSpec:
    """What predict() returns; of an iterator, `type` is the type of one item."""

    type: ValueType
    iterator: bool = False
    #: The items are pieces of one text.
    concatenate: bool = False


@dataclass(frozen=True)
class PredictorSpec:
    """Everything that is known of a predictor without running it."""

    inputs: tuple[InputField, ...]
    output: OutputSpec

    def to_wire(self) -> dict[str, Any]:
        """As JSON, for from_wire() in another process."""
        packed: dict[str, Any] = wire.pack(self)
        return packed

    @classmethod
    def from_wire(cls, packed: dict[str, Any]) -> PredictorSpec:
        """The same spec, without the model's own classes: it can validate, and cannot decode."""
        spec = wire.unpack(packed, _CLASSES)
        if not isinstance(spec, cls):
            raise ValueError(f"not a packed {cls.__name__}: {packed!r}")
        return spec


_CLASSES: dict[str, Any] = {
    cls.__name__: cls
    for cls in (*KINDS, ObjectField, Limits, InputField, OutputSpec, PredictorSpec)
}
