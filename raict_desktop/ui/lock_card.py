"""The settings of the locked reception mode: choose a PIN, change it, lock."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from raict_desktop.domain.errors import UserError
from raict_desktop.ui import theme
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.guard import Guard
from raict_desktop.ui.language import tr
from raict_desktop.ui.pin_sheet import pin_field
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.scroll import reveal


class LockCard(Card):
    """``lock_wanted`` asks the window to lock the desk."""

    lock_wanted = Signal()

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard
        self.heading, self.hint, self.outcome = PlainLabel(), PlainLabel(), PlainLabel()
        self.rules, self.show_digits = PlainLabel(), CheckBox()
        self.heading.setFont(font(20, 600))
        for label in (self.hint, self.rules, self.outcome):
            label.setFont(font(13))
            label.setWordWrap(True)
        self.outcome.setFont(font(15, 500))
        self.former, self.pin, self.again = pin_field(), pin_field(), pin_field()
        self.keep, self.lock = Button(icon="save"), Button(icon="lock")
        self.forget = Button(kind="ghost", icon="trash-2")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.keep, self.lock, self.forget):
            row.addWidget(button)
        row.addStretch(1)
        # What went wrong is said before the fields, where one looks who was sent here by Ctrl+L.
        parts = (self.heading, self.hint, self.outcome, self.former, self.pin, self.rules)
        for part in (*parts, self.again, self.show_digits):
            self.column.addWidget(part)
        self.column.addLayout(row)
        self.keep.clicked.connect(self.choose)
        self.pin.line.returnPressed.connect(self._after_pin)
        self.again.line.returnPressed.connect(self.choose)
        self.show_digits.toggled.connect(self._show_digits)
        self.forget.clicked.connect(self.drop)
        self.lock.clicked.connect(self.lock_wanted)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        for label in (self.hint, self.rules):
            tint(label, "quiet")

    def _show_digits(self, shown: bool) -> None:
        """Show what is typed; then once is enough."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in (self.former, self.pin):
            field.line.setEchoMode(mode)
        self.again.setHidden(shown)
        self.again.line.clear()
        self.again.set_fault("")

    def _after_pin(self) -> None:
        if self.again.isHidden():
            self.choose()
        else:
            self.again.line.setFocus()

    def ask_for_pin(self) -> None:
        """The desk was to be locked and has no code yet: say so, and be ready for one."""
        self._tell(tr("lock.none_yet"), "warn")
        self.pin.line.setFocus()
        reveal(self)

    def choose(self) -> None:
        """Take the PIN typed."""
        lock = self._guard.pin_lock
        if lock is None:
            return
        self.again.set_fault("")
        if not self.again.isHidden() and self.again.line.text() != self.pin.line.text():
            # The first one stays: only the second is typed anew.
            typed = bool(self.again.line.text())
            self.again.line.clear()
            self.again.set_fault(tr("lock.differ") if typed else "")
            self.again.line.setFocus()
            return
        try:
            lock.choose(self.pin.line.text(), self.former.line.text())
        except UserError as fault:
            self._say(fault_text(fault), "bad")
            return
        except OSError:
            self._say(tr("settings.not_kept"), "bad")
            return
        self._say(tr("lock.kept"), "good")

    def drop(self) -> None:
        """Use no PIN any more."""
        lock = self._guard.pin_lock
        if lock is None:
            return
        try:
            lock.forget(self.former.line.text())
        except UserError as fault:
            self._say(fault_text(fault), "bad")
            return
        self._say(tr("lock.dropped"), "good")

    def _say(self, text: str, colour: str) -> None:
        for field in (self.former, self.pin, self.again):
            field.line.clear()
        self.retranslate()
        self._tell(text, colour)

    def _tell(self, text: str, colour: str) -> None:
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))
        tint(self.outcome, colour)

    def retranslate(self) -> None:
        """Read every text again."""
        has_pin = self._guard.pin_lock is not None and self._guard.pin_lock.has_pin
        self.heading.setText(tr("lock.heading"))
        self.hint.setText(tr("lock.hint"))
        self.former.set_label(tr("lock.former"))
        self.pin.set_label(tr("lock.new_pin"))
        self.rules.setText(tr("lock.rules"))
        self.again.set_label(tr("lock.again"))
        self.show_digits.setText(tr("lock.show"))
        self.keep.setText(tr("lock.keep"))
        self.lock.setText(tr("lock.lock"))
        self.forget.setText(tr("lock.forget"))
        self.former.setVisible(has_pin)
        self.lock.setEnabled(has_pin)
        self.forget.setVisible(has_pin)
        self.outcome.setText("")
        self.outcome.hide()
        for button in (self.keep, self.lock, self.forget):
            button.updateGeometry()
