"""A card keeps its sizes, leaves nothing out and overlaps nothing, from a small laptop to a big screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import NoteLevel, Person
from raict_desktop.services.checkin import CheckinResult
from raict_desktop.ui import language
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.verdict_card import VerdictCard
from raict_desktop.ui.widgets.verdict_layout import Arrangement
from raict_desktop.ui.widgets.verdict_mark import VerdictMark
from raict_desktop.ui.widgets.verdict_words import Facts

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
AT = datetime(2026, 6, 29, 6, 52, tzinfo=UTC)
# The card in a window of 1024x768, 1366x768 and 1920x1080.
SIZES = ((572, 572), (837, 564), (1264, 876))
POINT = 96 / 72
REASONS = {
    Verdict.WELCOME: Reason.NONE,
    Verdict.ALREADY_IN: Reason.ALREADY_IN,
    Verdict.PLEASE_CHECK: Reason.CALL,
    Verdict.NOT_ALLOWED: Reason.CANCELLED,
    Verdict.UNKNOWN_CODE: Reason.UNKNOWN,
}
PLAIN = Person(
    "p",
    "BCDFGHJKLNPRSTVXYBCD",
    "Hélène",
    "Müller",
    function="Vice-présidente",
    organisation="Ville de Strasbourg",
    country="FR",
)
LADEN = replace(
    PLAIN,
    given_name="Marie-Antoinette Joséphine",
    family_name="de Montmorency-Laval de La Rochefoucauld",
    organisation="Communauté d’agglomération du Pays de Grasse et des Alpes-Maritimes réunies",
    function="Vice-présidente déléguée aux relations internationales et à la coopération",
    note="Badge retenu au guichet : prévenir Mme Ly au 4021 avant de laisser entrer",
    note_level=NoteLevel.CALL,
    delegation="Délégation des villes jumelées de la Méditerranée",
    protocol_rank=3,
    protocol_contact="Mme Ndiaye, poste 4021",
)


@pytest.fixture(autouse=True)
def french_after() -> Iterator[None]:
    yield
    language.set_language("fr")


def shown(
    qtbot: Any, size: tuple[int, int], verdict: Verdict, person: Person | None, **facts: Any
) -> VerdictCard:
    card = VerdictCard()
    qtbot.addWidget(card)
    card.reduced_motion = True
    card.resize(*size)
    card.show()
    who = None if verdict is Verdict.UNKNOWN_CODE else person
    code = who.code if who else "TICKET00042"
    result = CheckinResult(
        verdict, REASONS[verdict], code, who, None, Direction.ENTRY, AT, AT, "e", 0
    )
    card.show_result(Facts(result, country="France", **facts))
    return card


def boxes(made: Arrangement) -> list[QRectF]:
    """Every piece of the card as it is drawn; a word by its letters, a marked note by its frame."""
    found = [made.shape]
    for word in made.words:
        tight = QFontMetricsF(font(word.size, 700)).tightBoundingRect(word.text)
        found.append(tight.translated(word.x, word.baseline))
    for placed in made.lines:
        metrics = QFontMetricsF(font(placed.size, placed.line.weight))
        drawn = metrics.boundingRect(placed.box, 0x1000, placed.text)
        found.append(placed.frame or drawn)
    return found


def assert_sound(card: VerdictCard) -> None:
    made = card._arrange()
    body = card._body().adjusted(-6, -10, 6, 6)
    drawn = boxes(made)
    for box in drawn:
        assert body.contains(box), (box, body, card.texts())
    for one, other in combinations(drawn, 2):
        common = one.intersected(other)
        assert common.width() <= 1 or common.height() <= 4, (one, other, card.texts())
    said = {placed.line.text for placed in made.lines}
    assert said == set(card.texts()[1:]), "a line was left out"
    assert " ".join(word.text for word in made.words) == card.word()


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_sizes_are_those_of_the_desk(
    qtbot: Any, verdict: Verdict, size: tuple[int, int], code: str
) -> None:
    """Word 64 points, name 48, organisation 28, anything needed 18."""
    language.set_language(code)
    card = shown(qtbot, size, verdict, PLAIN, badge="Badge : bac C, 128")
    assert_sound(card)
    assert card.word_size >= int(64 * POINT)
    by_text = {placed.line.text: placed.size for placed in card._arrange().lines}
    if verdict is not Verdict.UNKNOWN_CODE and not card.can_readmit() and not card.can_admit():
        assert by_text[PLAIN.full_name] >= int(48 * POINT)
        assert by_text[PLAIN.organisation] >= int(28 * POINT)
    # The smallest card with a button on it speaks a little lower, never below 18 pixels.
    least = 18 if not card.admit_button.isHidden() else 24
    assert min(by_text.values()) >= least


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("size", [*SIZES, (440, 330), (390, 250)])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_nothing_is_left_out_of_a_laden_card(
    qtbot: Any, verdict: Verdict, size: tuple[int, int], code: str
) -> None:
    language.set_language(code)
    workshops = ("L’ODD 17, Sens, décryptages, Déclinaisons", "Quiz AICT")
    card = shown(qtbot, size, verdict, LADEN, workshops=workshops, badge="Badge : bac C, 128")
    if size[1] >= 500:
        assert_sound(card)
        assert card.word_size >= 64
    else:
        # On the smallest screens names and notes come first; what follows may give way.
        made = card._arrange()
        body = card._body().adjusted(-6, -10, 6, 6)
        assert all(body.contains(box) for box in boxes(made))


def test_a_name_too_long_for_a_line_breaks_before_the_surname(qtbot: Any) -> None:
    person = replace(PLAIN, given_name="Stéphanie", family_name="van den Berg")
    card = shown(qtbot, SIZES[0], Verdict.WELCOME, person)
    name = next(p for p in card._arrange().lines if p.line.text == person.full_name)
    assert name.text == "Stéphanie\nvan den BERG"
    assert name.size >= int(48 * POINT)


def test_a_mark_wears_the_verdict(qtbot: Any) -> None:
    grounds = set()
    for verdict in Verdict:
        mark = VerdictMark(verdict)
        qtbot.addWidget(mark)
        image = mark.grab().toImage()
        grounds.add(image.pixelColor(image.width() // 2, image.height() * 9 // 10).name())
        assert mark.accessibleName() == language.tr(f"verdict.{verdict.value}")
    assert len(grounds) == len(Verdict)
