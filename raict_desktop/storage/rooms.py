"""Passages that stand, stays and room counts: the projections of what happens at doors.

Each step asks the journal what stands now, so that entries may arrive in any order: an undo before
what it annuls, a move before what it moves, a session's times after its passages.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from raict_desktop.domain.journal import Entry, Kind
from raict_desktop.domain.occupancy import (
    Count,
    Step,
    Tally,
    count_on,
    entering,
    leaving,
    occupancy,
)
from raict_desktop.domain.presence import (
    Direction,
    Leaving,
    Order,
    Passage,
    Stay,
    at_door,
    presence,
    stays,
)
from raict_desktop.domain.records import MAIN_DOOR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 2**62
_COUNTED = (Kind.ENTRY, Kind.EXIT, Kind.HEADCOUNT)
TIME = (  # of an entry j, corrected for the station's clock
    "j.at_ms + coalesce((SELECT k.milliseconds FROM clock_corrections k "
    "WHERE k.station = j.station AND j.counter <= k.until), 0)"
)
_COUNTS = "present, inside, headcount, kept, peak, last_ms"
_STANDS = "NOT EXISTS (SELECT 1 FROM journal a WHERE a.kind = 'annulled' AND a.subject = j.id)"


@dataclass(slots=True)
class Touched:
    """What is to be folded anew.

    Attributes:
        people: whose stays and presence may be others.
        rooms: those to count from the beginning.
        steps: what happened in other rooms, to count on with.
        came: how many people more, or fewer, were ever in a room.
        inside: how many more, or fewer, are inside at the main door.
    """

    people: set[str] = field(default_factory=set)
    rooms: set[str] = field(default_factory=set)
    steps: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    came: Counter[str] = field(default_factory=Counter)
    inside: int = 0


def settle(db: sqlite3.Connection, entry: Entry, touched: Touched) -> None:
    """Bring the passage that an entry makes, moves or annuls up to date."""
    if entry.kind in _COUNTED:
        _settle_passage(db, entry.id, touched)
    elif entry.kind is Kind.MOVED:
        _settle_passage(db, entry.subject, touched)
    elif entry.kind is Kind.ANNULLED:
        moved = db.execute(
            "SELECT subject FROM journal WHERE id = ? AND kind = 'moved'", (entry.subject,)
        ).fetchone()
        _settle_passage(db, moved[0] if moved else entry.subject, touched)


def settle_end(db: sqlite3.Connection, session_id: str, touched: Touched) -> None:
    """Fold a session's room and its people again: its end may be another one."""
    rows = db.execute("SELECT person_id FROM passages WHERE checkpoint = ?", (session_id,))
    people = {row[0] for row in rows}
    if people:
        touched.people |= people - {""}
        touched.rooms.add(session_id)


def _settle_passage(db: sqlite3.Connection, entry_id: str, touched: Touched) -> None:
    row = db.execute(
        f"SELECT kind, subject, checkpoint, {TIME}, station, counter, facts, "
        f"{_STANDS} FROM journal j WHERE id = ?",
        (entry_id,),
    ).fetchone()
    if row is None or row[0] not in _COUNTED:
        return  # it comes with another station's journal, later
    kind, subject, checkpoint, at_ms, station, counter, facts_text, stands = row
    before = db.execute(
        "SELECT checkpoint FROM passages WHERE entry_id = ?", (entry_id,)
    ).fetchone()
    if before:
        touched.rooms.add(before[0])
    person_id = "" if kind == Kind.HEADCOUNT else subject
    if person_id:
        touched.people.add(person_id)
    if not stands:
        db.execute("DELETE FROM passages WHERE entry_id = ?", (entry_id,))
        return
    moved = db.execute(
        f"SELECT checkpoint FROM journal j WHERE kind = 'moved' AND subject = ? AND {_STANDS} "
        f"ORDER BY {TIME} DESC, station DESC, counter DESC LIMIT 1",
        (entry_id,),
    ).fetchone()
    checkpoint = moved[0] if moved else checkpoint
    facts = json.loads(facts_text)
    change, total = int(facts.get("change", 0)), facts.get("total")
    db.execute(
        "INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (entry_id, kind, person_id, checkpoint, at_ms, station, counter, change, total),
    )
    if not person_id:
        touched.rooms.add(checkpoint)


def fold(db: sqlite3.Connection, touched: Touched) -> None:
    """Derive stays, presence and counts of the people and rooms touched."""
    for person_id in touched.people:
        _fold_person(db, person_id, touched)
    for checkpoint in touched.rooms - {MAIN_DOOR}:
        _fold_room(db, checkpoint)
    others = touched.steps.keys() | {door for door, people in touched.came.items() if people}
    for checkpoint in others - touched.rooms - {MAIN_DOOR}:
        _count_on(db, checkpoint, touched)
    if MAIN_DOOR in touched.rooms or touched.came[MAIN_DOOR] or touched.inside:
        _fold_main_door(db, touched)


def _fold_person(db: sqlite3.Connection, person_id: str, touched: Touched) -> None:
    """Derive one person's stays and presence; notes what that changes in which room."""
    passages = person_passages(db, person_id)
    doors = {passage.checkpoint for passage in passages}
    ends = {door: end for door in doors if (end := session_end(db, door)) is not None}
    known = _stay_rows(db, "person_id = ?", person_id)
    found = stays(passages, ends)
    now = {_stay_row(stay) for stay in found}
    if now != known:
        db.execute("DELETE FROM stays WHERE person_id = ?", (person_id,))
        for row in now:
            db.execute("INSERT INTO stays VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    before = db.execute(
        "SELECT checkpoint, entries > 0, inside FROM presence WHERE person_id = ?", (person_id,)
    ).fetchall()
    for door, had_come, was_inside in before:
        touched.came[door] -= had_come
        touched.inside -= was_inside if door == MAIN_DOOR else 0
    db.execute("DELETE FROM presence WHERE person_id = ?", (person_id,))
    came = False
    for door in doors:
        state = presence(at_door(passages, door))
        touched.came[door] += state.entries > 0
        if door == MAIN_DOOR:
            came = state.entries > 0
            touched.inside += state.inside
        db.execute(
            "INSERT INTO presence VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                person_id,
                door,
                _ms(state.first_entry),
                _ms(state.last_entry),
                _ms(state.last_exit),
                state.entries,
                int(state.inside),
            ),
        )
    db.execute(
        "UPDATE people SET present = ? WHERE id = ? AND present <> ?",
        (int(came), person_id, int(came)),
    )
    for door in {row[1] for row in now ^ known}:
        gone = [row for row in known - now if row[1] == door]
        new = [stay for stay in found if stay.checkpoint == door and _stay_row(stay) not in known]
        _note_steps(touched, door, gone, new, ends.get(door))


def _note_steps(
    touched: Touched,
    door: str,
    gone: list[_StayRow],
    new: list[Stay],
    end: datetime | None,
) -> None:
    """Note what one person's stays in a room add to its counts, or that these are to be made anew."""
    if len(new) == 1 and not gone:
        touched.steps[door].append(entering(new[0].entered))
    elif not (len(new) == len(gone) == 1 and _continues(gone[0], new[0])):
        touched.rooms.add(door)
        return
    if left := leaving(new[0], end):
        touched.steps[door].append(left)


def _continues(row: _StayRow, stay: Stay) -> bool:
    """Whether a stay is that of the row, which nothing had closed."""
    return row[:5] == _stay_row(stay)[:5] and row[5] is None


def _fold_main_door(db: sqlite3.Connection, touched: Touched) -> None:
    """Count on: to count everybody anew at each scan would grow with the event."""
    known = tally(db, MAIN_DOOR)
    came, inside = known.present + touched.came[MAIN_DOOR], known.inside + touched.inside
    companions = occupancy((), counts(db, MAIN_DOOR), None, 0).headcount
    _store(db, MAIN_DOOR, Tally(came, inside, companions, peak=came + companions))


def _fold_room(db: sqlite3.Connection, checkpoint: str) -> None:
    (came,) = db.execute(
        "SELECT count(*) FROM presence WHERE checkpoint = ? AND entries > 0", (checkpoint,)
    ).fetchone()
    end = session_end(db, checkpoint)
    seen = room_stays(db, checkpoint)
    _store(db, checkpoint, occupancy(seen, counts(db, checkpoint), end, came))


def _count_on(db: sqlite3.Connection, checkpoint: str, touched: Touched) -> None:
    """Count a room further; from the beginning where something came late.

    A room is counted at each of its scans: of a plenary of thousands every stay would be read.
    """
    known, steps = tally(db, checkpoint), touched.steps[checkpoint]
    if known.last is not None and any(step[0][0] <= known.last for step in steps):
        _fold_room(db, checkpoint)
        return
    known = replace(known, present=known.present + touched.came[checkpoint])
    _store(db, checkpoint, count_on(known, steps, session_end(db, checkpoint)))


def _store(db: sqlite3.Connection, checkpoint: str, counted: Tally) -> None:
    if counted == Tally():
        # As if nothing had ever happened there: undone passages leave no row behind.
        db.execute("DELETE FROM occupancy WHERE checkpoint = ?", (checkpoint,))
        return
    db.execute(
        "INSERT OR REPLACE INTO occupancy VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            checkpoint,
            counted.present,
            counted.inside,
            counted.headcount,
            counted.kept,
            counted.peak,
            _ms(counted.last),
        ),
    )


def tally(db: sqlite3.Connection, checkpoint: str) -> Tally:
    """The counts at one checkpoint after its last passage."""
    row = db.execute(
        f"SELECT {_COUNTS} FROM occupancy WHERE checkpoint = ?", (checkpoint,)
    ).fetchone()
    return _tally(row) if row else Tally()


def tallies(db: sqlite3.Connection) -> dict[str, Tally]:
    """The counts at every checkpoint where something happened."""
    rows = db.execute(f"SELECT checkpoint, {_COUNTS} FROM occupancy")
    return {row[0]: _tally(row[1:]) for row in rows}


def _tally(row: Sequence[Any]) -> Tally:
    present, inside, headcount, kept, peak, last_ms = row
    return Tally(present, inside, headcount, kept, peak, _time(last_ms))


def session_end(db: sqlite3.Connection, session_id: str) -> datetime | None:
    """When a session ends, taken out of the programme or not; None for an unknown one."""
    row = db.execute("SELECT ends_ms FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return _time(row[0]) if row else None


def person_passages(db: sqlite3.Connection, person_id: str) -> list[Passage]:
    """The standing passages of one person at every door."""
    return _passages(db, "person_id = ? AND kind <> 'headcount'", person_id)


def standing_passages(db: sqlite3.Connection) -> list[Passage]:
    """Everybody's standing passages at every door, in order."""
    return _passages(db, "kind <> 'headcount'")


def _passages(db: sqlite3.Connection, where: str, *values: str) -> list[Passage]:
    rows = db.execute(
        "SELECT entry_id, person_id, checkpoint, kind, at_ms, station, counter FROM passages "
        f"WHERE {where} ORDER BY at_ms, station, counter",
        values,
    )
    return [Passage(r[0], r[1], r[2], Direction(r[3]), _at(r[4]), r[5], r[6]) for r in rows]


def counts(db: sqlite3.Connection, checkpoint: str) -> list[Count]:
    """The standing counts of people without a badge at one session."""
    rows = db.execute(
        "SELECT entry_id, at_ms, station, counter, change, total FROM passages "
        "WHERE checkpoint = ? AND kind = 'headcount' ORDER BY at_ms, station, counter",
        (checkpoint,),
    )
    return [Count(r[0], checkpoint, _at(r[1]), r[2], r[3], r[4], r[5]) for r in rows]


def standing_at(
    db: sqlite3.Connection, checkpoint: str, since: datetime | None, until: datetime | None
) -> list[tuple[str, Kind]]:
    """Ids and kinds of what stands at one checkpoint in a span of time, ends included, in order."""
    rows = db.execute(
        "SELECT entry_id, kind FROM passages WHERE checkpoint = ? AND at_ms >= ? AND at_ms <= ? "
        "ORDER BY at_ms, station, counter",
        (
            checkpoint,
            0 if since is None else _exact_ms(since),
            _LAST_MS if until is None else _exact_ms(until),
        ),
    )
    return [(entry_id, Kind(kind)) for entry_id, kind in rows]


def first_at(db: sqlite3.Connection, checkpoint: str) -> datetime | None:
    """When the first passage or count that stands at one checkpoint was made."""
    row = db.execute(
        "SELECT min(at_ms) FROM passages WHERE checkpoint = ?", (checkpoint,)
    ).fetchone()
    return _time(row[0])


def admitted_count(db: sqlite3.Connection, checkpoint: str) -> int:
    """How many entries that stand at one checkpoint were let in in spite of its rules."""
    row = db.execute(
        "SELECT count(*) FROM passages p JOIN journal j ON j.id = p.entry_id "
        "WHERE p.checkpoint = ? AND p.kind = 'entry' AND j.reason = 'admitted'",
        (checkpoint,),
    ).fetchone()
    return int(row[0])


def last_move(db: sqlite3.Connection, from_id: str, to_id: str) -> str:
    """The batch of the newest move from one session to another that stands, or empty."""
    row = db.execute(
        f"SELECT batch FROM journal j WHERE kind = 'moved' AND checkpoint = ? "
        f"AND json_extract(facts, '$.from') = ? AND {_STANDS} "
        f"ORDER BY {TIME} DESC, counter DESC LIMIT 1",
        (to_id, from_id),
    ).fetchone()
    return str(row[0]) if row else ""


def room_stays(db: sqlite3.Connection, checkpoint: str) -> list[Stay]:
    """Everybody's stays in one room, by entry; stays that only the session's end closes are open."""
    return _sorted(_stay_rows(db, "checkpoint = ?", checkpoint))


def person_stays(db: sqlite3.Connection, person_id: str) -> list[Stay]:
    """One person's stays, by entry."""
    return _sorted(_stay_rows(db, "person_id = ?", person_id))


def all_stays(db: sqlite3.Connection) -> list[Stay]:
    """Everybody's stays in every session, by entry."""
    return _sorted(_stay_rows(db, "checkpoint <> ?", MAIN_DOOR))


_StayRow = tuple[str, str, int, str, int, int | None, str | None, int | None, str | None]


def _stay_rows(db: sqlite3.Connection, where: str, value: str) -> set[_StayRow]:
    return set(db.execute(f"SELECT * FROM stays WHERE {where}", (value,)).fetchall())


def _sorted(rows: Iterable[_StayRow]) -> list[Stay]:
    found = [
        Stay(
            person_id=row[0],
            checkpoint=row[1],
            entered=(_at(row[2]), row[3], row[4]),
            left=None if row[5] is None else (_at(row[5]), row[6] or "", row[7] or 0),
            how=Leaving(row[8]) if row[8] else None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda stay: (stay.entered, stay.person_id))


def _stay_row(stay: Stay) -> _StayRow:
    left: Order | tuple[None, None, None] = stay.left or (None, None, None)
    entered_at, station, counter = stay.entered
    how = stay.how.value if stay.how else None
    return (
        stay.person_id,
        stay.checkpoint,
        _exact_ms(entered_at),
        station,
        counter,
        _ms(left[0]),
        left[1],
        left[2],
        how,
    )


def _exact_ms(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else _exact_ms(at)


def _at(value: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=value)


def _time(value: int | None) -> datetime | None:
    return None if value is None else _at(value)


def counted_by_others(db: sqlite3.Connection, checkpoint: str, station: str) -> bool:
    """Whether another station than this one recorded passages or counts at a checkpoint."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE checkpoint = ? AND station <> ? "
        "AND kind IN ('entry', 'exit', 'headcount'))",
        (checkpoint, station),
    ).fetchone()
    return bool(row[0])
