"""The card about the program, its licences, and the copy on a stick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from raict_desktop import __version__
from raict_desktop.domain.errors import UserError
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.portable import Stick
from raict_desktop.ui import about_card, language
from raict_desktop.ui.about_card import ApplicationMark
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.icons import application_icon
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.self_test import colours
from raict_desktop.ui.settings_page import SettingsPage


@pytest.fixture
def window(qtbot: Any, context: Context) -> MainWindow:
    made = build_window(context)
    qtbot.addWidget(made)
    made.show()
    made.show_page("settings")
    return made


def about(window: MainWindow) -> about_card.AboutCard:
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.about


def test_the_card_names_the_version_in_both_languages(window: MainWindow) -> None:
    card = about(window)
    assert __version__ in card.name.text()
    assert "licence MIT" in card.terms.text()
    language.set_language("en")
    assert card.heading.text() == "About"


def test_the_icon_is_painted_in_every_size(qtbot: Any) -> None:
    sizes = {size.width() for size in application_icon().availableSizes()}
    assert {16, 32, 256} <= sizes
    mark = ApplicationMark()
    qtbot.addWidget(mark)
    assert colours(mark.grab().toImage(), 2) > 20


def test_licences_are_read_by_keyboard(qtbot: Any, window: MainWindow) -> None:
    card = about(window)
    card.licences.setFocus()
    qtbot.keyClick(card.licences, Qt.Key.Key_Space)
    sheet = card._sheet
    assert sheet is not None
    assert sheet.isVisible()
    assert sheet.text.toPlainText().startswith("MIT License")
    qtbot.keyClick(sheet.parts, Qt.Key.Key_Down)
    assert not sheet.text.toPlainText().startswith("MIT License\n\nCopyright (c) 2026 RAICT")
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_open_event_goes_on_the_stick(
    window: MainWindow,
    event: OpenEvent,
    prompts: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Path, Path | None]] = []

    def made(target: Path, path: Path | None) -> Stick:
        asked.append((target, path))
        return Stick(target / "RAICT Desktop", path, 1)

    monkeypatch.setattr(about_card, "make_portable", made)
    window.use_event(event)
    window.show_page("settings")
    card = about(window)
    card.stick.click()
    assert asked == [], "nobody chose a stick"
    prompts.folder = str(tmp_path)
    card.stick.click()
    assert asked == [(tmp_path, event.path)]
    assert str(tmp_path) in window.message.text()


def test_a_stick_that_cannot_be_written_is_told(
    window: MainWindow, prompts: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(target: Path, _path: Path | None) -> Stick:
        raise UserError("portable.too_small", megabytes=500)

    monkeypatch.setattr(about_card, "make_portable", fails)
    prompts.folder = str(tmp_path)
    card = about(window)
    card.stick.click()
    assert "500" in prompts.told[0]
    assert card.stick.isEnabled()
