"""BuildPlan: every decision of a build, frozen, printable, comparable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class BuildPlan:
    python_version: str = "3.12"
    python_version_chosen: bool = False  # False: the user named none, this is the default
    requirements: tuple[str, ...] = ()  # lines of a requirements file
    requirements_file: str | None = None  # where they come from; None: python_packages
    system_packages: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    predict: str | None = None
    train: str | None = None
    concurrency: int = 1
    gpu: bool = False
