"""One writer for each event file: a lock that the system frees when the program dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from raict_desktop.storage.connection import beside


def lock_path(path: Path) -> Path:
    """The file that is locked; it stays behind, empty, and means nothing by itself."""
    return beside(path, "-lock")


class WriterLock:
    """Held from opening to closing by the one program that writes."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    @classmethod
    def take(cls, path: Path) -> WriterLock | None:
        """Take the lock of an event file; None when another program holds it.

        Raises:
            OSError: the lock's file cannot be made.
        """
        handle = os.open(lock_path(path), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return None
        return cls(handle)

    def free(self) -> None:
        """Let another program write; safe to call twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
