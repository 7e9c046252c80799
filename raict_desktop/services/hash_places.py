"""A dictionary from hashes to row numbers that takes twelve bytes an entry instead of a hundred."""

from __future__ import annotations

from array import array

_FIRST_SIZE = 1024
_FULL = 0.6


class HashPlaces:
    """Places by the hash of a mark, for lists of a hundred thousand rows.

    Two different marks with one 64-bit hash are taken for the same; among a million marks the odds
    are one to thirty million.
    """

    def __init__(self) -> None:
        self._hashes = array("q", bytes(8 * _FIRST_SIZE))
        self._places = array("i", bytes(4 * _FIRST_SIZE))
        self._count = 0

    def get(self, mark: object) -> int | None:
        """The place of a mark, or None."""
        found = self._slot(hash(mark) or 1)
        return self._places[found] if self._hashes[found] else None

    def __contains__(self, mark: object) -> bool:
        """Whether a mark has a place."""
        return self._hashes[self._slot(hash(mark) or 1)] != 0

    def add(self, mark: object, place: int) -> None:
        """Give a mark its place, unless it has one."""
        wanted = hash(mark) or 1
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
        slot = wanted & mask
        while (there := hashes[slot]) and there != wanted:
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        before = zip(self._hashes, self._places, strict=True)
        size = 2 * len(self._hashes)
        self._hashes, self._places = array("q", bytes(8 * size)), array("i", bytes(4 * size))
        for wanted, place in before:
            if wanted:
                slot = self._slot(wanted)
                self._hashes[slot], self._places[slot] = wanted, place
