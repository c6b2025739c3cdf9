"""cog.yaml: finding it, reading it, and saying what is wrong with it."""

from cog_cli.config.load import load_config
from cog_cli.config.model import Build, Concurrency, Config, RunCommand, SecretMount
from cog_cli.config.project import CONFIG_NAME, Project, find_project

__all__ = [
    "CONFIG_NAME",
    "Build",
    "Concurrency",
    "Config",
    "Project",
    "RunCommand",
    "SecretMount",
    "find_project",
    "load_config",
]
