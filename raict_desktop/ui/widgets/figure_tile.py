"""One large figure with the words that say what it counts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel


class FigureTile(Card):
    """A tile; screen readers hear the words, then the figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=16)
        self.figure, self.words = PlainLabel(), PlainLabel()
        self.figure.setFont(font(28, 600, tabular=True))
        self.words.setFont(font(13))
        self.words.setWordWrap(True)
        self.column.setSpacing(2)
        self.column.addWidget(self.figure)
        self.column.addWidget(self.words)
        self.column.addStretch(1)
        self.setMinimumWidth(104)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        tint(self.figure, "text")
        tint(self.words, "quiet")

    def show_figure(self, figure: str, words: str) -> None:
        """Show ``figure`` above ``words``."""
        self.figure.setText(figure)
        self.words.setText(words)
        self.setAccessibleName(f"{words} {figure}")
