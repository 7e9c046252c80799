"""After a problem was parked in one key: another reason, or a word for the help desk."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from raict_desktop.domain.cases import CaseReason
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.desk.panel import DeskPanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.row_list import RowList
from raict_desktop.ui.widgets.scroll import reveal_part

ROW = 36


class ParkPanel(DeskPanel):
    """The case is journalled already; ``changed`` carries another reason and a note.

    A figure is kept at once (``reason_changed``), and the panel stays for a word.
    """

    changed = Signal(str, str)
    reason_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__("desk.parked")
        self._reason = CaseReason.OTHER
        self.who, self.reasons, self.note = PlainLabel(), RowList(ROW), Field()
        # All of them are in sight; where the window is too low, the whole panel is scrolled.
        self.reasons.setFixedHeight(ROW * len(CaseReason) + 4)
        self.reasons.currentRowChanged.connect(lambda _row: self._reveal())
        self.column.setSpacing(8)
        self.who.setFont(font(15, 600))
        self.who.setWordWrap(True)
        self.save_button = Button("", "primary", "check")
        for part in (self.who, self.hint):
            self.column.addWidget(part)
        self.column.addWidget(self.reasons)
        self.column.addWidget(self.note)
        self.column.addWidget(self.save_button)
        self.column.addStretch(1)
        self.save_button.clicked.connect(self._keep)
        self.note.line.returnPressed.connect(self._keep)
        self.note.line.setMaxLength(200)
        self.retranslate()

    def show_case(self, who: str, reason: CaseReason) -> None:
        """Speak of the case just parked."""
        self._reason = reason
        self.who.setText(who)
        self.note.line.clear()
        self.say(tr("desk.parked_hint"), "quiet")
        self._list()
        self.reasons.setFocus()
        QTimer.singleShot(0, self, self._reveal)  # once everything has its place

    def _list(self) -> None:
        self.reasons.clear()
        for number, reason in enumerate(CaseReason, 1):
            self.reasons.add(reason.value, f"{number}   {tr(f'cases.reason_{reason.value}')}")
        self.reasons.setCurrentRow(list(CaseReason).index(self._reason))

    def _reveal(self) -> None:
        reveal_part(self.reasons, self.reasons.visualItemRect(self.reasons.currentItem()))

    def _keep(self) -> None:
        chosen, note = self.reasons.chosen(), self.note.text()
        if chosen != self._reason or note:
            self.changed.emit(chosen, note)
        else:
            self.closed.emit()

    def retranslate(self) -> None:
        """Read every text again."""
        super().retranslate()
        self.note.set_label(tr("desk.parked_note"))
        self.save_button.setText(tr("desk.parked_done"))
        self.reasons.setAccessibleName(tr("desk.parked_reason"))
        self._list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A figure chooses a reason and keeps it, Enter is done."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
            event.accept()
        elif event.text() in "1234567" and event.text():
            self.reasons.setCurrentRow(int(event.text()) - 1)
            if self.reasons.chosen() != self._reason:
                self._reason = CaseReason(self.reasons.chosen())
                self.reason_changed.emit(self._reason.value)
            event.accept()
        else:
            super().keyPressEvent(event)
