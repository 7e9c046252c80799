"""Room counts stay exact through any mix of entries, exits, clicks, recounts, undos, moves and merges.

Two stations write; what they write arrives at once or later, in any order. A plain model replays
everything known with sets, minute by minute; the event file must give the same counts.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from raict_desktop import paths
from raict_desktop.domain.journal import Entry, Kind, Source, canonical
from raict_desktop.domain.occupancy import occupancy
from raict_desktop.matching.folding import fold
from raict_desktop.matching.organisations import organisation_key
from raict_desktop.storage import journal, projections, queries, rooms, schema
from raict_desktop.storage.event_file import Folding

START = datetime(2021, 6, 29, 9, 0, tzinfo=UTC)
ROOMS = ("A", "B", "C")
PEOPLE = tuple(f"p{n}" for n in range(5))
STATIONS = ("a" * 36, "b" * 36)
FOLDING = Folding(fold, organisation_key)
MINUTES = st.integers(0, 90)


@dataclass
class Known:
    """One entry as the model sees it."""

    entry: Entry
    arrived: bool = False


class Rooms(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        schema.migrate(self.db, paths.migrations())
        self.known: dict[str, Known] = {}
        self.counters = dict.fromkeys(STATIONS, 0)
        for room in ROOMS:
            self.set_end(room, 60, STATIONS[0], now=True)

    def teardown(self) -> None:
        self.db.close()

    def write(
        self,
        kind: Kind,
        subject: str,
        room: str,
        minute: int,
        station: str,
        facts: dict[str, Any] | None = None,
        *,
        now: bool,
    ) -> str:
        self.counters[station] += 1
        number = len(self.known)
        entry = Entry(
            id=f"{number:036d}",
            station=station,
            counter=self.counters[station],
            at=START + timedelta(minutes=minute),
            offset=0,
            kind=kind,
            subject=subject,
            checkpoint=room,
            verdict="",
            reason="",
            source=Source.SCREEN,
            operator="",
            batch="",
            facts=facts or {},
            digest="",
            previous="",
            hash="0" * 64,
        )
        self.known[entry.id] = Known(entry)
        if now:
            self.arrive(entry)
        return entry.id

    def arrive(self, entry: Entry) -> None:
        marks = ",".join("?" * 17)
        self.db.execute(
            f"INSERT INTO journal ({journal.COLUMNS}) VALUES ({marks})",
            (
                entry.id,
                entry.station,
                entry.counter,
                journal.milliseconds(entry.at),
                0,
                entry.kind,
                entry.subject,
                entry.checkpoint,
                "",
                "",
                entry.source,
                "",
                "",
                canonical(entry.facts),
                "",
                "",
                entry.hash,
            ),
        )
        projections.apply(self.db, entry, {}, FOLDING)
        self.known[entry.id].arrived = True

    @rule(
        person=st.sampled_from(PEOPLE),
        room=st.sampled_from(("", *ROOMS)),
        leaving=st.booleans(),
        minute=MINUTES,
        station=st.sampled_from(STATIONS),
        now=st.booleans(),
    )
    def pass_door(
        self, person: str, room: str, leaving: bool, minute: int, station: str, now: bool
    ) -> None:
        kind = Kind.EXIT if leaving and room else Kind.ENTRY
        self.write(kind, person, room, minute, station, now=now)

    @rule(
        room=st.sampled_from(ROOMS),
        change=st.integers(-3, 3),
        minute=MINUTES,
        station=st.sampled_from(STATIONS),
        now=st.booleans(),
    )
    def click(self, room: str, change: int, minute: int, station: str, now: bool) -> None:
        self.write(Kind.HEADCOUNT, room, room, minute, station, {"change": change}, now=now)

    @rule(
        room=st.sampled_from(ROOMS),
        total=st.integers(0, 6),
        minute=MINUTES,
        station=st.sampled_from(STATIONS),
        now=st.booleans(),
    )
    def recount(self, room: str, total: int, minute: int, station: str, now: bool) -> None:
        facts = {"change": 0, "total": total}
        self.write(Kind.HEADCOUNT, room, room, minute, station, facts, now=now)

    @precondition(lambda self: len(self.known) > len(ROOMS))
    @rule(data=st.data(), minute=MINUTES, station=st.sampled_from(STATIONS), now=st.booleans())
    def undo(self, data: st.DataObject, minute: int, station: str, now: bool) -> None:
        undoable = (Kind.ENTRY, Kind.EXIT, Kind.HEADCOUNT, Kind.MOVED)
        ids = [k for k, known in self.known.items() if known.entry.kind in undoable]
        if ids:
            chosen = data.draw(st.sampled_from(ids))
            self.write(Kind.ANNULLED, chosen, "", minute, station, now=now)

    @precondition(lambda self: len(self.known) > len(ROOMS))
    @rule(
        data=st.data(),
        room=st.sampled_from(ROOMS),
        minute=MINUTES,
        station=st.sampled_from(STATIONS),
        now=st.booleans(),
    )
    def move(self, data: st.DataObject, room: str, minute: int, station: str, now: bool) -> None:
        movable = (Kind.ENTRY, Kind.EXIT, Kind.HEADCOUNT)
        ids = [k for k, known in self.known.items() if known.entry.kind in movable]
        if ids:
            for chosen in data.draw(st.lists(st.sampled_from(ids), max_size=4, unique=True)):
                self.write(Kind.MOVED, chosen, room, minute, station, now=now)

    @rule(
        room=st.sampled_from(ROOMS),
        end=st.sampled_from((30, 60, 100)),
        station=st.sampled_from(STATIONS),
        now=st.booleans(),
    )
    def set_end(self, room: str, end: int, station: str, now: bool) -> None:
        facts = {
            "title": room,
            "kind": "workshop",
            "room": room,
            "starts_ms": journal.milliseconds(START),
            "ends_ms": journal.milliseconds(START + timedelta(minutes=end)),
            "capacity": 3,
            "admission": "open",
            "when_full": "warn",
            "exits": True,
        }
        self.write(Kind.SESSION_SET, room, "", len(self.known), station, facts, now=now)

    @rule(chance=st.randoms(use_true_random=False))
    def merge(self, chance: Any) -> None:
        waiting = [known.entry for known in self.known.values() if not known.arrived]
        chance.shuffle(waiting)
        for entry in waiting:
            self.arrive(entry)

    def arrived(self) -> list[Entry]:
        found = [known.entry for known in self.known.values() if known.arrived]
        return sorted(found, key=lambda entry: entry.order)

    def ends(self) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for entry in self.arrived():
            if entry.kind is Kind.SESSION_SET:
                found[entry.subject] = journal.from_milliseconds(entry.facts["ends_ms"])
        return found

    def replayed(self, now: datetime) -> dict[str, int]:
        """The plain model: how many are in each room."""
        entries = self.arrived()
        undone = {e.subject for e in entries if e.kind is Kind.ANNULLED}
        standing = [e for e in entries if e.id not in undone]
        place = {e.subject: e.checkpoint for e in standing if e.kind is Kind.MOVED}
        ends = self.ends()
        inside: dict[str, set[str]] = {room: set() for room in ROOMS}
        extra = dict.fromkeys(ROOMS, 0)
        closed: set[str] = set()

        def close(moment: datetime) -> None:
            for room, end in ends.items():
                if end <= moment and room not in closed:
                    closed.add(room)
                    inside[room].clear()
                    extra[room] = 0

        for entry in standing:
            room = place.get(entry.id, entry.checkpoint)
            close(entry.at)
            if not room or entry.kind not in (Kind.ENTRY, Kind.EXIT, Kind.HEADCOUNT):
                continue
            if entry.kind is Kind.HEADCOUNT and "total" in entry.facts:
                extra[room] = entry.facts["total"] - len(inside[room])
            elif entry.kind is Kind.HEADCOUNT:
                change = entry.facts["change"]
                room_left = max(0, extra[room]) if change < 0 else 0
                extra[room] += max(change, -room_left) if change < 0 else change
            elif entry.kind is Kind.ENTRY:
                for other in ROOMS:
                    if other != room and entry.subject in inside[other]:
                        inside[other].remove(entry.subject)
                        extra[other] = max(extra[other], -len(inside[other]))
                inside[room].add(entry.subject)
            elif entry.subject in inside[room]:
                inside[room].remove(entry.subject)
                extra[room] = max(extra[room], -len(inside[room]))
        close(now)
        return {room: len(inside[room]) + extra[room] for room in ROOMS}

    @invariant()
    def the_counts_are_those_of_the_model(self) -> None:
        ends = self.ends()
        for minute in (91, 200):
            now = START + timedelta(minutes=minute)
            counted = {
                room: rooms.tally(self.db, room).at(ends.get(room), now).total for room in ROOMS
            }
            assert counted == self.replayed(now)
            assert all(number >= 0 for number in counted.values())

    @invariant()
    def counting_on_gives_what_counting_from_the_beginning_gives(self) -> None:
        ends = self.ends()
        for room in ROOMS:
            seen, clicks = rooms.room_stays(self.db, room), rooms.counts(self.db, room)
            present = len({stay.person_id for stay in seen})
            assert rooms.tally(self.db, room) == occupancy(seen, clicks, ends.get(room), present)

    @invariant()
    def the_journal_derived_anew_gives_the_same_tables(self) -> None:
        live = queries.dump(self.db, projections.TABLES)
        self.db.execute("BEGIN")
        journal.replay(self.db, FOLDING)
        assert queries.dump(self.db, projections.TABLES) == live
        self.db.execute("ROLLBACK")


Rooms.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestRooms = Rooms.TestCase
