"""Wall-clock times of a place, which two nights a year do not say which moment they mean."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Doubt(StrEnum):
    """Why a wall-clock time names no single moment."""

    SKIPPED = "skipped"
    TWICE = "twice"


def doubt_of(wall: datetime, zone: ZoneInfo) -> Doubt | None:
    """Tell a time that the clocks skip in spring or show twice in autumn; None for every other.

    Args:
        wall: a time without an offset.
        zone: where the clock hangs.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return None
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return Doubt.TWICE if back == wall else Doubt.SKIPPED
