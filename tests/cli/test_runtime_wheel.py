from __future__ import annotations

import base64
import csv
import hashlib
import importlib.metadata
import io
import shutil
import zipfile
from pathlib import Path

import cog
from cog_cli.runtime_wheel import runtime_wheel
from packaging.utils import parse_wheel_filename


def test_the_wheel_holds_the_package_that_is_installed(tmp_path: Path) -> None:
    names = zipfile.ZipFile(runtime_wheel(tmp_path).path).namelist()
    root = Path(cog.__file__).parent
    sources = {path.relative_to(root.parent).as_posix() for path in root.rglob("*.py")}
    assert sources <= set(names)
    assert not [name for name in names if "__pycache__" in name]


def test_its_name_says_the_version_and_any_python_3(tmp_path: Path) -> None:
    wheel = runtime_wheel(tmp_path)
    name, version, _, tags = parse_wheel_filename(wheel.path.name)
    assert (name, str(version)) == ("cog", cog.__version__)
    assert {str(tag) for tag in tags} == {"py3-none-any"}


def test_its_metadata_and_licence_are_those_of_the_installed_package(tmp_path: Path) -> None:
    folder = f"cog-{cog.__version__}.dist-info"
    with zipfile.ZipFile(runtime_wheel(tmp_path).path) as archive:
        text = archive.read(f"{folder}/METADATA").decode()
        licence = archive.read(f"{folder}/licenses/LICENSE").decode()
    assert text == importlib.metadata.distribution("cog").read_text("METADATA")
    assert "Provides-Extra: server" in text
    assert "Apache License" in licence


def test_its_record_is_true_of_every_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(runtime_wheel(tmp_path).path) as archive:
        *members, record = archive.namelist()
        rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(archive.read(record).decode()))}
        assert rows.pop(record) == ["", ""]
        assert sorted(rows) == sorted(members)
        for name, (digest, size) in rows.items():
            content = archive.read(name)
            found = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            assert (digest, size) == (f"sha256={found}", str(len(content)))


def test_packing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = runtime_wheel(tmp_path / "one"), runtime_wheel(tmp_path / "two")
    assert first.digest == second.digest
    assert first.path.read_bytes() == second.path.read_bytes()


def test_a_wheel_that_is_there_is_not_packed_again(tmp_path: Path) -> None:
    path = runtime_wheel(tmp_path).path
    before = path.stat()
    assert runtime_wheel(tmp_path).path == path
    assert path.stat().st_ino == before.st_ino


def test_nothing_but_the_wheel_is_left_in_the_cache(tmp_path: Path) -> None:
    wheel = runtime_wheel(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [wheel.path]
    shutil.rmtree(tmp_path / "runtime")
    assert runtime_wheel(tmp_path) == wheel
