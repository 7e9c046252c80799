"""How far a station's clock seems to be off, told from its passages: a proposal, never a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
_FEW = 5
_NEAR = timedelta(minutes=15)
_ALIKE = timedelta(minutes=30)


def likely_shift(
    passages: Sequence[datetime], others: Sequence[datetime], start: datetime, end: datetime
) -> timedelta:
    """What to add to a station's times so that they fit, in whole hours; zero when they do fit.

    A wrong date moves passages out of the event's days by whole days; a wrong zone moves a desk's
    arrivals by whole hours beside those of the other desks.

    Args:
        passages: first entries at one door, by this station's clock.
        others: those of the other stations at the same door.
        start: beginning of the event's first day.
        end: end of its last day.
    """
    if not passages:
        return timedelta()
    middle = _middle(passages)
    days = timedelta()
    if not start <= middle < end:
        target = _middle(others) if others else start + (end - start) / 2
        days = round((target - middle) / DAY) * DAY
    if not _FEW <= len(passages) <= len(others):
        return days
    off = _middle(others) - (middle + days)
    hours = round(off / HOUR) * HOUR
    if not hours or abs(off - hours) > _NEAR:
        return days
    # Desks open and close at different times: only the same crowd, moved as a whole, speaks of a zone.
    moved = [at + days + hours for at in passages]
    alike = all(abs(_share(moved, s) - _share(others, s)) <= _ALIKE for s in (0.1, 0.9))
    return days + (hours if alike else timedelta())


def _middle(times: Sequence[datetime]) -> datetime:
    base = min(times)
    return base + timedelta(seconds=median((at - base).total_seconds() for at in times))


def _share(times: Sequence[datetime], share: float) -> datetime:
    """The time by which this share of the passages was done."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]
