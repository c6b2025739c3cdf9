"""cog.yaml as a frozen value: one field for each documented key."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SecretMount:
    """A secret that a build command may read, as a file at `target`."""

    id: str
    target: str
    type: str = "secret"


@dataclass(frozen=True)
class RunCommand:
    """A shell command of the build, and the secrets it may read."""

    command: str
    mounts: tuple[SecretMount, ...] = ()


@dataclass(frozen=True)
class Build:
    """The section `build`: the environment that the model runs in."""

    gpu: bool = False
    python_version: str | None = None
    python_packages: tuple[str, ...] = ()
    python_requirements: str | None = None
    system_packages: tuple[str, ...] = ()
    run: tuple[RunCommand, ...] = ()
    pre_install: tuple[str, ...] = ()
    cuda: str | None = None
    cudnn: str | None = None


@dataclass(frozen=True)
class Concurrency:
    """The section `concurrency`: how many predictions an `async def predict` runs at once."""

    max: int = 1
    default_target: int | None = None


@dataclass(frozen=True)
class Config:
    """A whole cog.yaml, checked."""

    build: Build = field(default_factory=Build)
    image: str | None = None
    predict: str | None = None
    train: str | None = None
    concurrency: Concurrency = field(default_factory=Concurrency)
    environment: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = field(default=(), compare=False)
