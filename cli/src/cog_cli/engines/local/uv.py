"""Calls of uv, which makes the environments, with the user's settings for it and for pip."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

# pip's settings that uv does not read itself, and what it calls them. pip separates by spaces.
FROM_PIP = {
    "PIP_INDEX_URL": ("UV_DEFAULT_INDEX", " "),
    "PIP_EXTRA_INDEX_URL": ("UV_INDEX", " "),
    "PIP_FIND_LINKS": ("UV_FIND_LINKS", ","),
    "PIP_TRUSTED_HOST": ("UV_INSECURE_HOST", " "),
    "PIP_NO_INDEX": ("UV_NO_INDEX", " "),
    "PIP_CERT": ("SSL_CERT_FILE", " "),
}
_OLDER_NAMES = {"UV_DEFAULT_INDEX": "UV_INDEX_URL", "UV_INDEX": "UV_EXTRA_INDEX_URL"}
# Settings that would lead uv away from the environment that we make, and from our runtime.
_MISLEADING = (
    *("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_PREFIX", "UV_PYTHON", "UV_SYSTEM_PYTHON"),
    *("UV_OVERRIDE", "UV_BREAK_SYSTEM_PACKAGES", "UV_MANAGED_PYTHON", "UV_NO_MANAGED_PYTHON"),
    *("UV_PYTHON_PREFERENCE", "UV_REQUIRE_HASHES", "FORCE_COLOR", "CLICOLOR_FORCE"),
)
_LONGEST_REASON = 40  # lines: enough for a compiler's last words


class UvFailed(Exception):
    """uv ended with an error; `reason` is the part of its output that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def uv_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The user's environment variables, with pip's settings for uv where uv's own are not set."""
    result = {name: value for name, value in environ.items() if name not in _MISLEADING}
    for name, (uv_name, separator) in FROM_PIP.items():
        value = environ.get(name, "").split()
        if value and uv_name not in environ and _OLDER_NAMES.get(uv_name) not in environ:
            result[uv_name] = separator.join(value)
    # uv takes a package from the first index that knows it, whatever versions are there. Lists that
    # name an extra index (PyTorch's, mostly) are written for pip, which looks at all of them.
    result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    # An interpreter that is downloaded is for us; it does not belong on the user's PATH.
    result.setdefault("UV_PYTHON_INSTALL_BIN", "0")
    return {**result, "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}


def uv_program() -> str:
    """The uv that was installed with us. Raises EngineError if there is none."""
    from uv import find_uv_bin  # a warm start needs no uv

    try:
        return find_uv_bin()
    except FileNotFoundError:
        raise EngineError(
            "uv, which makes the environments, is not installed with the command line",
            hint=f"install it with: {sys.executable} -m pip install uv",
        ) from None


def run_uv(
    arguments: Sequence[str],
    *,
    directory: Path,
    environ: Mapping[str, str],
    on_line: Callable[[str], None] = lambda line: None,
) -> None:
    """Runs uv and calls `on_line` with each line of its output. Raises UvFailed with the reason.

    `directory` is not the project's: its pyproject.toml and uv.toml are no part of a plan.
    """
    lines = []
    process = subprocess.Popen(
        [uv_program(), *arguments],
        cwd=directory,
        env=uv_environment(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            on_line(line.strip())
        status = process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if status:
        raise UvFailed(_reason(lines, status))


def _reason(lines: Sequence[str], status: int) -> str:
    start = next(
        (
            n
            for n, line in enumerate(lines)
            if line.startswith(("error:", "  \N{MULTIPLICATION SIGN}"))
        ),
        0,
    )
    relevant = [line for line in lines[start:] if line.strip()]
    if not relevant:
        return f"uv ended with status {status}"
    if len(relevant) > _LONGEST_REASON:
        relevant = [relevant[0], "…", *relevant[1 - _LONGEST_REASON :]]
    relevant[0] = relevant[0].removeprefix("error:").strip()
    return "\n".join(relevant)
