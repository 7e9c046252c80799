"""The partners' logos in the window: added, sorted and taken out by mouse, keyboard and dropped files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from raict_desktop.services import event_pictures
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.partner_logos import add_logos, partner_logos
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.badge_panels.logos_panel import LogosPanel
from raict_desktop.ui.pages.organiser.badges import Badges
from tests.services.test_event_pictures import noise
from tests.services.test_partner_logos import sign
from tests.ui.conftest import FakePrompts

ALT = Qt.KeyboardModifier.AltModifier


@dataclass
class Wall:
    """The panel, its event, and where the pictures come from."""

    page: Badges
    panel: LogosPanel
    event: OpenEvent
    prompts: FakePrompts
    folder: Path

    def names(self) -> list[str]:
        return [logo.name for logo in partner_logos(self.event)]


@pytest.fixture
def wall(qtbot, context: Context, event: OpenEvent, prompts: FakePrompts, tmp_path: Path) -> Wall:
    page = Badges(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.set_event(event)
    page.show()
    page.show_panel("logos")
    panel = page.panels["logos"]
    assert isinstance(panel, LogosPanel)
    return Wall(page, panel, event, prompts, tmp_path / "in")


def three(wall: Wall) -> None:
    add_logos(wall.event, [sign(wall.folder, f"{n}.svg", f"#{n * 6}") for n in "abc"])
    wall.panel.reload("a.svg")


def test_an_empty_page_offers_the_one_thing_to_do(wall: Wall) -> None:
    panel = wall.panel
    assert panel.empty.isVisible()
    assert not panel.buttons["add"].isVisible()
    wall.prompts.open_files = [str(sign(wall.folder, "a.svg", "#aaaaaa"))]
    QTest.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    assert wall.names() == ["a.svg"]
    assert panel.list.isVisible()
    assert panel.buttons["add"].isVisible()
    assert panel.chosen() == "a.svg"
    assert "1 logo ajouté" in panel.notice.text()
    assert panel.list.hasFocus()


def test_what_is_refused_is_said_beside_what_came_in(wall: Wall) -> None:
    bad = wall.folder / "bad.png"
    good = noise(wall.folder / "good.png", (600, 300))
    bad.write_text("no picture", "utf-8")
    wall.prompts.open_files = [str(bad), str(good)]
    wall.panel.add()
    assert wall.names() == ["good.png"]
    assert "1 logo ajouté" in wall.panel.notice.text()
    assert "bad.png" in wall.panel.notice.text()
    assert "600 × 300 pixels" in wall.panel.list.item(0).toolTip()
    wall.prompts.open_files = []
    wall.panel.add()
    assert wall.names() == ["good.png"]


def test_the_keyboard_sorts_and_takes_out(wall: Wall) -> None:
    three(wall)
    panel = wall.panel
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Down, ALT)
    assert wall.names() == ["b.svg", "a.svg", "c.svg"]
    QTest.keyClick(panel.list, Qt.Key.Key_Down, ALT)
    QTest.keyClick(panel.list, Qt.Key.Key_Down, ALT)  # the last one stays where it is
    assert wall.names() == ["b.svg", "c.svg", "a.svg"]
    assert panel.chosen() == "a.svg"
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert panel.chosen() == "c.svg"
    wall.prompts.agree = False
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert "c.svg" in wall.prompts.asked[-1]
    assert len(wall.names()) == 3
    wall.prompts.agree = True
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert wall.names() == ["b.svg", "a.svg"]
    assert panel.chosen() == "a.svg"


def test_buttons_say_what_is_possible(wall: Wall) -> None:
    three(wall)
    panel = wall.panel
    up, down = panel.buttons["up"], panel.buttons["down"]
    assert (up.isEnabled(), down.isEnabled()) == (False, True)
    down.click()
    assert wall.names() == ["b.svg", "a.svg", "c.svg"]
    assert (up.isEnabled(), down.isEnabled()) == (True, True)
    down.click()
    assert (up.isEnabled(), down.isEnabled()) == (True, False)
    for _ in range(3):
        panel.buttons["remove"].click()
    assert wall.names() == []
    assert panel.empty.isVisible()


def test_a_row_dragged_elsewhere_is_the_new_order(wall: Wall) -> None:
    three(wall)
    names = wall.panel.list
    taken = names.takeItem(2)
    names.insertItem(0, taken)
    names.setCurrentItem(taken)
    names.sorted_anew.emit(names.names())
    assert wall.names() == ["c.svg", "a.svg", "b.svg"]
    assert wall.panel.chosen() == "c.svg"


@pytest.mark.parametrize("onto", ["list", "panel"])
def test_files_dropped_on_the_page_come_in(wall: Wall, onto: str) -> None:
    three(wall)
    target = wall.panel.list if onto == "list" else wall.panel
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sign(wall.folder, "d.svg", "#dddddd")))])
    target.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert wall.names() == ["a.svg", "b.svg", "c.svg", "d.svg"]


def test_a_logo_that_cannot_be_read_any_more_is_marked(wall: Wall) -> None:
    three(wall)
    (event_pictures.logo_folder(wall.event) / "b.svg").write_text("<broken", "utf-8")
    wall.panel.shown()
    assert "illisible" in wall.panel.list.item(1).toolTip()
    wall.page.grab()


def test_the_strip_shows_what_is_printed(wall: Wall) -> None:
    three(wall)
    strip = wall.panel.strip
    whole = strip.grab().toImage()
    seen = {whole.pixelColor(x, whole.height() // 2).name() for x in range(whole.width())}
    assert {"#aaaaaa", "#bbbbbb", "#cccccc"} <= seen


def test_without_an_event_nothing_can_be_done(wall: Wall) -> None:
    three(wall)
    wall.page.set_event(None)
    wall.panel.take_in([wall.folder / "a.svg"])
    assert wall.panel.empty.isVisible()
    assert not wall.panel.empty.button.isEnabled()
