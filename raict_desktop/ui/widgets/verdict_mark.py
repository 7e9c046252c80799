"""A verdict as small as a line of text: its shape, filled with its colour, for lists of passages."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.verdict_colours import COLOURS
from raict_desktop.ui import theme
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.label import tip
from raict_desktop.ui.widgets.verdict_shape import shape_path

SIDE = 24


def paint_mark(painter: QPainter, verdict: Verdict, box: QRectF, *, faded: bool = False) -> None:
    """Paint a verdict's shape and mark; ``faded`` for a passage that was taken back."""
    t = theme.tokens()
    ground, ink = (QColor(colour) for colour in COLOURS[verdict])
    outline, mark = shape_path(verdict, box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # The white and the dark grounds need an edge, each on one of the themes.
    painter.setPen(QPen(t.quiet, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush if faded else ground)
    painter.drawPath(outline)
    pen = QPen(t.quiet if faded else ink, max(1.8, box.width() * 0.1))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(mark)


class VerdictMark(QWidget):
    """The mark as a part of a row; its word is its tool tip and its accessible name."""

    def __init__(self, verdict: Verdict, *, faded: bool = False) -> None:
        super().__init__()
        self.verdict, self._faded = verdict, faded
        self.setFixedSize(SIDE, SIDE)
        word = tr(f"verdict.{verdict.value}")
        self.setToolTip(tip(word))
        self.setAccessibleName(word)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        paint_mark(
            painter, self.verdict, QRectF(self.rect()).adjusted(1, 1, -1, -1), faded=self._faded
        )
