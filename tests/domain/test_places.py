"""Marks between marks: always room for one more, wherever the list was changed before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.places import between, is_place

STAMP = st.builds(
    lambda at, station, counter: f"{at:015d}/{station}/{counter:012d}",
    st.integers(0, 10**13),
    st.sampled_from(["0a", "ff", "7c21"]),
    st.integers(1, 10**6),
)


@given(
    st.lists(STAMP, min_size=1, max_size=5, unique=True), st.lists(st.integers(0, 60), max_size=60)
)
def test_there_is_always_room(stamps: list[str], moves: list[int]) -> None:
    marks = sorted(stamps)
    for move in moves:
        place = move % len(marks)
        found = between(marks[place - 1] if place else "", marks[place])
        assert (marks[place - 1] if place else "") < found < marks[place]
        assert is_place(found)
        marks.insert(place, found)
    assert marks == sorted(set(marks))


@given(st.text('!"P}~', min_size=1, max_size=5), st.text('!"P}~', min_size=1, max_size=5))
def test_between_any_two(one: str, other: str) -> None:
    if not (is_place(one) and is_place(other)) or one == other:
        return
    low, high = sorted((one, other))
    assert low < between(low, high) < high
    assert is_place(between(low, high))


def test_what_is_no_mark() -> None:
    assert not any(is_place(value) for value in (None, 3, "", "a!", "é", "a b", "x" * 501))
    with pytest.raises(ValueError, match="order"):
        between("b", "a")
