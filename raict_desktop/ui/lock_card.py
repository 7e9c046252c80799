"""The settings of the locked reception mode: choose a PIN, change it, lock."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from raict_desktop.domain.errors import UserError
from raict_desktop.ui import theme
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.guard import Guard
from raict_desktop.ui.language import tr
from raict_desktop.ui.pin_sheet import pin_field
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel


class LockCard(Card):
    """``lock_wanted`` asks the window to lock the desk."""

    lock_wanted = Signal()

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self._guard = guard
        self.heading, self.hint, self.outcome = PlainLabel(), PlainLabel(), PlainLabel()
        self.heading.setFont(font(20, 600))
        for label in (self.hint, self.outcome):
            label.setFont(font(13))
            label.setWordWrap(True)
        self.former, self.pin = pin_field(), pin_field()
        self.keep, self.lock = Button(icon="save"), Button(icon="lock")
        self.forget = Button(kind="ghost", icon="trash-2")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.keep, self.lock, self.forget):
            row.addWidget(button)
        row.addStretch(1)
        for part in (self.heading, self.hint, self.former, self.pin):
            self.column.addWidget(part)
        self.column.addLayout(row)
        self.column.addWidget(self.outcome, 0, Qt.AlignmentFlag.AlignLeft)
        self.keep.clicked.connect(self.choose)
        self.pin.line.returnPressed.connect(self.choose)
        for button in (self.keep, self.lock, self.forget):
            button.setAutoDefault(True)  # Enter presses the one that has the focus
        self.forget.clicked.connect(self.drop)
        self.lock.clicked.connect(self.lock_wanted)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        tint(self.hint, "quiet")

    def choose(self) -> None:
        """Take the PIN typed."""
        lock = self._guard.pin_lock
        if lock is None:
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
        self.former.line.clear()
        self.pin.line.clear()
        self.retranslate()
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
