"""Erasing every personal value of an event file for good; the journal's chain still verifies."""

from __future__ import annotations

import sqlite3

from raict_desktop.storage.event_file import EventFile
from raict_desktop.storage.faults import told


def personal_values(db: sqlite3.Connection) -> int:
    """How many entries still have their personal values."""
    return int(db.execute("SELECT count(*) FROM personal_values").fetchone()[0])


def erase_values(db: sqlite3.Connection) -> None:
    """Erase them all, inside the transaction under way; ``storage.journal.replay`` follows."""
    db.execute("DELETE FROM personal_values")


def leave_no_trace(file: EventFile) -> None:
    """Write the file anew without its free pages, and empty the write-ahead log."""
    file.checkpoint()
    with file.lock, told(file.path):
        file.connection.execute("VACUUM")
    file.checkpoint()
