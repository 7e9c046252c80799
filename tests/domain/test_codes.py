from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain import codes

CODES = st.integers(0, 2**63).map(lambda seed: codes.make_code("BC", random.Random(seed).randrange))


@given(CODES)
def test_a_code_is_recognised_however_typed(code: str) -> None:
    assert len(code) == 20
    assert set(code) <= set(codes.ALPHABET)
    spaced = " ".join(code[i : i + 4] for i in range(0, 20, 4)).lower()
    assert codes.is_own_code(spaced)
    assert codes.typed(spaced) == code
    assert codes.typed(code.replace("Y", "Z")) == code


@given(CODES, st.integers(0, 19), st.sampled_from(codes.ALPHABET))
def test_one_wrong_letter_is_found(code: str, at: int, letter: str) -> None:
    wrong = code[:at] + letter + code[at + 1 :]
    assert codes.is_own_code(wrong) == (wrong == code)


@given(CODES, st.integers(0, 17))
def test_two_neighbours_swapped_are_found(code: str, at: int) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert codes.is_own_code(swapped) == (swapped == code)


@given(st.text(max_size=3000))
def test_no_text_upsets_the_gate(text: str) -> None:
    codes.is_own_code(text)
    codes.is_short_code(text)
    if codes.is_acceptable(text):
        assert 0 < len(text) <= 512
        assert text.isprintable()
    assert len(codes.shown(text)) <= 40
    assert codes.shown(text).isprintable() or not text


def test_the_alphabet_stays_clear_of_keys_that_move() -> None:
    assert not set("AQZWM0123456789IO") & set(codes.ALPHABET)
    assert len(codes.ALPHABET) == 17


def test_words_are_told_from_codes() -> None:
    assert all(map(codes.spells_a_word, ("mamadou", "N'Diaye", "d’Almeida", "José Maria", "李明")))
    assert not any(map(codes.spells_a_word, ("BCDFGH", "TICKET42", "", "-", "https://x.org/a")))
