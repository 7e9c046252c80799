"""The tiles and rows of the first page: whole words at any width, read out with what they lead to."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from raict_desktop.ui.widgets.action_tile import ActionTile, FileRow

LONG = "Titre, lieu et jours ; la liste et le programme viennent ensuite. " * 3


def test_a_narrow_tile_is_taller(qtbot: Any) -> None:
    tile = ActionTile("file-plus")
    qtbot.addWidget(tile)
    tile.set_words("&Nouvel événement", LONG)
    assert tile.heightForWidth(160) > tile.heightForWidth(400)
    assert tile.accessibleName() == f"Nouvel événement. {LONG}"


def test_a_wide_tile_asks_for_no_room_it_leaves_empty(qtbot: Any) -> None:
    """Asking for the height of the narrowest one, the first page had a scroll bar for nothing."""
    tile = ActionTile("file-plus")
    qtbot.addWidget(tile)
    tile.set_words("Nouvel événement", LONG)
    tile.resize(400, 200)
    assert tile.minimumSizeHint().height() == tile.heightForWidth(400)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space])
def test_a_tile_is_pressed_by_mouse_and_keyboard(qtbot: Any, key: Qt.Key) -> None:
    tile = ActionTile("folder-open", primary=True)
    qtbot.addWidget(tile)
    tile.set_words("Ouvrir", "")
    tile.show()
    with qtbot.waitSignal(tile.clicked):
        qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(tile.clicked):
        qtbot.keyClick(tile, key)
    rested = tile.grab().toImage()
    tile.setEnabled(False)
    assert tile.grab().toImage() != rested


def test_a_file_name_is_read_as_it_stands(qtbot: Any) -> None:
    row = FileRow("A&B <b>", "C:/Évènements", "28/06/2021 18:42")
    qtbot.addWidget(row)
    row.resize(240, 56)
    assert row.accessibleName() == "A&B <b>. C:/Évènements"
    assert not row.grab().isNull()
