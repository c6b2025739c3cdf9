"""What is in the two packages beside the code."""

from __future__ import annotations

import pytest

from .conftest import REPOSITORY


@pytest.mark.parametrize("package", ["runtime", "cli"])
def test_a_package_carries_the_licence_of_the_repository(package: str) -> None:
    licence = (REPOSITORY / "LICENSE").read_bytes()
    assert (REPOSITORY / package / "LICENSE").read_bytes() == licence


@pytest.mark.parametrize("module", ["runtime/src/cog", "cli/src/cog_cli"])
def test_a_package_says_that_it_is_typed(module: str) -> None:
    assert (REPOSITORY / module / "py.typed").is_file()
