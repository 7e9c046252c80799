"""The two boxes of a session's sheet that hold no text: a moment and a number."""

from __future__ import annotations

from PySide6.QtWidgets import QDateTimeEdit, QSpinBox

from raict_desktop.ui.pages.organiser.parts import box_style


class MomentEdit(QDateTimeEdit):
    """A date and time; arrow keys step them, so the small arrows are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setDisplayFormat("dd/MM/yyyy HH:mm")
        self.lineEdit().setTextMargins(10, 0, 0, 0)

    def setStyleSheet(self, style: str) -> None:
        """Take the look of fields."""
        super().setStyleSheet(style and box_style())


class CountEdit(QSpinBox):
    """A whole number, 0 for none."""

    def __init__(self, most: int = 100_000) -> None:
        super().__init__()
        self.setRange(0, most)
        self.lineEdit().setTextMargins(10, 0, 0, 0)

    def setStyleSheet(self, style: str) -> None:
        """Take the look of fields."""
        super().setStyleSheet(style and box_style())
