"""Setting a room right beside its door: a recount, and passages counted at the wrong session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.records import Session
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.chooser import Chooser
from raict_desktop.ui.widgets.field import Field, tint
from raict_desktop.ui.widgets.label import PlainLabel


class CorrectionsPanel(QWidget):
    """``recounted`` carries how many people were counted, ``move_wanted`` a session's id.

    ``since_changed`` tells that another time was typed, so that what would move is counted again.
    """

    recounted = Signal(int)
    move_wanted = Signal(str)
    since_changed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.move_title = PlainLabel(), PlainLabel()
        self.hint, self.move_hint, self.found = PlainLabel(), PlainLabel(), PlainLabel()
        self.total, self.since = Field(), Field()
        self.target = Chooser()
        self.target_field = Field(self.target)
        # The field dresses its editor as a plain one: dress it last.
        self.target.dress()
        theme.notifier.changed.connect(self.target.dress)
        self.recount_button = Button("", "primary", "users")
        self.move_button = Button("", "secondary", "arrow-left-right")
        self.close_button = Button("", "ghost", "x")
        for label in (self.title, self.move_title):
            label.setFont(font(20, 600))
        for label in (self.hint, self.move_hint, self.found):
            label.setFont(font(13))
            label.setWordWrap(True)
        self.total.line.setMaxLength(6)
        self.since.line.setMaxLength(5)
        self.target.setMinimumContentsLength(8)
        self._build()
        self.total.line.returnPressed.connect(self._on_recount)
        self.recount_button.clicked.connect(self._on_recount)
        self.since.line.textChanged.connect(lambda _text: self.since_changed.emit())
        self.move_button.clicked.connect(lambda: self.move_wanted.emit(self.target.currentData()))
        self.close_button.clicked.connect(self.closed)
        theme.notifier.changed.connect(self.dress)
        self.dress()
        self.retranslate()

    def _build(self) -> None:
        head, row = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        row.setSpacing(12)
        row.addWidget(self.since, 1)
        row.addWidget(self.target_field, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.hint)
        column.addWidget(self.total)
        column.addWidget(self.recount_button)
        column.addSpacing(20)
        column.addWidget(self.move_title)
        column.addWidget(self.move_hint)
        column.addLayout(row)
        column.addWidget(self.found)
        column.addWidget(self.move_button)
        column.addStretch(1)

    def dress(self) -> None:
        """Take the colours of the theme."""
        for label in (self.hint, self.move_hint, self.found):
            tint(label, "quiet")

    def open(self, inside: int, since: datetime, others: Sequence[tuple[str, str]]) -> None:
        """Show the panel.

        Args:
            inside: the count as it stands.
            since: local time of the first passage, proposed as the beginning of what is moved.
            others: ids and names of the sessions passages may go to.
        """
        self.total.line.setText(str(inside))
        self.total.set_fault("")
        self.since.set_fault("")
        self.target.clear()
        for session_id, name in others:
            self.target.addItem(name, session_id)
        self.since.line.setText(time_text(since))
        for part in (self.target, self.since, self.move_button):
            part.setEnabled(bool(others))
        self.show()
        self.total.line.setFocus()
        self.total.line.selectAll()
        self.since_changed.emit()

    def since_moment(self, session: Session, day: datetime) -> datetime | None:
        """The typed time on a local day, or None when it is none; ``session`` gives the default."""
        text = self.since.text().lower().replace("h", ":").replace(" ", "")
        if not text:
            return session.start
        hour, _, minute = text.partition(":")
        try:
            return day.replace(hour=int(hour), minute=int(minute or 0), second=0, microsecond=0)
        except ValueError:
            return None

    def show_found(self, passages: int, counts: int) -> None:
        """Say what would be moved."""
        self.found.setText(
            f"{tr('door.found_passages', count=passages)} {tr('door.found_counts', count=counts)}"
        )
        self.since.set_fault("")
        self.move_button.setEnabled(passages + counts > 0 and self.target.count() > 0)

    def refuse_time(self) -> None:
        """Say that the typed time is none."""
        self.since.set_fault(tr("door.bad_time"))
        self.move_button.setEnabled(False)

    def _on_recount(self) -> None:
        text = self.total.text()
        if text.isdecimal():
            self.total.set_fault("")
            self.recounted.emit(int(text))
        else:
            self.total.set_fault(tr("errors_doors.bad_count"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key leaves the form for the page's own keys."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        event.accept()

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("door.recount_title"))
        self.hint.setText(tr("door.recount_hint"))
        self.total.set_label(tr("door.recount_field"))
        self.recount_button.setText(tr("door.recount_save"))
        self.move_title.setText(tr("door.move_title"))
        self.move_hint.setText(tr("door.move_hint"))
        self.since.set_label(tr("door.move_since"))
        self.target_field.set_label(tr("door.move_to"))
        self.move_button.setText(tr("door.move_save"))
        self.close_button.setAccessibleName(tr("desk.cancel"))
        self.close_button.setToolTip(tr("desk.cancel"))
