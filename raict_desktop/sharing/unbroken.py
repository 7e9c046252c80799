"""Up to where the entries of each station are held without a gap, and what lies beyond a gap."""

from __future__ import annotations

from raict_desktop.sharing.seam import Heads


class Unbroken:
    """Grows an entry at a time, in any order."""

    def __init__(self) -> None:
        self._heads: dict[str, int] = {}
        self._beyond: dict[str, set[int]] = {}

    def heads(self) -> Heads:
        """Station to the counter up to which nothing is missing."""
        return dict(self._heads)

    def reached(self, station: str) -> int:
        """The counter up to which nothing of a station is missing; 0 for an unknown one."""
        return self._heads.get(station, 0)

    def add(self, station: str, counter: int) -> None:
        """One more entry is held; one that was held already changes nothing."""
        reached = self._heads.get(station, 0)
        if counter <= reached:
            return
        beyond = self._beyond.setdefault(station, set())
        beyond.add(counter)
        while reached + 1 in beyond:
            reached += 1
            beyond.discard(reached)
        if reached:
            self._heads[station] = reached
        if not beyond:
            del self._beyond[station]
