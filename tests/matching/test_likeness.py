"""Who may be the same person, and who is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.matching.likeness import LIKELY, likeness


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Hélène", "Müller"), ("Helene", "Muler")),
        (("Jean-Pierre", "Aebischer"), ("Jean Pierre", "AEBISCHER")),
        (("Mamadou", "Ba"), ("Ba", "Mamadou")),
        (("H", "Müller"), ("Hélène", "Muller")),
        (("N'Diaye", "Awa"), ("Awa", "Ndiaye")),
    ],
)
def test_alike(one: tuple[str, str], two: tuple[str, str]) -> None:
    assert likeness(*one, *two) >= LIKELY


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Mamadou", "Ba"), ("Mamadou", "Ly")),
        (("Paul", "Martin"), ("Pierre", "Martin")),
        (("Hans", "Müller"), ("Hélène", "Müller")),
        (("", "Müller"), ("Hélène", "Müller")),
    ],
)
def test_not_alike(one: tuple[str, str], two: tuple[str, str]) -> None:
    assert likeness(*one, *two) < LIKELY


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_the_same_either_way_and_within_bounds(a: str, b: str, c: str, d: str) -> None:
    assert likeness(a, b, c, d) == pytest.approx(likeness(c, d, a, b))
    assert 0.0 <= likeness(a, b, c, d) <= 1.0
