"""What the journal holds of each station."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from raict_desktop.storage.journal import from_milliseconds

_AT = (
    "j.at_ms + coalesce((SELECT c.milliseconds FROM clock_corrections c "
    "WHERE c.station = j.station AND j.counter <= c.until), 0)"
)


@dataclass(frozen=True, slots=True)
class StationRow:
    """Counts and times (corrected) of one station."""

    station: str
    entries: int
    passages: int
    first: datetime | None
    last: datetime | None
    correction: timedelta


def station_rows(db: sqlite3.Connection) -> list[StationRow]:
    """Every station by its first passage."""
    rows = db.execute(
        "SELECT station, count(*), sum(door), min(CASE WHEN door THEN at END), "
        "max(CASE WHEN door THEN at END), "
        "coalesce((SELECT milliseconds FROM clock_corrections c WHERE c.station = t.station), 0) "
        f"FROM (SELECT j.station, {_AT} AS at, "
        "j.kind IN ('entry', 'exit', 'refused', 'headcount') AS door FROM journal j) t "
        "GROUP BY station ORDER BY 4 IS NULL, 4, station"
    )
    return [
        StationRow(
            row[0],
            row[1],
            row[2],
            None if row[3] is None else from_milliseconds(row[3]),
            None if row[4] is None else from_milliseconds(row[4]),
            timedelta(milliseconds=row[5]),
        )
        for row in rows
    ]


def first_entries(db: sqlite3.Connection) -> dict[str, list[datetime]]:
    """For each station the times of its entries at the main door."""
    found: dict[str, list[datetime]] = {}
    rows = db.execute(
        f"SELECT j.station, {_AT} FROM journal j WHERE j.kind = 'entry' AND j.checkpoint = ''"
    )
    for station, at_ms in rows:
        found.setdefault(station, []).append(from_milliseconds(at_ms))
    return found


def last_counter(db: sqlite3.Connection, station: str) -> int | None:
    """The last counter of a station here, or None where nothing of it is."""
    row = db.execute("SELECT max(counter) FROM journal WHERE station = ?", (station,)).fetchone()
    return None if row[0] is None else int(row[0])
