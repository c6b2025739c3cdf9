"""Files that a model hands out: which are of its making, and what keeps a yielded one as it was."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Callable, Dict

if TYPE_CHECKING:
    from ..schema.markers import Files

#: How much earlier than the clock a new file's time stamp may be: the kernel's tick.
_TICK = 0.02


def is_new(path: str, since: float) -> bool:
    """Whether the file was made, or changed, since that time; False when it is not there."""
    try:
        # ctime: also a copy that kept its old modification time is new.
        return os.lstat(path).st_ctime >= since - _TICK
    except OSError:
        return False


def delete_if_new(path: str, since: float) -> None:
    """Deletes a file of the model's making; leaves any other where it is."""
    if is_new(path, since):
        try:
            os.unlink(path)
        except OSError:
            pass


class YieldedFiles:
    """Copies of the files that a model yields.

    A model goes on while the server reads what it yielded, and many write the next picture over the
    last one.
    """

    def __init__(self, directory: Callable[[], str], since: float) -> None:
        self._directory = directory
        self._since = since
        self._count = 0
        self._originals: Dict[str, None] = {}

    def keep(self, files: Files) -> Files:
        """The same places, with copies of what the model made."""
        return [(place, self._copy(path)) for place, path in files]

    def delete_originals(self) -> None:
        """When the stream has ended: deletes those that the model made for it."""
        for path in self._originals:
            delete_if_new(path, self._since)

    def _copy(self, path: str) -> str:
        if not is_new(path, self._since):
            return path  # a file of the project's, or none at all
        self._count += 1
        directory = f"{self._directory()}/yielded-{self._count}"
        os.mkdir(directory)
        self._originals[path] = None
        try:
            return shutil.copyfile(path, f"{directory}/{os.path.basename(path)}")
        except OSError:
            return path  # the server will say what is wrong with it
