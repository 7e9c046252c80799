"""A card keeps its sizes whatever it has to say, and overlaps nothing, from a small laptop to a big screen."""

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
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import CheckinResult
from raict_desktop.ui import language
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.verdict_card import VerdictCard
from raict_desktop.ui.widgets.verdict_layout import Arrangement
from raict_desktop.ui.widgets.verdict_mark import VerdictMark
from raict_desktop.ui.widgets.verdict_words import Facts

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
AT = datetime(2026, 6, 29, 6, 52, tzinfo=UTC)
# The card in a window of 1024x768, 1366x768 and 1920x1080.
SIZES = ((614, 596), (837, 588), (1264, 900))
SMALL = ((377, 262), (377, 198))
"""The card on a laptop of 1366×768 at 200 %, without and with the system's own bars."""
POINT = 96 / 72
WORD, NAME, ORGANISATION, REST = (points * POINT for points in (64, 48, 28, 18))
LEAST_LONG_NAME = 30 * POINT
"""A name too long for the card at 48 points, beside a note, a button and all the rest."""
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
CROWDED = {
    "two lines": replace(LADEN, given_name="Jean-Baptiste", family_name="Ouédraogo-Ilboudo"),
    "very long": LADEN,
    "endless": replace(LADEN, given_name="Wolfe" * 2000, family_name="Schlegel" * 2000),
    "endless words": replace(
        LADEN, given_name="Ana " * 2500, organisation="Ville de " * 900, note="Prévenir " * 900
    ),
    "one name": replace(LADEN, given_name="", family_name="Andrianampoinimerinatompokoindrindra"),
    "Arabic": replace(LADEN, given_name="محمد عبد الرحمن", family_name="الأنصاري القرطبي الدمشقي"),
    "Chinese": replace(LADEN, given_name="欧阳", family_name="司马相如"),
    "information": replace(LADEN, note_level=NoteLevel.INFO),
}
WORKSHOPS = ("L’ODD 17, Sens, décryptages, Déclinaisons", "Quiz AICT")


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


def assert_nothing_overlaps(card: VerdictCard) -> Arrangement:
    made = card._arrange()
    body = card._body().adjusted(-6, -10, 6, 6)
    drawn = boxes(made)
    for box in drawn:
        assert body.contains(box), (box, body, card.texts())
    for one, other in combinations(drawn, 2):
        common = one.intersected(other)
        assert common.width() <= 1 or common.height() <= 4, (one, other, card.texts())
    assert " ".join(word.text for word in made.words) == card.word()
    return made


def assert_sound(card: VerdictCard) -> None:
    said = {placed.line.text for placed in assert_nothing_overlaps(card).lines}
    assert said == set(card.texts()[1:]), "a line was left out"


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
    assert card.word_size >= WORD
    by_text = {placed.line.text: placed.size for placed in card._arrange().lines}
    if verdict is not Verdict.UNKNOWN_CODE:
        assert by_text[PLAIN.full_name] >= NAME
        assert by_text[PLAIN.organisation] >= ORGANISATION
    assert min(by_text.values()) >= REST
    assert card.admit_button.font().pixelSize() >= REST


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", CROWDED)
@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.UNKNOWN_CODE])
def test_a_crowded_card_keeps_the_sizes(
    qtbot: Any, verdict: Verdict, who: str, size: tuple[int, int], code: str
) -> None:
    """Everything at once: a button, a note, a long name, workshops, a delegation, a tray."""
    language.set_language(code)
    person = CROWDED[who]
    card = shown(qtbot, size, verdict, person, workshops=WORKSHOPS, badge="Badge : bac C, 128")
    made = assert_nothing_overlaps(card)
    assert card.word_size >= WORD
    assert min(placed.size for placed in made.lines) >= REST
    by_line: dict[str, list[int]] = {}
    for placed in made.lines:
        by_line.setdefault(placed.line.text, []).append(placed.size)
    if person.organisation in by_line:
        assert max(by_line[person.organisation]) >= ORGANISATION
    names = [placed for placed in made.lines if placed.line.text == person.full_name]
    if len(person.full_name) < 100:
        # Whole in one piece: on more lines first, smaller only where they do not fit.
        [name] = names
        assert name.text.replace("\n", "").replace(" ", "") == person.full_name.replace(" ", "")
        assert name.size >= (NAME if who == "Chinese" else LEAST_LONG_NAME)
    else:
        assert max(by_line[person.full_name]) >= NAME
    marked = [line for line in card._lines() if line.boxed]
    assert all(line.text in by_line for line in marked), "a note that asks for somebody"
    assert bool(marked) == (person.note_level is not NoteLevel.INFO)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", CROWDED)
def test_a_long_name_alone_takes_the_room_there_is(
    qtbot: Any, who: str, size: tuple[int, int]
) -> None:
    """Nothing else on the card: the name is whole, and so is the organisation's second line."""
    person = replace(CROWDED[who], note="", delegation="", protocol_rank=0, protocol_contact="")
    made = assert_nothing_overlaps(shown(qtbot, size, Verdict.WELCOME, person))
    names = [placed for placed in made.lines if placed.line.text == person.full_name]
    if len(person.full_name) < 100:
        assert "…" not in names[0].text
        assert names[0].size >= 34 * POINT
        said = {placed.line.text: placed.text for placed in made.lines}
        # Arabic lines are half as tall again: at 1024×768 three of them leave the organisation one.
        if (who, size) != ("Arabic", SIZES[0]):
            shown_as = said[person.organisation]
            assert "\n" in shown_as or "…" not in shown_as
    else:
        assert names[0].size >= NAME


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_big_screen_leaves_nothing_out(qtbot: Any, verdict: Verdict, code: str) -> None:
    language.set_language(code)
    card = shown(qtbot, SIZES[-1], verdict, LADEN, workshops=WORKSHOPS, badge="Badge : bac C, 128")
    assert_sound(card)


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("size", [*SMALL, (440, 330), (560, 440)])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_small_card_keeps_word_name_and_note(
    qtbot: Any, verdict: Verdict, size: tuple[int, int], code: str
) -> None:
    language.set_language(code)
    card = shown(qtbot, size, verdict, LADEN, workshops=WORKSHOPS, badge="Badge : bac C, 128")
    made = assert_nothing_overlaps(card)
    if verdict is not Verdict.UNKNOWN_CODE:
        names = [placed.text for placed in made.lines if placed.line.text == LADEN.full_name]
        assert any("MONTM" in name for name in names), "the surname finds the badge"
        assert any(placed.frame for placed in made.lines)
    if size[1] > 200:
        # At 200 % half the size is as large on the glass.
        assert card.word_size >= WORD / 2


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_at_200_percent_the_sizes_on_the_glass_are_kept(
    qtbot: Any, verdict: Verdict, code: str
) -> None:
    language.set_language(code)
    card = shown(qtbot, SMALL[0], verdict, PLAIN, badge="Badge : bac C, 128")
    made = assert_nothing_overlaps(card)
    assert card.word_size >= WORD / 2
    by_text = {placed.line.text: placed.size for placed in made.lines}
    assert min(by_text.values()) >= REST / 2
    if verdict is not Verdict.UNKNOWN_CODE:
        assert by_text[PLAIN.full_name] >= NAME / 2
        assert by_text[PLAIN.organisation] >= ORGANISATION / 2


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_window_gives_its_card_this_room(
    qtbot: Any, context: Context, event: OpenEvent, code: str
) -> None:
    language.set_language(code)
    window = build_window(context, event)
    qtbot.addWidget(window)
    for outer, inner in zip(((1024, 768), (1366, 768), (1920, 1080)), SIZES, strict=True):
        window.resize(*outer)
        window.show()
        window.show_page("reception")
        page: Any = window.page("reception")
        qtbot.waitUntil(
            lambda page=page, inner=inner: (
                page.card.width() >= inner[0] and page.card.height() >= inner[1]
            )
        )
    window.close()


def test_workshops_take_the_lines_there_are(qtbot: Any) -> None:
    """More of them than three lines hold: three lines, not one, where the card has the room."""
    workshops = tuple(f"Les changements climatiques, {n}e partie" for n in range(12))
    card = shown(qtbot, SIZES[1], Verdict.WELCOME, PLAIN, workshops=workshops)
    made = assert_nothing_overlaps(card)
    line = next(placed for placed in made.lines if placed.line.icon == "calendar-days")
    assert line.text.count("\n") == 2
    assert line.text.endswith("…")
    assert line.size >= REST


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
