"""The figures of the day: what the organiser publishes, by the written counting rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from raict_desktop.domain.figures import ArrivalSlot, arrivals, headline, sentence
from raict_desktop.domain.records import STAFF_CATEGORIES, Session
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import day_rows, queries
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of the report; ``present`` counts ``headcount``, people without a badge, too."""

    title: str
    kind: str
    start: datetime
    registered: int
    present: int
    headcount: int
    peak: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of the report; rates are shares from 0 to 1."""

    registered: int
    participants: int
    walk_ins: int
    show_rate: float
    french_local_authorities: int
    countries: int
    countries_without_france: int
    foreign_delegations: int
    embassies: int
    foreign_share: float
    sessions: tuple[SessionLine, ...]
    arrivals: tuple[ArrivalSlot, ...]
    sentence: dict[str, str]


def report(event: OpenEvent) -> Report:
    """The figures as they stand now; the desk goes on while they are counted."""
    with snapshot(event.file) as db:
        return report_from(db)


def report_from(db: Connection) -> Report:
    """The figures of the state that a connection sees."""
    figures = headline(queries.each_person(db))
    return Report(
        figures.registered,
        figures.participants,
        figures.walk_ins,
        figures.show_rate,
        figures.french_local_authorities,
        figures.countries,
        figures.countries_without_france,
        figures.foreign_delegations,
        figures.embassies,
        figures.foreign_share,
        tuple(_session_line(db, session) for session in queries.sessions(db)),
        arrivals(day_rows.first_arrivals(db, STAFF_CATEGORIES)),
        sentence(figures),
    )


def _session_line(db: Connection, session: Session) -> SessionLine:
    counts = queries.occupancy(db, session.id)
    return SessionLine(
        session.title,
        session.kind.value,
        session.start,
        queries.enrolled_count(db, session.id),
        counts.attendance,
        counts.attendance - counts.present,
        counts.peak,
        session.capacity,
    )
