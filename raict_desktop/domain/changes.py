"""What a mutation changed, so that the screens which show it reload and no other does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """Families of things that screens show."""

    EVENT = "event"
    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    PROGRAMME = "programme"
    PASSAGES = "passages"
    CASES = "cases"
    BADGES = "badges"
    STATIONS = "stations"


@dataclass(frozen=True, slots=True)
class Changes:
    """Topics and ids that changed; ``ids`` empty means "many"."""

    topics: frozenset[Topic] = frozenset()
    ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *topics: Topic, ids: frozenset[str] = frozenset()) -> Changes:
        """Shorthand for a change of some topics."""
        return cls(frozenset(topics), ids)
