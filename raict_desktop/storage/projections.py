"""The tables that screens read, derived entry by entry from the journal.

Every rule here gives the same tables in whatever order entries arrive: single values go to the last
writer by (time, station, counter), presence is folded anew from the passages that stand.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from raict_desktop.domain.journal import PERSONAL_FIELDS, Entry, Kind
from raict_desktop.domain.places import is_place
from raict_desktop.domain.records import (
    MAIN_DOOR,
    Admission,
    NoteLevel,
    OrganisationKind,
    SessionKind,
    Status,
    WhenFull,
)
from raict_desktop.storage import rooms
from raict_desktop.storage.event_file import Folding
from raict_desktop.storage.merged_organisations import move_people, standing
from raict_desktop.storage.people_totals import count_added, sort_of

TABLES = (
    "event",
    "organisations",
    "people",
    "sessions",
    "enrolments",
    "passages",
    "stays",
    "presence",
    "occupancy",
    "badges_printed",
    "designs",
    "tray_slots",
    "clock_corrections",
    "removed_people",
    "organisation_merges",
    "removed_organisations",
    "preparations",
    "options",
    "honours",
    "operators",
    "people_totals",
)
PERSON_FIELDS = (
    "code",
    "civility",
    "given_name",
    "family_name",
    "function",
    "organisation_id",
    "category",
    "delegation",
    "email",
    "phone",
    "external_id",
    "note",
    "status",
    "walk_in",
    "note_level",
    "protocol_rank",
    "protocol_contact",
    "head_of_delegation",
    "replaces",
    "replaced_by",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Personal = Mapping[str, Any]


_MEANINGLESS = (
    *(LookupError, TypeError, ValueError, AttributeError, OverflowError),
    *(sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError),
)
_LONGEST_CORRECTION_MS = 800 * 24 * 3600 * 1000


def stamp(entry: Entry) -> str:
    """Text that sorts as (time, station, counter) does."""
    milliseconds = (entry.at - _EPOCH) // timedelta(milliseconds=1)
    return f"{milliseconds:015d}/{entry.station}/{entry.counter:012d}"


def read_stamps(text: str) -> dict[str, str]:
    """For each field of a person the stamp of the entry that wrote it last."""
    by_stamp: dict[str, str] = json.loads(text)
    return {name: mark for mark, names in by_stamp.items() for name in names.split()}


def written_stamps(stamps: Mapping[str, str]) -> str:
    """Each stamp once with its fields: one entry of a list wrote most of them."""
    by_stamp: dict[str, list[str]] = {}
    for name in sorted(stamps):
        by_stamp.setdefault(stamps[name], []).append(name)
    fields = {mark: " ".join(by_stamp[mark]) for mark in sorted(by_stamp)}
    return json.dumps(fields, separators=(",", ":"))


_WORDS: dict[str, frozenset[str]] = {
    "status": frozenset(Status),
    "note_level": frozenset(NoteLevel),
}
"""Fields that take one of a few words; another word is passed over."""
_NUMBERS = frozenset({"walk_in", "protocol_rank", "head_of_delegation"})


def clear(connection: sqlite3.Connection) -> None:
    """Empty every projection."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")


def apply(
    connection: sqlite3.Connection, entry: Entry, personal: _Personal, folding: Folding
) -> None:
    """Bring the projections up to date with one entry that this program wrote into the journal."""
    touched = rooms.Touched()
    _apply_one(connection, entry, personal, folding, touched)
    _fold(connection, folding, touched)


def apply_all(
    connection: sqlite3.Connection, entries: Iterable[tuple[Entry, _Personal]], folding: Folding
) -> None:
    """Bring the projections up to date with many entries, folding each room once at the end.

    An entry that means nothing (a stranger's journal: a session without a title, a date that is
    none) has no effect; it stays in the journal as it came.

    Args:
        connection: with a transaction under way.
        entries: entries that stand in the journal, with their personal values, in any order.
        folding: how names are folded.
    """
    touched = rooms.Touched()
    for entry, personal in entries:
        connection.execute("SAVEPOINT entry")
        try:
            _apply_one(connection, entry, personal, folding, touched)
        except _MEANINGLESS:
            connection.execute("ROLLBACK TO entry")
        connection.execute("RELEASE entry")
    _fold(connection, folding, touched)


def _apply_one(
    connection: sqlite3.Connection,
    entry: Entry,
    personal: _Personal,
    folding: Folding,
    touched: rooms.Touched,
) -> None:
    handler = _HANDLERS.get(entry.kind)
    if personal and _is_erased(connection, entry.subject):
        # The erasure came before what it erases: another station's list or note, merged late.
        connection.execute("DELETE FROM personal_values WHERE entry_id = ?", (entry.id,))
        personal = {}
    if handler is None:
        rooms.settle(connection, entry, touched)
    else:
        handler(connection, entry, personal, folding)
    if entry.kind in (Kind.SESSION_SET, Kind.SESSION_REMOVED):
        rooms.settle_end(connection, entry.subject, touched)


def _fold(connection: sqlite3.Connection, folding: Folding, touched: rooms.Touched) -> None:
    rooms.fold(connection, touched)
    for person_id in touched.people:
        if _is_marked_removed(connection, person_id):
            _settle_removed(connection, person_id, folding)


def _event_set(db: sqlite3.Connection, entry: Entry, _personal: _Personal, _f: Folding) -> None:
    facts = entry.facts
    date.fromisoformat(facts["first_day"])
    ZoneInfo(facts["timezone"])
    db.execute(
        "INSERT INTO event VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "title = excluded.title, first_day = excluded.first_day, days = excluded.days, "
        "venue = excluded.venue, timezone = excluded.timezone, stamp = excluded.stamp "
        "WHERE excluded.stamp > event.stamp",
        (
            facts["title"],
            facts["first_day"],
            facts["days"],
            facts["venue"],
            facts["timezone"],
            stamp(entry),
        ),
    )


ORGANISATION_SET = (
    "INSERT INTO organisations VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
    "name = excluded.name, key = excluded.key, folded = excluded.folded, "
    "kind = excluded.kind, country = excluded.country, stamp = excluded.stamp "
    "WHERE excluded.stamp > organisations.stamp"
)


def organisation_values(entry: Entry, f: Folding) -> tuple[str, ...]:
    """The values of ``ORGANISATION_SET``."""
    name = entry.facts["name"]
    return (
        entry.subject,
        name,
        f.organisation(name),
        f.name(name),
        OrganisationKind(entry.facts["kind"]),
        entry.facts["country"],
        stamp(entry),
    )


def _organisation_set(db: sqlite3.Connection, entry: Entry, _p: _Personal, f: Folding) -> None:
    db.execute(ORGANISATION_SET, organisation_values(entry, f))


def _person_fields(db: sqlite3.Connection, entry: Entry, personal: _Personal, f: Folding) -> None:
    row = db.execute("SELECT stamps FROM people WHERE id = ?", (entry.subject,)).fetchone()
    if row is None and _is_gone(db, entry.subject):
        return
    stamps = read_stamps(row[0]) if row else None
    _set_fields(db, entry.subject, {**entry.facts, **personal}, stamp(entry), stamps, f)


def _fits(name: str, value: object) -> bool:
    """Whether a field can take a value; a stranger's journal may bring anything."""
    if name in _NUMBERS:
        return isinstance(value, int) and abs(value) < 1 << 53
    return isinstance(value, str) and (name not in _WORDS or value in _WORDS[name])


def _set_fields(
    db: sqlite3.Connection,
    person_id: str,
    given: _Personal,
    mark: str,
    before: dict[str, str] | None,
    f: Folding,
) -> dict[str, str]:
    """Write the fields that are newer than what stands, and give back the stamps that stand then.

    ``before`` is None where the person is not there yet.
    """
    stamps = dict(before or {})
    values: dict[str, Any] = {}
    for name in PERSON_FIELDS:
        if name in given and mark > stamps.get(name, ""):
            if not _fits(name, given[name]):
                continue
            values[name] = given[name]
            stamps[name] = mark
    if "given_name" in values:
        values["folded_given"] = f.name(values["given_name"])
    if "family_name" in values:
        values["folded_family"] = f.name(values["family_name"])
    if "organisation_id" in values:
        values["named_organisation_id"] = values["organisation_id"]
        values["organisation_id"] = standing(db, values["organisation_id"])
    values["stamps"] = written_stamps(stamps)
    if before is None:
        # Passages may be replayed before the person is: merged lists come in any order.
        values["present"] = _present(db, person_id)
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        db.execute(
            f"INSERT INTO people (id, {columns}) VALUES (?, {marks})",
            (person_id, *values.values()),
        )
        count_added(db, Counter([sort_of(values)]))
    else:
        changes = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE people SET {changes} WHERE id = ?", (*values.values(), person_id))
    return stamps


def _is_gone(db: sqlite3.Connection, person_id: str) -> bool:
    """Whether the person's import was undone, and no passage keeps them."""
    sql = (
        "SELECT 1 FROM removed_people WHERE person_id = ? AND NOT EXISTS "
        "(SELECT 1 FROM presence WHERE person_id = ? AND entries > 0)"
    )
    return db.execute(sql, (person_id, person_id)).fetchone() is not None


def _person_removed(db: sqlite3.Connection, entry: Entry, _p: _Personal, f: Folding) -> None:
    db.execute("INSERT OR IGNORE INTO removed_people VALUES (?)", (entry.subject,))
    _settle_removed(db, entry.subject, f)


def _settle_removed(db: sqlite3.Connection, person_id: str, f: Folding) -> None:
    """Take a removed person out of the list, or back into it when somebody let them in."""
    if _is_gone(db, person_id):
        db.execute("DELETE FROM people WHERE id = ?", (person_id,))
        return
    if db.execute("SELECT 1 FROM people WHERE id = ?", (person_id,)).fetchone():
        return
    rows = db.execute(
        f"SELECT {rooms.TIME}, j.station, j.counter, j.facts, p.body FROM journal j "
        "LEFT JOIN personal_values p ON p.entry_id = j.id "
        "WHERE j.subject = ? AND j.kind IN ('person_added', 'person_corrected')",
        (person_id,),
    ).fetchall()
    stamps: dict[str, str] | None = None
    for at_ms, station, counter, facts, body in rows:
        personal = json.loads(body) if body else {}
        if not isinstance(personal, dict):
            continue
        given = json.loads(facts) | personal
        mark = f"{at_ms:015d}/{station}/{counter:012d}"
        stamps = _set_fields(db, person_id, given, mark, stamps, f)


def _organisation_merged(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO organisation_merges VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
        "into_id = excluded.into_id, stamp = excluded.stamp "
        "WHERE excluded.stamp > organisation_merges.stamp",
        (entry.subject, entry.facts["into"], stamp(entry)),
    )
    # A chain may have joined or parted here: everybody named on either side is looked at again.
    move_people(db, entry.subject)


def _organisation_removed(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute("INSERT OR IGNORE INTO removed_organisations VALUES (?)", (entry.subject,))


def _prepared(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO preparations VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
        "body = excluded.body, stamp = excluded.stamp WHERE excluded.stamp > preparations.stamp",
        (entry.subject, json.dumps(entry.facts["value"], sort_keys=True), stamp(entry)),
    )


def _is_erased(db: sqlite3.Connection, person_id: str) -> bool:
    sql = "SELECT 1 FROM journal WHERE subject = ? AND checkpoint = '' AND kind = 'person_erased'"
    return db.execute(sql, (person_id,)).fetchone() is not None


def _person_erased(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "DELETE FROM personal_values WHERE entry_id IN (SELECT id FROM journal WHERE subject = ?)",
        (entry.subject,),
    )
    db.execute("UPDATE operators SET name = '' WHERE id = ?", (entry.subject,))
    row = db.execute("SELECT stamps FROM people WHERE id = ?", (entry.subject,)).fetchone()
    if row is None:
        return
    stamps = {n: at for n, at in read_stamps(row[0]).items() if n not in PERSONAL_FIELDS}
    blank = ", ".join(f"{name} = ''" for name in PERSON_FIELDS if name in PERSONAL_FIELDS)
    db.execute(
        f"UPDATE people SET {blank}, folded_given = '', folded_family = '', stamps = ? "
        "WHERE id = ?",
        (written_stamps(stamps), entry.subject),
    )


def _operator_named(db: sqlite3.Connection, entry: Entry, p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO operators VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
        "name = excluded.name, stamp = excluded.stamp WHERE excluded.stamp >= operators.stamp",
        (entry.subject, str(p.get("name", "")), stamp(entry)),
    )


def _present(db: sqlite3.Connection, person_id: str) -> int:
    row = db.execute(
        "SELECT entries > 0 FROM presence WHERE person_id = ? AND checkpoint = ?",
        (person_id, MAIN_DOOR),
    ).fetchone()
    return int(row[0]) if row else 0


ENROLMENT = (
    "INSERT INTO enrolments (person_id, session_id, enrolled, stamp, place) "
    "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET enrolled = excluded.enrolled, "
    "stamp = excluded.stamp, place = excluded.place "
    "WHERE excluded.stamp > enrolments.stamp"
)


def enrolment_values(entry: Entry) -> tuple[Any, ...]:
    """The values of ``ENROLMENT``."""
    mark, place = stamp(entry), entry.facts.get("place")
    return (
        entry.subject,
        entry.checkpoint,
        int(entry.kind is Kind.ENROLLED),
        mark,
        place if is_place(place) else mark,
    )


def _enrolment(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(ENROLMENT, enrolment_values(entry))


def _session_set(db: sqlite3.Connection, entry: Entry, personal: _Personal, f: Folding) -> None:
    facts = entry.facts
    values = {
        "id": entry.subject,
        "title": facts["title"],
        "folded": f.name(facts["title"]),
        "kind": SessionKind(facts["kind"]),
        "room": facts["room"],
        "starts_ms": facts["starts_ms"],
        "ends_ms": facts["ends_ms"],
        "capacity": facts["capacity"],
        "admission": Admission(facts["admission"]),
        "when_full": WhenFull(facts["when_full"]),
        "exits": int(facts["exits"]),
        "removed": int(entry.kind is Kind.SESSION_REMOVED),
        "stamp": stamp(entry),
        # Entries of before these existed lack them.
        "quota": facts.get("quota"),
        "languages": json.dumps(facts.get("languages", [])),
        "speakers": json.dumps(personal.get("speakers", []), ensure_ascii=False),
        "cancelled": int(facts.get("cancelled", False)),
    }
    changes = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
    db.execute(
        f"INSERT INTO sessions ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "
        f"ON CONFLICT DO UPDATE SET {changes} WHERE excluded.stamp > sessions.stamp",
        tuple(values.values()),
    )


def _option_set(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO options VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, "
        "stamp = excluded.stamp WHERE excluded.stamp > options.stamp",
        (entry.facts["name"], entry.facts["value"], stamp(entry)),
    )


def _honoured(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO honours VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "role = excluded.role, rank = excluded.rank, stamp = excluded.stamp "
        "WHERE excluded.stamp > honours.stamp",
        (
            entry.checkpoint,
            entry.subject,
            entry.facts["role"],
            entry.facts["rank"],
            stamp(entry),
        ),
    )


def _is_marked_removed(db: sqlite3.Connection, person_id: str) -> bool:
    sql = "SELECT 1 FROM removed_people WHERE person_id = ?"
    return db.execute(sql, (person_id,)).fetchone() is not None


def _badge_printed(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO badges_printed VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
        (entry.subject,),
    )


def _design(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    """A layout, a sheet or a picture of the event: the last one set or removed under its name."""
    kind, _, what = entry.kind.partition("_")
    db.execute(
        "INSERT INTO designs VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "body = excluded.body, removed = excluded.removed, stamp = excluded.stamp "
        "WHERE excluded.stamp > designs.stamp",
        (
            kind,
            entry.subject,
            json.dumps(entry.facts.get(kind, {}), ensure_ascii=False, sort_keys=True),
            int(what == "removed"),
            stamp(entry),
        ),
    )


def _tray_filled(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    facts = entry.facts
    db.executemany(
        "INSERT INTO tray_slots VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "tray = excluded.tray, slot = excluded.slot, stamp = excluded.stamp "
        "WHERE excluded.stamp > tray_slots.stamp",
        [
            (facts["run"], person_id, entry.subject, facts["first"] + place, stamp(entry))
            for place, person_id in enumerate(facts["people"])
        ],
    )


def _clock_corrected(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    """Note the correction; entries that are already applied need ``storage.journal.replay``."""
    facts = entry.facts
    if abs(facts["milliseconds"]) > _LONGEST_CORRECTION_MS:
        raise ValueError("no clock is that wrong")
    db.execute(
        "INSERT INTO clock_corrections VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "milliseconds = excluded.milliseconds, until = excluded.until, stamp = excluded.stamp "
        "WHERE excluded.stamp > clock_corrections.stamp",
        (entry.subject, facts["milliseconds"], facts["until"], stamp(entry)),
    )


_Handler = Callable[[sqlite3.Connection, Entry, _Personal, Folding], None]
_HANDLERS: dict[Kind, _Handler] = {
    Kind.EVENT_SET: _event_set,
    Kind.ORGANISATION_SET: _organisation_set,
    Kind.PERSON_ADDED: _person_fields,
    Kind.PERSON_CORRECTED: _person_fields,
    Kind.PERSON_ERASED: _person_erased,
    Kind.OPERATOR_NAMED: _operator_named,
    Kind.ENROLLED: _enrolment,
    Kind.UNENROLLED: _enrolment,
    Kind.SESSION_SET: _session_set,
    Kind.SESSION_REMOVED: _session_set,
    Kind.OPTION_SET: _option_set,
    Kind.HONOURED: _honoured,
    Kind.BADGE_PRINTED: _badge_printed,
    Kind.LAYOUT_SET: _design,
    Kind.LAYOUT_REMOVED: _design,
    Kind.SHEET_SET: _design,
    Kind.SHEET_REMOVED: _design,
    Kind.PICTURE_SET: _design,
    Kind.PICTURE_REMOVED: _design,
    Kind.TRAY_FILLED: _tray_filled,
    Kind.CLOCK_CORRECTED: _clock_corrected,
    Kind.PERSON_REMOVED: _person_removed,
    Kind.ORGANISATION_MERGED: _organisation_merged,
    Kind.ORGANISATION_REMOVED: _organisation_removed,
    Kind.PREPARED: _prepared,
}
