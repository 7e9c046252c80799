"""A laptop of 1366×768 shown at 200 %: the window has 683×384 pixels, less the system's own bars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollArea, QWidget

from raict_desktop.domain.checkin import Verdict
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import language
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.main_window import MainWindow
from tests.builders import add_person

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
SMALL = (683, 320)


@pytest.fixture
def window(qtbot: Any, context: Context, event: OpenEvent) -> Iterator[MainWindow]:
    for n in range(12):
        add_person(event, "Awa", f"Diop{n:02}", delegation="Dakar", function="Déléguée")
    made = build_window(context, event)
    qtbot.addWidget(made)
    made.resize(*SMALL)
    made.show()
    made.show_page("reception")
    qtbot.waitUntil(lambda: made.size().toTuple() == SMALL)
    yield made
    made.close()


def place(window: MainWindow, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


def test_the_desk_fits(qtbot: Any, window: MainWindow, event: OpenEvent) -> None:
    page: Any = window.page("reception")
    page.card.reduced_motion = True
    person = people.everybody(event)[0]
    page.station.take_person(person.id)
    qtbot.waitUntil(lambda: page.card.result is not None)
    whole = QRect(0, 0, *SMALL)
    buttons = (page.walk_in_button, page.group_button, page.park_button, page.undo_button)
    for part in (page.card, page.search.field, page.view, page.strip, *buttons):
        assert part.isVisible()
        assert whole.contains(place(window, part)), part
    for button in buttons:
        assert button.accessibleName()
        assert not place(window, button).intersects(place(window, page.card))
    assert page.card.height() >= 150
    assert page.card.result.verdict is Verdict.WELCOME
    names = [placed.line.text for placed in page.card._arrange().lines]
    assert person.full_name in names
    assert page.card.word_size >= 32


def test_a_form_leaves_the_verdict_in_sight_and_can_be_scrolled(
    qtbot: Any, window: MainWindow
) -> None:
    page: Any = window.page("reception")
    page.open_walk_in()
    qtbot.waitUntil(page.actions_row.isHidden)
    # Room for a name on the card, and for one in the form.
    assert page.card.width() >= 295
    assert min(page.walk_in.fields[name].width() for name in ("given_name", "family_name")) >= 130
    area = page._beside
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    fields = page.walk_in.fields
    assert place(window, fields["given_name"]).right() < SMALL[0]
    fields["country"].setFocus()
    area.ensureWidgetVisible(fields["country"])
    assert place(window, fields["country"]).bottom() < SMALL[1]
    page.close_panel()
    assert page.actions_row.isVisible()


def test_a_larger_window_gives_everything_back(qtbot: Any, window: MainWindow) -> None:
    page: Any = window.page("reception")
    assert window.rail.width() < 60
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.rail.width() == 104)
    assert window.entries.isVisible()
    assert page.walk_in_button.text()
    assert page.card.width() > 800


def row_in_sight(window: MainWindow, page: Any, row: int) -> bool:
    """Whether a reason of the park panel is seen whole through the column that scrolls it."""
    reasons = page.panels._panel("park").reasons
    seen = reasons.visualItemRect(reasons.item(row))
    seen.moveTopLeft(reasons.viewport().mapTo(window, seen.topLeft()))
    return place(window, page._beside.viewport()).contains(seen)


@pytest.mark.parametrize("size", [(1024, 768), (1280, 768), (1366, 768)])
def test_every_reason_of_a_case_is_in_sight(
    qtbot: Any, window: MainWindow, event: OpenEvent, size: tuple[int, int]
) -> None:
    page: Any = window.page("reception")
    window.resize(*size)
    page.station.take_person(people.everybody(event)[0].id)
    page.park()
    panel = page.panels._panel("park")
    qtbot.waitUntil(lambda: all(row_in_sight(window, page, n) for n in range(7)))
    assert place(window, page._beside.viewport()).contains(place(window, panel.save_button))


def test_the_chosen_reason_and_the_waiting_cases_are_in_sight_at_200_percent(
    qtbot: Any, window: MainWindow, event: OpenEvent
) -> None:
    page: Any = window.page("reception")
    assert page.waiting_button.isHidden()
    page.station.take_person(people.everybody(event)[0].id)
    page.park()
    reasons = page.panels._panel("park").reasons
    for key in "714":
        qtbot.keyClicks(reasons, key)
        qtbot.waitUntil(lambda key=key: row_in_sight(window, page, int(key) - 1))
    page.close_panel()
    assert page.waiting_button.isVisible()
    assert page.waiting_button.text() == "1"
    assert place(window, page.actions_row).contains(place(window, page.waiting_button))
    page.waiting_button.click()
    assert page.panels.shown == "help_desk"


@pytest.mark.parametrize("code", ["fr", "en"])
def test_nothing_of_the_column_is_cut_in_a_narrow_window(
    qtbot: Any, window: MainWindow, event: OpenEvent, code: str
) -> None:
    language.set_language(code)
    page: Any = window.page("reception")
    window.resize(1024, 768)
    page.station.take_person(people.everybody(event)[0].id)
    page.park()
    page.close_panel()
    qtbot.waitUntil(page.cases_button.isVisible)
    column = place(window, page._beside.viewport())
    for part in (page.view, page.search, page.strip, page.cases_button):
        qtbot.waitUntil(lambda part=part: column.contains(place(window, part)))
    language.set_language("fr")


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("name", ["reception", "settings", "checklist", "welcome"])
def test_no_page_is_wider_than_the_window(
    qtbot: Any, window: MainWindow, code: str, name: str
) -> None:
    language.set_language(code)
    if name == "welcome":
        window.use_event(None)
    window.show_page(name)
    qtbot.waitUntil(lambda: window.shown_page == name)
    for area in window.page(name).findChildren(QScrollArea):
        qtbot.waitUntil(lambda area=area: area.horizontalScrollBar().maximum() == 0)
    language.set_language("fr")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_sheet_of_keys_fits(qtbot: Any, window: MainWindow, code: str) -> None:
    language.set_language(code)
    window.sheet.open()
    area = window.sheet.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0)
    narrow = window.sheet._grid.columnCount()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: window.sheet._columns == 2)
    assert narrow == 2 < window.sheet._grid.columnCount() == 4
    assert area.horizontalScrollBar().maximum() == 0
    language.set_language("fr")
