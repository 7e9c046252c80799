"""Names of those at the desk: an entry holds an id, the name is a personal value that can be erased.

Programs before schema 8 wrote the name into the entry itself, where the hash covers it. Erasing such a
name leaves ``ERASED`` in its place; the entry's own hash can no longer be made again, so a seal over what
is left takes its part in ``storage.journal.verify``. The links of the chain stay as they are.
"""

from __future__ import annotations

import re
import sqlite3

ERASED = "[erased]"
"""Stands in an entry where an older program had written a name that was erased since."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LIKE_AN_ID = "'????????-????-????-????-????????????'"


def operator_name(column: str) -> str:
    """SQL that gives the name behind an entry's operator; empty where it was erased or has not come.

    Args:
        column: the column of ``journal``, with its table.
    """
    return (
        f"coalesce((SELECT o.name FROM operators o WHERE o.id = {column}), "
        f"CASE WHEN {column} GLOB {_LIKE_AN_ID} OR {column} = '{ERASED}' THEN '' "
        f"ELSE {column} END)"
    )


def is_name(operator: str) -> bool:
    """Whether an entry's operator is a name as older programs wrote it, rather than an id."""
    return operator not in ("", ERASED) and not _ID.fullmatch(operator)


def operator_id(db: sqlite3.Connection, name: str) -> str:
    """The id under which somebody is known, or empty."""
    row = db.execute("SELECT min(id) FROM operators WHERE name = ?", (name,)).fetchone()
    return str(row[0] or "")


def operator_ids(db: sqlite3.Connection, name: str) -> list[str]:
    """Every id of a name: stations that had not met gave one each."""
    rows = db.execute("SELECT id FROM operators WHERE name = ? ORDER BY id", (name,))
    return [row[0] for row in rows]


def names_in_entries(db: sqlite3.Connection) -> list[str]:
    """Names that older programs wrote into entries."""
    rows = db.execute("SELECT DISTINCT operator FROM journal WHERE operator <> '' ORDER BY 1")
    return [row[0] for row in rows if is_name(row[0])]


def put_aside(db: sqlite3.Connection, entry_id: str, seal: str) -> None:
    """Note the seal of an entry whose operator's name is erased."""
    db.execute("INSERT OR REPLACE INTO erased_operators VALUES (?, ?)", (entry_id, seal))


def sealed(db: sqlite3.Connection, entry_id: str) -> str:
    """The seal of such an entry, or empty."""
    row = db.execute("SELECT seal FROM erased_operators WHERE entry_id = ?", (entry_id,)).fetchone()
    return str(row[0]) if row else ""
