"""The volunteers' card is one A5 page in each language, complete, with nothing cut."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from raict_desktop import paths
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.services import volunteer_card
from raict_desktop.wording import say

FONTS = paths.resources() / "fonts"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[tuple[float, float], str]]:
    path = volunteer_card.write(tmp_path_factory.mktemp("card") / "card.pdf", FONTS)
    document = pypdfium2.PdfDocument(path)
    found = []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        found.append((page.get_size(), text.get_text_bounded()))
        text.close()
        page.close()
    document.close()
    return found


def test_two_pages_of_a5(pages: list[tuple[tuple[float, float], str]]) -> None:
    assert len(pages) == 2
    for (width, height), _ in pages:
        assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (148, 210)


@pytest.mark.parametrize(("place", "language"), [(0, "fr"), (1, "en")])
def test_everything_is_said(
    pages: list[tuple[tuple[float, float], str]], place: int, language: str
) -> None:
    said = " ".join(pages[place][1].split())
    words = volunteer_card.words(language)
    for verdict in Verdict:
        assert say(f"verdict.{verdict.value}", language) in said
    for text in (words.title, *words.rules, *(what for _, what in words.keys)):
        assert " ".join(text.split()) in said


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        volunteer_card.write(tmp_path / "nowhere" / "card.pdf", FONTS)
