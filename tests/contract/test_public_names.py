"""What a model can import from cog is a list, and the list is true."""

from __future__ import annotations

import types

import cog
import cog.server.exceptions
import cog.types
import pytest

NAMES = [
    "AsyncConcatenateIterator",
    "BaseModel",
    "BasePredictor",
    "CancelationException",
    "ConcatenateIterator",
    "File",
    "Input",
    "Path",
    "Secret",
    "__version__",
    "current_scope",
]


def test_the_public_names_are_these() -> None:
    assert sorted(cog.__all__) == NAMES
    assert all(hasattr(cog, name) for name in NAMES)


def test_nothing_else_is_public() -> None:
    found = {
        name
        for name, value in vars(cog).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert found - {"annotations"} <= set(NAMES)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'cog' has no attribute 'Predictor'"):
        cog.Predictor  # noqa: B018


def test_the_documented_paths_lead_to_the_same_classes() -> None:
    assert cog.server.exceptions.CancelationException is cog.CancelationException
    assert cog.types.Secret is cog.Secret
