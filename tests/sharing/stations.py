"""Stations for tests of the link: an in-memory journal each, scanning while the hub misbehaves."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from raict_desktop.sharing.link import Link, LinkNews, LinkState, Pace
from raict_desktop.sharing.pairing import Pairing
from raict_desktop.sharing.postgres import PostgresHub
from raict_desktop.sharing.seam import Heads, Packet
from tests.sharing.simulation import NOON, Desk, Planted

QUICK = Pace(anti_entropy=1.0, heartbeat=0.5, first_wait=0.02, longest_wait=0.2, stuck=0.6)


class SafeDesk(Desk):
    """A simulated desk that the link's thread and the test's may use at once."""

    def __init__(self, name: str) -> None:
        super().__init__(name, Planted())
        self.station = str(uuid.uuid4())
        self.guard = threading.RLock()
        self.grown = threading.Condition(self.guard)

    def heads(self) -> Heads:
        with self.guard:
            return super().heads()

    def after(self, station: str, counter: int, limit: int) -> Sequence[Packet]:
        with self.guard:
            return super().after(station, counter, limit)

    def absorb(self, packets: Sequence[Packet]) -> int:
        with self.grown:
            new = super().absorb(packets)
            self.grown.notify_all()
            return new

    def wait_for(self, total: int, seconds: float = 30) -> bool:
        """Wait until this many entries are held."""
        with self.grown:
            return self.grown.wait_for(lambda: sum(self.heads().values()) >= total, seconds)


class Station:
    """A desk with its link to a hub."""

    def __init__(self, pairing: Pairing, name: str = "desk", *, port: int | None = None) -> None:
        self.pairing = pairing if port is None else replace(pairing, port=port)
        self.desk = SafeDesk(name)
        self.told: list[LinkNews] = []
        self._news = threading.Condition()
        self.link = self._make()

    def _make(self, connect: Callable[[], PostgresHub] | None = None) -> Link:
        return Link(
            self.desk,
            connect or (lambda: PostgresHub(self.pairing)),
            told=self._on_told,
            chance=lambda: 0.5,
            beat=lambda transport: transport.beat("{}"),
            pace=QUICK,
        )

    def _on_told(self, news: LinkNews) -> None:
        with self._news:
            self.told.append(news)
            self._news.notify_all()

    def wait_state(self, state: LinkState, seconds: float = 30) -> bool:
        """Wait until the link is in a state."""
        with self._news:
            return self._news.wait_for(lambda: self.link.news.state is state, seconds)

    def wait_code(self, code: str, seconds: float = 30) -> bool:
        """Wait until the link tells why it is alone."""
        with self._news:
            return self._news.wait_for(lambda: any(n.code == code for n in self.told), seconds)

    def scan(self, person: int = 1) -> None:
        """A local commit, carried out from now on."""
        with self.desk.guard:
            self.desk.scan(person, "entry", NOON)
        self.link.local_news()

    def __enter__(self) -> Station:
        self.link.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.link.stop()
