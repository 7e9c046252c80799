"""A dictionary from hashes to row numbers that takes some twenty bytes an entry instead of a hundred."""

from __future__ import annotations

from array import array

_TABLES = 64
_BITS = 6
_FIRST_SIZE = 64
_FULL = 0.7


class HashPlaces:
    """Places by the hash of a mark, for lists of a hundred thousand rows.

    Two different marks with one 64-bit hash are taken for the same; among a million marks the odds
    are one to thirty million. Many small tables grow one after the other, each into the room that
    the one before gave back: one large table would need that room twice, and not return it.
    """

    def __init__(self) -> None:
        self._tables = [_Table() for _ in range(_TABLES)]

    def get(self, mark: object) -> int | None:
        """The place of a mark, or None."""
        wanted = hash(mark) or 1
        return self._tables[wanted % _TABLES].get(wanted)

    def __contains__(self, mark: object) -> bool:
        """Whether a mark has a place."""
        return self.get(mark) is not None

    def add(self, mark: object, place: int) -> None:
        """Give a mark its place, unless it has one."""
        wanted = hash(mark) or 1
        self._tables[wanted % _TABLES].add(wanted, place)


class _Table:
    """The marks whose hashes end alike."""

    __slots__ = ("_count", "_hashes", "_places")

    def __init__(self) -> None:
        self._hashes = array("q", [0]) * _FIRST_SIZE
        self._places = array("i", [0]) * _FIRST_SIZE
        self._count = 0

    def get(self, wanted: int) -> int | None:
        """The place of a hash, or None."""
        found = self._slot(wanted)
        return self._places[found] if self._hashes[found] else None

    def add(self, wanted: int, place: int) -> None:
        """Give a hash its place, unless it has one."""
        slot = self._slot(wanted)
        if self._hashes[slot]:
            return
        self._hashes[slot], self._places[slot] = wanted, place
        self._count += 1
        if self._count > _FULL * len(self._hashes):
            self._grow()

    def _slot(self, wanted: int) -> int:
        """Where a hash stands, or the free slot where it would."""
        hashes = self._hashes
        mask = len(hashes) - 1
        slot = (wanted >> _BITS) & mask
        while (there := hashes[slot]) and there != wanted:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        before = zip(self._hashes, self._places, strict=True)
        size = 2 * len(self._hashes)
        self._hashes, self._places = array("q", [0]) * size, array("i", [0]) * size
        for wanted, place in before:
            if wanted:
                slot = self._slot(wanted)
                self._hashes[slot], self._places[slot] = wanted, place
