"""Asks for the PIN before an organiser's function on a locked desk; scanning goes on behind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.guard import Guard
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.sheet import Sheet

WIDTH = 380


def pin_field() -> Field:
    """A field for digits that shows none of them."""
    field = Field()
    field.line.setEchoMode(QLineEdit.EchoMode.Password)
    field.line.setValidator(QRegularExpressionValidator("[0-9]{0,32}", field))
    field.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    return field


class PinSheet(Sheet):
    """What was asked for happens after the right PIN.

    Args:
        parent: the window it covers.
        guard: what compares the PIN.
        listens: whether it opens for everything the guard is asked.
    """

    def __init__(self, parent: QWidget, guard: Guard, *, listens: bool = True) -> None:
        super().__init__(parent)
        self._guard = guard
        self._what = "leave"
        self._then: Callable[[], None] = self.put_away
        self._leaving = False
        self.sentence, self.pin = PlainLabel(), pin_field()
        self.sentence.setFont(font(15))
        self.sentence.setWordWrap(True)
        self.go, self.cancel = Button(kind="primary", icon="lock-open"), Button(kind="ghost")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.go)
        self.card.setFixedWidth(WIDTH)
        self.card.column.addWidget(self.sentence)
        self.card.column.addWidget(self.pin)
        self.card.column.addLayout(row)
        self.go.clicked.connect(self.try_pin)
        self.cancel.clicked.connect(self.put_away)
        self.pin.line.returnPressed.connect(self.try_pin)
        if listens:
            guard.asked.connect(self.ask)
        self.retranslate()

    def ask(self, what: str, then: Callable[[], None], leaving: bool) -> None:
        """Ask for the PIN, then do something."""
        self._what, self._then, self._leaving = what, then, leaving
        self.pin.line.clear()
        self.pin.set_fault("")
        self.retranslate()
        self.open_over(self.pin.line)

    def try_pin(self) -> None:
        """Compare what was typed."""
        pin = self.pin.line.text()
        self.pin.line.clear()
        try:
            if self._leaving:
                self._guard.unlock(pin)
            else:
                self._guard.check(pin)
        except UserError as fault:
            self.pin.set_fault(fault_text(fault))
            return
        self.put_away()
        self._then()

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("lock.title"))
        self.sentence.setText(tr(f"lock.for_{self._what}"))
        self.pin.set_label(tr("lock.pin"))
        self.go.setText(tr("lock.go"))
        self.cancel.setText(tr("desk.cancel"))
