"""What the event file knows of badges: its own layouts and sheets, trays, and what was printed."""

from __future__ import annotations

import json
import sqlite3
from typing import Any


def designs(db: sqlite3.Connection, kind: str) -> dict[str, dict[str, Any]]:
    """The event's own layouts (``layout``), sheets (``sheet``) or pictures (``picture``) by name."""
    rows = db.execute(
        "SELECT name, body FROM designs WHERE kind = ? AND removed = 0 ORDER BY name", (kind,)
    )
    return {name: json.loads(body) for name, body in rows}


def design(db: sqlite3.Connection, kind: str, name: str) -> dict[str, Any] | None:
    """One of the event's own layouts or sheets."""
    row = db.execute(
        "SELECT body FROM designs WHERE kind = ? AND name = ? AND removed = 0", (kind, name)
    ).fetchone()
    return json.loads(row[0]) if row else None


_NEWEST_RUN = "(SELECT run FROM tray_slots ORDER BY stamp DESC LIMIT 1)"


def tray_slots(db: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    """Tray and slot by person, as the badges were last sorted."""
    rows = db.execute(
        f"SELECT person_id, tray, slot FROM tray_slots WHERE run = {_NEWEST_RUN} ORDER BY slot"
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def tray_slot(db: sqlite3.Connection, person_id: str) -> tuple[str, int] | None:
    """Tray and slot of one person's badge."""
    row = db.execute(
        f"SELECT tray, slot FROM tray_slots WHERE run = {_NEWEST_RUN} AND person_id = ?",
        (person_id,),
    ).fetchone()
    return (row[0], row[1]) if row else None


def times_printed(db: sqlite3.Connection) -> dict[str, int]:
    """How many times each person's badge was printed; people without one are left out."""
    return dict(db.execute("SELECT person_id, times FROM badges_printed").fetchall())


def corrected_since_printed(db: sqlite3.Connection, fields: frozenset[str]) -> frozenset[str]:
    """Ids of people of whom one of these fields was corrected after their badge was last printed."""
    rows = db.execute(
        "WITH printed AS (SELECT subject, max(at_ms) AS at FROM journal "
        "WHERE kind = 'badge_printed' GROUP BY subject) "
        "SELECT j.subject, coalesce(v.body, '{}'), j.facts FROM printed p "
        "JOIN journal j ON j.subject = p.subject AND j.kind = 'person_corrected' "
        "AND j.at_ms > p.at LEFT JOIN personal_values v ON v.entry_id = j.id"
    )
    return frozenset(
        person_id
        for person_id, personal, facts in rows
        if fields & {*json.loads(personal), *json.loads(facts)}
    )
