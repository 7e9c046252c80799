"""The keys, on a sheet inside the window, so that nobody has to leave the desk to look them up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.label import PlainLabel

KEYS = (
    ("Ctrl+F", "search"),
    ("Ctrl+N", "walk_in"),
    ("Ctrl+Z", "undo"),
    ("Esc", "escape"),
    ("Ctrl+1 … 4", "pages"),
    ("Ctrl+O", "open"),
    ("Ctrl+Shift+N", "new"),
    ("F6", "direction"),
    ("F11", "full_screen"),
    ("F1", "sheet"),
    ("Ctrl+Q", "quit"),
)


class ShortcutSheet(QWidget):
    """Covers its parent; any click beside the card or Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.card, self.title, self.done = Card(self), PlainLabel(), Button(kind="primary")
        self.title.setFont(font(20, 600))
        self._words: dict[str, PlainLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(8)
        for row, (keys, name) in enumerate(KEYS):
            key_label, word = PlainLabel(keys), PlainLabel()
            key_label.setFont(font(13, 600))
            word.setFont(font(15))
            self._words[name] = word
            grid.addWidget(key_label, row, 0)
            grid.addWidget(word, row, 1)
        self.card.column.addWidget(self.title)
        self.card.column.addLayout(grid)
        self.card.column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        self.done.clicked.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()
        self.retranslate()

    def open(self) -> None:
        """Show the sheet, or put it away when it is on show."""
        if self.isVisible():
            self.hide()
            return
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.done.setFocus()

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("shell.keys_title"))
        self.done.setText(tr("shell.keys_close"))
        for name, word in self._words.items():
            word.setText(tr(f"shell.key_{name}"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the window."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close: a click beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the window behind."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 110))
