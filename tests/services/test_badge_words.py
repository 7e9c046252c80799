"""What stands on a badge beside the person: the days of the event in words."""

from __future__ import annotations

from datetime import date

import pytest

from raict_desktop.services.badges import days_in_words


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        ((2021, 6, 29), (2021, 6, 29), "29 juin 2021", "29 June 2021"),
        ((2026, 6, 29), (2026, 6, 30), "29 – 30 juin 2026", "29 – 30 June 2026"),
        ((2026, 6, 30), (2026, 7, 1), "30 juin – 1er juillet 2026", "30 June – 1 July 2026"),
        ((2026, 12, 31), (2027, 1, 2), "31 décembre 2026 – 2 janvier 2027", None),
    ],
)
def test_days_are_said_as_people_say_them(
    first: tuple[int, int, int], last: tuple[int, int, int], french: str, english: str | None
) -> None:
    days = date(*first), date(*last)
    assert days_in_words(*days, "fr").replace("\u00a0", " ") == french
    if english is not None:
        assert days_in_words(*days, "en").replace("\u00a0", " ") == english
