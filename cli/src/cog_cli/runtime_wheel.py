"""The installed `cog` package as a wheel: a model gets exactly the runtime of its command line.

Editable and normal installs alike, and neither a build backend nor the network is needed.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cog_cli.cache import make_directory, writing
from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DATE = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can hold
_WHEEL = "Wheel-Version: 1.0\nGenerator: cog-cli\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@dataclass(frozen=True)
class RuntimeWheel:
    path: Path
    version: str
    digest: str  # of what is in it: equal digests, equal files


def runtime_wheel(cache_directory: Path) -> RuntimeWheel:
    """The wheel of the `cog` that is installed beside the command line, packed if it is not yet.

    Raises EngineError if `cog` is not installed as a package of files.
    """
    distribution = _distribution()
    files = _package_files()
    information = _information(distribution)
    digest = _digest({**files, **information})
    name = f"cog-{distribution.version}-py3-none-any.whl"
    path = cache_directory / "runtime" / digest / name
    if not path.is_file():
        folder = f"cog-{distribution.version}.dist-info"
        information["WHEEL"] = _WHEEL.encode()
        files.update({f"{folder}/{name}": content for name, content in information.items()})
        with writing(make_directory(path.parent)):
            _write(path, _archive(files, f"{folder}/RECORD"))
    return RuntimeWheel(path, distribution.version, digest)


def _distribution() -> importlib.metadata.Distribution:
    try:
        return importlib.metadata.distribution("cog")
    except importlib.metadata.PackageNotFoundError:
        raise EngineError(
            "the package `cog` is not installed with the command line",
            hint="reinstall the command line: it brings its runtime along",
        ) from None


def _information(distribution: importlib.metadata.Distribution) -> dict[str, bytes]:
    """What the wheel takes over from the installed package's description of itself."""
    names = ("METADATA", "licenses/LICENSE")
    return {name: (distribution.read_text(name) or "").encode() for name in names}


def _package_files() -> dict[str, bytes]:
    """Path in the wheel → content, of every file of the package."""
    spec = importlib.util.find_spec("cog")
    if spec is None or spec.origin is None or not Path(spec.origin).is_file():
        raise EngineError("the package `cog` is not installed as files")
    root = Path(spec.origin).parent
    files = {}
    for directory, subdirectories, names in os.walk(root):
        subdirectories[:] = [name for name in subdirectories if name != "__pycache__"]
        for name in names:
            if not name.endswith((".pyc", ".pyo")):
                path = Path(directory, name)
                files[path.relative_to(root.parent).as_posix()] = path.read_bytes()
    return files


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{len(name)} {name} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _archive(files: Mapping[str, bytes], record: str) -> list[tuple[str, bytes]]:
    """The wheel's members in order, RECORD last as the format recommends."""
    members = sorted(files.items(), key=lambda item: (".dist-info/" in item[0], item[0]))
    lines = [f"{name},sha256={_urlsafe(content)},{len(content)}\n" for name, content in members]
    lines.append(f"{record},,\n")
    return [*members, (record, "".join(lines).encode())]


def _urlsafe(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _write(path: Path, members: list[tuple[str, bytes]]) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        # Stored, not deflated: the same bytes whatever zlib the machine has.
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            for name, content in members:
                member = zipfile.ZipInfo(name, _DATE)
                member.external_attr = 0o644 << 16
                member.create_system = 3  # Unix, wherever it is packed
                archive.writestr(member, content)
        temporary.replace(path)  # two processes at once write the same bytes
    finally:
        temporary.unlink(missing_ok=True)
