"""cog.yaml: finding it, reading it, and saying what is wrong with it."""

from cog_cli.config.model import Build, Concurrency, Config, RunCommand, SecretMount

__all__ = ["Build", "Concurrency", "Config", "RunCommand", "SecretMount"]
