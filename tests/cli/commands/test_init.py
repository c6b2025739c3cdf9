from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from cog_cli.config import find_project

if TYPE_CHECKING:
    from tests.cli.conftest import Project


@pytest.fixture
def empty(project: Project) -> Project:
    for path in project.directory.iterdir():
        path.unlink()
    return project


def test_a_new_project_has_a_valid_cog_yaml_and_a_model(empty: Project) -> None:
    outcome = empty.cog("init")
    assert (outcome.status, outcome.stdout) == (0, "")
    assert find_project(empty.directory).config.predict == "predict.py:Predictor"
    ast.parse((empty.directory / "predict.py").read_text())
    assert (empty.directory / ".dockerignore").is_file()
    assert (empty.directory / ".github/workflows/push.yaml").is_file()


@pytest.mark.parametrize("name", ["cog.yaml", "predict.py"])
def test_an_existing_model_is_left_alone(empty: Project, name: str) -> None:
    (empty.directory / name).write_text("mine")
    outcome = empty.cog("init")
    assert outcome.status == 1
    assert f"there is already a {name}" in outcome.stderr
    assert [path.name for path in empty.directory.iterdir()] == [name]


def test_other_files_that_exist_are_kept(empty: Project) -> None:
    (empty.directory / ".dockerignore").write_text("mine")
    assert "Kept .dockerignore" in empty.cog("init").stderr
    assert (empty.directory / ".dockerignore").read_text() == "mine"


def test_a_project_can_be_made_elsewhere(empty: Project) -> None:
    (empty.directory / "new").mkdir()
    assert empty.cog("init", "-C", "new").status == 0
    assert (empty.directory / "new" / "cog.yaml").is_file()
