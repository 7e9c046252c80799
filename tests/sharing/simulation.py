"""Whole sites in one process: desks, a hub and a network that fail by a seed, under the real protocol.

Every desk scans while others crash, are restored from old backups or lose the network; the hub is
wiped, put back from an old copy, or commits in another order than it numbered. At the end everything
is healed and must come out even: no acknowledged passage missing, none doubled, the same presence on
every desk.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from raict_desktop.domain.presence import Direction, Passage, Presence, presence
from raict_desktop.sharing.protocol import exchange, take_news
from raict_desktop.sharing.seam import GapError, Heads, LinkLostError, News, Packet

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PEOPLE = 12
Key = tuple[str, int]


@dataclass(frozen=True)
class Planted:
    """Faults that a careless protocol would have; all off is the real one."""

    global_cursor: bool = False
    keeps_identity: bool = False
    forwards_nothing: bool = False


@dataclass
class Desk:
    """One station: a journal on a disk that keeps local commits at once and news a little later."""

    name: str
    planted: Planted
    station: str = ""
    journal: dict[str, list[Packet]] = field(default_factory=dict)
    unsynced: list[Packet] = field(default_factory=list)
    clock_shift: timedelta = timedelta()
    backup: dict[str, list[Packet]] = field(default_factory=dict)
    last_number: int = 0
    lives: int = 0

    def new_identity(self) -> None:
        self.lives += 1
        self.station = f"{self.name}-{self.lives}"

    def scan(self, person: int, kind: str, at: datetime) -> Packet:
        """A local commit: on disk, with all that was taken over before it, when this returns."""
        held = self.journal.setdefault(self.station, [])
        line = json.dumps([person, kind, (at + self.clock_shift).isoformat(), self.name])
        made = Packet(self.station, len(held) + 1, sha256(line.encode()).hexdigest(), line)
        held.append(made)
        self.unsynced.clear()
        return made

    def crash(self) -> None:
        """Lose what was not yet on disk: the newest of what was taken over."""
        for packet in reversed(self.unsynced):
            held = self.journal[packet.station]
            if held and held[-1] == packet:
                held.pop()
        self.unsynced.clear()

    def keep_backup(self) -> None:
        self.backup = {station: list(held) for station, held in self.journal.items()}

    def restore(self) -> None:
        self.journal = {station: list(held) for station, held in self.backup.items()}
        self.unsynced.clear()
        self.last_number = 0
        if not self.planted.keeps_identity:
            self.new_identity()

    def heads(self) -> Heads:
        return {station: len(held) for station, held in self.journal.items() if held}

    def after(self, station: str, counter: int, limit: int) -> Sequence[Packet]:
        if self.planted.forwards_nothing and station != self.station:
            return []
        return self.journal.get(station, [])[counter : counter + limit]

    def absorb(self, packets: Sequence[Packet]) -> int:
        new = 0
        for packet in packets:
            held = self.journal.setdefault(packet.station, [])
            if packet.counter <= len(held):
                continue
            if packet.counter != len(held) + 1:
                if self.planted.global_cursor:
                    continue
                raise GapError
            held.append(packet)
            self.unsynced.append(packet)
            new += 1
        return new


@dataclass
class Hub:
    """What the SQL of the hub does, in memory; numbers rows as they come, shows them at commit."""

    rows: list[tuple[int, Packet]] = field(default_factory=list)
    number: int = 0
    generation: int = 0
    copy: list[tuple[int, Packet]] = field(default_factory=list)

    def heads(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for _, packet in self.rows:
            found[packet.station] = max(packet.counter, found.get(packet.station, 0))
        return found

    def numbered(self, packets: Sequence[Packet]) -> list[tuple[int, Packet]]:
        rows = []
        for packet in packets:
            self.number += 1
            rows.append((self.number, packet))
        return rows

    def commit(self, rows: list[tuple[int, Packet]]) -> None:
        held = {(packet.station, packet.counter): packet for _, packet in self.rows}
        heads = self.heads()
        for number, packet in rows:
            known = held.get((packet.station, packet.counter))
            if known is not None:
                if known.hash != packet.hash:
                    raise LinkLostError("sharing.fork")
                continue
            if packet.counter != heads.get(packet.station, 0) + 1:
                raise GapError
            heads[packet.station] = packet.counter
            self.rows.append((number, packet))

    def wipe(self) -> None:
        self.rows, self.number = [], 0

    def put_back(self) -> None:
        self.rows = list(self.copy)
        self.number = max((number for number, _ in self.rows), default=0)


class Wire:
    """A connection to the hub that may break before or after any call took effect."""

    def __init__(self, site: Site, desk: Desk, *, calm: bool = False) -> None:
        self._site, self._desk, self._calm = site, desk, calm
        self._generation = site.hub.generation

    def _before(self) -> None:
        site = self._site
        if self._generation != site.hub.generation:
            raise LinkLostError
        if self._calm:
            return
        if site.chance.random() < 0.05:
            raise LinkLostError
        if site.chance.random() < 0.01:
            site.hub.wipe()  # under the connection's hands, without breaking it

    def _after(self) -> None:
        if not self._calm and self._site.chance.random() < 0.05:
            raise LinkLostError

    def heads(self) -> Heads:
        self._before()
        return self._site.hub.heads()

    def push(self, packets: Sequence[Packet]) -> None:
        self._before()
        hub = self._site.hub
        rows = hub.numbered(packets)
        if not self._calm and self._site.chance.random() < 0.3:
            self._site.somebody_else_meanwhile(self._desk)
        hub.commit(rows)
        self._site.rumours.append(list(packets))
        self._after()

    def pull(self, cursor: Heads, limit: int) -> Sequence[Packet]:
        self._before()
        if self._desk.planted.global_cursor:
            rows = sorted(
                (row for row in self._site.hub.rows if row[0] > self._desk.last_number),
                key=lambda row: row[0],
            )
            self._desk.last_number = max([self._desk.last_number, *(row[0] for row in rows)])
            return [packet for _, packet in rows]
        beyond = sorted(
            (p for _, p in self._site.hub.rows if p.counter > cursor.get(p.station, 0)),
            key=lambda p: (p.station, p.counter),
        )
        self._after()
        return beyond[:limit]

    def hash_at(self, _station: str, _counter: int) -> str:
        return ""

    def listen(self, seconds: float) -> News:
        return News()

    def wake(self) -> None: ...

    def beat(self, text: str) -> None: ...

    def clock_offset(self) -> float:
        return 0.0

    def cut(self) -> None: ...

    def close(self) -> None: ...


class Site:
    """Several desks and a hub, driven by one seed."""

    def __init__(self, seed: int, planted: Planted | None = None, desks: int = 5) -> None:
        self.chance = random.Random(seed)
        self.hub = Hub()
        self.desks = [Desk(f"desk{n}", planted or Planted()) for n in range(desks)]
        for desk in self.desks:
            desk.new_identity()
        self.acknowledged: dict[Key, Packet] = {}
        self.forked = False
        self.rumours: list[list[Packet]] = []
        self.now = NOON
        self._nested = False

    def run(self, steps: int = 120) -> None:
        """Let the day go on with its faults, then heal everything."""
        acts = (
            (self._scan, 50),
            (self._talk, 30),
            (self._hear, 20),
            (self._crash, 4),
            (self._backup, 5),
            (self._restore, 2),
            (self._clock_jump, 2),
            (self._hub_restart, 2),
            (self._hub_wiped, 1),
            (self._hub_copied, 3),
            (self._hub_put_back, 1),
        )
        weights = [weight for _, weight in acts]
        for _ in range(steps):
            self.now += timedelta(seconds=self.chance.uniform(0.1, 20))
            act = self.chance.choices([act for act, _ in acts], weights)[0]
            act(self.chance.choice(self.desks))
        self._heal()

    def _scan(self, desk: Desk) -> None:
        kind = self.chance.choice(("entry", "entry", "exit"))
        made = desk.scan(self.chance.randrange(PEOPLE), kind, self.now)
        key = (made.station, made.counter)
        self.forked = self.forked or key in self.acknowledged
        self.acknowledged.setdefault(key, made)

    def _talk(self, desk: Desk) -> None:
        with suppress(LinkLostError, GapError):
            exchange(desk, Wire(self, desk), batch=self.chance.choice((1, 3, 50)))

    def _hear(self, desk: Desk) -> None:
        """News that bring their entries along: late, twice, in another order, or not all of them."""
        if not self.rumours:
            return
        heard = self.chance.choice(self.rumours[-8:])
        entries = heard[self.chance.choice((0, 0, 0, 1)) :]
        news = News(entries, more=self.chance.random() < 0.2)
        with suppress(LinkLostError, GapError):
            take_news(desk, Wire(self, desk), news)

    def somebody_else_meanwhile(self, desk: Desk) -> None:
        """Another desk's whole exchange in the middle of this one's transaction."""
        if self._nested:
            return
        self._nested = True
        try:
            others = [other for other in self.desks if other is not desk]
            self._talk(self.chance.choice(others))
        finally:
            self._nested = False

    def _crash(self, desk: Desk) -> None:
        desk.crash()

    def _backup(self, desk: Desk) -> None:
        desk.keep_backup()

    def _restore(self, desk: Desk) -> None:
        desk.restore()
        self._forget_what_nobody_holds()

    def _forget_what_nobody_holds(self) -> None:
        """An entry whose only copy was on a lost disk is gone; no protocol can bring it back."""
        held = {(p.station, p.counter) for d in self.desks for h in d.journal.values() for p in h}
        held |= {(packet.station, packet.counter) for _, packet in self.hub.rows}
        self.acknowledged = {key: p for key, p in self.acknowledged.items() if key in held}

    def _clock_jump(self, desk: Desk) -> None:
        desk.clock_shift = timedelta(hours=self.chance.choice((-24, -1, 0, 2, 24)))

    def _hub_restart(self, _desk: Desk) -> None:
        self.hub.generation += 1

    def _hub_wiped(self, _desk: Desk) -> None:
        self.hub.wipe()
        self._forget_what_nobody_holds()

    def _hub_copied(self, _desk: Desk) -> None:
        self.hub.copy = list(self.hub.rows)

    def _hub_put_back(self, _desk: Desk) -> None:
        self.hub.put_back()
        self._forget_what_nobody_holds()

    def _heal(self) -> None:
        self.hub.wipe()  # the worst last: a new, empty hub
        self._forget_what_nobody_holds()
        for _ in range(3):
            for desk in self.desks:
                try:
                    exchange(desk, Wire(self, desk, calm=True))
                except (LinkLostError, GapError):
                    self.forked = True

    def faults(self) -> list[str]:
        """What did not come out even; empty when all is well."""
        found = ["two entries under one number"] if self.forked else []
        states = []
        for desk in self.desks:
            held = {(p.station, p.counter): p for h in desk.journal.values() for p in h}
            missing = [key for key, p in self.acknowledged.items() if held.get(key) != p]
            if missing:
                found.append(f"{desk.name} misses {missing[:3]}")
            states.append(fold([p for h in desk.journal.values() for p in h]))
        if any(state != states[0] for state in states):
            found.append("desks tell different presences")
        return found


def fold(packets: Sequence[Packet]) -> dict[str, Presence]:
    """Everybody's presence by the program's own rule."""
    passages: dict[str, list[Passage]] = {}
    for packet in packets:
        person, kind, at, _ = json.loads(packet.line)
        who = f"person{person}"
        passages.setdefault(who, []).append(
            Passage(
                packet.hash,
                who,
                "",
                Direction(kind),
                datetime.fromisoformat(at),
                packet.station,
                packet.counter,
            )
        )
    return {who: presence(found) for who, found in sorted(passages.items())}
