"""Imports point one way: the contracts are in the root pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .conftest import REPOSITORY


def test_imports_point_one_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(linter), "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
