"""A check box large and plain enough to read in both themes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon

_SIDE, _GAP, _HEIGHT = 20, 10, 36


class CheckBox(QCheckBox):
    """A box and its label; a click on either switches it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font(15))
        self.setMinimumHeight(_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.notifier.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for the box, the gap and the label."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + _SIDE + _GAP + 12, _HEIGHT)

    def hitButton(self, pos: QPoint) -> bool:
        """Take clicks on the label too."""
        return self.rect().contains(pos) and pos.x() <= self.sizeHint().width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, tick and label."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _SIDE) // 2
        box = QRectF(3, top, _SIDE, _SIDE).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(t.accent if self.isChecked() else t.quiet, 1.5))
        painter.setBrush(t.accent if self.isChecked() else t.surface)
        painter.drawRoundedRect(box, 5, 5)
        if self.isChecked():
            icon("check", t.on_accent, 16).paint(painter, 5, top + 2, 16, 16)
        if self.hasFocus():
            painter.setPen(QPen(t.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 8, 8)
        painter.setPen(t.text if self.isEnabled() else t.quiet)
        painter.setFont(self.font())
        left = 3 + _SIDE + _GAP
        label = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(label, int(Qt.AlignmentFlag.AlignVCenter), self.text())
