"""Places by hash are those of a dictionary, whatever comes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.services.hash_places import HashPlaces


@given(st.lists(st.integers(-3000, 3000), max_size=4000))
def test_as_a_dictionary(marks: list[int]) -> None:
    places, known = HashPlaces(), dict[int, int]()
    for place, mark in enumerate(marks):
        places.add(mark, place)
        known.setdefault(hash(mark) or 1, place)
    for mark in range(-3001, 3001):
        assert places.get(mark) == known.get(hash(mark) or 1)
        assert (mark in places) == ((hash(mark) or 1) in known)
