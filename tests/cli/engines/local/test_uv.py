from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cog_cli.engines.local.uv import UvFailed, run_uv, uv_environment

if TYPE_CHECKING:
    from pathlib import Path


def test_pip_settings_count_where_uv_has_none() -> None:
    environ = {"PIP_FIND_LINKS": "/a /b", "PIP_INDEX_URL": "https://i", "UV_INDEX": "https://u"}
    result = uv_environment({**environ, "PIP_EXTRA_INDEX_URL": "https://x"})
    assert result["UV_FIND_LINKS"] == "/a,/b"
    assert result["UV_DEFAULT_INDEX"] == "https://i"
    assert result["UV_INDEX"] == "https://u"


def test_older_names_of_uv_settings_win_over_those_of_pip() -> None:
    environ = {"PIP_INDEX_URL": "https://pip", "UV_INDEX_URL": "https://uv"}
    assert "UV_DEFAULT_INDEX" not in uv_environment(environ)


def test_the_environment_of_the_command_line_does_not_lead_uv_astray() -> None:
    result = uv_environment({"VIRTUAL_ENV": "/v", "PYTHONPATH": "/p", "UV_PYTHON": "3.8"})
    assert not {"VIRTUAL_ENV", "PYTHONPATH", "UV_PYTHON"} & set(result)


def test_a_failure_carries_the_reason_of_uv(tmp_path: Path) -> None:
    with pytest.raises(UvFailed) as failure:
        run_uv(["pip", "install", "-r", "gone.txt"], directory=tmp_path, environ={})
    assert failure.value.reason.startswith("File not found")


def test_what_uv_says_is_handed_on_line_by_line(tmp_path: Path) -> None:
    lines: list[str] = []
    run_uv(["--version"], directory=tmp_path, environ={}, on_line=lines.append)
    assert len(lines) == 1
    assert lines[0].startswith("uv ")
