"""How full a room is, as a bar whose colour deepens and whose word says it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.language import tr
from raict_desktop.ui.theme import tokens


class Level(StrEnum):
    """How full a room is, each with a word and a colour of its own."""

    CALM = "calm"
    SOON = "soon_full"
    NEARLY = "nearly_full"
    FULL = "full"


def level(inside: int, capacity: int | None) -> Level:
    """Soon full from 80 %, nearly full from 95 %, full from 100 %; calm without a capacity."""
    if not capacity or inside * 100 < capacity * 80:
        return Level.CALM
    if inside >= capacity:
        return Level.FULL
    return Level.NEARLY if inside * 100 >= capacity * 95 else Level.SOON


def gauge_colour(inside: int, capacity: int) -> QColor | None:
    """Amber from 80 %, dark amber from 95 %, red when full; None below."""
    return {
        Level.FULL: tokens().bad,
        Level.NEARLY: tokens().warn,
        Level.SOON: tokens().warn.lighter(135),
    }.get(level(inside, capacity))


class CapacityGauge(QWidget):
    """A bar of ``inside`` over ``capacity``; hidden without a capacity."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside, self._capacity = 0, 0
        self.setFixedHeight(20)
        theme.notifier.changed.connect(self.update)

    def show_count(self, inside: int, capacity: int | None) -> None:
        """Set both figures."""
        self._inside, self._capacity = inside, capacity or 0
        self.setVisible(bool(capacity))
        self.setAccessibleName(tr("door.gauge"))
        self.setAccessibleDescription(f"{inside} / {capacity}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint track and filling."""
        if not self._capacity:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        box = QRectF(self.rect())
        painter.setBrush(tokens().line)
        painter.drawRoundedRect(box, 10, 10)
        share = min(1.0, self._inside / self._capacity)
        if share:
            painter.setBrush(gauge_colour(self._inside, self._capacity) or tokens().accent)
            box.setWidth(max(20.0, box.width() * share))
            painter.drawRoundedRect(box, 10, 10)
