"""The colour and the shape of each verdict: told apart in greyscale and by colour-blind eyes too."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from raict_desktop.domain.checkin import Verdict


def shape_path(verdict: Verdict, box: QRectF) -> tuple[QPainterPath, QPainterPath]:
    """Outline and mark of a verdict's shape inside ``box`` (pixels)."""
    outline, mark = QPainterPath(), QPainterPath()
    x, y, side = box.x(), box.y(), box.width()

    def at(u: float, v: float) -> QPointF:
        return QPointF(x + u * side, y + v * side)

    if verdict is Verdict.WELCOME:
        outline.addEllipse(box)
        mark.moveTo(at(0.28, 0.53))
        mark.lineTo(at(0.44, 0.68))
        mark.lineTo(at(0.73, 0.35))
    elif verdict is Verdict.ALREADY_IN:
        outline.addRoundedRect(box, side * 0.18, side * 0.18)
        arc = QRectF(at(0.27, 0.27), at(0.73, 0.73))
        mark.arcMoveTo(arc, 60)
        mark.arcTo(arc, 60, -300)
        mark.moveTo(at(0.30, 0.16))
        mark.lineTo(at(0.385, 0.30))
        mark.lineTo(at(0.23, 0.36))
    elif verdict is Verdict.PLEASE_CHECK:
        outline.addPolygon(QPolygonF([at(0.5, 0.04), at(0.99, 0.94), at(0.01, 0.94)]))
        outline.closeSubpath()
        mark.moveTo(at(0.5, 0.36))
        mark.lineTo(at(0.5, 0.62))
        mark.moveTo(at(0.5, 0.79))
        mark.lineTo(at(0.5, 0.795))
    elif verdict is Verdict.NOT_ALLOWED:
        turns = [math.radians(22.5 + 45 * i) for i in range(8)]
        corners = [at(0.5 + 0.54 * math.cos(t), 0.5 + 0.54 * math.sin(t)) for t in turns]
        outline.addPolygon(QPolygonF(corners))
        outline.closeSubpath()
        mark.moveTo(at(0.32, 0.32))
        mark.lineTo(at(0.68, 0.68))
        mark.moveTo(at(0.68, 0.32))
        mark.lineTo(at(0.32, 0.68))
    else:
        outline.addPolygon(QPolygonF([at(0.5, 0), at(1, 0.5), at(0.5, 1), at(0, 0.5)]))
        outline.closeSubpath()
        arc = QRectF(at(0.38, 0.26), at(0.62, 0.50))
        mark.arcMoveTo(arc, 170)
        mark.arcTo(arc, 170, -240)
        mark.lineTo(at(0.5, 0.62))
        mark.moveTo(at(0.5, 0.745))
        mark.lineTo(at(0.5, 0.75))
    return outline, mark
