"""SQLite's and the system's errors, told as faults a volunteer can act on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.storage.ballast import free_bytes

_BY_MESSAGE = (
    ("disk is full", "storage.disk_full"),
    ("readonly", "storage.read_only"),
    ("locked", "storage.locked"),
    ("disk i/o error", "storage.disk_error"),
    ("unable to open", "storage.cannot_open"),
    ("not a database", "storage.not_an_event"),
    ("malformed", "storage.damaged"),
    ("could not decode", "storage.damaged"),
    ("unsupported file format", "storage.damaged"),
    ("too big", "storage.damaged"),
)
_NO_ROOM = 64 * 1024
_BY_NUMBER = {
    errno.ENOSPC: "storage.disk_full",
    errno.EDQUOT: "storage.disk_full",
    errno.EROFS: "storage.read_only",
    errno.EACCES: "storage.no_permission",
    errno.EPERM: "storage.no_permission",
    errno.EIO: "storage.disk_error",
    errno.ENXIO: "storage.disk_error",
    errno.ENODEV: "storage.disk_error",
}


@contextmanager
def told(path: Path, *, system: bool = False) -> Iterator[None]:
    """Turn the environment's errors into ``UnsafeFileError``; bugs pass through unchanged.

    Args:
        path: the event file.
        system: also the system's own errors, where only this file is touched.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except UnicodeDecodeError as error:
        # A flipped bit in the schema's own text: SQLite's module does not wrap that one.
        raise UnsafeFileError("storage.damaged", path=path.name) from error
    except sqlite3.DatabaseError as error:
        message = str(error).lower()
        for words, code in _BY_MESSAGE:
            if words in message:
                # "disk I/O error" is what SQLite says of a log that finds no room.
                full = code == "storage.disk_error" and free_bytes(path) < _NO_ROOM
                known = "storage.disk_full" if full else code
                raise UnsafeFileError(known, path=path.name) from error
        raise
    except OSError as error:
        if not system:
            raise
        code = _BY_NUMBER.get(error.errno or 0, "storage.cannot_open")
        raise UnsafeFileError(code, path=path.name) from error
