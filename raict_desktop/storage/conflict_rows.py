"""What several stations said of one person, read from the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from raict_desktop.storage.journal import from_milliseconds

_AT = (
    "j.at_ms + coalesce((SELECT c.milliseconds FROM clock_corrections c "
    "WHERE c.station = j.station AND j.counter <= c.until), 0)"
)


@dataclass(frozen=True, slots=True)
class DoorEntry:
    """One standing entry of a person at the main door."""

    person_id: str
    station: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SetValue:
    """A value that somebody gave a field by hand; ``settled`` when it decides between others."""

    person_id: str
    field: str
    value: str
    station: str
    at: datetime
    settled: bool


def main_door_entries(db: sqlite3.Connection) -> Iterator[DoorEntry]:
    """Standing entries at the main door of people whom more than one station let in."""
    rows = db.execute(
        f"SELECT j.subject, j.station, {_AT} FROM journal j WHERE j.kind = 'entry' "
        "AND j.checkpoint = '' AND j.subject IN (SELECT subject FROM journal "
        " WHERE kind = 'entry' AND checkpoint = '' GROUP BY subject "
        " HAVING count(DISTINCT station) > 1) "
        "AND NOT EXISTS (SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = j.id) "
        "ORDER BY j.subject, 3, j.station"
    )
    for person_id, station, at_ms in rows:
        yield DoorEntry(person_id, station, from_milliseconds(at_ms))


def values_by_hand(db: sqlite3.Connection) -> Iterator[SetValue]:
    """Values set by hand on people whom more than one station corrected, in the order of time."""
    rows = db.execute(
        f"SELECT j.subject, j.station, {_AT}, j.facts, v.body, j.reason = 'settled' FROM journal j "
        "LEFT JOIN personal_values v ON v.entry_id = j.id "
        "WHERE j.kind = 'person_corrected' AND j.source <> 'import' AND j.subject IN "
        "(SELECT subject FROM journal WHERE kind = 'person_corrected' AND source <> 'import' "
        " GROUP BY subject HAVING count(DISTINCT station) > 1) ORDER BY 3, j.station, j.counter"
    )
    for person_id, station, at_ms, facts, body, settled in rows:
        for name, value in {**json.loads(facts), **json.loads(body or "{}")}.items():
            if isinstance(value, str):
                at = from_milliseconds(at_ms)
                yield SetValue(person_id, name, value, station, at, bool(settled))


def added_by(db: sqlite3.Connection) -> dict[str, str]:
    """For each walk-in the station that registered them."""
    return dict(
        db.execute(
            "SELECT j.subject, j.station FROM journal j JOIN people p ON p.id = j.subject "
            "WHERE j.kind = 'person_added' AND p.walk_in = 1 AND p.status = 'registered'"
        ).fetchall()
    )
