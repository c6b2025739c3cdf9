from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cog_cli.config import find_project
from cog_cli.errors import ProjectNotFound

if TYPE_CHECKING:
    from pathlib import Path


def test_a_project_is_found_from_a_subdirectory(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text("image: me/model\n")
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    assert find_project(deep).directory == tmp_path.resolve()


def test_the_nearest_project_wins(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "cog.yaml").write_text("image: outer\n")
    (inner / "cog.yaml").write_text("image: inner\n")
    assert find_project(inner).config.image == "inner"


def test_no_project_says_where_it_looked_and_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFound) as caught:
        find_project(tmp_path)
    assert f"cog.yaml not found in {tmp_path.resolve()}" in caught.value.message
    assert "cog init" in str(caught.value.hint)


def test_a_misnamed_file_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "cog.yml").touch()
    with pytest.raises(ProjectNotFound) as caught:
        find_project(tmp_path)
    assert "rename cog.yml" in str(caught.value.hint)


@pytest.mark.parametrize(("levels", "found"), [(100, True), (101, False)])
def test_a_hundred_levels_up_are_searched(tmp_path: Path, levels: int, found: bool) -> None:
    (tmp_path / "cog.yaml").write_text("image: me/model\n")
    deep = tmp_path.joinpath(*["d"] * levels)
    deep.mkdir(parents=True)
    if found:
        assert find_project(deep).directory == tmp_path.resolve()
    else:
        with pytest.raises(ProjectNotFound):
            find_project(deep)
