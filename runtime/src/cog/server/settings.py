"""Flags, environment and cog.yaml → one frozen value, decided once when the server starts."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Sequence

from ..errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

_LEVELS = ("debug", "info", "warning", "error", "critical")


@dataclass(frozen=True)
class ServerSettings:
    """All that the server's surroundings decide."""

    #: "predict.py:Predictor"
    reference: str
    #: Where the model's code is.
    directory: str
    #: The interpreter that runs the model.
    model_python: str
    host: str
    port: int
    #: An inherited socket that listens already, instead of host and port.
    descriptor: Optional[int]
    #: Stay up when setup fails, and until /shutdown or SIGINT.
    await_explicit_shutdown: bool
    #: The process to end with.
    exit_with_parent: Optional[int]
    log_level: str
    #: "json", or "console" for a person.
    log_format: str
    #: Seconds that running predictions may take when the server is asked to end.
    shutdown_grace: float


def read_settings(
    arguments: Sequence[str], environment: Mapping[str, str], directory: Path
) -> ServerSettings:
    """The settings for a server started like this.

    Exits with a usage message for wrong flags; raises SettingsError for a wrong variable or
    cog.yaml.
    """
    flags = build_parser().parse_args(arguments)
    return ServerSettings(
        reference=_reference(environment, directory),
        directory=str(directory),
        model_python=environment.get("COG_MODEL_PYTHON") or sys.executable,
        host=flags.host,
        port=flags.port if flags.port is not None else _integer(environment, "PORT", 5000),
        descriptor=flags.fd,
        await_explicit_shutdown=flags.await_explicit_shutdown,
        exit_with_parent=flags.exit_with_parent,
        log_level=_log_level(environment),
        log_format=_log_format(environment),
        shutdown_grace=5.0,
    )


def build_parser() -> argparse.ArgumentParser:
    """The parser of the server's flags."""
    parser = argparse.ArgumentParser(
        prog="python -m cog.server.http",
        description="Serves the model in this directory over HTTP.",
        epilog="The model is the one that cog.yaml names under `predict`, "
        "or $COG_PREDICT_TYPE_STUB.",
        allow_abbrev=False,
    )
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, metavar="N", help="port to listen on ($PORT, else 5000)"
    )
    parser.add_argument(
        "--fd", type=int, metavar="N", help="serve on this inherited, listening socket"
    )
    parser.add_argument(
        "--await-explicit-shutdown",
        type=_boolean,
        default=False,
        nargs="?",
        const=True,
        metavar="BOOL",
        help="stay up when setup fails and on SIGTERM; end on POST /shutdown or SIGINT",
    )
    parser.add_argument(
        "--exit-with-parent",
        type=int,
        nargs="?",
        const=os.getppid(),
        metavar="PID",
        help="end when the process that started this one, whose id is PID, ends (Linux)",
    )
    return parser


def _reference(environment: Mapping[str, str], directory: Path) -> str:
    reference = environment.get("COG_PREDICT_TYPE_STUB") or _config(directory).get("predict")
    if not isinstance(reference, str) or not reference:
        raise SettingsError(
            f"no model: {directory / 'cog.yaml'} has no `predict`, and $COG_PREDICT_TYPE_STUB is "
            'not set. It should be like "predict.py:Predictor"'
        )
    return reference


def _config(directory: Path) -> Dict[str, Any]:
    path = directory / "cog.yaml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    import yaml  # only where no variable says it all: an image sets them

    try:
        config = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SettingsError(f"{path} is not valid YAML: {error}") from error
    return config if isinstance(config, dict) else {}


def _integer(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    try:
        return int(text)
    except ValueError:
        raise SettingsError(f"${name} must be a whole number, not {text!r}") from None


def _log_level(environment: Mapping[str, str]) -> str:
    level = (environment.get("COG_LOG_LEVEL") or "info").lower()
    level = {"warn": "warning", "fatal": "critical"}.get(level, level)
    if level not in _LEVELS:
        raise SettingsError(f"$COG_LOG_LEVEL must be one of {', '.join(_LEVELS)}, not {level!r}")
    return level


def _log_format(environment: Mapping[str, str]) -> str:
    name = (environment.get("LOG_FORMAT") or "json").lower()
    name = {"development": "console"}.get(name, name)
    if name not in ("json", "console"):
        raise SettingsError(f"$LOG_FORMAT must be json or console, not {name!r}")
    return name


def _boolean(text: str) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    try:
        return words[text.lower()]
    except KeyError:
        raise argparse.ArgumentTypeError(f"true or false, not {text!r}") from None
