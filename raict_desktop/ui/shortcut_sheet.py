"""The keys, on a sheet inside the window, so that nobody has to leave the desk to look them up."""

from __future__ import annotations

from PySide6.QtCore import Qt
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


class ShortcutSheet(Sheet):
    """Two columns of keys and what they do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.done = Button(kind="primary")
        self._words: dict[str, PlainLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        half = -(-len(KEYS) // 2)
        for place, (keys, name) in enumerate(KEYS):
            key_label, word = PlainLabel(keys), PlainLabel()
            key_label.setFont(font(13, 600))
            word.setFont(font(15))
            self._words[name] = word
            column = 2 * (place // half)
            grid.addWidget(key_label, place % half, column)
            grid.addWidget(word, place % half, column + 1)
        grid.setColumnMinimumWidth(1, 260)
        self.card.column.addLayout(grid)
        self.card.column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        self.done.clicked.connect(self.put_away)
        self.retranslate()

    def open(self) -> None:
        """Show the sheet, or put it away when it is on show."""
        if self.isVisible():
            self.put_away()
        else:
            self.open_over(self.done)

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("shell.keys_title"))
        self.done.setText(tr("shell.keys_close"))
        for name, word in self._words.items():
            word.setText(tr(f"shell.key_{name}"))
