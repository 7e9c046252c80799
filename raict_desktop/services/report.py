"""The figures of the day: what the organiser publishes, by the written counting rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from raict_desktop.domain.figures import ArrivalSlot, arrivals, headline, sentence
from raict_desktop.domain.journal import Kind
from raict_desktop.domain.presence import Direction, Passage, peak
from raict_desktop.domain.records import MAIN_DOOR, STAFF_CATEGORIES
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.programme import states
from raict_desktop.storage import queries


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of the report."""

    title: str
    kind: str
    registered: int
    present: int
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
    """The figures as they stand now."""
    with event.file.reading() as db:
        people = queries.all_people(db)
        presences = queries.presences(db)
        entries = queries.entries(db, (Kind.ENTRY, Kind.EXIT, Kind.HEADCOUNT))
        annulled = queries.annulled_ids(db)
    staff = {p.id for p in people if p.category in STAFF_CATEGORIES}
    passages: dict[str, list[Passage]] = {}
    headcounts: dict[str, list[tuple[datetime, int]]] = {}
    for entry in entries:
        if entry.id in annulled:
            continue
        if entry.kind is Kind.HEADCOUNT:
            change = int(entry.facts["change"])
            headcounts.setdefault(entry.checkpoint, []).append((entry.at, change))
            continue
        passages.setdefault(entry.checkpoint, []).append(
            Passage(
                entry.id,
                entry.subject,
                entry.checkpoint,
                Direction(entry.kind.value),
                entry.at,
                entry.station,
                entry.counter,
            )
        )
    lines = tuple(
        SessionLine(
            state.session.title,
            state.session.kind.value,
            state.registered,
            max(0, state.present + state.headcount),
            peak(
                passages.get(state.session.id, ()),
                headcounts.get(state.session.id, ()),
            ),
            state.session.capacity,
        )
        for state in states(event)
    )
    first = [
        row.first
        for row in presences
        if row.checkpoint == MAIN_DOOR and row.first and row.person_id not in staff
    ]
    figures = headline(people)
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
        lines,
        arrivals(first),
        sentence(figures),
    )
