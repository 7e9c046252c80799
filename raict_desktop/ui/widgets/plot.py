"""Counts by time as painted columns; small enough not to need a plotting library."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number


def ceiling(highest: int) -> int:
    """The smallest 2, 4, 10, 20, 40, 100… that holds ``highest``, so that the half is whole."""
    power = 1
    while True:
        for step in (2, 4, 10):
            if step * power >= highest:
                return step * power
        power *= 10


class ColumnPlot(QWidget):
    """Columns over labels; the accessible name carries what the picture says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[tuple[str, int], ...] = ()
        self._marks: tuple[tuple[float, str], ...] = ()
        self._empty = ""
        self.setMinimumHeight(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.notifier.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A plot wider than tall."""
        return QSize(420, 220)

    def show_values(
        self,
        values: Sequence[tuple[str, int]],
        name: str,
        empty: str,
        marks: Sequence[tuple[float, str]] = (),
    ) -> None:
        """Show (label, count) pairs in order.

        Args:
            values: the pairs.
            name: told to screen readers, with the pairs.
            empty: said when there are none.
            marks: dashed lines with a word; 2.5 stands in the middle of the third column.
        """
        self._values, self._empty, self._marks = tuple(values), empty, tuple(marks)
        said = ", ".join(f"{label} {count}" for label, count in values)
        self.setAccessibleName(f"{name}. {said or empty}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint guide lines, columns and labels."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(12, tabular=True))
        painter.setPen(t.quiet)
        if not self._values:
            wrapped = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.setFont(font(13))
            painter.drawText(QRectF(self.rect()), wrapped, self._empty)
            return
        top_value = ceiling(max(count for _label, count in self._values))
        metrics = QFontMetrics(painter.font())
        left = metrics.horizontalAdvance(number(top_value)) + 12
        top = 28 if self._marks else 10
        area = QRectF(left, top, self.width() - left, self.height() - 26 - top)
        for value in (0, top_value // 2, top_value):
            y = area.bottom() - area.height() * value / top_value
            painter.setPen(QPen(t.line, 1))
            painter.drawLine(int(area.left()), int(y), int(area.right()), int(y))
            painter.setPen(t.quiet)
            box = QRectF(0, y - 9, left - 8, 18)
            flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(box, flags, number(value))
        slot = area.width() / len(self._values)
        every = max(1, int((metrics.horizontalAdvance("00:00") + 16) / slot) + 1)
        for place, (label, count) in enumerate(self._values):
            x = area.left() + place * slot
            high = area.height() * count / top_value
            wide = min(slot * 0.72, 36.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.accent)
            if count:
                body = QRectF(x + (slot - wide) / 2, area.bottom() - high, wide, high)
                painter.drawRoundedRect(body, 2, 2)
            if place % every == 0:
                painter.setPen(t.quiet)
                middle = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
                box = QRectF(x + slot / 2 - 30, area.bottom() + 6, 60, 18)
                if box.right() > self.width():
                    box.moveRight(self.width())
                painter.drawText(box, middle, label)
        for at, word in self._marks:
            x = area.left() + at * slot
            painter.setPen(QPen(t.text, 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(int(x), 4, int(x), int(area.bottom()))
            painter.setPen(t.text)
            wide = metrics.horizontalAdvance(word) + 8
            # On the other side of its line where there is no room to the right.
            beside = x + 6 if x + wide < self.width() else x - wide
            painter.drawText(QRectF(beside, 2, wide, 18), int(Qt.AlignmentFlag.AlignVCenter), word)
