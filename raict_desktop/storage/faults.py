"""SQLite's errors, told as faults a volunteer can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError

_BY_MESSAGE = (
    ("disk is full", "storage.disk_full"),
    ("readonly", "storage.read_only"),
    ("locked", "storage.locked"),
    ("disk i/o error", "storage.disk_error"),
    ("unable to open", "storage.cannot_open"),
    ("not a database", "storage.not_an_event"),
    ("malformed", "storage.damaged"),
)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's environment errors into ``UnsafeFileError``; bugs pass through unchanged."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        message = str(error).lower()
        for words, code in _BY_MESSAGE:
            if words in message:
                raise UnsafeFileError(code, path=path.name) from error
        raise
