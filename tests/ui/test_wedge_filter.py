"""A USB scanner's keys are caught whatever has the focus, and a person's never are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from raict_desktop.ui import wedge_filter
from raict_desktop.ui.wedge_filter import WedgeFilter

CODE = "BCDFGHJKLNPRSTVXYBCD"
NO = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Desk:
    """A window with a field and a button, a scanner, and a clock in hand."""

    def __init__(self, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(wedge_filter.time, "monotonic", lambda: self.now)
        self.window, self.field, self.button = QWidget(), QLineEdit(), QPushButton("OK")
        column = QVBoxLayout(self.window)
        column.addWidget(self.field)
        column.addWidget(self.button)
        qtbot.addWidget(self.window)
        self.pressed = 0
        self.button.clicked.connect(self._press)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.scans: list[str] = []
        self.filter = WedgeFilter(self.window)
        self.filter.scanned.connect(self.scans.append)
        self.filter.start()
        self.field.setFocus()

    def _press(self) -> None:
        self.pressed += 1

    def key(
        self,
        text: str = "",
        key: int = 0,
        modifiers: Qt.KeyboardModifier = NO,
        *,
        after: float = 0.01,
        repeat: bool = False,
    ) -> None:
        self.now += after
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text, repeat)
        QApplication.sendEvent(QApplication.focusWidget() or self.window, event)

    def scan(self, text: str, gap: float = 0.01) -> None:
        for letter in text:
            self.key(letter, after=gap)

    def wait(self) -> None:
        """Let the pause pass that ends a scan or gives back what was typed."""
        self.now += 0.2
        self.filter._timer.stop()
        self.filter._settle()


@pytest.fixture
def desk(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(qtbot, monkeypatch)
    yield made
    made.filter.stop()


@pytest.mark.parametrize(
    "end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Down]
)
@pytest.mark.parametrize("focus", ["field", "button", "nothing"])
def test_a_scan_is_caught_with_any_focus_and_any_end(desk: Desk, end: Qt.Key, focus: str) -> None:
    if focus == "nothing":
        desk.field.clearFocus()
        assert QApplication.focusWidget() is None
    else:
        getattr(desk, focus).setFocus()
    desk.scan(CODE)
    desk.key("", int(end))
    assert desk.scans == [CODE]
    names = {Qt.Key.Key_Tab: "tab", Qt.Key.Key_Down: "other"}
    assert desk.filter.ended_by == names.get(end, "enter")
    assert desk.field.text() == ""
    assert desk.pressed == 0


def test_a_scan_without_an_end_is_caught(desk: Desk) -> None:
    desk.scan(CODE)
    desk.wait()
    assert desk.scans == [CODE]
    assert desk.filter.ended_by == ""
    assert desk.field.text() == ""


def test_the_second_of_two_ends_presses_no_button(desk: Desk) -> None:
    desk.button.setFocus()
    desk.scan(CODE)
    desk.key("\r", int(Qt.Key.Key_Return))
    desk.key("\n", int(Qt.Key.Key_Return))
    assert desk.scans == [CODE]
    assert desk.pressed == 0


def test_typing_arrives_in_its_field(desk: Desk) -> None:
    for letter in "N’Diaye Müller":
        desk.key(letter, after=0.12)
        desk.wait()
    assert desk.field.text() == "N’Diaye Müller"
    assert desk.scans == []


def test_quick_typing_of_a_short_word_arrives(desk: Desk) -> None:
    desk.scan("Lyon")
    desk.key("", int(Qt.Key.Key_Return))
    assert desk.field.text() == "Lyon"
    assert desk.scans == []


def test_a_key_held_down_is_no_scan(desk: Desk) -> None:
    desk.key("a")
    for _ in range(30):
        desk.key("a", repeat=True, after=0.03)
    desk.wait()
    assert desk.field.text() == "a" * 31
    assert desk.scans == []


def test_shift_and_caps_lock_do_not_break_a_scan(desk: Desk) -> None:
    for letter in CODE:
        desk.key("", int(Qt.Key.Key_Shift), after=0.002)
        desk.key(letter, modifiers=Qt.KeyboardModifier.ShiftModifier, after=0.002)
        desk.key("", int(Qt.Key.Key_CapsLock), after=0.002)
    desk.key("", int(Qt.Key.Key_Return))
    assert desk.scans == [CODE]


def test_letters_of_the_third_level_belong_to_the_scan(desk: Desk) -> None:
    # AltGr is Ctrl+Alt on Windows: @ and # of a French keyboard.
    desk.scan("TICKET")
    for letter in "@#":
        desk.key(letter, modifiers=CTRL | ALT)
    desk.scan("42")
    desk.key("", int(Qt.Key.Key_Return))
    assert desk.scans == ["TICKET@#42"]


def test_letters_of_dead_keys_belong_to_the_scan(desk: Desk) -> None:
    desk.scan("TICKET")
    desk.key("", int(Qt.Key.Key_Dead_Circumflex))
    composed = QInputMethodEvent()
    composed.setCommitString("ê")
    QApplication.sendEvent(desk.field, composed)
    desk.scan("42")
    desk.key("", int(Qt.Key.Key_Return))
    assert desk.scans == ["TICKETê42"]
    assert desk.field.text() == ""


def test_a_composed_letter_of_a_person_is_left_to_the_field(desk: Desk) -> None:
    composed = QInputMethodEvent()
    composed.setCommitString("ê")
    QApplication.sendEvent(desk.field, composed)
    assert desk.field.text() == "ê"


def test_separators_inside_a_code_are_part_of_it(desk: Desk) -> None:
    desk.scan("010123")
    desk.key("\x1d", int(Qt.Key.Key_BracketRight), CTRL)
    desk.scan("21A")
    desk.key("", int(Qt.Key.Key_Return))
    assert desk.scans == ["010123\x1d21A"]


def test_a_shortcut_gives_back_what_was_typed_and_goes_on(desk: Desk) -> None:
    desk.scan("Ly")
    desk.key("\x01", int(Qt.Key.Key_A), CTRL)
    assert desk.field.text() == "Ly"
    assert desk.field.selectedText() == "Ly"


def test_a_window_that_was_busy_does_not_tear_a_scan(desk: Desk) -> None:
    # The keys came every 5 ms; the window heard the second half 300 ms late.
    for number, letter in enumerate(CODE):
        desk.now += 0.3 if number == 10 else 0.005
        event = QKeyEvent(QEvent.Type.KeyPress, 0, NO, letter)
        event.setTimestamp(5_000 + number * 5)
        QApplication.sendEvent(desk.field, event)
    desk.key("", int(Qt.Key.Key_Return))
    assert desk.scans == [CODE]
    assert desk.field.text() == ""


def test_a_hand_that_a_busy_window_hears_late_is_no_scan(desk: Desk) -> None:
    # Struck every 70 ms while the window stood still, heard all at once.
    for number, letter in enumerate("mamadou"):
        desk.now += 0.6 if number == 1 else 0.001
        event = QKeyEvent(QEvent.Type.KeyPress, 0, NO, letter)
        event.setTimestamp(5_000 + number * 70)
        QApplication.sendEvent(desk.field, event)
    desk.wait()
    assert desk.scans == []
    assert desk.field.text() == "mamadou"


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, None])
def test_a_word_of_a_person_is_given_back_however_fast(desk: Desk, end: Qt.Key | None) -> None:
    entered: list[str] = []
    desk.field.returnPressed.connect(lambda: entered.append(desk.field.text()))
    desk.filter._spoken = lambda text: text == "mamadou"
    desk.scan("mamadou")
    if end:
        desk.key("\r", int(end))
    else:
        desk.wait()
    assert desk.scans == []
    assert desk.field.text() == "mamadou"
    assert entered == (["mamadou"] if end else [])
    desk.scan(CODE)
    desk.key("\r", int(Qt.Key.Key_Return))
    assert desk.scans == [CODE]


def test_a_page_in_the_back_leaves_the_keys_alone(
    desk: Desk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.filter._active = lambda: False
    desk.scan(CODE)
    assert desk.field.text() == CODE
    assert desk.scans == []
