"""Fonts, directions and shaping: the right glyphs in the right order, and never the empty box."""

from __future__ import annotations

from pathlib import Path

import pytest

from raict_desktop.paper.fonts import FontFolder, ShapedText, spaced_width, tidy

FONTS = FontFolder(Path(__file__).parents[2] / "resources" / "fonts")


def numbers(text: ShapedText) -> list[int]:
    return [glyph.number for run in text.runs for glyph in run.glyphs]


def on_paper(text: ShapedText) -> str:
    """The letters from left to right."""
    return "".join(glyph.letters for run in text.runs for glyph in run.glyphs)


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("Étienne Œuvrard", "Inter"),
        ("Nguyễn Thị", "Inter"),
        ("Ελένη", "Inter"),
        ("Владимир", "Inter"),
        ("محمد", "NotoSansArabic"),
        ("אברהם", "NotoSansHebrew"),
        ("小明", "NotoSansSC"),
        ("さくら", "NotoSansSC"),
        ("민준", "NotoSansKR"),
        ("राजेश", "NotoSansDevanagari"),
        ("สมชาย", "NotoSansThai"),
        ("አበበ", "NotoSansEthiopic"),
    ],
)
@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_each_script_has_a_font_and_no_box(words: str, family: str, weight: str) -> None:
    shaped = FONTS.shape(words, weight)
    assert shaped.missing == ()
    assert {run.font.split("-")[0] for run in shaped.runs} == {family}
    assert all(numbers(shaped))
    assert shaped.width > 0


def test_right_to_left_words_stand_right_to_left() -> None:
    assert on_paper(FONTS.shape("אברהם כהן")) == "אברהם כהן"[::-1]
    assert on_paper(FONTS.shape("محمد")) == "محمد"[::-1]


def test_numbers_and_latin_keep_their_direction_inside_right_to_left() -> None:
    assert on_paper(FONTS.shape("תל אביב 2026")) == "2026 ביבא לת"
    assert on_paper(FONTS.shape("Paris ליון 2026")) == "Paris 2026 ןויל"


def test_arabic_letters_are_joined() -> None:
    alone = {n for letter in "محمد" for n in numbers(FONTS.shape(letter))}
    assert set(numbers(FONTS.shape("محمد"))) - alone


def test_a_mark_stays_on_its_letter() -> None:
    decomposed = "Zoe\u0301"
    assert tidy(decomposed) == "Zoé"
    assert FONTS.shape(tidy("x\u0301")).missing == ()
    assert len(FONTS.shape(tidy("x\u0301")).runs) == 1


def test_missing_characters_are_named_once_and_left_out() -> None:
    shaped = FONTS.shape("a 😀 b 😀 \U00012000")
    assert shaped.missing == ("😀", "\U00012000")
    assert shaped.words == "a b"
    assert all(numbers(shaped))
    assert FONTS.shape("😀").runs == ()


def test_tidying_removes_what_cannot_be_printed() -> None:
    assert tidy(" a\t\nb\u200bc\u202e\ud800\x07 ") == "a bc"
    assert tidy("\u00a0O’Neill\u00a0") == "O’Neill"


def test_spacing_widens_latin_and_leaves_joined_letters() -> None:
    plain = FONTS.shape("AB")
    assert spaced_width(plain, 0.1) == pytest.approx(plain.width + 0.1)
    arabic = FONTS.shape("محمد")
    assert spaced_width(arabic, 0.1) == arabic.width


def test_what_is_missing_is_found_without_shaping() -> None:
    assert FONTS.missing("Zoé 😀 김 राजेश 😀 \U00012000") == ("😀", "\U00012000")
    assert FONTS.missing("Thị Hương, x\u0301, محمد, さくら") == ()
