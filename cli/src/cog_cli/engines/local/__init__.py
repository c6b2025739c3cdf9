"""The local engine: an environment made by uv, and the server in a process.

No image, no root, no daemon.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cog_cli.engines.base import Built, Reporter, StartOptions
from cog_cli.engines.local.environments import Environment, Environments
from cog_cli.engines.local.process import LocalModel, running_server
from cog_cli.runtime_wheel import runtime_wheel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from cog_cli.plan import BuildPlan

# What would lead the model's Python to the packages of another environment.
_OF_OTHER_ENVIRONMENTS = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


def cache_directory(environ: Mapping[str, str]) -> Path:
    """Where Cog keeps what can be made again: `$COG_CACHE_DIR`, else the system's place for it."""
    if chosen := environ.get("COG_CACHE_DIR"):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("cog")


@dataclass(frozen=True)
class LocalEngine:
    """Runs models on this machine as they are."""

    reporter: Reporter
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    name: str = "local"

    def build(self, plan: BuildPlan, project_directory: Path) -> Built:
        """Makes the environment of the plan, or finds it made. Raises EngineError."""
        if missing := _not_provided(plan):
            self.reporter.warning(f"the local engine leaves out {missing}; a container has it")
        cache = cache_directory(self.environ)
        environments = Environments(cache, self.environ, self.reporter)
        environment = environments.get(plan, project_directory, runtime_wheel(cache))
        return Built(plan, project_directory, str(environment.directory))

    def start(self, built: Built, options: StartOptions) -> AbstractContextManager[LocalModel]:
        """Runs the server as long as the context lasts. Raises EngineError."""
        environment = Environment(Path(built.reference))
        return running_server(
            ["--exit-with-parent", "--await-explicit-shutdown", "true", *options.arguments],
            host=options.host,
            port=options.port,
            directory=built.project_directory,
            environ=self._server_environment(environment, built.plan, options),
        )

    def _server_environment(
        self, environment: Environment, plan: BuildPlan, options: StartOptions
    ) -> dict[str, str]:
        result = {k: v for k, v in self.environ.items() if k not in _OF_OTHER_ENVIRONMENTS}
        path = self.environ.get("PATH", os.defpath)
        result |= {
            "PATH": f"{environment.python.parent}{os.pathsep}{path}",
            "VIRTUAL_ENV": str(environment.directory),
            "COG_MODEL_PYTHON": str(environment.python),
            "COG_MAX_CONCURRENCY": str(plan.concurrency),
            "COG_LOG_LEVEL": options.log_level,
        }
        if plan.predict:
            result["COG_PREDICT_TYPE_STUB"] = plan.predict
        if plan.train:
            result["COG_TRAIN_TYPE_STUB"] = plan.train
        return {**result, **plan.environment, **options.environment}


def _not_provided(plan: BuildPlan) -> str:
    parts = []
    if plan.system_packages:
        parts.append(f"system_packages ({', '.join(plan.system_packages)})")
    if plan.run:
        parts.append(f"run ({len(plan.run)} command{'s' if len(plan.run) > 1 else ''})")
    return " and ".join(parts)
