"""The counting rules of an event: what the organiser ticked, and who stands behind each figure."""

from __future__ import annotations

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.figures import FIGURES, CountingRules, counts
from raict_desktop.domain.journal import Draft, Entry, Kind
from raict_desktop.domain.records import Person
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import queries
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.snapshot import snapshot

LISTS = (*FIGURES, "absent")
"""Figures that open a list of people."""


def rules(event: OpenEvent) -> CountingRules:
    """The rules in force."""
    with snapshot(event.file) as db:
        return rules_from(db)


def rules_from(db: Connection) -> CountingRules:
    """The rules that a connection sees: the last that were set, by time, station and counter."""
    found = queries.entries(db, [Kind.COUNTING_SET])
    return _rules(found[-1]) if found else CountingRules()


def _rules(entry: Entry) -> CountingRules:
    standard = CountingRules()
    return CountingRules(
        frozenset(entry.facts.get("left_out", standard.left_out)),
        bool(entry.facts.get("with_france", standard.with_france)),
    )


def set_rules(event: OpenEvent, wanted: CountingRules, origin: object | None = None) -> None:
    """Count by other rules from now on, on every station that merges."""
    if wanted == rules(event):
        return
    facts = {"left_out": sorted(wanted.left_out), "with_france": wanted.with_france}
    draft = Draft(Kind.COUNTING_SET, facts=facts)
    event.write([draft], Changes.of(Topic.EVENT, Topic.PASSAGES), origin=origin)


def people_behind(
    event: OpenEvent, figure: str, session_id: str = "", category: str | None = None
) -> list[Person]:
    """The people whom a figure counts, by surname.

    Args:
        event: the open event.
        figure: one of ``LISTS``; ``enrolled`` or ``present`` of a session.
        session_id: of which session.
        category: of this one only, where given.

    Raises:
        UserError: no such figure.
    """
    with snapshot(event.file) as db:
        if session_id:
            return _of_session(db, figure, session_id)
        if figure not in LISTS:
            raise UserError("report.no_figure", figure=figure[:40], known=", ".join(LISTS))
        ticked = rules_from(db)
        return [
            person
            for person in queries.each_person(db)
            if category in (None, person.category) and counts(figure, person, ticked)
        ]


def _of_session(db: Connection, figure: str, session_id: str) -> list[Person]:
    if figure == "enrolled":
        return [
            p
            for p in queries.each_person(db)
            if session_id in p.enrolled and p.status == "registered"
        ]
    came = {r.person_id for r in queries.presences(db) if r.checkpoint == session_id}
    return [p for p in queries.each_person(db) if p.id in came]
