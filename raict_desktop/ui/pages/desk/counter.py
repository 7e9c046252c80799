"""A small number with a button on either side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import PlainLabel, tip


class Counter(QWidget):
    """Counts from 0 to ``most``."""

    changed = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most, self._value = most, 0
        self.label, self.number = PlainLabel(), PlainLabel("0")
        self.fewer, self.more = Button("", "secondary", "minus"), Button("", "secondary", "plus")
        for button in (self.fewer, self.more):
            button.setAutoDefault(False)  # Enter admits, also after a click here
        self.label.setFont(font(15))
        self.label.setWordWrap(True)
        self.number.setFont(font(20, 600, tabular=True))
        self.number.setMinimumWidth(36)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        for part in (self.fewer, self.number, self.more):
            row.addWidget(part)
        self.fewer.clicked.connect(lambda: self.step(-1))
        self.more.clicked.connect(lambda: self.step(1))

    def value(self) -> int:
        """Return the number."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show another number."""
        self._value = max(0, min(self._most, value))
        self.number.setText(str(self._value))
        self.changed.emit(self._value)

    def step(self, by: int) -> None:
        """Count on."""
        self.set_value(self._value + by)

    def set_texts(self, label: str, fewer: str, more: str) -> None:
        """Say what is counted."""
        self.label.setText(label)
        for button, text in ((self.fewer, fewer), (self.more, more)):
            button.setAccessibleName(text)
            button.setToolTip(tip(text))
