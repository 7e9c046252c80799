"""Room counts: what each step does, and that no mix of them ever goes below zero."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.occupancy import Count, Tally, lateness, occupancy
from raict_desktop.domain.presence import (
    Direction,
    Leaving,
    Order,
    Passage,
    Stay,
    at_door,
    presence,
    stays,
    until_end,
)
from raict_desktop.domain.records import Session, SessionKind

START = datetime(2021, 6, 29, 9, 0, tzinfo=UTC)
END = START + timedelta(minutes=60)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def order(minutes: float, counter: int = 0) -> Order:
    return (at(minutes), "a", counter)


def passage(room: str, direction: str, minutes: float, counter: int = 1) -> Passage:
    return Passage(f"e{counter}", "p", room, Direction(direction), at(minutes), "a", counter)


def count(minutes: float, change: int = 0, total: int | None = None) -> Count:
    return Count("c", "A", at(minutes), "a", 0, change, total)


def shown(found: tuple[Stay, ...]) -> list[tuple[str, datetime | None, Leaving | None]]:
    return [(s.checkpoint, s.left[0] if s.left else None, s.how) for s in found]


def test_an_entry_elsewhere_closes_the_former_room() -> None:
    walked = [passage("A", "entry", 5), passage("B", "entry", 20, 2)]
    found = stays(walked, {"A": END, "B": END})
    assert shown(found) == [("A", at(20), Leaving.DEDUCED), ("B", None, None)]
    assert presence(at_door(walked, "A")).inside is False
    assert presence(at_door(walked, "B")).inside is True


def test_the_main_door_closes_no_room() -> None:
    walked = [passage("A", "entry", 5), passage("", "entry", 20, 2)]
    assert shown(stays(walked, {}))[0] == ("A", None, None)


def test_the_end_is_presumed_before_an_entry_elsewhere_is_deduced() -> None:
    walked = [passage("A", "entry", 5), passage("B", "entry", 80, 2)]
    assert shown(stays(walked, {"A": END}))[0] == ("A", END, Leaving.PRESUMED)


def test_an_exit_scanned_after_the_end_tells_the_true_time() -> None:
    walked = [passage("A", "entry", 5), passage("A", "exit", 64, 2)]
    assert shown(stays(walked, {"A": END})) == [("A", at(64), Leaving.SCANNED)]


def test_the_three_kinds_of_exit_stay_apart() -> None:
    walked = [
        passage("A", "entry", 1),
        passage("A", "exit", 10, 2),
        passage("A", "entry", 12, 3),
        passage("B", "entry", 20, 4),
        passage("C", "entry", 90, 5),
    ]
    found = stays(walked, {"A": END, "B": END, "C": at(120)})
    kinds = [stay.how for stay in found]
    assert kinds == [Leaving.SCANNED, Leaving.DEDUCED, Leaving.PRESUMED, None]
    assert until_end(found[-1], at(120), at(119)).how is None
    assert until_end(found[-1], at(120), at(120)).how is Leaving.PRESUMED


def test_clicks_recounts_and_the_end() -> None:
    people = [Stay(f"p{n}", "A", order(n, n)) for n in range(3)]
    counted = [count(10, 2), count(20, -5), count(30, total=7), count(40, -1)]
    tally = occupancy(people, counted, END, 3)
    assert (tally.inside, tally.headcount, tally.total, tally.peak) == (3, 3, 6, 7)
    assert tally.at(END, at(59)).total == 6
    over = tally.at(END, END)
    assert (over.total, over.attendance, over.peak) == (0, 6, 7)


def test_a_recount_below_the_badges_is_used_up_by_exits() -> None:
    people = [Stay(f"p{n}", "A", order(n, n), order(30 + n, n), Leaving.SCANNED) for n in range(3)]
    tally = occupancy([*people, Stay("late", "A", order(50))], [count(10, total=1)], END, 4)
    assert (tally.inside, tally.headcount, tally.total) == (1, 0, 1)


def test_a_session_that_runs_late_counts_on() -> None:
    tally = occupancy([Stay("p", "A", order(5)), Stay("q", "A", order(65))], [], END, 2)
    assert tally.at(END, at(70)).total == 1


def test_no_badge_leaves_without_having_been_counted() -> None:
    assert Tally().counted(-3).total == 0
    assert Tally().left() == Tally()


@pytest.mark.parametrize(
    ("kind", "minutes", "late"),
    [
        (SessionKind.WORKSHOP, 10, False),
        (SessionKind.WORKSHOP, 11, True),
        (SessionKind.MICRO_WORKSHOP, 3, False),
        (SessionKind.MICRO_WORKSHOP, 4, True),
        (SessionKind.WORKSHOP, 61, False),
    ],
)
def test_late(kind: SessionKind, minutes: int, late: bool) -> None:
    session = Session("A", "Atelier", kind, "1", START, END)
    assert (lateness(session, at(minutes)) is not None) is late


STAYS = st.builds(
    lambda n, entered, length: Stay(
        f"p{n}",
        "A",
        order(entered, n),
        None if length is None else order(entered + length, n + 1000),
        None if length is None else Leaving.SCANNED,
    ),
    st.integers(0, 999),
    st.integers(0, 90),
    st.none() | st.integers(1, 50),
)
COUNTS = st.builds(count, st.integers(0, 90), st.integers(-5, 5)) | st.builds(
    lambda minutes, total: count(minutes, total=total), st.integers(0, 90), st.integers(0, 20)
)


@given(
    st.lists(STAYS, max_size=12, unique_by=lambda s: s.person_id),
    st.lists(COUNTS, max_size=8),
    st.randoms(use_true_random=False),
)
def test_never_negative_and_the_same_in_every_order(
    people: list[Stay], counted: list[Count], chance: object
) -> None:
    tally = occupancy(people, counted, END, len(people))
    assert tally.total >= 0
    assert tally.inside >= 0
    assert tally.peak >= tally.total
    assert tally.attendance >= tally.present
    shuffled = list(people)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert occupancy(shuffled, counted, END, len(people)) == tally
