"""Files that a generator yields: copied, for it may write its next item into the same file.

The server reads a file when it gets to it, and the model does not wait for that.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from typing import TYPE_CHECKING, Callable, Set

from ..errors import OutputError

if TYPE_CHECKING:
    from .messages import Files

#: How much earlier than the clock a new file's time stamp may be: the kernel's tick.
_TICK = 0.02


class YieldedFiles:
    """The files that one prediction yields."""

    def __init__(self, directory: Callable[[], str]) -> None:
        self._directory = directory
        self._since = time.time() - _TICK
        self._originals: Set[str] = set()

    def take(self, files: Files) -> Files:
        """The files with copies in place of those that the model has made during the prediction.

        Raises OutputError when one cannot be copied.
        """
        return [(pointer, self._take(path)) for pointer, path in files]

    def remove_originals(self) -> None:
        """Deletes what was copied, as the server deletes a file that predict() returns."""
        for path in self._originals:
            try:
                os.unlink(path)  # noqa: PTH108 (saves an import of pathlib)
            except OSError:
                pass

    def _take(self, path: str) -> str:
        try:
            if os.stat(path).st_ctime < self._since:  # noqa: PTH116
                return path  # something that it has lying about
            self._originals.add(path)
            folder = tempfile.mkdtemp(dir=self._directory())
            return shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))  # noqa: PTH118, PTH119
        except OSError as error:
            raise OutputError(f"the output file {path} cannot be read: {error.strerror}") from error
