"""Examining an event file without changing it: SQLite's own check, the chains, the derivations."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from typing import Any

from raict_desktop.storage import projections, queries, second_witness
from raict_desktop.storage.connection import connect
from raict_desktop.storage.event_file import EventFile
from raict_desktop.storage.faults import told
from raict_desktop.storage.journal import replay, verify

Problem = tuple[str, dict[str, object]]


def examine(file: EventFile, *, derivations: bool = True) -> list[Problem]:
    """Examine the file through a connection of its own, so that the desk goes on meanwhile.

    Args:
        file: the open event file.
        derivations: also derive every table anew and compare; the slowest part.

    Returns:
        Faults as (code, facts), none when all is well.
    """
    with told(file.path), closing(connect(file.path, read_only=True)) as db:
        db.execute("BEGIN")  # one snapshot for every question
        found: list[Problem] = [
            ("storage.damaged", {"path": file.path.name})
            for (line,) in db.execute("PRAGMA integrity_check(1)")
            if line != "ok"
        ]
        if not found and not values_have_entries(db):
            found = [("storage.damaged", {"path": file.path.name})]
        if found:
            return found
        found += verify(db, file.salt)
        found += _lines_missing(db)
        if file.notice == "storage.newer_file":
            # What a newer program derives from the journal, this one cannot know.
            return [*found, ("storage.newer_file", {"path": file.path.name})]
        broken = any(code != "storage.lines_missing" for code, _ in found)
        if (
            derivations
            and not broken
            and _derived_anew(db, file) != queries.dump(db, projections.TABLES)
        ):
            found.append(("storage.derivation_differs", {}))
    return found


def values_have_entries(db: sqlite3.Connection) -> bool:
    """Whether personal values all belong to an entry: a flipped bit in a key makes them nobody's.

    Their entry then looks like one whose values were erased, which is no fault.
    """
    return db.execute("PRAGMA foreign_key_check").fetchone() is None


def lines_missing(file: EventFile) -> int:
    """How many entries are known to be missing and have not come back."""
    with told(file.path), file.reading() as db:
        return sum(int(str(facts["count"])) for _, facts in _lines_missing(db))


def _lines_missing(db: sqlite3.Connection) -> list[Problem]:
    """Losses noticed at an opening whose entries have not come back since."""
    rows = db.execute("SELECT facts FROM journal WHERE kind = 'lines_missing'").fetchall()
    losses: list[dict[str, Any]] = []
    for (facts,) in rows:
        with suppress(ValueError):  # an altered line is told as such
            losses.append(json.loads(facts))
    return [
        ("storage.lines_missing", {"count": int(loss.get("count", 1))})
        for loss in losses
        if not second_witness.holds(
            db, loss.get("station", ""), loss.get("counter", 0), loss.get("hash", "")
        )
    ]


def _derived_anew(db: sqlite3.Connection, file: EventFile) -> dict[str, list[tuple[object, ...]]]:
    """The projections as a fresh copy of the journal gives them, in memory."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.backup(memory)
        memory.execute("BEGIN")
        replay(memory, file.folding)
        return queries.dump(memory, projections.TABLES)
    finally:
        memory.close()
