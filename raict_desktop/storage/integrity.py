"""Examining an event file without changing it: SQLite's own check, the chains, the derivations."""

from __future__ import annotations

import json
import sqlite3

from raict_desktop.storage import projections, queries, second_witness
from raict_desktop.storage.event_file import EventFile
from raict_desktop.storage.journal import COLUMNS, entry_of, verify


def examine(file: EventFile) -> list[tuple[str, dict[str, object]]]:
    """Faults as (code, facts), none when all is well."""
    with file.reading() as db:
        found: list[tuple[str, dict[str, object]]] = [
            ("storage.damaged", {"path": file.path.name})
            for (line,) in db.execute("PRAGMA integrity_check(1)")
            if line != "ok"
        ]
        if found:
            return found
        found += verify(db, file.salt)
        found += _lines_missing(db)
        if file.notice == "storage.newer_file":
            # What a newer program derives from the journal, this one cannot know.
            return [*found, ("storage.newer_file", {"path": file.path.name})]
        broken = any(code != "storage.lines_missing" for code, _ in found)
        if not broken and _derived_anew(db, file) != queries.dump(db, projections.TABLES):
            found.append(("storage.derivation_differs", {}))
    return found


def _lines_missing(db: sqlite3.Connection) -> list[tuple[str, dict[str, object]]]:
    """Losses noticed at an opening whose entries have not come back since."""
    rows = db.execute("SELECT facts FROM journal WHERE kind = 'lines_missing'").fetchall()
    losses = [json.loads(facts) for (facts,) in rows]
    return [
        ("storage.lines_missing", {"count": loss["count"]})
        for loss in losses
        if not second_witness.holds(db, loss["station"], loss["counter"], loss["hash"])
    ]


def _derived_anew(db: sqlite3.Connection, file: EventFile) -> dict[str, list[tuple[object, ...]]]:
    """The projections as a fresh copy of the journal gives them, in memory."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.backup(memory)
        memory.execute("BEGIN")
        projections.clear(memory)
        names = ", ".join("j." + name.strip() for name in COLUMNS.split(","))
        rows = memory.execute(
            f"SELECT {names}, p.body FROM journal j "
            "LEFT JOIN personal_values p ON p.entry_id = j.id "
            "ORDER BY j.at_ms, j.station, j.counter"
        ).fetchall()
        for row in rows:
            personal = json.loads(row[17]) if row[17] else {}
            projections.apply(memory, entry_of(row), personal, file.folding)
        return queries.dump(memory, projections.TABLES)
    finally:
        memory.close()
