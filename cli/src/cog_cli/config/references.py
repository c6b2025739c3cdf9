"""What cog.yaml refers to: files of the project, and the class or function in one."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cog_cli.suggest import closest, did_you_mean

if TYPE_CHECKING:
    from cog_cli.config.reader import Section


def read_reference(root: Section, key: str, example: str) -> str | None:
    """`file.py:Name`, with the file there and the name somewhere in it."""
    reference = root.text(key)
    if reference is None:
        return None
    file, separator, name = reference.partition(".py:")
    if not separator or not file or not name or ".py:" in name:
        stem = file.removesuffix(".py").partition(":")[0] or "predict"
        root.complain(
            key,
            f'must name a file and a class or function in it, such as "{stem}.py:{example}", '
            f"got {reference!r}",
        )
        return None
    if not name.isidentifier():
        root.complain(key, f"must name a class or function after '.py:', got {name!r}")
        return None
    if check_file(root, key, f"{file}.py"):
        _check_name(root, key, f"{file}.py", name)
    return reference


def check_file(section: Section, key: str, name: str) -> bool:
    """Whether the project has the file; notes a problem if not."""
    path = section.problems.path.parent / name
    try:
        if path.is_file():
            return True
        if path.exists():
            what = "a directory" if path.is_dir() else "not a regular file"
            section.complain(key, f"names {name!r}, which is {what}")
            return False
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix == path.suffix]
    except OSError:
        names = []
    near = closest(path.name, names)
    if near is None and len(names) == 1:
        near = names[0]
    suggestion = f" Did you mean {str(PurePosixPath(name).with_name(near))!r}?" if near else ""
    section.complain(key, f"names {name!r}, and there is no such file.{suggestion}")
    return False


def _check_name(root: Section, key: str, file: str, name: str) -> None:
    """Only a name that is nowhere in the file is wrong for sure: names can be made in many ways."""
    source = (root.problems.path.parent / file).read_text("utf-8", errors="replace")
    if re.search(rf"\b{re.escape(name)}\b", source) or re.search(r"import\s*\(?\s*\*", source):
        return
    defined = re.findall(r"^(?:async\s+def|def|class)\s+(\w+)", source, re.MULTILINE)
    suggestion = did_you_mean(name, defined)
    if not suggestion and defined:
        suggestion = f" It defines: {', '.join(defined)}"
    root.complain(key, f"names {name!r}, which is not in {file}.{suggestion}")
