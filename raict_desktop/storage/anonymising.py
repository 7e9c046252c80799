"""Erasing every personal value of an event file for good; the journal's chain still verifies."""

from __future__ import annotations

import sqlite3

from raict_desktop.storage.event_file import EventFile
from raict_desktop.storage.faults import told
from raict_desktop.storage.journal import erase_names_in_entries
from raict_desktop.storage.operators import names_in_entries


def personal_values(db: sqlite3.Connection) -> int:
    """How many entries still have their personal values."""
    return int(db.execute("SELECT count(*) FROM personal_values").fetchone()[0])


def erase_values(db: sqlite3.Connection, salt: str) -> int:
    """Erase them all, inside the transaction under way; ``storage.journal.replay`` follows.

    The salt goes with them: with it, somebody could try names until a digest fits.

    Args:
        db: the connection.
        salt: for digests made from now on.

    Returns:
        How many entries of older programs held the name of whoever was at the desk.
    """
    db.execute("DELETE FROM personal_values")
    db.execute("UPDATE event_file SET salt = ?", (salt,))
    return erase_names_in_entries(db, names_in_entries(db))


def leave_no_trace(file: EventFile) -> None:
    """Write the file anew without its free pages, and empty the write-ahead log."""
    file.checkpoint()
    with file.lock, told(file.path):
        file.connection.execute("VACUUM")
    file.checkpoint()
