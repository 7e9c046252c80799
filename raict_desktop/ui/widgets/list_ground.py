"""The ground of the row that is chosen in a list, the same in every list that paints its own rows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from raict_desktop.ui import theme

_ALPHA = 36


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, box: QRectF) -> bool:
    """Paint the ground of a row where it is chosen, with a line around it where the keys go there.

    Args:
        painter: of the list.
        option: the row's state.
        box: the row, in pixels.

    Returns:
        Whether the row is chosen.
    """
    if not option.state & QStyle.StateFlag.State_Selected:
        return False
    accent = theme.tokens().accent
    ground = QColor(accent)
    ground.setAlpha(_ALPHA)
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    painter.setPen(QPen(accent, 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 8, 8)
    return True
