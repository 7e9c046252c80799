"""The tables that screens read, derived entry by entry from the journal.

Every rule here gives the same tables in whatever order entries arrive: single values go to the last
writer by (time, station, counter), presence is folded anew from the passages that stand.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from raict_desktop.domain.journal import Entry, Kind
from raict_desktop.domain.presence import Direction, Passage, presence
from raict_desktop.domain.records import MAIN_DOOR
from raict_desktop.storage.event_file import Folding
from raict_desktop.storage.merged_organisations import move_people, standing

TABLES = (
    "event",
    "organisations",
    "people",
    "sessions",
    "enrolments",
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


def stamp(entry: Entry) -> str:
    """Text that sorts as (time, station, counter) does."""
    milliseconds = (entry.at - _EPOCH) // timedelta(milliseconds=1)
    return f"{milliseconds:015d}/{entry.station}/{entry.counter:012d}"


def clear(connection: sqlite3.Connection) -> None:
    """Empty every projection."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")


def apply(
    connection: sqlite3.Connection, entry: Entry, personal: _Personal, folding: Folding
) -> None:
    """Bring the projections up to date with one entry."""
    handler = _HANDLERS.get(entry.kind)
    if handler is not None:
        handler(connection, entry, personal, folding)


def folded_as(kind: str, subject: str, checkpoint: str) -> tuple[str, ...] | None:
    """What an entry makes fold anew from the whole journal, or None when each entry counts.

    Of many entries with the same answer that are in the journal already, applying one is enough.
    """
    if kind in (Kind.ENTRY, Kind.EXIT):
        return ("presence", subject, checkpoint)
    if kind == Kind.HEADCOUNT:
        return ("headcount", checkpoint)
    return None


def _event_set(db: sqlite3.Connection, entry: Entry, _personal: _Personal, _f: Folding) -> None:
    facts = entry.facts
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


def _organisation_set(db: sqlite3.Connection, entry: Entry, _p: _Personal, f: Folding) -> None:
    name = entry.facts["name"]
    db.execute(
        "INSERT INTO organisations VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "name = excluded.name, key = excluded.key, folded = excluded.folded, "
        "kind = excluded.kind, country = excluded.country, stamp = excluded.stamp "
        "WHERE excluded.stamp > organisations.stamp",
        (
            entry.subject,
            name,
            f.organisation(name),
            f.name(name),
            entry.facts["kind"],
            entry.facts["country"],
            stamp(entry),
        ),
    )


def _person_fields(db: sqlite3.Connection, entry: Entry, personal: _Personal, f: Folding) -> None:
    row = db.execute("SELECT stamps FROM people WHERE id = ?", (entry.subject,)).fetchone()
    if row is None and _is_gone(db, entry.subject):
        return
    stamps: dict[str, str] | None = json.loads(row[0]) if row else None
    _set_fields(db, entry.subject, {**entry.facts, **personal}, stamp(entry), stamps, f)


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
            values[name] = given[name]
            stamps[name] = mark
    if "given_name" in values:
        values["folded_given"] = f.name(values["given_name"])
    if "family_name" in values:
        values["folded_family"] = f.name(values["family_name"])
    if "organisation_id" in values:
        values["named_organisation_id"] = values["organisation_id"]
        values["organisation_id"] = standing(db, values["organisation_id"])
    values["stamps"] = json.dumps(stamps, sort_keys=True)
    if before is None:
        # Passages may be replayed before the person is: merged lists come in any order.
        values["present"] = _present(db, person_id)
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        db.execute(
            f"INSERT INTO people (id, {columns}) VALUES (?, {marks})",
            (person_id, *values.values()),
        )
    else:
        changes = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE people SET {changes} WHERE id = ?", (*values.values(), person_id))
    return stamps


def _is_gone(db: sqlite3.Connection, person_id: str) -> bool:
    """Whether the person's import was undone, and no passage keeps them."""
    sql = (
        "SELECT 1 FROM removed_people WHERE person_id = ?1 AND NOT EXISTS "
        "(SELECT 1 FROM presence WHERE person_id = ?1 AND entries > 0)"
    )
    return db.execute(sql, (person_id,)).fetchone() is not None


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
        "SELECT j.at_ms, j.station, j.counter, j.facts, p.body FROM journal j "
        "LEFT JOIN personal_values p ON p.entry_id = j.id "
        "WHERE j.subject = ? AND j.kind IN ('person_added', 'person_corrected')",
        (person_id,),
    ).fetchall()
    stamps: dict[str, str] | None = None
    for at_ms, station, counter, facts, body in rows:
        given = json.loads(facts) | (json.loads(body) if body else {})
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


def _present(db: sqlite3.Connection, person_id: str) -> int:
    row = db.execute(
        "SELECT entries > 0 FROM presence WHERE person_id = ? AND checkpoint = ?",
        (person_id, MAIN_DOOR),
    ).fetchone()
    return int(row[0]) if row else 0


def _enrolment(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO enrolments VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "enrolled = excluded.enrolled, stamp = excluded.stamp "
        "WHERE excluded.stamp > enrolments.stamp",
        (entry.subject, entry.checkpoint, int(entry.kind is Kind.ENROLLED), stamp(entry)),
    )


def _session_set(db: sqlite3.Connection, entry: Entry, _p: _Personal, f: Folding) -> None:
    facts = entry.facts
    removed = int(entry.kind is Kind.SESSION_REMOVED)
    db.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET title = excluded.title, folded = excluded.folded, "
        "kind = excluded.kind, room = excluded.room, starts_ms = excluded.starts_ms, "
        "ends_ms = excluded.ends_ms, capacity = excluded.capacity, "
        "admission = excluded.admission, when_full = excluded.when_full, "
        "exits = excluded.exits, removed = excluded.removed, stamp = excluded.stamp "
        "WHERE excluded.stamp > sessions.stamp",
        (
            entry.subject,
            facts["title"],
            f.name(facts["title"]),
            facts["kind"],
            facts["room"],
            facts["starts_ms"],
            facts["ends_ms"],
            facts["capacity"],
            facts["admission"],
            facts["when_full"],
            int(facts["exits"]),
            removed,
            stamp(entry),
        ),
    )


def passages(db: sqlite3.Connection, person_id: str, checkpoint: str) -> list[Passage]:
    """The passages of one person at one checkpoint that no undo annuls."""
    rows = db.execute(
        "SELECT id, kind, at_ms + coalesce((SELECT c.milliseconds FROM clock_corrections c "
        " WHERE c.station = j.station AND j.counter <= c.until), 0), station, counter "
        "FROM journal j "
        "WHERE subject = ? AND checkpoint = ? AND kind IN ('entry', 'exit') AND NOT EXISTS "
        "(SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = j.id)",
        (person_id, checkpoint),
    )
    return [
        Passage(
            row[0],
            person_id,
            checkpoint,
            Direction(row[1]),
            _EPOCH + timedelta(milliseconds=row[2]),
            row[3],
            row[4],
        )
        for row in rows
    ]


def _passage(db: sqlite3.Connection, entry: Entry, _p: _Personal, f: Folding) -> None:
    _fold_presence(db, entry.subject, entry.checkpoint, f)


def _fold_presence(db: sqlite3.Connection, person_id: str, checkpoint: str, f: Folding) -> None:
    before = db.execute(
        "SELECT entries > 0, inside FROM presence WHERE person_id = ? AND checkpoint = ?",
        (person_id, checkpoint),
    ).fetchone() or (0, 0)
    state = presence(passages(db, person_id, checkpoint))
    db.execute(
        "INSERT OR REPLACE INTO presence VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            person_id,
            checkpoint,
            _ms(state.first_entry),
            _ms(state.last_entry),
            _ms(state.last_exit),
            state.entries,
            int(state.inside),
        ),
    )
    present = int(state.entries > 0)
    db.execute(
        "INSERT INTO occupancy VALUES (?, ?, ?, 0) ON CONFLICT DO UPDATE SET "
        "present = present + excluded.present, inside = inside + excluded.inside",
        (checkpoint, present - before[0], int(state.inside) - before[1]),
    )
    if checkpoint == MAIN_DOOR and present != before[0]:
        db.execute("UPDATE people SET present = ? WHERE id = ?", (present, person_id))
    removed = "SELECT 1 FROM removed_people WHERE person_id = ?"
    if present != before[0] and db.execute(removed, (person_id,)).fetchone():
        _settle_removed(db, person_id, f)


def _headcount(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    _fold_headcount(db, entry.checkpoint)


def _fold_headcount(db: sqlite3.Connection, checkpoint: str) -> None:
    """Add up the counts that stand: an undo may be replayed before what it annuls."""
    rows = db.execute(
        "SELECT facts FROM journal j WHERE checkpoint = ? "
        # The words of the partial index, so that it is used.
        "AND kind IN ('entry', 'exit', 'refused', 'headcount') AND kind = 'headcount' "
        "AND NOT EXISTS (SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = j.id)",
        (checkpoint,),
    )
    total = sum(int(json.loads(facts)["change"]) for (facts,) in rows)
    db.execute(
        "INSERT INTO occupancy VALUES (?, 0, 0, ?) ON CONFLICT DO UPDATE SET "
        "headcount = excluded.headcount",
        (checkpoint, total),
    )


def _annulled(db: sqlite3.Connection, entry: Entry, _p: _Personal, f: Folding) -> None:
    row = db.execute(
        "SELECT kind, subject, checkpoint FROM journal WHERE id = ?", (entry.subject,)
    ).fetchone()
    if row is None:
        return  # the annulled entry comes with another station's journal, later
    kind, subject, checkpoint = row
    if kind in (Kind.ENTRY, Kind.EXIT):
        _fold_presence(db, subject, checkpoint, f)
    elif kind == Kind.HEADCOUNT:
        _fold_headcount(db, checkpoint)


def _badge_printed(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    db.execute(
        "INSERT INTO badges_printed VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
        (entry.subject,),
    )


def _design(db: sqlite3.Connection, entry: Entry, _p: _Personal, _f: Folding) -> None:
    """A layout or a sheet of the event: the last one set or removed under its name."""
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
    db.execute(
        "INSERT INTO clock_corrections VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "milliseconds = excluded.milliseconds, until = excluded.until, stamp = excluded.stamp "
        "WHERE excluded.stamp > clock_corrections.stamp",
        (entry.subject, facts["milliseconds"], facts["until"], stamp(entry)),
    )


def _ms(at: datetime | None) -> int | None:
    return None if at is None else (at - _EPOCH) // timedelta(milliseconds=1)


_Handler = Callable[[sqlite3.Connection, Entry, _Personal, Folding], None]
_HANDLERS: dict[Kind, _Handler] = {
    Kind.EVENT_SET: _event_set,
    Kind.ORGANISATION_SET: _organisation_set,
    Kind.PERSON_ADDED: _person_fields,
    Kind.PERSON_CORRECTED: _person_fields,
    Kind.ENROLLED: _enrolment,
    Kind.UNENROLLED: _enrolment,
    Kind.SESSION_SET: _session_set,
    Kind.SESSION_REMOVED: _session_set,
    Kind.ENTRY: _passage,
    Kind.EXIT: _passage,
    Kind.HEADCOUNT: _headcount,
    Kind.ANNULLED: _annulled,
    Kind.BADGE_PRINTED: _badge_printed,
    Kind.LAYOUT_SET: _design,
    Kind.LAYOUT_REMOVED: _design,
    Kind.SHEET_SET: _design,
    Kind.SHEET_REMOVED: _design,
    Kind.TRAY_FILLED: _tray_filled,
    Kind.CLOCK_CORRECTED: _clock_corrected,
    Kind.PERSON_REMOVED: _person_removed,
    Kind.ORGANISATION_MERGED: _organisation_merged,
    Kind.ORGANISATION_REMOVED: _organisation_removed,
    Kind.PREPARED: _prepared,
}
