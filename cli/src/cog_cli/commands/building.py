"""The way of every command that runs the model: engine, project, plan, build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cog_cli import console
from cog_cli.config import CONFIG_NAME, find_project
from cog_cli.engines import choose_engine
from cog_cli.errors import ConfigError
from cog_cli.plan import make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from cog_cli.engines import EngineName
    from cog_cli.engines.base import Built, Engine


def build_model(directory: Path, engine_name: EngineName) -> tuple[Engine, Built]:
    """The engine, and what it built of the project that `directory` lies in.

    Raises EngineError, and ConfigError when cog.yaml is wrong or names no model.
    """
    engine = choose_engine(engine_name)
    project = find_project(directory)
    plan = make_plan(project)
    if plan.predict is None:
        raise ConfigError(
            f"{project.directory / CONFIG_NAME} does not say what to run",
            hint='add a line such as: predict: "predict.py:Predictor"',
        )
    for warning in plan.warnings:
        console.warning(warning)
    console.debug(f"Engine: {engine.name}; Python {plan.python_version}")
    return engine, engine.build(plan, project.directory)
