"""A date to type or to pick from a calendar."""

from __future__ import annotations

from PySide6.QtCore import QDate
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDateEdit, QWidget

from raict_desktop.ui.icons import icon
from raict_desktop.ui.theme import tokens

_ICON = 18


class DateField(QDateEdit):
    """A date edit whose calendar is announced by the theme's own icon."""

    def __init__(self, day: QDate, parent: QWidget | None = None) -> None:
        super().__init__(day, parent)
        self.setCalendarPopup(True)
        self.setDisplayFormat("dd/MM/yyyy")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon over the place that opens the calendar."""
        super().paintEvent(event)
        top = (self.height() - _ICON) // 2
        drawn = icon("calendar", tokens().quiet, _ICON)
        drawn.paint(QPainter(self), self.width() - _ICON - 9, top, _ICON, _ICON)
