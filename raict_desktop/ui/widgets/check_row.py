"""One line of a list of checks: how it came out, in shape and words, and a button to try it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel

LOOKS = {
    "good": ("circle-check", "good"),
    "warn": ("triangle-alert", "warn"),
    "bad": ("circle-x", "bad"),
    "ask": ("circle-help", "quiet"),
}
_ICON = 24


class CheckRow(QWidget):
    """``tried`` says that the button was pressed."""

    tried = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = "ask"
        self.mark, self.title, self.sentence = PlainLabel(), PlainLabel(), PlainLabel()
        self.title.setFont(font(15, 600))
        self.sentence.setFont(font(13))
        self.sentence.setWordWrap(True)
        self.mark.setFixedWidth(_ICON)
        self.button = Button()
        self.button.setMinimumWidth(120)
        words, row = QVBoxLayout(), QHBoxLayout(self)
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(16)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.button.clicked.connect(self.tried)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def set_texts(self, title: str, button: str) -> None:
        """Name the check."""
        self.title.setText(title)
        self.button.setText(button)
        self.button.setAccessibleName(f"{button}: {title}")
        self.button.updateGeometry()

    def show_state(self, state: str, sentence: str) -> None:
        """Say how the check came out.

        Args:
            state: a key of ``LOOKS``.
            sentence: what was found, and what to do.
        """
        self.state = state
        self.sentence.setText(sentence)
        self._dress()

    def _dress(self) -> None:
        name, colour = LOOKS[self.state]
        drawn = icon(name, getattr(theme.tokens(), colour), _ICON)
        self.mark.setPixmap(QPixmap() if drawn.isNull() else drawn.pixmap(_ICON, _ICON))
        self.mark.setAccessibleName(self.state)
        tint(self.sentence, "quiet")
