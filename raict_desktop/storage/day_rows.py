"""What the day's files are made of, row by row, so that their size never decides the memory needed.

Every function streams from an open connection (see ``storage.snapshot``) in a settled order that is
the same on every station with the same journal.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from raict_desktop.storage.journal import from_milliseconds
from raict_desktop.storage.operators import operator_name

_WHO = {
    "": "",
    "absent": "WHERE p.present = 0 AND p.status = 'registered' AND p.walk_in = 0 ",
    "walk_in": "WHERE p.walk_in = 1 ",
}
_AT = (
    "j.at_ms + coalesce((SELECT c.milliseconds FROM clock_corrections c "
    "WHERE c.station = j.station AND j.counter <= c.until), 0)"
)
"""An entry's time, corrected where its station's clock was wrong."""
_PERSON = (
    "SELECT p.code, p.civility, p.given_name, p.family_name, p.function, coalesce(o.name, ''), "
    "coalesce(o.kind, 'autre'), coalesce(o.country, ''), p.category, p.delegation, p.email, "
    "p.phone, p.external_id, p.note, p.status, p.walk_in, "
    "(SELECT group_concat(e.session_id, ' ') FROM enrolments e "
    " WHERE e.person_id = p.id AND e.enrolled = 1), "
    "p.present, r.first_ms "
    "FROM people p LEFT JOIN organisations o ON o.id = p.organisation_id "
    "LEFT JOIN presence r ON r.person_id = p.id AND r.checkpoint = '' "
)


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_milliseconds(value)


def people(db: sqlite3.Connection, who: str = "") -> Iterator[tuple[Any, ...]]:
    """People by surname: code, civility, names, …, ids of workshops, present, first entry.

    Args:
        db: the connection.
        who: everybody when empty, ``absent`` or ``walk_in``.
    """
    rows = db.execute(f"{_PERSON}{_WHO[who]}ORDER BY p.folded_family, p.folded_given, p.id")
    for row in rows:
        workshops = tuple((row[16] or "").split())
        yield (*row[:15], bool(row[15]), workshops, bool(row[17]), _time(row[18]))


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One passage, refusal or count of people without a badge.

    ``code`` is the person's, or what a code that nobody has said; ``change`` the people counted.
    """

    id: str
    at: datetime
    kind: str
    checkpoint: str
    session: str
    code: str
    given_name: str
    family_name: str
    organisation: str
    verdict: str
    reason: str
    source: str
    operator: str
    station: str
    counter: int
    annulled: bool
    change: int | None


_PASSAGE_FIELDS = tuple(field.name for field in fields(PassageRow))
_PASSAGES = (
    # Where a passage counts: at the session it was moved to, if it was moved.
    f"SELECT j.id, {_AT}, j.kind, coalesce(w.checkpoint, j.checkpoint), "
    "coalesce(s.title, w.checkpoint, j.checkpoint), "
    "coalesce(p.code, json_extract(v.body, '$.code'), ''), coalesce(p.given_name, ''), "
    "coalesce(p.family_name, ''), coalesce(o.name, ''), j.verdict, j.reason, j.source, "
    f"{operator_name('j.operator')}, j.station, j.counter, "
    "EXISTS (SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = j.id), "
    "CASE j.kind WHEN 'headcount' THEN json_extract(j.facts, '$.change') END "
    "FROM journal j LEFT JOIN people p ON p.id = j.subject "
    "LEFT JOIN organisations o ON o.id = p.organisation_id "
    "LEFT JOIN passages w ON w.entry_id = j.id "
    "LEFT JOIN sessions s ON s.id = coalesce(w.checkpoint, j.checkpoint) "
    "LEFT JOIN personal_values v ON v.entry_id = j.id "
    "WHERE j.kind IN ('entry', 'exit', 'refused', 'headcount') "
    "ORDER BY 2, j.station, j.counter"
)


def passages(db: sqlite3.Connection) -> Iterator[PassageRow]:
    """Everything that happened at a door, in the journal's order."""
    for row in db.execute(_PASSAGES):
        values = dict(zip(_PASSAGE_FIELDS, row, strict=True))
        values["at"] = from_milliseconds(row[1])
        values["annulled"] = bool(row[15])
        yield PassageRow(**values)


def presences(db: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Who was where: checkpoint and its title, code, names, organisation, times, entries, inside."""
    rows = db.execute(
        "SELECT r.checkpoint, coalesce(s.title, r.checkpoint), coalesce(p.code, ''), "
        "coalesce(p.given_name, ''), coalesce(p.family_name, ''), coalesce(o.name, ''), "
        "r.first_ms, r.left_ms, r.entries, r.inside FROM presence r LEFT JOIN people p ON p.id = r.person_id "
        "LEFT JOIN organisations o ON o.id = p.organisation_id "
        "LEFT JOIN sessions s ON s.id = r.checkpoint "
        "WHERE r.entries > 0 ORDER BY r.first_ms, r.checkpoint, r.person_id"
    )
    for row in rows:
        yield (*row[:6], _time(row[6]), _time(row[7]), row[8], bool(row[9]))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change that came with no list: whom or what it is about, and which fields it set.

    ``session`` is the title of the session of an enrolment, a session or an undone passage.
    """

    at: datetime
    kind: str
    code: str
    given_name: str
    family_name: str
    checkpoint: str
    session: str
    fields: tuple[str, ...]
    source: str
    operator: str
    station: str


# An undo is about an entry: the person is the one of that entry.
_CHANGES = (
    f"SELECT {_AT}, j.kind, coalesce(p.code, ''), coalesce(p.given_name, ''), "
    "coalesce(p.family_name, ''), coalesce(s.id, ''), coalesce(s.title, ''), j.facts, v.body, "
    f"j.source, {operator_name('j.operator')}, j.station "
    "FROM journal j LEFT JOIN journal u ON j.kind = 'annulled' AND u.id = j.subject "
    "LEFT JOIN people p ON p.id = coalesce(u.subject, j.subject) "
    "LEFT JOIN sessions s ON s.id = CASE WHEN j.kind IN ('session_set', 'session_removed') "
    " THEN j.subject WHEN j.checkpoint = '' THEN coalesce(u.checkpoint, '') ELSE j.checkpoint END "
    "LEFT JOIN personal_values v ON v.entry_id = j.id "
    "WHERE j.source <> 'import' AND j.kind NOT IN "
    "('entry', 'exit', 'refused', 'headcount', 'badge_printed', 'imported', 'event_set', "
    " 'operator_named') "
    "ORDER BY 1, j.station, j.counter"
)
_SETS_FIELDS = frozenset({"person_added", "person_corrected", "organisation_set", "session_set"})


def changes(db: sqlite3.Connection) -> Iterator[ChangeRow]:
    """Every change made by hand, in the journal's order."""
    for at_ms, kind, *about, facts, personal, source, operator, station in db.execute(_CHANGES):
        names: tuple[str, ...] = ()
        if kind in _SETS_FIELDS:
            names = tuple(sorted({*json.loads(facts), *json.loads(personal or "{}")}))
        at = from_milliseconds(at_ms)
        code, given, family, checkpoint, session = about
        yield ChangeRow(
            at, kind, code, given, family, checkpoint, session, names, source, operator, station
        )


@dataclass(frozen=True, slots=True)
class DeskRow:
    """What one station answered at doors.

    ``times`` are of every answer, in order (Unix milliseconds); ``exceptions`` counts answers other than
    welcome and already in, ``undone`` those taken back.
    """

    station: str
    times: tuple[int, ...]
    exceptions: int
    undone: int


def desks(db: sqlite3.Connection) -> Iterator[DeskRow]:
    """Every station that answered at a door, by id."""
    at_doors = "j.kind IN ('entry', 'exit', 'refused')"
    undone = dict(
        db.execute(
            f"SELECT j.station, count(*) FROM journal j WHERE {at_doors} AND j.id IN (SELECT subject "
            "FROM journal INDEXED BY journal_annulled WHERE kind = 'annulled') GROUP BY 1"
        ).fetchall()
    )
    rows = db.execute(
        f"SELECT j.station, {_AT}, j.verdict NOT IN ('welcome', 'already_in') FROM journal j "
        f"WHERE {at_doors} ORDER BY 1, 2"
    )
    for station, answers in groupby(rows, key=itemgetter(0)):
        _, times, exceptional = zip(*answers, strict=True)
        yield DeskRow(station, times, sum(exceptional), undone.get(station, 0))


def quality(db: sqlite3.Connection) -> dict[str, int]:
    """What may blur the figures: unknown codes, double scans, undos, corrections, entries uncounted."""
    # Each by the words of its own index: together they would be looked for in the whole journal.
    unknown, already, undone, corrected = (
        db.execute(f"SELECT count(*) FROM journal {which}").fetchone()[0]
        for which in (
            "WHERE kind = 'refused' AND verdict = 'unknown_code'",
            "WHERE kind = 'refused' AND verdict = 'already_in'",
            "INDEXED BY journal_annulled WHERE kind = 'annulled'",
            "WHERE kind = 'person_corrected' AND source <> 'import'",
        )
    )
    nowhere = db.execute(
        "SELECT count(DISTINCT r.person_id) FROM presence r WHERE r.checkpoint <> '' "
        "AND r.entries > 0 AND NOT EXISTS (SELECT 1 FROM presence m WHERE m.person_id = r.person_id "
        "AND m.checkpoint = '' AND m.entries > 0)"
    ).fetchone()[0]
    return {
        "unknown_codes": unknown,
        "double_scans": already,
        "undone": undone,
        "corrected": corrected,
        "in_a_room_only": nowhere,
    }
