"""The organiser's tabs fit the smallest screen, and letters are underlined only while Alt is held."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from raict_desktop.ui import language, mnemonics
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.section_tabs import SectionTabs

NAMES = (
    "dashboard board participants organisations programme badges import stations merge day_end"
).split()
SMALLEST = 1024 - 104 - 48
"""The smallest window, less the rail and the margins."""


@pytest.fixture
def tabs(qtbot: Any) -> SectionTabs:
    shown = SectionTabs()
    for name in NAMES:
        shown.addTab(tr(f"organiser.tab_{name}"))
    qtbot.addWidget(shown)
    shown.resize(SMALLEST, 44)
    shown.show()
    return shown


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_tab_is_in_view_on_the_smallest_screen(tabs: SectionTabs, code: str) -> None:
    language.set_language(code)
    try:
        for place, name in enumerate(NAMES):
            tabs.setTabText(place, tr(f"organiser.tab_{name}"))
        last = tabs.tabRect(len(NAMES) - 1)
        assert last.right() <= SMALLEST
        for place in range(len(NAMES)):
            text = mnemonics.without_mark(tabs.tabText(place))
            assert tabs.fontMetrics().horizontalAdvance(text) < tabs.tabRect(place).width()
    finally:
        language.set_language("fr")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_no_two_tabs_share_a_letter(code: str) -> None:
    language.set_language(code)
    try:
        texts = [tr(f"organiser.tab_{name}") for name in NAMES]
    finally:
        language.set_language("fr")
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(set(letters)) == len(letters)


def test_letters_are_underlined_while_alt_is_held(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    mnemonics.AltKey(window)
    column, tabs = QVBoxLayout(window), SectionTabs()
    tabs.addTab("&Tableau")
    column.addWidget(tabs)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tabs.setFocus()
    plain = tabs.grab().toImage()
    qtbot.keyPress(tabs, Qt.Key.Key_Alt)
    assert tabs.grab().toImage() != plain
    qtbot.keyRelease(tabs, Qt.Key.Key_Alt)
    assert tabs.grab().toImage() == plain


def test_mark_of_a_label_is_not_read() -> None:
    assert mnemonics.without_mark("R&D && &Co") == "RD & Co"
