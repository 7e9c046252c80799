"""One large figure with the words that say what it counts; it may open what stands behind it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.card import RADIUS, Card
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel


class FigureTile(Card):
    """A tile; screen readers hear the words, then the figure."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=16)
        self.figure, self.words = PlainLabel(), PlainLabel()
        self._opens = False
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

    def make_opening(self) -> None:
        """Let a click, Enter or the space bar open what stands behind the figure."""
        self._opens = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_figure(self, figure: str, words: str) -> None:
        """Show ``figure`` above ``words``."""
        self.figure.setText(figure)
        self.words.setText(words)
        self.setAccessibleName(f"{words} {figure}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open at a click."""
        if self._opens and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by keyboard."""
        if self._opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, and the focus ring where it opens something."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.tokens().accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, RADIUS, RADIUS)
