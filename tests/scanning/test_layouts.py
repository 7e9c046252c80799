"""Codes that a keyboard layout garbled are mapped back, for our codes and for foreign tickets."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raict_desktop.domain.codes import ALPHABET, check_letter, is_own_code, typed
from raict_desktop.scanning.layouts import (
    LAYOUTS,
    TEST_TEXT,
    US,
    candidates,
    caps_lock_in,
    garbled,
    layout_of,
    unscramble,
)

BODY = "BCDFGHJKLNPRSTVXYBC"
CODE = BODY + check_letter(BODY)
KEYS = string.ascii_letters + string.digits + "-_/.:;+*"


def test_what_a_french_keyboard_makes_of_a_ticket() -> None:
    assert garbled("TICKET-2026/AQ", "fr") == "TICKET)éàé-!QA"
    assert unscramble("TICKET)éàé-!QA", "fr") == "TICKET-2026/AQ"
    assert unscramble("&é\"'(-è_çà", "fr") == "1234567890"


@pytest.mark.parametrize("layout", LAYOUTS)
@given(text=st.text(KEYS, min_size=1, max_size=40))
def test_every_layout_is_mapped_back(layout: str, text: str) -> None:
    assert unscramble(garbled(text, layout), layout) == text


@pytest.mark.parametrize("layout", LAYOUTS)
@given(text=st.text(string.ascii_uppercase + string.digits, min_size=6, max_size=20))
def test_a_foreign_ticket_is_among_what_is_looked_up(layout: str, text: str) -> None:
    came = garbled(text, layout)
    assert text in candidates(came)
    assert candidates(came)[0] == came
    # Where a test told the layout, what it means comes first.
    assert candidates(came, layout)[0] == text


@pytest.mark.parametrize("layout", LAYOUTS)
@given(letters=st.lists(st.sampled_from(ALPHABET), min_size=19, max_size=19))
def test_our_codes_survive_every_layout_and_caps_lock(layout: str, letters: list[str]) -> None:
    body = "".join(letters)
    code = body + check_letter(body)
    came = garbled(code, layout)
    for text in (came, came.swapcase()):
        assert is_own_code(text)
        assert typed(text) == code


def test_caps_lock_is_undone_for_foreign_tickets() -> None:
    assert "Ticket-Ab12" in candidates("tICKET-aB12")
    # Linux turns é into É under Caps Lock, Windows types the digit.
    assert "2026ab" in candidates("ÉÀÉ-QB")
    assert "2026ab" in candidates("2026QB")


def test_dead_keys_are_taken_apart() -> None:
    # On a French keyboard [ and { are dead keys that melt into the next vowel.
    assert unscramble("ê", "fr") == "[e"
    assert unscramble("ï", "fr") == "{i"
    # é is a key of its own there.
    assert unscramble("é", "fr") == "2"
    # On a German one = and + are.
    assert unscramble("é", "de") == "=e"


@pytest.mark.parametrize(
    "came",
    [
        f"]Q1{CODE}",
        f"]Q2\\000026{CODE}",
        f"\\000026{CODE}",
        f"X{CODE}",
        f"{CODE}#",
        f"$A&{CODE}",
        CODE.lower(),
        CODE.replace("Y", "Z"),
        f" {CODE} ",
    ],
)
def test_prefixes_suffixes_and_spellings_of_our_code(came: str) -> None:
    assert CODE in {typed(one) for one in candidates(came)}


@pytest.mark.parametrize("prefix", ["]C1", "]d2", "\\000026", "]Q2\\000003"])
def test_prefixes_of_foreign_tickets_are_cut(prefix: str) -> None:
    assert "TICKET-42" in candidates(f"{prefix}TICKET-42")


def test_what_came_right_stays_first() -> None:
    assert candidates(CODE) == (CODE,)
    assert candidates("TICKET-42")[0] == "TICKET-42"
    assert candidates("TICKET-42", US)[0] == "TICKET-42"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("caps", [False, True])
def test_the_test_code_tells_the_layout(layout: str, caps: bool) -> None:
    came = garbled(TEST_TEXT, layout)
    if caps:
        came = "".join(letter.swapcase() if letter != "ß" else letter for letter in came)
    assert layout_of(came) == layout
    assert caps_lock_in(came, layout) is caps


def test_the_test_code_tells_the_layout_under_windows_caps_lock() -> None:
    came = garbled("raict_!@#$%^&*()_aqzwmy>:", "fr")
    assert layout_of(came) == "fr"
    assert caps_lock_in(came, "fr")


def test_the_test_code_tells_that_nothing_is_garbled_or_that_it_was_another_code() -> None:
    assert layout_of(TEST_TEXT) == layout_of(f"]Q1{TEST_TEXT}") == US
    assert layout_of(TEST_TEXT.swapcase()) == US
    assert caps_lock_in(TEST_TEXT.swapcase(), US)
    assert layout_of("something else") == layout_of("") == ""
