"""The local engine: an environment made by uv, and the server in a process.

No image, no root, no daemon.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cog_cli.cache import cache_directory
from cog_cli.engines.base import Built, Reporter, StartOptions
from cog_cli.engines.local.environments import Environment, Environments
from cog_cli.engines.local.process import LocalModel, running_server
from cog_cli.runtime_wheel import runtime_wheel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cog_cli.plan import BuildPlan

# The first four would lead the model's Python to the packages of another environment.
_NOT_PASSED_ON = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "TMPDIR")


@dataclass(frozen=True)
class LocalEngine:
    """Runs models on this machine as they are."""

    reporter: Reporter
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    name: str = "local"

    def build(self, plan: BuildPlan, project_directory: Path) -> Built:
        """Makes the environment of the plan, or finds it made. Raises EngineError."""
        if missing := _not_provided(plan):
            self.reporter.warning(
                f"the local engine does not apply {missing}: the model gets what this machine has"
            )
        cache = cache_directory(self.environ)
        environments = Environments(cache, self.environ, self.reporter)
        environment = environments.get(plan, project_directory, runtime_wheel(cache))
        return Built(plan, project_directory, str(environment.directory))

    @contextmanager
    def start(self, built: Built, options: StartOptions) -> Iterator[LocalModel]:
        """Runs the server as long as the context lasts. Raises EngineError."""
        # As in a container: what is left of temporary files goes when the model ends.
        with TemporaryDirectory(prefix="cog-", ignore_cleanup_errors=True) as temporary:
            environ = {"TMPDIR": temporary, **self._server_environment(built, options)}
            with running_server(
                ["--await-explicit-shutdown", "true", *options.arguments],
                host=options.host,
                port=options.port,
                directory=built.project_directory,
                environ=environ,
            ) as model:
                yield model

    def _server_environment(self, built: Built, options: StartOptions) -> dict[str, str]:
        plan, environment = built.plan, Environment(Path(built.reference))
        result = {k: v for k, v in self.environ.items() if k not in _NOT_PASSED_ON}
        path = self.environ.get("PATH", os.defpath)
        result |= {
            "PATH": f"{environment.python.parent}{os.pathsep}{path}",
            "VIRTUAL_ENV": str(environment.directory),
            "COG_MODEL_PYTHON": str(environment.python),
            "COG_MAX_CONCURRENCY": str(plan.concurrency),
            "COG_LOG_LEVEL": options.log_level,
            "LOG_FORMAT": "console",
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
