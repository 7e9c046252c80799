"""What in a programme cannot be at the same time: two sessions in one room, one speaker in two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from raict_desktop.domain.records import Session


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions that overlap in time; ``speaker`` is empty where they share a room."""

    first: Session
    second: Session
    speaker: str = ""


def clashes(sessions: Iterable[Session]) -> list[Clash]:
    """Every pair that shares a room or a speaker at one time, by start; cancelled ones do not count."""
    listed = sorted((s for s in sessions if not s.cancelled), key=lambda s: (s.start, s.id))
    found: list[Clash] = []
    for place, first in enumerate(listed):
        for second in listed[place + 1 :]:
            if second.start >= first.end:
                break
            if first.room and first.room.casefold() == second.room.casefold():
                found.append(Clash(first, second))
            names = {name.casefold() for name in second.speakers}
            found += [
                Clash(first, second, name) for name in first.speakers if name.casefold() in names
            ]
    return found
