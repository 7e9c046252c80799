"""Reading people, programme, presence and figures back as domain records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.domain.journal import Entry, Kind, Source
from raict_desktop.domain.presence import Leaving
from raict_desktop.domain.records import (
    Admission,
    Event,
    NoteLevel,
    Organisation,
    OrganisationKind,
    Person,
    Session,
    SessionKind,
    Status,
    WhenFull,
)
from raict_desktop.storage.journal import entry_of, from_milliseconds, milliseconds, seen_columns
from raict_desktop.storage.operators import operator_name

_FROM = "FROM people p LEFT JOIN organisations o ON o.id = p.organisation_id "
PERSON_SELECT = (
    "SELECT p.id, p.code, p.given_name, p.family_name, p.civility, p.function, p.organisation_id, "
    "coalesce(o.name, ''), coalesce(o.kind, 'autre'), coalesce(o.country, ''), p.category, "
    "p.delegation, p.email, p.phone, p.external_id, p.note, p.status, p.walk_in, p.present, "
    "p.note_level, p.protocol_rank, p.protocol_contact, p.head_of_delegation, p.replaces, "
    "p.replaced_by, "
    "(SELECT group_concat(e.session_id, ' ') FROM enrolments e "
    " WHERE e.person_id = p.id AND e.enrolled = 1) " + _FROM
)
_SORT = {
    "family_name": "p.folded_family {d}, p.folded_given {d}, p.id",
    "given_name": "p.folded_given {d}, p.folded_family {d}, p.id",
    "organisation": "o.folded {d}, p.folded_family, p.folded_given, p.id",
    "country": "o.country {d}, p.folded_family, p.folded_given, p.id",
    "category": "p.category {d}, p.folded_family, p.folded_given, p.id",
    "status": "p.status {d}, p.folded_family, p.folded_given, p.id",
    "present": "p.present {d}, p.folded_family, p.folded_given, p.id",
    "organisation_kind": "o.kind {d}, p.folded_family, p.folded_given, p.id",
    **{
        name: f"p.{name} {{d}}, p.folded_family, p.folded_given, p.id"
        for name in (
            "civility",
            "function",
            "delegation",
            "email",
            "phone",
            "note",
            "external_id",
            "code",
        )
    },
}
SORT_KEYS = tuple(_SORT)


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the participants table shows: folded words, and exact values where given.

    ``ids``: only these people, whatever the words; everybody when None.
    """

    words: tuple[str, ...] = ()
    category: str = ""
    organisation_kind: str = ""
    presence: str = ""
    sort: str = "family_name"
    descending: bool = False
    ids: tuple[str, ...] | None = None


def person_of(row: Sequence[Any]) -> Person:
    """A person from a row of ``PERSON_SELECT``."""
    return Person(
        id=row[0],
        code=row[1],
        given_name=row[2],
        family_name=row[3],
        civility=row[4],
        function=row[5],
        organisation_id=row[6],
        organisation=row[7],
        organisation_kind=_word(OrganisationKind, row[8]),
        country=row[9],
        category=row[10],
        delegation=row[11],
        email=row[12],
        phone=row[13],
        external_id=row[14],
        note=row[15],
        status=_word(Status, row[16]),
        walk_in=bool(row[17]),
        present=bool(row[18]),
        note_level=_word(NoteLevel, row[19]),
        protocol_rank=row[20],
        protocol_contact=row[21],
        head_of_delegation=bool(row[22]),
        replaces=row[23],
        replaced_by=row[24],
        enrolled=tuple(sorted(row[25].split())) if row[25] else (),
    )


E = TypeVar("E", bound=StrEnum)


def _word(words: type[E], text: str) -> E:
    """One of a few words, as a table holds it.

    Raises:
        UnsafeFileError: another word: somebody wrote into the table by hand.
    """
    try:
        return words(text)
    except ValueError as error:
        raise UnsafeFileError("storage.derivation_differs") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnsafeFileError("storage.derivation_differs") from error


def event_info(db: sqlite3.Connection, event_id: str) -> Event | None:
    """What the organiser said of the event, or None before it was said."""
    row = db.execute("SELECT title, first_day, days, venue, timezone FROM event").fetchone()
    if row is None:
        return None
    return Event(event_id, row[0], _day(row[1]), row[2], row[3], row[4])


def person(db: sqlite3.Connection, person_id: str) -> Person | None:
    """One person by id."""
    row = db.execute(PERSON_SELECT + "WHERE p.id = ?", (person_id,)).fetchone()
    return person_of(row) if row else None


def people_by_code(db: sqlite3.Connection, code: str) -> list[Person]:
    """Everybody with exactly this code; one in a sound list."""
    return [
        person_of(row) for row in db.execute(PERSON_SELECT + "WHERE p.code = ? LIMIT 2", (code,))
    ]


def people_by_short_code(db: sqlite3.Connection, start: str) -> list[Person]:
    """At most two people whose code begins so: two mean it is not enough."""
    rows = db.execute(
        PERSON_SELECT + "WHERE p.code >= ? AND p.code < ? LIMIT 2", (start, start + "\U0010ffff")
    )
    return [person_of(row) for row in rows]


def has_foreign_code(db: sqlite3.Connection, letters: str, length: int) -> bool:
    """Whether anybody's code is not ``length`` long or holds another character than ``letters``."""
    # Spelled as the index of such codes is: a million codes are not looked through.
    where = f"code <> '' AND (length(code) <> {length:d} OR code GLOB '*[^{letters}]*')"
    found = db.execute(f"SELECT EXISTS (SELECT 1 FROM people WHERE {where})")
    return bool(found.fetchone()[0])


def people_of_delegation(db: sqlite3.Connection, delegation: str) -> list[Person]:
    """Everybody of a delegation, by surname."""
    where = "WHERE p.delegation = ? AND p.delegation <> '' ORDER BY "
    return [
        person_of(row)
        for row in db.execute(PERSON_SELECT + where + _order("family_name"), (delegation,))
    ]


def people_of_organisation(db: sqlite3.Connection, organisation_id: str) -> list[Person]:
    """Everybody of an organisation, by surname."""
    where = "WHERE p.organisation_id = ? ORDER BY "
    values = (organisation_id,)
    return [
        person_of(row) for row in db.execute(PERSON_SELECT + where + _order("family_name"), values)
    ]


def delegations(db: sqlite3.Connection) -> list[str]:
    """The delegations in use, by name."""
    sql = "SELECT DISTINCT delegation FROM people WHERE delegation <> '' ORDER BY 1"
    return [row[0] for row in db.execute(sql)]


def all_people(db: sqlite3.Connection) -> list[Person]:
    """Everybody, by surname and given name."""
    return [
        person_of(row) for row in db.execute(PERSON_SELECT + "ORDER BY " + _order("family_name"))
    ]


def each_person(db: sqlite3.Connection) -> Iterator[Person]:
    """Everybody by surname, one at a time: for sums over lists of any length."""
    for row in db.execute(PERSON_SELECT + "ORDER BY " + _order("family_name")):
        yield person_of(row)


def people(db: sqlite3.Connection, wanted: PeopleFilter, offset: int, limit: int) -> list[Person]:
    """One page of the participants table."""
    where, values = _where(wanted)
    order = _order(wanted.sort, descending=wanted.descending)
    # Only who is on the page is read whole: of those before it, an index knows the order.
    on_page = f"SELECT p.id {_from(where + order)}{where} ORDER BY {order} LIMIT ? OFFSET ?"
    rows = db.execute(
        f"{PERSON_SELECT}WHERE p.id IN ({on_page}) ORDER BY {order}", (*values, limit, offset)
    )
    return [person_of(row) for row in rows]


def people_ids(db: sqlite3.Connection, wanted: PeopleFilter) -> list[str]:
    """The ids of everybody whom the filter leaves, in its order."""
    where, values = _where(wanted)
    order = _order(wanted.sort, descending=wanted.descending)
    asked = f"SELECT p.id {_from(where + order)}{where} ORDER BY {order}"
    return [row[0] for row in db.execute(asked, values)]


def people_by_ids(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Person]:
    """The people of some hundred ids, by id; whoever is not in the list is left out."""
    some = PERSON_SELECT + "WHERE p.id IN (SELECT value FROM json_each(?))"
    return {row[0]: person_of(row) for row in db.execute(some, (json.dumps(list(ids)),))}


def count_people(db: sqlite3.Connection, wanted: PeopleFilter) -> int:
    """How many people the filter leaves."""
    where, values = _where(wanted)
    asked = f"SELECT count(*) {_from(where)}{where}"
    if is_counted(wanted):
        asked = f"SELECT coalesce(sum(p.people), 0) FROM people_totals p {where}"
    return int(db.execute(asked, values).fetchone()[0])


def is_counted(wanted: PeopleFilter) -> bool:
    """Whether how many people a filter leaves is known without looking at them."""
    return wanted.ids is None and not wanted.words and not wanted.organisation_kind


def _from(asked: str) -> str:
    """The tables that a condition and an order need: SQLite would look up every organisation."""
    return _FROM if "o." in asked else "FROM people p "


def head_count(db: sqlite3.Connection) -> tuple[int, int]:
    """How many people are expected and how many are present, in one look."""
    row = db.execute(
        "SELECT coalesce(sum(people * (status <> 'cancelled')), 0), coalesce(sum(people * present), 0) "
        "FROM people_totals"
    ).fetchone()
    return int(row[0]), int(row[1])


def _order(sort: str, *, descending: bool = False) -> str:
    return _SORT[sort].format(d="DESC" if descending else "ASC")


def _where(wanted: PeopleFilter) -> tuple[str, list[str]]:
    clauses: list[str] = []
    values: list[str] = []
    if wanted.ids is not None:
        clauses.append("p.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(wanted.ids))
    for word in wanted.words if wanted.ids is None else ():
        clauses.append(
            "(p.folded_given || ' ' || p.folded_family || ' ' || coalesce(o.folded, '') || ' ' || "
            "lower(p.email) || ' ' || lower(p.code) || ' ' || lower(p.delegation)) "
            "LIKE ? ESCAPE '\\'"
        )
        plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values.append(f"%{plain}%")
    if wanted.category:
        clauses.append("p.category = ?")
        values.append(wanted.category)
    if wanted.organisation_kind:
        clauses.append("coalesce(o.kind, 'autre') = ?")
        values.append(wanted.organisation_kind)
    presence_clause = {
        "present": "p.present = 1",
        "absent": "p.present = 0 AND p.status = 'registered'",
        "cancelled": "p.status = 'cancelled'",
        "walk_in": "p.walk_in = 1",
    }.get(wanted.presence)
    if presence_clause:
        clauses.append(presence_clause)
    return ("WHERE " + " AND ".join(clauses) if clauses else ""), values


def categories(db: sqlite3.Connection) -> list[str]:
    """The categories in use."""
    return [row[0] for row in db.execute("SELECT DISTINCT category FROM people_totals ORDER BY 1")]


def organisations(db: sqlite3.Connection) -> list[Organisation]:
    """Every organisation by name, without those merged into another or taken away with an import."""
    rows = db.execute(
        "SELECT id, name, kind, country FROM organisations o WHERE "
        "EXISTS (SELECT 1 FROM people p WHERE p.organisation_id = o.id) OR NOT EXISTS "
        "(SELECT 1 FROM organisation_merges m WHERE m.id = o.id AND m.into_id <> '' UNION ALL "
        "SELECT 1 FROM removed_organisations r WHERE r.organisation_id = o.id) ORDER BY folded"
    )
    return [Organisation(row[0], row[1], _word(OrganisationKind, row[2]), row[3]) for row in rows]


def _session(row: Sequence[Any]) -> Session:
    return Session(
        id=row[0],
        title=row[1],
        kind=_word(SessionKind, row[2]),
        room=row[3],
        start=from_milliseconds(row[4]),
        end=from_milliseconds(row[5]),
        capacity=row[6],
        admission=_word(Admission, row[7]),
        when_full=_word(WhenFull, row[8]),
        exits=bool(row[9]),
        quota=row[10],
        languages=tuple(json.loads(row[11])),
        speakers=tuple(json.loads(row[12])),
        cancelled=bool(row[13]),
    )


_ANY_SESSION = (
    "SELECT id, title, kind, room, starts_ms, ends_ms, capacity, admission, when_full, exits, "
    "quota, languages, speakers, cancelled FROM sessions "
)
_SESSION = _ANY_SESSION + "WHERE removed = 0 "


def sessions(db: sqlite3.Connection) -> list[Session]:
    """The programme by start, room and title."""
    return [_session(row) for row in db.execute(_SESSION + "ORDER BY starts_ms, room, title")]


def session(db: sqlite3.Connection, session_id: str) -> Session | None:
    """One session by id."""
    row = db.execute(_SESSION + "AND id = ?", (session_id,)).fetchone()
    return _session(row) if row else None


def all_sessions(db: sqlite3.Connection) -> list[Session]:
    """Every session that ever was in the programme, those taken out since included."""
    return [_session(row) for row in db.execute(_ANY_SESSION + "ORDER BY starts_ms, room, title")]


def left_by(db: sqlite3.Connection, checkpoint: str) -> dict[Leaving, int]:
    """How many stays at a session were closed, by how it is known."""
    rows = db.execute(
        "SELECT how, count(*) FROM stays WHERE checkpoint = ? AND how IS NOT NULL GROUP BY how",
        (checkpoint,),
    )
    return {Leaving(how): count for how, count in rows}


def open_before(db: sqlite3.Connection, checkpoint: str, end: datetime) -> int:
    """How many stays begun before ``end`` nothing has closed."""
    row = db.execute(
        "SELECT count(*) FROM stays WHERE checkpoint = ? AND left_ms IS NULL AND entered_ms < ?",
        (checkpoint, milliseconds(end)),
    ).fetchone()
    return int(row[0])


def first_entries_between(
    db: sqlite3.Connection, checkpoint: str, after: datetime, before: datetime
) -> int:
    """How many people came first to a checkpoint between two moments, both left out."""
    row = db.execute(
        "SELECT count(*) FROM presence "
        "WHERE checkpoint = ? AND entries > 0 AND first_ms > ? AND first_ms < ?",
        (checkpoint, milliseconds(after), milliseconds(before)),
    ).fetchone()
    return int(row[0])


def option(db: sqlite3.Connection, name: str) -> str:
    """What the organiser chose, or empty."""
    row = db.execute("SELECT value FROM options WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


@dataclass(frozen=True, slots=True)
class Honour:
    """Somebody honoured at a session; ``rank`` is the protocol order the organiser typed."""

    session_id: str
    person_id: str
    role: str
    rank: int


def honours(db: sqlite3.Connection) -> list[Honour]:
    """Everybody honoured, by session and protocol order; without a rank (0) last."""
    rows = db.execute(
        "SELECT h.session_id, h.person_id, h.role, h.rank FROM honours h "
        "LEFT JOIN people p ON p.id = h.person_id WHERE h.role <> '' "
        "ORDER BY h.session_id, h.rank = 0, h.rank, p.folded_family, p.folded_given, h.person_id"
    )
    return [Honour(*row) for row in rows]


def enrolled_in_order(db: sqlite3.Connection, session_id: str) -> list[str]:
    """Ids of the people enrolled in a session whose registration stands, first come first."""
    rows = db.execute(
        "SELECT e.person_id FROM enrolments e JOIN people p ON p.id = e.person_id "
        "WHERE e.session_id = ? AND e.enrolled = 1 AND p.status = 'registered' "
        "ORDER BY e.place, e.person_id",
        (session_id,),
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """Somebody on a session's list; ``place`` sorts the list, ``stamp`` tells when they enrolled."""

    person_id: str
    place: str
    stamp: str

    @property
    def since(self) -> datetime:
        """When this enrolment was last written."""
        return from_milliseconds(int(self.stamp.partition("/")[0]))


def enrolment_rows(db: sqlite3.Connection, session_id: str) -> list[EnrolmentRow]:
    """The list of a session in its order, of the people whose registration stands."""
    rows = db.execute(
        "SELECT e.person_id, e.place, e.stamp FROM enrolments e JOIN people p ON p.id = e.person_id "
        "WHERE e.session_id = ? AND e.enrolled = 1 AND p.status = 'registered' "
        "ORDER BY e.place, e.person_id",
        (session_id,),
    )
    return [EnrolmentRow(*row) for row in rows]


def enrolment_place(db: sqlite3.Connection, session_id: str, person_id: str) -> int:
    """Which place somebody enrolled has in a session's list, from 1; 0 when not enrolled."""
    row = db.execute(
        "SELECT place FROM enrolments WHERE session_id = ? AND person_id = ? AND enrolled = 1",
        (session_id, person_id),
    ).fetchone()
    if row is None:
        return 0
    before = db.execute(
        "SELECT count(*) FROM enrolments e JOIN people p ON p.id = e.person_id "
        "WHERE e.session_id = ? AND e.enrolled = 1 AND p.status = 'registered' "
        "AND (e.place, e.person_id) < (?, ?)",
        (session_id, row[0], person_id),
    ).fetchone()
    return int(before[0]) + 1


def enrolled_count(db: sqlite3.Connection, session_id: str) -> int:
    """How many people whose registration stands are enrolled in a session."""
    sql = (
        "SELECT count(*) FROM enrolments e JOIN people p ON p.id = e.person_id "
        "WHERE e.session_id = ? AND e.enrolled = 1 AND p.status = 'registered'"
    )
    return int(db.execute(sql, (session_id,)).fetchone()[0])


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """One line of the presence table."""

    person_id: str
    checkpoint: str
    first: datetime | None
    last: datetime | None
    left: datetime | None
    entries: int
    inside: bool


def presences(db: sqlite3.Connection) -> list[PresenceRow]:
    """Everybody's presence at every checkpoint where an entry stands, by first arrival."""
    rows = db.execute(
        "SELECT person_id, checkpoint, first_ms, last_ms, left_ms, entries, inside FROM presence "
        "WHERE entries > 0 ORDER BY first_ms, checkpoint, person_id"
    )
    return [
        PresenceRow(
            row[0], row[1], _time(row[2]), _time(row[3]), _time(row[4]), row[5], bool(row[6])
        )
        for row in rows
    ]


def _time(value: int | None) -> datetime | None:
    return None if value is None else from_milliseconds(value)


_OFTEN = (
    *(Kind.PERSON_ADDED, Kind.PERSON_CORRECTED, Kind.ORGANISATION_SET, Kind.ENROLLED),
    *(Kind.UNENROLLED, Kind.ENTRY, Kind.EXIT, Kind.REFUSED, Kind.BADGE_PRINTED, Kind.TRAY_FILLED),
)
_AT_DOORS = (Kind.ENTRY, Kind.EXIT, Kind.REFUSED)


def _listed(kinds: Iterable[Kind]) -> str:
    return "(" + ", ".join(f"'{kind.value}'" for kind in kinds) + ")"


def _of_kinds(kinds: Iterable[Kind]) -> str:
    """A condition on the journal's kind, with the words of the partial index that knows them."""
    wanted = set(kinds)
    where = f"kind IN {_listed(sorted(wanted))}"
    if wanted <= set(_AT_DOORS):
        return f"{where} AND kind IN {_listed(_AT_DOORS)}"
    if wanted.isdisjoint(_OFTEN):
        return f"{where} AND kind NOT IN {_listed(_OFTEN)}"
    return where


def entries(
    db: sqlite3.Connection,
    kinds: Iterable[Kind],
    *,
    checkpoint: str | None = None,
    newest: int | None = None,
) -> list[Entry]:
    """Entries of some kinds in journal order, or the newest few (newest first)."""
    values: list[object] = []
    where = _of_kinds(kinds)
    if checkpoint is not None:
        where += " AND checkpoint = ?"
        values.append(checkpoint)
    order = "4, station, counter"
    if newest is not None:
        # The clock's own time here: the index on it keeps this quick at the door.
        order = "journal.at_ms DESC, counter DESC LIMIT ?"
        values.append(newest)
    rows = db.execute(
        f"SELECT {seen_columns()} FROM journal WHERE {where} ORDER BY {order}", values
    )
    return [entry_of(row) for row in rows]


def entries_at(
    db: sqlite3.Connection, checkpoint: str, kinds: Sequence[Kind], newest: int
) -> list[Entry]:
    """The newest entries of some kinds that count at one checkpoint, newest first.

    Those moved there are among them, those moved away are not; annulled ones stay where they were.
    """
    wanted = ", ".join(f"'{kind.value}'" for kind in kinds)
    rows = db.execute(
        f"SELECT {seen_columns('j')} FROM journal j WHERE j.id IN "
        f"(SELECT entry_id FROM passages WHERE checkpoint = ? AND kind IN ({wanted}) "
        " ORDER BY at_ms DESC LIMIT ?) OR j.id IN "
        f"(SELECT id FROM journal WHERE checkpoint = ? AND kind IN ({wanted}) "
        # The words of the partial index, so that it is used.
        " AND kind IN ('entry', 'exit', 'refused', 'headcount') "
        " AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.entry_id = id AND p.checkpoint <> ?) "
        " ORDER BY at_ms DESC LIMIT ?) "
        "ORDER BY 4 DESC, j.counter DESC LIMIT ?",
        (checkpoint, newest, checkpoint, checkpoint, newest, newest),
    )
    return [entry_of(row) for row in rows]


def moved_to(db: sqlite3.Connection) -> dict[str, str]:
    """Where moved passages count now, by entry id."""
    rows = db.execute(
        "SELECT p.entry_id, p.checkpoint FROM passages p JOIN journal j ON j.id = p.entry_id "
        "WHERE j.checkpoint <> p.checkpoint"
    )
    return dict(rows.fetchall())


def entry(db: sqlite3.Connection, entry_id: str) -> Entry | None:
    """One entry by id."""
    row = db.execute(f"SELECT {seen_columns()} FROM journal WHERE id = ?", (entry_id,)).fetchone()
    return entry_of(row) if row else None


def entries_about(db: sqlite3.Connection, subject: str) -> list[Entry]:
    """Every entry about one person, organisation or session, in journal order."""
    rows = db.execute(
        f"SELECT {seen_columns()} FROM journal WHERE subject = ? ORDER BY at_ms, station, counter",
        (subject,),
    )
    return [entry_of(row) for row in rows]


def station_name(db: sqlite3.Connection, station: str) -> str:
    """What a station was last called, or the last letters of its id; the first ones are a time."""
    return given_station_name(db, station) or station[-8:]


def given_station_name(db: sqlite3.Connection, station: str) -> str:
    """What a station was last called, or empty."""
    row = db.execute(
        "SELECT facts FROM journal WHERE subject = ? AND kind = 'station_named' "
        "ORDER BY at_ms DESC, station DESC, counter DESC LIMIT 1",
        (station,),
    ).fetchone()
    return str(json.loads(row[0]).get("name", "")) if row else ""


def case_entries(db: sqlite3.Connection) -> list[Entry]:
    """The entries that open and resolve cases, in journal order."""
    rows = db.execute(
        f"SELECT {seen_columns()} FROM journal WHERE kind IN ('case_opened', 'case_resolved') "
        "ORDER BY at_ms, station, counter"
    )
    return [entry_of(row) for row in rows]


def group_entries(db: sqlite3.Connection, batch: str) -> list[Entry]:
    """The passages and headcounts of one action that no undo annuls, in journal order."""
    rows = db.execute(
        f"SELECT {seen_columns('j')} FROM journal j WHERE batch = ? AND batch <> '' "
        "AND kind IN ('entry', 'exit', 'headcount') AND NOT EXISTS "
        "(SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = j.id) "
        "ORDER BY at_ms, station, counter",
        (batch,),
    )
    return [entry_of(row) for row in rows]


def batch(db: sqlite3.Connection, batch_id: str) -> list[Entry]:
    """The entries of one action, in order."""
    # The words of the partial index, so that it is used.
    rows = db.execute(
        f"SELECT {seen_columns('j')} FROM journal j WHERE batch = ? AND batch <> '' "
        "ORDER BY 4, station, counter",
        (batch_id,),
    )
    return [entry_of(row) for row in rows]


def personal_values(db: sqlite3.Connection, entry_id: str) -> dict[str, Any]:
    """The personal values beside an entry; none once they are erased."""
    row = db.execute("SELECT body FROM personal_values WHERE entry_id = ?", (entry_id,)).fetchone()
    values: dict[str, Any] = json.loads(row[0]) if row else {}
    return values


def badge_count(db: sqlite3.Connection, person_id: str) -> int:
    """How many times a person's badge was printed."""
    sql = "SELECT times FROM badges_printed WHERE person_id = ?"
    row = db.execute(sql, (person_id,)).fetchone()
    return int(row[0]) if row else 0


def last_action(db: sqlite3.Connection, checkpoint: str) -> Entry | None:
    """The newest passage, count or move that stands at one checkpoint."""
    row = db.execute(
        f"SELECT {seen_columns('j')} FROM journal j WHERE j.id IN "
        "(SELECT entry_id FROM passages WHERE checkpoint = ? ORDER BY at_ms DESC LIMIT 20) "
        "OR j.id IN (SELECT m.id FROM journal m JOIN passages p ON p.entry_id = m.subject "
        " WHERE m.kind = 'moved' AND m.checkpoint = ? AND p.checkpoint = ? AND NOT EXISTS "
        " (SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = m.id)) "
        "ORDER BY 4 DESC, j.counter DESC LIMIT 1",
        (checkpoint,) * 3,
    ).fetchone()
    return entry_of(row) if row else None


def annulled_ids(db: sqlite3.Connection) -> frozenset[str]:
    """Ids of the entries that an undo annulled."""
    rows = db.execute(
        "SELECT subject FROM journal INDEXED BY journal_annulled WHERE kind = 'annulled'"
    )
    return frozenset(row[0] for row in rows)


def is_annulled(db: sqlite3.Connection, entry_id: str) -> bool:
    """Whether an undo annuls this entry."""
    sql = "SELECT 1 FROM journal WHERE kind = 'annulled' AND subject = ?"
    return db.execute(sql, (entry_id,)).fetchone() is not None


def entry_count(db: sqlite3.Connection) -> int:
    """How many entries are on disk; the sum of the stations' counters, as none has a gap."""
    # From station to station: to group a large journal would look at every entry.
    sql = (
        "WITH RECURSIVE stations (station) AS (SELECT min(station) FROM journal UNION ALL SELECT "
        "(SELECT min(j.station) FROM journal j WHERE j.station > s.station) FROM stations s "
        "WHERE s.station IS NOT NULL) SELECT coalesce(sum((SELECT max(j.counter) FROM journal j "
        "WHERE j.station = s.station)), 0) FROM stations s"
    )
    return int(db.execute(sql).fetchone()[0])


def last_entry_time(db: sqlite3.Connection, kind: Kind) -> datetime | None:
    """When the newest entry of a kind was made."""
    row = db.execute(f"SELECT max(at_ms) FROM journal WHERE {_of_kinds([kind])}").fetchone()
    return _time(row[0])


def made_after(db: sqlite3.Connection, moment: datetime, unless: Kind) -> bool:
    """Whether an entry of another kind than ``unless`` was made after a moment."""
    # From the last written: somebody went on working, and the first look tells.
    row = db.execute(
        "SELECT 1 FROM journal j WHERE kind <> ? AND j.at_ms + coalesce((SELECT c.milliseconds "
        "FROM clock_corrections c WHERE c.station = j.station AND j.counter <= c.until), 0) > ? "
        "ORDER BY sequence DESC LIMIT 1",
        (unless, milliseconds(moment)),
    ).fetchone()
    return row is not None


def newest_entry_time(db: sqlite3.Connection) -> datetime | None:
    """The latest time of the entries that came last; None in an empty journal."""
    # Of the newest few by place: a whole look through a large journal would take long.
    row = db.execute(
        "SELECT max(at_ms) FROM (SELECT at_ms FROM journal ORDER BY sequence DESC LIMIT 500)"
    ).fetchone()
    return _time(row[0])


def dump(db: sqlite3.Connection, tables: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of some tables in a settled order, to compare two derivations."""
    return {t: sorted(db.execute(f"SELECT * FROM {t}").fetchall(), key=repr) for t in tables}


def hand_corrected(db: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Names of the fields that somebody corrected by hand, by person."""
    rows = db.execute(
        "SELECT j.subject, coalesce(p.body, '{}'), j.facts FROM journal j "
        "LEFT JOIN personal_values p ON p.entry_id = j.id "
        "WHERE j.kind = 'person_corrected' AND j.source <> 'import'"
    )
    found: dict[str, set[str]] = {}
    for person_id, personal, facts in rows:
        found.setdefault(person_id, set()).update(json.loads(personal), json.loads(facts))
    return {person_id: frozenset(names) for person_id, names in found.items()}


def changes_after_import(db: sqlite3.Connection, kinds: Iterable[Kind]) -> list[Entry]:
    """Entries of some kinds that did not come with a list, in journal order."""
    return [entry for entry in entries(db, kinds) if entry.source is not Source.IMPORT]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry about a person, with the personal values that came with it."""

    at: datetime
    kind: str
    checkpoint: str
    verdict: str
    reason: str
    source: str
    operator: str
    facts: dict[str, Any]
    values: dict[str, Any]


def lines_about(db: sqlite3.Connection, person_id: str) -> list[JournalLine]:
    """Every entry about a person, oldest first, with undoings of their passages."""
    rows = db.execute(
        "SELECT j.at_ms, j.kind, j.checkpoint, j.verdict, j.reason, j.source, "
        f"{operator_name('j.operator')}, j.facts, "
        "coalesce(p.body, '{}') FROM journal j LEFT JOIN personal_values p ON p.entry_id = j.id "
        "WHERE j.subject = ? OR (j.kind = 'annulled' AND j.subject IN "
        "(SELECT id FROM journal WHERE subject = ?)) ORDER BY j.at_ms, j.station, j.counter",
        (person_id, person_id),
    )
    return [
        JournalLine(
            from_milliseconds(row[0]),
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            row[6],
            json.loads(row[7]),
            json.loads(row[8]),
        )
        for row in rows
    ]
