"""This event's file as a replica: the journal that links and hubs bring to the union with others'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from raict_desktop.domain.carried import Carried
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.exchange.journal_lines import entry_line, parse_entry
from raict_desktop.services.application import OpenEvent
from raict_desktop.sharing.seam import GapError, Heads, Packet
from raict_desktop.sharing.unbroken import Unbroken
from raict_desktop.storage import union
from raict_desktop.storage.snapshot import Reader

FEW = 50
"""More new entries than this are told as "many", without their ids."""
MOST_PROBLEMS = 100

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

    It reads on a connection of its own, so that the desk's is free for scans, and of the journal only
    what was added since it looked last: by the desk, by a merge, by itself.

    Args:
        event: the open event.
        deliver: hands what changed to the thread that shows it.
    """

    def __init__(self, event: OpenEvent, deliver: Callable[[Changes], None]) -> None:
        self._event = event
        self._deliver = deliver
        self._reader = Reader(event.file)
        self._sequence = 0
        self._held = Unbroken()
        self._problems: list[union.StationProblem] = []

    def close(self) -> None:
        """Let go of the file; a later call opens it again."""
        self._reader.close()

    def heads(self) -> Heads:
        """What is held of every station without a gap."""
        with self._reader.reading() as db:
            rows = union.added_since(db, self._sequence)
        for sequence, station, counter in rows:
            self._sequence = sequence
            self._held.add(station, counter)
        return self._held.heads()

    def after(self, station: str, counter: int, limit: int) -> Sequence[Packet]:
        """Entries as they stand, read beside the desk's own connection."""
        with self._reader.reading() as db:
            entries = islice(union.carried_entries(db, station, counter), limit)
            return [
                Packet(e.station, e.counter, e.hash, entry_line(e).decode().rstrip("\n"))
                for e in entries
            ]

    def absorb(self, packets: Sequence[Packet]) -> int:
        """Take entries over; each proves itself by its hash and its place in its station's chain."""
        try:
            entries = self._new(packets)
        except GapError:
            # What the desk wrote or a folder brought meanwhile is looked up only where it matters:
            # in a live link an entry follows on from what came by the link itself.
            self.heads()
            entries = self._new(packets)
        if not entries:
            return 0
        file = self._event.file
        with file.writing(durable=False) as db:
            joining = union.Joining(db, file.salt, spans=_spans(entries))
            joining.take(file, entries)
        for entry in entries:
            # One that was refused counts as seen: it would be refused again, and hold up others.
            self._held.add(entry.station, entry.counter)
        if joining.refused:
            self._problems = [*self._problems, *joining.problems()][-MOST_PROBLEMS:]
        new = joining.taken.total()
        if new:
            self._deliver(changes_of(entries))
        return new

    def problems(self) -> list[union.StationProblem]:
        """What could not be believed and was left out, the last hundred of it."""
        return list(self._problems)

    def _new(self, packets: Sequence[Packet]) -> list[Carried]:
        held: dict[str, int] = {}
        found: list[Carried] = []
        for packet in packets:
            reached = held.get(packet.station) or self._held.reached(packet.station)
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


def _spans(entries: Sequence[Carried]) -> dict[str, tuple[int, int]]:
    """The first and last counter of each station."""
    found: dict[str, tuple[int, int]] = {}
    for entry in entries:
        first, last = found.get(entry.station, (entry.counter, entry.counter))
        found[entry.station] = (min(first, entry.counter), max(last, entry.counter))
    return found


def changes_of(entries: Sequence[Carried]) -> Changes:
    """What entries of other stations change on the screens here."""
    topics = {_TOPICS.get(entry.kind) for entry in entries}
    if len(entries) > FEW or None in topics:
        return Changes.of(*Topic)
    ids = frozenset(entry.subject for entry in entries if entry.subject)
    return Changes.of(*(topic for topic in topics if topic is not None), ids=ids)
