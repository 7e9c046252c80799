"""Folding makes spellings of one name equal, and never fails on any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.matching.folding import fold, squash

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("N'Diaye", "n diaye"),
        ("N’DIAYE", "n diaye"),
        ("Łukasz", "lukasz"),
        ("Müller", "muller"),
        ("Mu\u0308ller", "muller"),
        ("Œuvre", "oeuvre"),
        ("Jean-Pierre  d’Almeida", "jean pierre d almeida"),
        ("Đặng Thị Ánh", "dang thi anh"),
        ("Ærø, Straße", "aero strasse"),
        ("Du\u00adpont", "dupont"),
        ("", ""),
        (" – ", ""),
    ],
)
def test_known_names(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert squash(text) == folded.replace(" ", "")


def test_other_scripts_become_letters() -> None:
    assert all(fold(name) for name in ("東京", "Москва", "محمد", "서울"))


@given(ANY_TEXT)
def test_any_text_gives_plain_words(text: str) -> None:
    folded = fold(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", folded)
    assert fold(folded) == folded
    assert squash(squash(text)) == squash(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.lower()) == fold(text.lower().lower())
    assert fold(fold(text).upper()) == fold(text)
