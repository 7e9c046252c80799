"""The window's first size: whole on the smallest laptop, at ease on a large screen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from raict_desktop.ui.app import fit_to_screen


@pytest.mark.parametrize(
    ("room", "fills"), [((1366, 768), True), ((1280, 800), True), ((1920, 1040), False)]
)
def test_a_window_that_would_be_cut_fills_the_screen(
    qtbot: Any, room: tuple[int, int], fills: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    fit_to_screen(window, QSize(*room))
    assert window.isMaximized() is fills
    assert window.width() <= room[0]
    assert window.height() <= room[1]
