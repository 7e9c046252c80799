"""The note beside the event file: the last entry this station wrote, known outside the database.

SQLite forgets commits without a word when its WAL is lost or damaged, and a file cannot know that it
is an older copy of itself. The note can: it is compared with the journal at every opening.
"""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.storage.connection import beside

_SIZE = 256
"""The note is overwritten in place, always this long, so that no kill leaves it half written."""


@dataclass(frozen=True, slots=True)
class Note:
    """The last entry of a station; counter 0 before its first."""

    station: str
    counter: int
    hash: str
    event_id: str


def note_path(path: Path) -> Path:
    """Where the note of an event file stands."""
    return beside(path, "-head")


def read_note(path: Path) -> Note | None:
    """The note beside an event file; None when there is none or it cannot be understood."""
    try:
        values = json.loads(note_path(path).read_bytes()[:_SIZE])
        station, counter, digest = values[:3]
        event_id = values[3] if len(values) > 3 else ""
    except (OSError, ValueError, TypeError, IndexError, KeyError):
        return None
    if not (isinstance(station, str) and isinstance(counter, int) and isinstance(digest, str)):
        return None
    return Note(station, counter, digest, str(event_id))


def write_note(path: Path, note: Note, *, durable: bool = False) -> None:
    """Overwrite the note.

    Args:
        path: the event file.
        note: what to write.
        durable: wait for the disk. Without it a power cut may leave an older note, which says less
            but nothing wrong.

    Raises:
        OSError: it could not be written.
    """
    text = json.dumps([note.station, note.counter, note.hash, note.event_id])
    handle = os.open(note_path(path), os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(handle, text.encode("ascii").ljust(_SIZE))
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)


def head(connection: sqlite3.Connection, station: str) -> tuple[int, str]:
    """Counter and hash of a station's last entry in the journal; (0, "") when it has none."""
    row: tuple[int, str] | None = connection.execute(
        "SELECT counter, hash FROM journal WHERE station = ? ORDER BY counter DESC LIMIT 1",
        (station,),
    ).fetchone()
    return row or (0, "")


def holds(connection: sqlite3.Connection, station: str, counter: int, digest: str) -> bool:
    """Whether the journal holds this very entry (``counter`` 0 stands for none)."""
    if counter == 0:
        return True
    row = connection.execute(
        "SELECT hash FROM journal WHERE station = ? AND counter = ?", (station, counter)
    ).fetchone()
    return row is not None and row[0] == digest


def missing(connection: sqlite3.Connection, note: Note) -> int:
    """How many entries the note knows of that the journal lacks."""
    if holds(connection, note.station, note.counter, note.hash):
        return 0
    return max(1, note.counter - head(connection, note.station)[0])
