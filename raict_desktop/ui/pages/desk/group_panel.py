"""A delegation beside the verdict: who is there, who is ticked, how many come without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from raict_desktop.domain.records import Person, Status
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.pages.desk.counter import Counter
from raict_desktop.ui.pages.desk.panel import DeskPanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.groups import Group

MOST_COMPANIONS = 99


class GroupPanel(DeskPanel):
    """Everybody who is expected is ticked; Enter admits the ticked.

    ``admitted`` carries the group's name, the ids ticked and the companions; ``opened`` an id whose
    sheet is wanted.
    """

    admitted = Signal(str, list, int)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("desk.group")
        self._group: Group | None = None
        self._event: OpenEvent | None = None
        self.members, self.companions = RowList(), Counter(MOST_COMPANIONS)
        self.admit_button = Button("", "primary", "users")
        self.column.addWidget(self.hint)
        self.column.addWidget(self.members, 1)
        self.column.addWidget(self.companions)
        self.column.addWidget(self.admit_button)
        self.members.itemChanged.connect(lambda _item: self._count())
        self.companions.changed.connect(lambda _value: self._count())
        self.admit_button.clicked.connect(self._admit)
        self.retranslate()

    def show_group(self, event: OpenEvent, group: Group) -> None:
        """List a group; those who are expected are ticked."""
        self._event, self._group = event, group
        self.companions.set_value(0)
        self._list()
        self.members.setFocus()

    def _list(self) -> None:
        group, event = self._group, self._event
        if group is None or event is None:
            return
        self.members.clear()
        for person in group.members:
            cancelled = person.status is Status.CANCELLED
            expected = not person.present and not cancelled
            self.members.add(
                person.id,
                self._name(person),
                self._facts(event, person),
                ticked=True if expected else None,
                mark="" if expected else ("circle-x" if cancelled else "check"),
                enabled=expected,
            )
        first = next((row for row, p in enumerate(group.members) if not p.present), 0)
        self.members.setCurrentRow(first)
        here = sum(person.present for person in group.members)
        self.title.setText(group.name)
        state = "desk.group_state" if self.members.ticked() else "desk.group_all_here"
        self.say(tr(state, here=here, count=len(group.members)), "quiet")
        self._count()

    @staticmethod
    def _name(person: Person) -> str:
        if person.head_of_delegation:
            return f"{person.full_name} · {tr('desk.head')}"
        return person.full_name

    @staticmethod
    def _facts(event: OpenEvent, person: Person) -> str:
        state = "cancelled" if person.status is Status.CANCELLED else ""
        state = state or ("present" if person.present else "")
        words = [tr(f"desk.member_{state}")] if state else []
        country = event.countries.name(person.country, current_language())
        return " · ".join(text for text in (*words, person.function, country) if text)

    def _count(self) -> None:
        count = len(self.members.ticked()) + self.companions.value()
        text = tr("desk.group_admit", count=count) if count else tr("desk.group_admit_nobody")
        self.admit_button.setText(text)
        self.admit_button.setEnabled(count > 0)

    def _admit(self) -> None:
        if self._group is not None and self.admit_button.isEnabled():
            ticked, companions = self.members.ticked(), self.companions.value()
            self.admitted.emit(self._group.name, ticked, companions)

    def retranslate(self) -> None:
        """Read every text again."""
        super().retranslate()
        self.companions.set_texts(
            tr("desk.companions"), tr("desk.companions_fewer"), tr("desk.companions_more")
        )
        self.members.setAccessibleName(tr("desk.group"))
        self._list()
        self._count()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter admits, + and - count companions, F4 opens the sheet of the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._admit()
            event.accept()
        elif event.text() in ("+", "-"):
            self.companions.step(1 if event.text() == "+" else -1)
            event.accept()
        elif event.key() == Qt.Key.Key_F4 and self.members.chosen():
            self.opened.emit(self.members.chosen())
            event.accept()
        else:
            super().keyPressEvent(event)
