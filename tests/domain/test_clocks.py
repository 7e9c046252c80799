from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.clocks import likely_shift

START = datetime(2021, 6, 28, 22, tzinfo=UTC)
END = START + timedelta(days=1)
MORNING = [datetime(2021, 6, 29, 6, 30, tzinfo=UTC) + timedelta(minutes=3 * n) for n in range(30)]


def moved(shift: timedelta) -> list[datetime]:
    return [at + shift + timedelta(minutes=4) for at in MORNING]


@pytest.mark.parametrize(
    "wrong",
    [timedelta(days=1), timedelta(days=-1), timedelta(hours=2), timedelta(hours=-1),
     timedelta(days=1, hours=-2), timedelta(days=-366)],
)  # fmt: skip
def test_a_wrong_day_or_zone_is_proposed_back(wrong: timedelta) -> None:
    assert likely_shift(moved(wrong), MORNING, START, END) == -wrong


@pytest.mark.parametrize("minutes", [0, 10, 25, 35, 40])
def test_a_desk_that_opened_later_is_not_suspected(minutes: int) -> None:
    assert likely_shift(moved(timedelta(minutes=minutes)), MORNING, START, END) == timedelta()


def test_little_is_no_evidence() -> None:
    assert likely_shift([], MORNING, START, END) == timedelta()
    assert likely_shift(moved(timedelta(hours=2))[:4], MORNING, START, END) == timedelta()
    assert likely_shift(moved(timedelta(days=1))[:1], [], START, END) == timedelta(days=-1)


@given(st.integers(-2000, 2000))
def test_a_day_is_found_without_other_stations(days: int) -> None:
    found = likely_shift([at + timedelta(days=days) for at in MORNING], [], START, END)
    assert START <= MORNING[15] + timedelta(days=days) + found < END
