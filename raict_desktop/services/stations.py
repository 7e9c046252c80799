"""The stations of an event: what each recorded, and corrections of clocks that were wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.clocks import likely_shift
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import journal, station_rows
from raict_desktop.storage.snapshot import snapshot

MOST = timedelta(days=400)
"""The largest correction: clocks fall back to a date of the factory, rarely further."""


@dataclass(frozen=True, slots=True)
class Station:
    """One station in the table of stations.

    Attributes:
        station: its id.
        here: whether it is the one that writes this file.
        entries: lines of its journal here.
        passages: of which passages, refusals and counts at a door.
        first: its first passage, as corrected; None without one.
        last: its last passage.
        correction: what is added to its times.
        proposal: what seems to be missing from its times, beyond the correction.
    """

    station: str
    here: bool
    entries: int
    passages: int
    first: datetime | None
    last: datetime | None
    correction: timedelta
    proposal: timedelta


def stations(event: OpenEvent) -> list[Station]:
    """Every station whose lines are in this event's file, in the order of their first passage."""
    info = event.info
    start = datetime.combine(info.first_day, time(), event.zone)
    end = start + timedelta(days=info.days)
    with snapshot(event.file) as db:
        rows = station_rows.station_rows(db)
        arrivals = station_rows.first_entries(db)
    everybody = [(row.station, arrivals.get(row.station, [])) for row in rows]
    return [
        Station(
            row.station,
            row.station == event.station,
            row.entries,
            row.passages,
            row.first,
            row.last,
            row.correction,
            likely_shift(
                own or [t for t in (row.first, row.last) if t],
                [at for station, times in everybody if station != row.station for at in times],
                start,
                end,
            ),
        )
        for row, (_, own) in zip(rows, everybody, strict=True)
    ]


def short(station: str) -> str:
    """The part of a station's id that tells it from others; the beginning is that of a time."""
    return station[-8:]


def find(event: OpenEvent, words: str) -> Station:
    """The station whose id ends or begins so.

    Raises:
        UserError: none or several do.
    """
    listed = stations(event) if words else []
    found = [s for s in listed if s.station.endswith(words)]
    found = found or [s for s in listed if s.station.startswith(words)]
    if len(found) != 1:
        raise UserError("merge.no_station", station=words[:40], count=len(found))
    return found[0]


def correct_clock(
    event: OpenEvent, station: str, correction: timedelta, origin: object | None = None
) -> None:
    """Say what is to be added to the times of everything a station recorded so far.

    The times that the station wrote stay in the journal; a correction of zero takes an earlier one
    back. What it records from now on is not touched: its clock may be right by then.

    Raises:
        UserError: no such station, or a correction beyond reason.
    """
    if abs(correction) > MOST:
        raise UserError("merge.correction_too_large", days=MOST.days)
    with event.file.writing() as db:
        until = station_rows.last_counter(db, station)
        if until is None:
            raise UserError("merge.no_station", station=short(station), count=0)
        facts = {"milliseconds": correction // timedelta(milliseconds=1), "until": until}
        event.append([Draft(Kind.CLOCK_CORRECTED, station, facts=facts)])
        journal.replay(db, event.file.folding)
    event.tell(Changes.of(*Topic), origin)
