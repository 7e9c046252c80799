"""A bar with its title and its figures in words, for sessions side by side."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.label import tip
from raict_desktop.ui.widgets.opening import Opening, draw_focus

INSET = 6
"""Room for the focus ring, beside the text."""


class BarRow(QWidget):
    """Shows ``value`` of ``limit``; the words say the same without colour. ``opened`` as a button is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._words = "", ""
        self._share = 0.0
        self._over = False
        self.opened = Opening(self).opened
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier.changed.connect(self.update)

    @property
    def title(self) -> str:
        """What the bar is of."""
        return self._title

    def sizeHint(self) -> QSize:
        """A line of text above a bar."""
        return QSize(240, 42)

    def show_bar(
        self, title: str, value: int, limit: int, words: str, *, full_warns: bool = True
    ) -> None:
        """Show a bar; ``limit`` 0 means that nothing is known to compare with.

        ``full_warns``: whether reaching the limit is something to look at.
        """
        self._title, self._words = title, words
        self._share = min(1.0, value / limit) if limit else 0.0
        self._over = full_warns and bool(limit) and value >= limit
        self.setAccessibleName(f"{title}. {words}")
        self.setToolTip(tip(title))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title, words and bar, and the focus ring."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        figures = font(13, 600, tabular=True)
        room = QFontMetrics(figures).horizontalAdvance(self._words)
        painter.setFont(font(13))
        painter.setPen(t.text)
        wide = self.width() - 2 * INSET
        width = wide - room - 16
        title = QFontMetrics(font(13)).elidedText(
            self._title, Qt.TextElideMode.ElideRight, int(width)
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(INSET, 0, width, 24), int(middle), title)
        painter.setFont(figures)
        painter.setPen(t.warn if self._over else t.quiet)
        right = int(Qt.AlignmentFlag.AlignRight | middle)
        painter.drawText(QRectF(INSET, 0, wide, 24), right, self._words)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.line)
        painter.drawRoundedRect(QRectF(INSET, 28, wide, 8), 4, 4)
        if self._share > 0:
            painter.setBrush(t.warn if self._over else t.accent)
            painter.drawRoundedRect(QRectF(INSET, 28, max(8.0, wide * self._share), 8), 4, 4)
        draw_focus(self, painter)
