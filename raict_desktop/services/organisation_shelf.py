"""Organisations by name for a list of any length: the latest at hand, the others packed."""

from __future__ import annotations

import marshal
from array import array

from raict_desktop.domain.records import Organisation, OrganisationKind
from raict_desktop.services.hash_places import HashPlaces

_AT_HAND = 2_048
"""Names whose organisations are kept as they are; lists name the same few again and again."""


class OrganisationShelf:
    """The organisations of a name, as a dictionary would keep them in five times the memory."""

    def __init__(self) -> None:
        self._at_hand: dict[str, list[Organisation]] = {}
        self._places = HashPlaces()
        self._starts, self._ends = array("q"), array("q")
        self._packed = bytearray()

    def get(self, folded: str) -> list[Organisation] | None:
        """The organisations of a folded name, to be changed in place; None for an unknown name."""
        found = self._at_hand.get(folded)
        if found is not None:
            return found
        place = self._places.get(folded)
        if place is None:
            return None
        # Packed by this object a moment ago: nobody else's bytes are ever unfolded here.
        known, rows = marshal.loads(self._packed[self._starts[place] : self._ends[place]])  # noqa: S302
        if known != folded:
            return None
        return self.put(
            folded, [Organisation(a, b, OrganisationKind(kind), c) for a, b, kind, c in rows]
        )

    def put(self, folded: str, organisations: list[Organisation]) -> list[Organisation]:
        """Keep the organisations of a folded name, and give them back."""
        if len(self._at_hand) >= _AT_HAND:
            oldest = next(iter(self._at_hand))
            self._pack(oldest, self._at_hand.pop(oldest))
        self._at_hand[folded] = organisations
        return organisations

    def _pack(self, folded: str, organisations: list[Organisation]) -> None:
        rows = [(one.id, one.name, one.kind.value, one.country) for one in organisations]
        # Version 2: the same bytes for the same organisations, whoever else refers to their texts.
        record = marshal.dumps((folded, rows), 2)
        place = self._places.get(folded)
        if place is None:
            place = len(self._starts)
            self._places.add(folded, place)
            self._starts.append(0)
            self._ends.append(0)
        elif record == self._packed[self._starts[place] : self._ends[place]]:
            return
        self._starts[place] = len(self._packed)
        self._packed += record
        self._ends[place] = len(self._packed)
