from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cog_cli.engines.local.requirements import read_requirements
from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


def test_comments_blank_lines_and_continuations_are_understood(tmp_path: Path) -> None:
    text = "# all we need\n\nnumpy==1.26.4 \\\n  --hash=sha256:abc  # why\nsix @ https://h/six.zip#egg=six\n"
    requirements = read_requirements(text.splitlines(), tmp_path)
    assert requirements.lines == (
        "numpy==1.26.4    --hash=sha256:abc",
        "six @ https://h/six.zip#egg=six",
    )


def test_an_included_file_is_read_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.txt").write_text("-r two.txt\none\n")
    (tmp_path / "deep" / "two.txt").write_text("two\n-r one.txt\n")
    assert read_requirements(["-r deep/one.txt"], tmp_path).lines == ("two", "one")


def test_an_included_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"gone\.txt, which cannot be read: No such file"):
        read_requirements(["--requirement=gone.txt"], tmp_path)


def test_options_behind_a_package_get_a_line_of_their_own(tmp_path: Path) -> None:
    line = "torch==2.3.1 --extra-index-url=https://h/whl/cpu"
    lines = read_requirements([line], tmp_path).lines
    assert lines == ("--extra-index-url https://h/whl/cpu", "torch==2.3.1")


def test_options_that_uv_knows_on_its_command_line_only_are_moved_there(tmp_path: Path) -> None:
    lines = ["--pre", "--trusted-host example.com", "--prefer-binary", "six"]
    requirements = read_requirements(lines, tmp_path)
    assert requirements.lines == ("six",)
    assert requirements.arguments == ("--prerelease=allow", "--allow-insecure-host=example.com")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("./package[extra]", "{}/package[extra]"),
        ("wheels/a-1-py3-none-any.whl", "{}/wheels/a-1-py3-none-any.whl"),
        ("-e package", "-e {}/package"),
        ("-f wheels", "--find-links {}/wheels"),
        ("--find-links=https://h/wheels", "--find-links=https://h/wheels"),
        ("git+https://h/x.git@v1", "git+https://h/x.git@v1"),
    ],
)
def test_paths_become_absolute(tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a-1-py3-none-any.whl").touch()
    assert read_requirements([line], tmp_path).lines == (expected.format(tmp_path),)


def test_a_change_in_a_local_package_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    before = read_requirements(["./package"], tmp_path)
    (tmp_path / "package" / "setup.py").write_text("")
    assert read_requirements(["./package"], tmp_path) != before


def test_packages_are_counted_without_options(tmp_path: Path) -> None:
    lines = ["--extra-index-url https://h", "numpy", "-e ./package", "six"]
    assert read_requirements(lines, tmp_path).package_count == 3
