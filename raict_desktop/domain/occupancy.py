"""How many people are in a room: one fold over stays, clicks and recounts, exact and never negative.

The fold runs in the order of time, so that undone, moved and merged entries give the same figures as
if they had been right from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from raict_desktop.domain.presence import Order, Stay
from raict_desktop.domain.records import Session, SessionKind

LATE = timedelta(minutes=10)
LATE_MICRO = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Count:
    """People counted without a badge: ``change`` more or fewer, or ``total`` in the room in all."""

    entry_id: str
    checkpoint: str
    at: datetime
    station: str
    counter: int
    change: int = 0
    total: int | None = None

    @property
    def order(self) -> Order:
        """Its place among all entries."""
        return (self.at, self.station, self.counter)


@dataclass(frozen=True, slots=True)
class Tally:
    """A room's counts after the last thing that happened there.

    Attributes:
        present: distinct people whose badge present in.
        inside: of these, how many are inside.
        headcount: people inside without a badge; below zero when a recount found fewer people than
            badges.
        kept: people without a badge who were inside when the session ended.
        peak: the largest number inside at once.
        last: when the last step happened, None before the first.
    """

    present: int = 0
    inside: int = 0
    headcount: int = 0
    kept: int = 0
    peak: int = 0
    last: datetime | None = None

    @property
    def total(self) -> int:
        """Everybody inside."""
        return self.inside + self.headcount

    @property
    def attendance(self) -> int:
        """Everybody who present, with and without a badge."""
        return self.present + self.kept + max(0, self.headcount)

    def entered(self) -> Tally:
        """One badge in."""
        return self._settled(replace(self, inside=self.inside + 1))

    def left(self) -> Tally:
        """One badge out; a recount that found fewer people than badges is used up, never below 0."""
        inside = max(0, self.inside - 1)
        return replace(self, inside=inside, headcount=max(self.headcount, -inside))

    def counted(self, change: int) -> Tally:
        """People without a badge in or out; no more go out than were counted in."""
        headcount = self.headcount + change
        if change < 0:
            headcount = max(min(self.headcount, 0), headcount)
        return self._settled(replace(self, headcount=headcount))

    def recounted(self, total: int) -> Tally:
        """Somebody counted everybody in the room."""
        return self._settled(replace(self, headcount=max(0, total) - self.inside))

    def ended(self) -> Tally:
        """The session's end: whoever is still inside is presumed to leave."""
        return replace(self, inside=0, headcount=0, kept=self.kept + max(0, self.headcount))

    def at(self, end: datetime | None, now: datetime) -> Tally:
        """The counts at ``now``, later than the last step."""
        over = end is not None and end <= now and (self.last is None or self.last < end)
        return self.ended() if over else self

    @staticmethod
    def _settled(tally: Tally) -> Tally:
        return replace(tally, peak=max(tally.peak, tally.total))


_ENTER, _LEAVE, _CHANGE, _TOTAL = range(4)
Step = tuple[Order, int, int]
"""Something that happened in a room: when, what, and how many."""


def entering(order: Order) -> Step:
    """Somebody comes in."""
    return (order, _ENTER, 0)


def leaving(stay: Stay, end: datetime | None) -> Step | None:
    """Somebody leaves; None who is inside still or was taken out by the session's end."""
    before_end = end is None or stay.entered[0] >= end
    if stay.left is not None and (before_end or (end is not None and stay.left[0] < end)):
        return (stay.left, _LEAVE, 0)
    return None


def _counting(count: Count) -> Step:
    if count.total is None:
        return (count.order, _CHANGE, count.change)
    return (count.order, _TOTAL, count.total)


def occupancy(
    stays: Iterable[Stay], counts: Iterable[Count], end: datetime | None, present: int
) -> Tally:
    """Count one room.

    Args:
        stays: every stay in the room, in whatever order.
        counts: every count of people without a badge that stands, in whatever order.
        end: the session's end, None where there is none.
        present: distinct people whose badge present in.
    """
    steps = [_counting(count) for count in counts]
    for stay in stays:
        left = leaving(stay, end)
        steps += [entering(stay.entered)] + ([left] if left else [])
    return count_on(Tally(present), steps, end)


def count_on(tally: Tally, steps: Iterable[Step], end: datetime | None) -> Tally:
    """Count further from where a room was, when everything that happened since is later than that.

    Args:
        tally: the counts so far.
        steps: what happened since, in whatever order.
        end: the session's end, None where there is none.
    """
    for order, what, value in sorted(steps):
        tally = tally.at(end, order[0])
        if what == _ENTER:
            tally = tally.entered()
        elif what == _LEAVE:
            tally = tally.left()
        elif what == _CHANGE:
            tally = tally.counted(value)
        else:
            tally = tally.recounted(value)
        tally = replace(tally, last=order[0])
    return tally


def late_after(kind: SessionKind) -> timedelta:
    """How long after the start somebody is late."""
    return LATE_MICRO if kind is SessionKind.MICRO_WORKSHOP else LATE


def lateness(session: Session, at: datetime) -> timedelta | None:
    """How long after the start somebody present, where that is late; None after the session's end."""
    return (
        at - session.start if session.start + late_after(session.kind) < at < session.end else None
    )
