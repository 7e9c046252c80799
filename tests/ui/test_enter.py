"""Enter presses the button that has the focus, everywhere, and never on a scanner's behalf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget

from raict_desktop.config import Settings
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import wedge_filter
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.pages.desk.counter import Counter
from raict_desktop.ui.rail import RailButton
from raict_desktop.ui.widgets.action_tile import ActionTile
from raict_desktop.ui.widgets.button import Button
from tests.builders import add_person, add_session

PAGES = ("reception", "session", "organiser", "settings", "welcome", "checklist")
NO_FOCUS = Qt.FocusPolicy.NoFocus


@pytest.fixture
def window(qtbot: Any, context: Context, event: OpenEvent) -> Iterator[MainWindow]:
    for n in range(3):
        add_person(event, "Awa", f"Diop{n}", delegation="Dakar")
    add_session(event)
    context.settings_store.settings = Settings(camera="", welcomed=True)
    made = build_window(context, event)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.mark.parametrize("kind", [Button, RailButton, ActionTile])
def test_enter_and_the_space_bar_press(qtbot: Any, kind: Any) -> None:
    button = kind() if kind is Button else kind("check")
    qtbot.addWidget(button)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(button, key)
    assert len(pressed) == 3


class Around(QWidget):
    """A page that notes the keys its buttons leave to it."""

    def __init__(self) -> None:
        super().__init__()
        self.reached: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.reached.append(event.key())


@pytest.mark.parametrize("kind", [Button, RailButton, ActionTile])
def test_enter_held_down_presses_once(qtbot: Any, kind: Any) -> None:
    page = Around()
    qtbot.addWidget(page)
    button = kind() if kind is Button else kind("check")
    button.setParent(page)
    page.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for repeated in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeated
        )
        QApplication.sendEvent(button, event)
    assert pressed == [True]
    assert page.reached == []


@pytest.mark.parametrize("page", PAGES)
def test_every_button_of_a_page_listens_to_enter(window: MainWindow, page: str) -> None:
    window.show_page(page)
    found = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.focusPolicy() is not NO_FOCUS
        and not isinstance(button, QCheckBox)
        and not isinstance(button.parentWidget(), Counter)
        and type(button).__module__.startswith("raict_desktop")
    ]
    assert found
    for button in found:
        presses = button.autoDefault() if isinstance(button, Button) else True
        assert presses, button.text()
        assert isinstance(button, Button) or "keyPressEvent" in _own(type(button)), button


def _own(kind: type) -> set[str]:
    """What a class of the program's own defines, with those it builds on."""
    own = (base for base in kind.__mro__ if base.__module__.startswith("raict_desktop"))
    return {name for base in own for name in vars(base)}


class Hand:
    """A clock in hand: how fast keys come does not depend on how busy the machine is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(wedge_filter.time, "monotonic", lambda: self.now)


def type_fast(window: MainWindow, clock: Hand, text: str, ends: str) -> None:
    """Keys as a scanner types them, each to whatever has the focus."""
    clock.now += 1
    for letter in text + ends:
        clock.now += 0.01
        key = int(Qt.Key.Key_Return) if letter in "\r\n" else 0
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(QApplication.focusWidget() or window, event)


@pytest.mark.parametrize("ends", ["\r", "\r\n"])
def test_a_scan_presses_nothing(
    qtbot: Any,
    window: MainWindow,
    event: OpenEvent,
    monkeypatch: pytest.MonkeyPatch,
    ends: str,
) -> None:
    """Whatever button has the focus, its Enter belongs to the code."""
    clock = Hand(monkeypatch)
    page: Any = window.page("reception")
    window.show_page("reception")
    person = people.everybody(event)[0]
    pressed: list[QWidget] = []
    buttons = [b for b in page.findChildren(Button) if b.isVisible() and b.isEnabled()]
    assert page.undo_button in buttons
    for button in buttons:
        button.clicked.connect(lambda _on=False, button=button: pressed.append(button))
        button.setFocus()
        type_fast(window, clock, person.code, ends)
        qtbot.waitUntil(lambda: page.card.result is not None)
        page.card.clear()
    assert pressed == []


def test_a_click_on_an_action_leaves_the_keys_at_the_desk(
    qtbot: Any, window: MainWindow, event: OpenEvent
) -> None:
    page: Any = window.page("reception")
    window.show_page("reception")
    page.station.take_person(people.everybody(event)[0].id)
    page.setFocus()
    qtbot.mouseClick(page.reprint_button, Qt.MouseButton.LeftButton)
    assert not page.reprint_button.hasFocus()
    door: Any = window.page("session")
    window.show_page("session")
    door.setFocus()
    qtbot.mouseClick(door.more, Qt.MouseButton.LeftButton)
    assert not door.more.hasFocus()


def test_enter_admits_a_delegation_also_after_a_click_on_plus(
    qtbot: Any, window: MainWindow, event: OpenEvent
) -> None:
    page: Any = window.page("reception")
    window.show_page("reception")
    page.station.take_person(people.everybody(event)[0].id)
    page.open_group()
    panel = page.panels._panel("group")
    qtbot.mouseClick(panel.companions.more, Qt.MouseButton.LeftButton)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert sum(person.present for person in people.everybody(event)) == 3
    assert panel.companions.value() == 1
