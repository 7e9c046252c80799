"""What an import asks of the event file: who is known by what, who came with which list."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from raict_desktop.domain.journal import Entry, Kind
from raict_desktop.domain.records import Organisation, OrganisationKind, Person
from raict_desktop.storage.journal import COLUMNS, entry_of
from raict_desktop.storage.merged_organisations import standing
from raict_desktop.storage.projections import read_stamps, stamp
from raict_desktop.storage.queries import PERSON_SELECT, person_of

_MANY = 20


_OF_LISTS = (
    "person_added",
    "person_corrected",
    "person_removed",
    "person_erased",
    "enrolled",
    "unenrolled",
    "session_set",
    "session_removed",
    "organisation_set",
    "organisation_merged",
    "organisation_removed",
    "import_undone",
)
"""Kinds of entries that change what a list is compared with; passages do not."""


def last_sequence(db: sqlite3.Connection) -> int:
    """The place of the newest entry of the journal, of whatever station."""
    return int(db.execute("SELECT coalesce(max(sequence), 0) FROM journal").fetchone()[0])


def lists_changed_since(db: sqlite3.Connection, sequence: int) -> bool:
    """Whether people, organisations or the programme changed after a place in the journal."""
    row = db.execute(
        f"SELECT 1 FROM journal WHERE sequence > ? AND kind IN ({','.join('?' * len(_OF_LISTS))})",
        (sequence, *_OF_LISTS),
    ).fetchone()
    return row is not None


def anonymised_since(db: sqlite3.Connection, sequence: int) -> bool:
    """Whether everybody's values were erased after a place in the journal."""
    sql = "SELECT 1 FROM journal WHERE sequence > ? AND kind = 'anonymised'"
    return db.execute(sql, (sequence,)).fetchone() is not None


def has_people(db: sqlite3.Connection) -> bool:
    """Whether anybody is on the list."""
    return db.execute("SELECT 1 FROM people LIMIT 1").fetchone() is not None


def has_organisations(db: sqlite3.Connection) -> bool:
    """Whether any organisation is known."""
    return db.execute("SELECT 1 FROM organisations LIMIT 1").fetchone() is not None


def people_by_code(db: sqlite3.Connection, code: str) -> list[Person]:
    """Everybody with this code."""
    return _people(db, "p.code = ?", code)


def people_by_reference(db: sqlite3.Connection, external_id: str) -> list[Person]:
    """Everybody with this external reference."""
    return _people(db, "p.external_id = ?", external_id)


def people_by_email(db: sqlite3.Connection, email: str) -> list[Person]:
    """Everybody with this e-mail address, as written or in small letters."""
    return _people(db, "p.email IN (?, ?)", email, email.lower())


def people_by_name(db: sqlite3.Connection, given: str, family: str) -> list[Person]:
    """Everybody with these folded names, whichever field holds which."""
    where = (
        "(p.folded_family = ? AND p.folded_given = ? OR p.folded_family = ? AND p.folded_given = ?)"
    )
    return _people(db, where, family, given, given, family)


def _people(db: sqlite3.Connection, where: str, *values: str) -> list[Person]:
    rows = db.execute(f"{PERSON_SELECT}WHERE {where} ORDER BY p.id LIMIT {_MANY}", values)
    return [person_of(row) for row in rows]


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody whom a list brought and whose registration stands."""

    id: str
    name: str
    organisation: str
    present: bool


def listed_people(db: sqlite3.Connection) -> Iterator[ListedPerson]:
    """Everybody registered whom a list brought, by surname."""
    rows = db.execute(
        "SELECT p.id, p.given_name || ' ' || p.family_name, coalesce(o.name, ''), p.present "
        "FROM people p LEFT JOIN organisations o ON o.id = p.organisation_id "
        "WHERE p.status = 'registered' AND p.walk_in = 0 AND EXISTS (SELECT 1 FROM journal j "
        "WHERE j.subject = p.id AND j.kind = 'person_added' AND j.source = 'import') "
        "ORDER BY p.folded_family, p.folded_given, p.id"
    )
    for row in rows:
        yield ListedPerson(row[0], row[1].strip(), row[2], bool(row[3]))


def added_by_hand(db: sqlite3.Connection) -> frozenset[str]:
    """Ids of the people whom no list brought: walk-ins, and those a command added."""
    rows = db.execute(
        "SELECT j.subject FROM journal j WHERE j.kind = 'person_added' AND j.source <> 'import'"
    )
    return frozenset(row[0] for row in rows)


def values_of_lists(db: sqlite3.Connection, person_id: str) -> dict[str, Any]:
    """The last value that a list gave each field of a person."""
    return _folded(db, person_id, "AND j.source = 'import'", ())


def values_without(db: sqlite3.Connection, person_id: str, batch: str) -> dict[str, Any]:
    """Every field of a person as it would be without the entries of one batch."""
    return _folded(db, person_id, "AND j.batch <> ?", (batch,))


def _folded(
    db: sqlite3.Connection, person_id: str, where: str, values: tuple[str, ...]
) -> dict[str, Any]:
    rows = db.execute(
        "SELECT j.facts, p.body FROM journal j LEFT JOIN personal_values p ON p.entry_id = j.id "
        f"WHERE j.subject = ? AND j.kind IN ('person_added', 'person_corrected') {where} "
        "ORDER BY j.at_ms, j.station, j.counter",
        (person_id, *values),
    )
    found: dict[str, Any] = {}
    for facts, body in rows:
        found |= json.loads(facts) | (json.loads(body) if body else {})
    return found


def field_stamps(db: sqlite3.Connection, person_id: str) -> Mapping[str, str]:
    """For each field of a person the mark of the entry that wrote it last."""
    row = db.execute("SELECT stamps FROM people WHERE id = ?", (person_id,)).fetchone()
    return read_stamps(row[0]) if row else {}


def enrolment_stamp(db: sqlite3.Connection, person_id: str, session_id: str) -> str:
    """The mark of the entry that last enrolled a person in a session, or took them out."""
    row = db.execute(
        "SELECT stamp FROM enrolments WHERE person_id = ? AND session_id = ?",
        (person_id, session_id),
    ).fetchone()
    return str(row[0]) if row else ""


def was_enrolled_without(
    db: sqlite3.Connection, person_id: str, session_id: str, batch: str
) -> bool:
    """Whether a person would be enrolled in a session without the entries of one batch."""
    row = db.execute(
        "SELECT kind FROM journal WHERE subject = ? AND checkpoint = ? AND batch <> ? "
        "AND kind IN ('enrolled', 'unenrolled') ORDER BY at_ms DESC, station DESC, counter DESC",
        (person_id, session_id, batch),
    ).fetchone()
    return row is not None and row[0] == Kind.ENROLLED


def handled_by_people(db: sqlite3.Connection, person_id: str) -> bool:
    """Whether a door, a desk or a printer had to do with somebody, beyond the lists."""
    row = db.execute(
        "SELECT 1 FROM journal j WHERE subject = ? AND source <> 'import' AND kind IN "
        "('person_corrected', 'entry', 'exit', 'badge_printed', 'enrolled', 'unenrolled', "
        "'case_opened') AND NOT EXISTS "
        "(SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = j.id)",
        (person_id,),
    ).fetchone()
    return row is not None


def organisations_set_by_hand(db: sqlite3.Connection) -> frozenset[str]:
    """Ids of the organisations whose name, kind or country somebody set outside of a list."""
    rows = db.execute(
        "SELECT DISTINCT subject FROM journal WHERE kind = 'organisation_set' "
        "AND source IN ('screen', 'command')"
    )
    return frozenset(row[0] for row in rows)


def organisations_by_key(db: sqlite3.Connection, key: str) -> list[tuple[str, Organisation]]:
    """Each organisation whose name has a key of ``matching``: its name, and the one it belongs to."""
    rows = db.execute("SELECT id, name FROM organisations WHERE key = ? ORDER BY id", (key,))
    found: list[tuple[str, Organisation]] = []
    for organisation_id, name in rows.fetchall():
        one = organisation(db, standing(db, organisation_id))
        if one is not None:
            found.append((name, one))
    return found


def organisation(db: sqlite3.Connection, organisation_id: str) -> Organisation | None:
    """One organisation by id."""
    row = db.execute(
        "SELECT id, name, kind, country FROM organisations WHERE id = ?", (organisation_id,)
    ).fetchone()
    return Organisation(row[0], row[1], OrganisationKind(row[2]), row[3]) if row else None


def organisation_stamp(db: sqlite3.Connection, organisation_id: str) -> str:
    """The mark of the entry that last set an organisation."""
    row = db.execute("SELECT stamp FROM organisations WHERE id = ?", (organisation_id,)).fetchone()
    return str(row[0]) if row else ""


def organisation_without(
    db: sqlite3.Connection, organisation_id: str, batch: str
) -> Mapping[str, Any] | None:
    """Name, kind and country of an organisation without the entries of one batch."""
    row = db.execute(
        "SELECT facts FROM journal WHERE subject = ? AND kind = 'organisation_set' AND batch <> ? "
        "ORDER BY at_ms DESC, station DESC, counter DESC LIMIT 1",
        (organisation_id, batch),
    ).fetchone()
    found: Mapping[str, Any] | None = json.loads(row[0]) if row else None
    return found


def imports(db: sqlite3.Connection) -> list[tuple[Entry, Mapping[str, Any], bool]]:
    """Every import, newest first: its entry, its personal values, and whether it was undone."""
    rows = db.execute(
        f"SELECT {', '.join('j.' + c.strip() for c in COLUMNS.split(','))}, p.body, "
        "EXISTS (SELECT 1 FROM journal u WHERE u.kind = 'import_undone' AND u.subject = j.batch) "
        "FROM journal j LEFT JOIN personal_values p ON p.entry_id = j.id "
        # The words of the partial index, so that a large journal is not looked through.
        "WHERE j.kind = 'imported' AND j.kind IN ('imported', 'import_undone') "
        "ORDER BY j.at_ms DESC, j.station DESC, j.counter DESC"
    )
    return [(entry_of(row), json.loads(row[17]) if row[17] else {}, bool(row[18])) for row in rows]


def batch_entries(
    db: sqlite3.Connection, last: Entry, after: int, limit: int
) -> list[tuple[Entry, str]]:
    """Entries of an import with their marks, oldest first.

    Args:
        db: the event file.
        last: the entry that ends the import.
        after: counter of the last entry that was read, 0 for the beginning.
        limit: so many at most.
    """
    first = max(after + 1, last.counter - int(last.facts.get("entries", last.counter)))
    rows = db.execute(
        f"SELECT {COLUMNS} FROM journal WHERE station = ? AND counter BETWEEN ? AND ? "
        "AND batch = ? ORDER BY counter LIMIT ?",
        (last.station, first, last.counter, last.batch, limit),
    )
    return [(entry, stamp(entry)) for entry in map(entry_of, rows)]


def dealt_with_since(db: sqlite3.Connection, sequence: int) -> Iterator[tuple[str, str]]:
    """Person and session of whatever a door, a desk or a printer did after a place in the journal."""
    return iter(
        db.execute(
            "SELECT subject, checkpoint FROM journal WHERE sequence > ? AND kind IN "
            "('entry', 'exit', 'badge_printed', 'case_opened')",
            (sequence,),
        ).fetchall()
    )


def annulled_since(db: sqlite3.Connection, sequence: int) -> bool:
    """Whether anything was annulled after a place in the journal."""
    sql = "SELECT 1 FROM journal WHERE sequence > ? AND kind = 'annulled'"
    return db.execute(sql, (sequence,)).fetchone() is not None


def preparations(db: sqlite3.Connection, beginning: str) -> dict[str, Any]:
    """What the organiser prepared under names that begin so."""
    rows = db.execute(
        "SELECT name, body FROM preparations WHERE name >= ? AND name < ? ORDER BY name",
        (beginning, beginning + "\U0010ffff"),
    )
    return {row[0]: json.loads(row[1]) for row in rows}
