"""The keys, on a sheet inside the window, so that nobody has to leave the desk to look them up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.sheet import Sheet

KEYS = (
    ("Ctrl+F", "search"),
    ("Ctrl+N", "walk_in"),
    ("Ctrl+D", "group"),
    ("Ctrl+P", "reprint"),
    ("Ctrl+Z", "undo"),
    ("F4", "sheet_of_person"),
    ("F8", "park"),
    ("Shift+F8", "help_desk"),
    ("Esc", "escape"),
    ("Ctrl+1 … 4", "pages"),
    ("F6", "direction"),
    ("F7", "set_right"),
    ("F9", "kiosk"),
    ("F11", "full_screen"),
    ("Ctrl+T", "checklist"),
    ("Ctrl+L", "lock"),
    ("Ctrl+M", "mute"),
    ("Ctrl+O", "open"),
    ("Ctrl+Shift+N", "new"),
    ("F1", "help"),
    ("Shift+F1", "sheet"),
    ("Ctrl+Q", "quit"),
)

TWO_COLUMNS = 880
"""From this width of the window on (pixels) two columns of keys fit."""


class ShortcutSheet(Sheet):
    """The keys and what they do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.done = Button(kind="primary")
        self._words: dict[str, PlainLabel] = {}
        self._pairs: list[tuple[PlainLabel, PlainLabel]] = []
        self._grid, self._columns = QGridLayout(), 0
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        for keys, name in KEYS:
            key_label, word = PlainLabel(keys), PlainLabel()
            key_label.setFont(font(13, 600))
            word.setFont(font(15))
            self._words[name] = word
            self._pairs.append((key_label, word))
        self.card.column.addLayout(self._grid)
        self.card.column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        self.done.clicked.connect(self.put_away)
        self.retranslate()

    def open(self) -> None:
        """Show the sheet, or put it away when it is on show."""
        if self.isVisible():
            self.put_away()
        else:
            self.open_over(self.done)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where they fit beside each other, else one."""
        super().resizeEvent(event)
        columns = 2 if self.width() >= TWO_COLUMNS else 1
        if columns == self._columns:
            return
        self._columns = columns
        rows = -(-len(self._pairs) // columns)
        for place, pair in enumerate(self._pairs):
            for offset, label in enumerate(pair):
                self._grid.addWidget(label, place % rows, 2 * (place // rows) + offset)
        self._grid.setColumnMinimumWidth(1, 260)

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("shell.keys_title"))
        self.done.setText(tr("shell.keys_close"))
        for name, word in self._words.items():
            word.setText(tr(f"shell.key_{name}"))
