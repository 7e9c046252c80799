"""A figure at the end of a line that says what it counts; it opens what stands behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.opening import Opening, draw_focus


class FigureRow(QWidget):
    """Words on the left, the figure on the right; screen readers hear both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.figure = PlainLabel(), PlainLabel()
        self.words.setFont(font(13))
        self.figure.setFont(font(15, 600, tabular=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self.words, 1)
        row.addWidget(self.figure)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.opened = Opening(self).opened
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        tint(self.words, "quiet")
        tint(self.figure, "text")

    def sizeHint(self) -> QSize:
        """High enough for a finger."""
        return QSize(super().sizeHint().width(), 36)

    def show_figure(self, words: str, figure: str) -> None:
        """Show ``figure`` at the end of ``words``."""
        self.words.setText(words)
        self.figure.setText(figure)
        self.setAccessibleName(f"{words} {figure}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint where the focus is."""
        draw_focus(self, QPainter(self))
