from __future__ import annotations

from pathlib import Path

import pytest
from cog_cli.cache import cache_directory, make_directory
from cog_cli.errors import EngineError


def test_the_cache_is_where_the_user_says(tmp_path: Path) -> None:
    assert cache_directory({"COG_CACHE_DIR": str(tmp_path)}) == tmp_path


def test_a_cache_that_is_named_relatively_stays_where_it_is() -> None:
    assert cache_directory({"COG_CACHE_DIR": "here"}) == Path("here").absolute()


def test_a_cache_that_nobody_named_is_the_systems() -> None:
    assert cache_directory({}).name == "cog"


def test_a_directory_that_cannot_be_made_is_named_with_the_variable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"cannot write to the cache, .*file") as caught:
        make_directory(tmp_path / "file" / "below")
    assert "COG_CACHE_DIR" in str(caught.value.hint)
