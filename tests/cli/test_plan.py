from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cog_cli.config import Build, Concurrency, Config, Project, RunCommand, find_project
from cog_cli.errors import ConfigError
from cog_cli.plan import BuildPlan, make_plan

if TYPE_CHECKING:
    from pathlib import Path


def test_a_plan_for_nothing_in_particular_leaves_python_open(tmp_path: Path) -> None:
    plan = make_plan(Project(tmp_path, Config()))
    assert plan == BuildPlan(python_version="3.12", python_version_chosen=False)


def test_a_plan_holds_what_cog_yaml_asks_for(tmp_path: Path) -> None:
    config = Config(
        build=Build(
            python_version="3.11",
            python_packages=("torch",),
            run=(RunCommand("a"),),
            pre_install=("b",),
            system_packages=("git",),
        ),
        predict="predict.py:Predictor",
        concurrency=Concurrency(max=3),
        environment=(("A", "1"),),
    )
    assert make_plan(Project(tmp_path, config)) == BuildPlan(
        python_version="3.11",
        python_version_chosen=True,
        requirements=("torch",),
        system_packages=("git",),
        run=(RunCommand("a"), RunCommand("b")),
        environment={"A": "1"},
        predict="predict.py:Predictor",
        concurrency=3,
    )


def test_requirements_come_from_the_file_that_cog_yaml_names(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text("build:\n  python_requirements: r.txt\n")
    (tmp_path / "r.txt").write_bytes(b"torch==2.1\r\n# why\r\npillow\r\n")
    plan = make_plan(find_project(tmp_path))
    assert plan.requirements == ("torch==2.1", "# why", "pillow")
    assert plan.requirements_file == "r.txt"


@pytest.mark.parametrize("line", ["cog", "cog==0.14.1", "Cog >= 0.9", "coglet", "cog[server]"])
def test_cog_itself_is_left_out_of_the_requirements(tmp_path: Path, line: str) -> None:
    config = Config(build=Build(python_packages=(line, "cogapp")))
    plan = make_plan(Project(tmp_path, config))
    assert plan.requirements == ("cogapp",)
    assert repr(line) in plan.warnings[0]


def test_a_requirements_file_in_another_encoding_is_reported(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_bytes("é".encode("latin-1"))
    config = Config(build=Build(python_requirements="r.txt"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        make_plan(Project(tmp_path, config))
