"""One open event linked to others over a transport: its link's thread, its neighbours, its heartbeats."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.replica import EventReplica
from raict_desktop.sharing.link import Link, LinkNews, Pace
from raict_desktop.sharing.seam import Transport
from raict_desktop.storage import queries
from raict_desktop.storage.union import StationProblem

BEATS_KEPT = 5
LONGEST_NAME = 40
RENEW_S = 60.0
"""A station that changes its identity more often is teased, not copied."""
FURTHEST_S = 200 * 365 * 86400.0
"""No clock of a computer is off by more: what says so is not a station."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another station that is connected.

    Attributes:
        heard: monotonic seconds of its last heartbeat.
        clock: seconds by which its clock was ahead of ours then.
        silent: seconds without a heartbeat after which it is not there any more.
    """

    station: str
    name: str
    role: str
    heard: float
    clock: float
    silent: float

    def here(self, now: float) -> bool:
        """Whether it was heard of lately."""
        return now - self.heard < self.silent


Connect = Callable[[EventReplica, Callable[[str], None]], Transport]
"""Makes a connected transport; given this station's journal, and who hears heartbeats."""


class Linked:
    """The link of one open event over one transport.

    Args:
        event: the open event.
        connect: makes a connected transport, on the link's thread.
        deliver: hands changes to the thread that shows them.
        told: hears every change of the link's state and of neighbours, on the link's thread.
        role: what this station does, shown to the others.
        pace: waiting times.
    """

    def __init__(
        self,
        event: OpenEvent,
        connect: Connect,
        *,
        deliver: Callable[[Changes], None] | None = None,
        told: Callable[[], None] = lambda: None,
        role: Callable[[], str] = lambda: "",
        pace: Pace | None = None,
    ) -> None:
        self._event = event
        self._told = told
        self._role = role
        self._pace = pace or Pace()
        self._guard = threading.Lock()
        self._neighbours: dict[str, Neighbour] = {}
        self._clocks: dict[str, deque[float]] = {}
        self._deliver = deliver or (lambda changes: event.tell(changes, self))
        self._renewed = float("-inf")
        self._replica = replica = EventReplica(event, self._deliver)
        self._link = Link(
            replica,
            lambda: connect(replica, self._on_beat),
            told=lambda _news: told(),
            chance=random.random,
            beat=self._beat,
            own=lambda: event.station,
            forked=self._on_fork,
            pace=self._pace,
        )
        self._unsubscribe: Callable[[], None] = lambda: None

    @property
    def news(self) -> LinkNews:
        """How the link is."""
        return self._link.news

    def start(self, origin: object | None = None) -> None:
        """Begin; returns at once.

        Args:
            origin: who tells the screens of changes from elsewhere; those are not carried out again.
        """
        mine = (self, origin) if origin is not None else (self,)

        def on_changes(_changes: Changes, who: object | None) -> None:
            if who not in mine:
                self._link.local_news()

        self._unsubscribe = self._event.subscribe(on_changes)
        self._link.start()

    def stop(self) -> bool:
        """End within the link's bounded time; whether its thread is really gone."""
        self._unsubscribe()
        ended = self._link.stop()
        if ended:
            self._replica.close()
        return ended

    def neighbours(self) -> list[Neighbour]:
        """Stations heard of since the link began, by name."""
        with self._guard:
            return sorted(self._neighbours.values(), key=lambda n: (n.name, n.station))

    def problems(self) -> list[StationProblem]:
        """What came in and could not be believed."""
        return self._replica.problems()

    def _beat(self, transport: Transport) -> None:
        transport.beat(heartbeat(self._event, self._role()))

    def _on_beat(self, text: str) -> None:
        """What another station says of itself; anything else is left alone."""
        said = read_heartbeat(text, self._event.file.event_id)
        if said is None:
            return
        station, name, role, ahead, run = said
        if station == self._event.station:
            # A word of our own may come late, from a connection that is cut already. Any other is
            # that of a computer made from a copy of this one's disk.
            if run and run != self._event.run:
                self._on_fork(station)
            return
        with self._guard:
            # A word on its way for long makes a clock seem late, never early: the earliest is nearest.
            clocks = self._clocks.setdefault(station, deque(maxlen=BEATS_KEPT))
            clocks.append(ahead)
            silent = 3 * self._pace.heartbeat + 1
            self._neighbours[station] = Neighbour(
                station, name, role, time.monotonic(), max(clocks), silent
            )
        self._told()

    def _on_fork(self, station: str) -> None:
        """Another machine writes as a station: take a new identity if it is this one."""
        now = time.monotonic()
        if station != self._event.station or now - self._renewed < RENEW_S:
            return
        self._renewed = now
        with self._event.file.reading() as db:
            name = queries.given_station_name(db, station)
        self._event.renew_station()
        if name:
            own = self._event.station
            draft = Draft(Kind.STATION_NAMED, own, source=Source.SCREEN, facts={"name": name})
            with self._event.file.writing():
                self._event.append([draft])
            self._deliver(Changes.of(Topic.STATIONS, ids=frozenset({own})))
        self._link.local_news()


def heartbeat(event: OpenEvent, role: str) -> str:
    """What this station says of itself to the others."""
    with event.file.reading() as db:
        name = queries.station_name(db, event.station)
    said = {
        "event": event.file.event_id,
        "station": event.station,
        "name": name,
        "role": role,
        "at": time.time(),
        "run": event.run,
    }
    return json.dumps(said)


def read_heartbeat(text: str, event_id: str) -> tuple[str, str, str, float, str] | None:
    """Station, name, role, seconds its clock is ahead, and the mark of its run.

    None for what says nothing to this event.
    """
    try:
        said = json.loads(text)
        if said["event"] != event_id:
            return None
        name, role = str(said["name"])[:LONGEST_NAME], str(said["role"])[:LONGEST_NAME]
        ahead = float(said["at"]) - time.time()
        if not abs(ahead) < FURTHEST_S:  # nor a number that is none
            return None
        return str(said["station"])[:36], name, role, ahead, str(said.get("run", ""))[:40]
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
