"""Presence and occupancy, derived from passages by pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """The way through a door."""

    ENTRY = "entry"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage that stands in the journal (annulled ones are left out before they get here)."""

    entry_id: str
    person_id: str
    checkpoint: str
    direction: Direction
    at: datetime
    station: str
    counter: int

    @property
    def order(self) -> tuple[datetime, str, int]:
        """The one order of passages on every station: time, then station, then its counter."""
        return (self.at, self.station, self.counter)


@dataclass(frozen=True, slots=True)
class Presence:
    """What the passages of one person at one checkpoint amount to."""

    first_entry: datetime | None = None
    last_entry: datetime | None = None
    last_exit: datetime | None = None
    entries: int = 0
    inside: bool = False


def presence(passages: Iterable[Passage]) -> Presence:
    """Fold the passages of one person at one checkpoint, in whatever order they arrive."""
    first = last = left = None
    entries = 0
    inside = False
    for passage in sorted(passages, key=lambda p: p.order):
        if passage.direction is Direction.ENTRY:
            first = first or passage.at
            last = passage.at
            entries += 1
            inside = True
        else:
            left = passage.at
            inside = False
    return Presence(first, last, left, entries, inside)


def peak(passages: Iterable[Passage], headcounts: Iterable[tuple[datetime, int]] = ()) -> int:
    """The largest number of people inside at once at one checkpoint.

    Args:
        passages: those of every person at that checkpoint.
        headcounts: (time, change) of people counted without a badge.
    """
    steps: list[tuple[tuple[datetime, str, int], str, int]] = [
        (p.order, p.person_id, 1 if p.direction is Direction.ENTRY else -1) for p in passages
    ]
    steps += [((at, "", 0), "", change) for at, change in headcounts]
    inside: set[str] = set()
    extra = highest = 0
    for _, person, change in sorted(steps):
        if not person:
            extra = max(0, extra + change)
        elif change > 0:
            inside.add(person)
        else:
            inside.discard(person)
        highest = max(highest, len(inside) + extra)
    return highest
