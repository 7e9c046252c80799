"""A drop-down list in the fields' clothes, with the program's own arrow in either theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.icons import icon
from raict_desktop.ui.widgets.field import field_style

_ARROW, _ROOM, _PADDING = 20, 36, 12


class Chooser(QComboBox):
    """A combo box that follows the theme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.notifier.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme."""
        hidden = "QComboBox::down-arrow{image:none;width:0;height:0}"
        room = f"QComboBox::drop-down{{border:none;background:transparent;width:{_ROOM}px}}"
        self.setStyleSheet(field_style() + room + hidden)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box, its text cut with an ellipsis where there is no room, and the arrow."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        width = self.width() - _ROOM - 2 * _PADDING
        shown = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, width
        )
        option.currentText = shown
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        top, left = (self.height() - _ARROW) // 2, self.width() - _ARROW - 10
        picture = icon("chevron-down", theme.tokens().quiet, _ARROW)
        picture.paint(painter, left, top, _ARROW, _ARROW)
        painter.end()
