"""Who is where, derived from passages by pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from raict_desktop.domain.records import MAIN_DOOR

Order = tuple[datetime, str, int]
"""The one order of entries on every station: time, then station, then its counter."""


class Direction(StrEnum):
    """The way through a door."""

    ENTRY = "entry"
    EXIT = "exit"


class Leaving(StrEnum):
    """How it is known that somebody left a room.

    Scanned at its door; deduced from an entry at another session; presumed at the session's end.
    """

    SCANNED = "scanned"
    DEDUCED = "deduced"
    PRESUMED = "presumed"


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage that stands in the journal (annulled ones are left out before they get here).

    ``checkpoint`` is where it counts: the session it was moved to, if it was moved.
    """

    entry_id: str
    person_id: str
    checkpoint: str
    direction: Direction
    at: datetime
    station: str
    counter: int

    @property
    def order(self) -> Order:
        """Its place among all entries."""
        return (self.at, self.station, self.counter)


@dataclass(frozen=True, slots=True)
class Presence:
    """What the passages of one person at one checkpoint amount to."""

    first_entry: datetime | None = None
    last_entry: datetime | None = None
    last_exit: datetime | None = None
    entries: int = 0
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a room, from an entry until they left; ``left`` is None while nothing says so."""

    person_id: str
    checkpoint: str
    entered: Order
    left: Order | None = None
    how: Leaving | None = None


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


def is_over(entered: datetime, end: datetime | None, now: datetime) -> bool:
    """Whether the session's end closed the stay of somebody who came in at ``entered``.

    Somebody who came in after the end (a session that runs late) stays until something says else.
    """
    return end is not None and entered < end <= now


def stays(passages: Iterable[Passage], ends: Mapping[str, datetime]) -> tuple[Stay, ...]:
    """The stays of one person, from their passages at every door.

    An entry at another session closes a stay (deduced), unless the session had ended before
    (presumed). An exit scanned after the end tells the true time. Stays that nothing closes are left
    open; ``until_end`` closes them at a given moment.

    Args:
        passages: of one person, in whatever order they arrive.
        ends: end of every session known.
    """
    inside: dict[str, Order] = {}
    found: list[Stay] = []

    def close(room: str, person: str, by: Order, how: Leaving) -> None:
        entered = inside.pop(room)
        end = ends.get(room)
        if how is not Leaving.SCANNED and end is not None and is_over(entered[0], end, by[0]):
            found.append(Stay(person, room, entered, (end, "", 0), Leaving.PRESUMED))
        else:
            found.append(Stay(person, room, entered, by, how))

    person = ""
    for passage in sorted(passages, key=lambda p: p.order):
        person, room = passage.person_id, passage.checkpoint
        if passage.direction is Direction.EXIT:
            if room in inside:
                close(room, person, passage.order, Leaving.SCANNED)
            continue
        if room != MAIN_DOOR:
            for other in [r for r in inside if r not in (MAIN_DOOR, room)]:
                close(other, person, passage.order, Leaving.DEDUCED)
        if room in inside and is_over(inside[room][0], ends.get(room), passage.at):
            close(room, person, passage.order, Leaving.PRESUMED)
        inside.setdefault(room, passage.order)
    found += [Stay(person, room, entered) for room, entered in inside.items()]
    return tuple(sorted(found, key=lambda stay: (stay.entered, stay.checkpoint)))


def until_end(stay: Stay, end: datetime | None, now: datetime) -> Stay:
    """The stay as it stands at ``now``: closed by the session's end, when that is past."""
    if stay.left is None and end is not None and is_over(stay.entered[0], end, now):
        return Stay(stay.person_id, stay.checkpoint, stay.entered, (end, "", 0), Leaving.PRESUMED)
    return stay


def time_inside(stays: Iterable[Stay]) -> timedelta:
    """How long stays were, in whole minutes; a stay that nothing closed counts nothing."""
    seconds = sum((s.left[0] - s.entered[0]).total_seconds() for s in stays if s.left is not None)
    return timedelta(minutes=max(0, int(seconds // 60)))


def at_door(passages: Iterable[Passage], checkpoint: str) -> list[Passage]:
    """What one door has to know of one person: passages there, and exits deduced from elsewhere.

    Args:
        passages: of one person at every door.
        checkpoint: the door.
    """
    ordered = sorted(passages, key=lambda p: p.order)
    if checkpoint == MAIN_DOOR:
        return [p for p in ordered if p.checkpoint == MAIN_DOOR]
    found: list[Passage] = []
    for passage in ordered:
        inside = bool(found) and found[-1].direction is Direction.ENTRY
        elsewhere = passage.checkpoint not in (MAIN_DOOR, checkpoint)
        if passage.checkpoint == checkpoint:
            found.append(passage)
        elif inside and elsewhere and passage.direction is Direction.ENTRY:
            found.append(replace(passage, checkpoint=checkpoint, direction=Direction.EXIT))
    return found
