"""This event's file as a replica: the journal that links and hubs bring to the union with others'."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from itertools import islice

from raict_desktop.domain.carried import Carried
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.exchange.journal_lines import entry_line, parse_entry
from raict_desktop.services.application import OpenEvent
from raict_desktop.sharing.seam import GapError, Heads, Packet
from raict_desktop.storage import union
from raict_desktop.storage.snapshot import snapshot

LOOK_S = 20.0
"""A merge or a shared folder may bring in entries too: the file is looked at again this often."""
FEW = 50
"""More new entries than this are told as "many", without their ids."""

_TOPICS = {
    "entry": Topic.PASSAGES,
    "exit": Topic.PASSAGES,
    "refused": Topic.PASSAGES,
    "headcount": Topic.PASSAGES,
    "person_added": Topic.PEOPLE,
    "person_corrected": Topic.PEOPLE,
    "enrolled": Topic.PEOPLE,
    "unenrolled": Topic.PEOPLE,
    "badge_printed": Topic.BADGES,
    "case_opened": Topic.CASES,
    "case_resolved": Topic.CASES,
    "station_named": Topic.STATIONS,
}
"""What a few entries of a kind change; any other kind changes everything."""


class EventReplica:
    """An open event as the link sees it; only the link's thread calls it.

    Args:
        event: the open event.
        deliver: hands what changed to the thread that shows it.
    """

    def __init__(self, event: OpenEvent, deliver: Callable[[Changes], None]) -> None:
        self._event = event
        self._deliver = deliver
        self._guard = threading.Lock()
        self._look_again()

    def _look_again(self) -> None:
        """Read what the file holds: at first, after a fault, and for what came in by other ways."""
        with snapshot(self._event.file) as db:
            heads = union.heads(db)
            joining = union.Joining(db, self._event.file.salt)
        with self._guard:
            self._heads, self._joining = heads, joining
            self._looked = time.monotonic()

    def heads(self) -> Heads:
        """What is held of every station, asked anew for the one that writes here."""
        if time.monotonic() - self._looked > LOOK_S:
            self._look_again()
        own = self._event.file.station
        with self._event.file.reading() as db:
            row = db.execute(
                "SELECT max(counter) FROM journal WHERE station = ?", (own,)
            ).fetchone()
        with self._guard:
            if row[0]:
                self._heads[own] = row[0]
            return dict(self._heads)

    def after(self, station: str, counter: int, limit: int) -> Sequence[Packet]:
        """Entries as they stand, read beside the desk's own connection."""
        with snapshot(self._event.file) as db:
            entries = islice(union.carried_entries(db, station, counter), limit)
            return [
                Packet(e.station, e.counter, e.hash, entry_line(e).decode().rstrip("\n"))
                for e in entries
            ]

    def absorb(self, packets: Sequence[Packet]) -> int:
        """Take entries over; each proves itself by its hash and its place in its station's chain."""
        entries = self._new(packets)
        if not entries:
            return 0
        try:
            with self._event.file.writing(durable=False):
                before = self._joining.taken.total()
                self._joining.take(self._event.file, entries)
                new = self._joining.taken.total() - before
        except BaseException:
            # Rolled back: what the joining believes it took is not there.
            self._look_again()
            raise
        with self._guard:
            # An entry that was refused counts as seen: it would be refused again, and hold up others.
            for entry in entries:
                self._heads[entry.station] = entry.counter
        if new:
            self._deliver(changes_of(entries))
        return new

    def problems(self) -> list[union.StationProblem]:
        """What could not be believed and was left out."""
        return self._joining.problems()

    def _new(self, packets: Sequence[Packet]) -> list[Carried]:
        held = dict(self.heads())
        found: list[Carried] = []
        for packet in packets:
            reached = held.get(packet.station, 0)
            if packet.counter <= reached:
                continue
            entry = parse_entry(packet.line.encode())
            if entry is None or packet.counter != reached + 1:
                raise GapError
            if (entry.station, entry.counter) != (packet.station, packet.counter):
                raise GapError
            held[packet.station] = packet.counter
            found.append(entry)
        return found


def changes_of(entries: Sequence[Carried]) -> Changes:
    """What entries of other stations change on the screens here."""
    topics = {_TOPICS.get(entry.kind) for entry in entries}
    if len(entries) > FEW or None in topics:
        return Changes.of(*Topic)
    ids = frozenset(entry.subject for entry in entries if entry.subject)
    return Changes.of(*(topic for topic in topics if topic is not None), ids=ids)
