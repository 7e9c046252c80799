"""A choice of a few words side by side, of which one always holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from raict_desktop.ui.widgets.button import Button


class Segmented(QWidget):
    """Buttons of which one is pressed; ``chosen`` tells the key a person chose."""

    chosen = Signal(str)

    def __init__(self, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for key in keys:
            button = Button(kind="secondary")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._buttons[key] = button
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def button(self, key: str) -> Button:
        """Return the button of ``key``."""
        return self._buttons[key]

    def set_text(self, key: str, text: str) -> None:
        """Label the choice ``key``."""
        self._buttons[key].setText(text)
        self._buttons[key].updateGeometry()

    def set_value(self, key: str) -> None:
        """Press the button of ``key`` without telling."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def value(self) -> str:
        """Return the key that holds, or empty."""
        return next((key for key, b in self._buttons.items() if b.isChecked()), "")
