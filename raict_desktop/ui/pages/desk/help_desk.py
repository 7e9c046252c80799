"""Who waits at the help desk, and what can be done about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout

from raict_desktop.domain.records import Status
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.pages.desk.panel import DeskPanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.cases import CaseLine

ACTIONS = {
    "admit": "user-check",
    "register": "user-plus",
    "substitute": "users",
    "sheet": "id-card",
    "send_away": "circle-x",
    "close": "check",
}


class HelpDeskPanel(DeskPanel):
    """The waiting cases; ``wanted`` carries an action of ``ACTIONS`` and the case it is for."""

    wanted = Signal(str, object)

    def __init__(self) -> None:
        super().__init__("desk.help_desk")
        self._lines: dict[str, CaseLine] = {}
        self._event: OpenEvent | None = None
        self.cases = RowList()
        self.choices = {name: Button("", "secondary", icon) for name, icon in ACTIONS.items()}
        self.choices["admit"].set_kind("primary")
        self.column.addWidget(self.hint)
        self.column.addWidget(self.cases, 1)
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, (name, button) in enumerate(self.choices.items()):
            grid.addWidget(button, place // 2, place % 2)
            button.clicked.connect(lambda _checked=False, name=name: self._want(name))
        self.column.addLayout(grid)
        self.cases.currentRowChanged.connect(lambda _row: self._offer())
        self.retranslate()

    def show_cases(self, event: OpenEvent, lines: list[CaseLine]) -> None:
        """List the cases that wait, keeping the one in front."""
        kept = self.cases.chosen()
        self._event = event
        self._lines = {line.case.id: line for line in lines}
        self.cases.clear()
        for line in lines:
            case = line.case
            who = line.person.full_name if line.person else line.code or line.note or "?"
            at = time_text(event.local(case.at))
            details = (at, tr(f"cases.reason_{case.reason}"), line.note if line.person else "")
            self.cases.add(case.id, who, " · ".join(t for t in details if t))
        keys = self.cases.keys()
        if keys:
            self.cases.setCurrentRow(keys.index(kept) if kept in keys else 0)
        self.say(tr("desk.help_desk_count", count=len(lines)), "quiet")
        self._offer()

    def person_in_front(self) -> str:
        """Id of the person of the case in front, or empty."""
        line = self._line()
        return line.person.id if line and line.person else ""

    def _line(self) -> CaseLine | None:
        return self._lines.get(self.cases.chosen())

    def _offer(self) -> None:
        line = self._line()
        person = line.person if line else None
        cancelled = person is not None and person.status is Status.CANCELLED
        absent = person is not None and not person.present
        possible = {
            "admit": absent,
            "register": line is not None and person is None,
            "substitute": absent and not (person and person.replaced_by),
            "sheet": person is not None,
            "send_away": line is not None,
            "close": line is not None,
        }
        for name, button in self.choices.items():
            button.setEnabled(possible[name])
        self.choices["admit"].setText(tr("desk.case_readmit" if cancelled else "desk.case_admit"))

    def _want(self, name: str) -> None:
        line = self._line()
        if line is not None and self.choices[name].isEnabled():
            self.wanted.emit(name, line)

    def retranslate(self) -> None:
        """Read every text again."""
        super().retranslate()
        for name, button in self.choices.items():
            button.setText(tr(f"desk.case_{name}"))
        self.cases.setAccessibleName(tr("desk.help_desk"))
        if self._event is not None:
            self.show_cases(self._event, list(self._lines.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the first thing that can be done, F4 opens the sheet, Del closes the case."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            ready = (name for name, button in self.choices.items() if button.isEnabled())
            self._want(next(ready, "close"))
        elif key == Qt.Key.Key_F4:
            self._want("sheet")
        elif key == Qt.Key.Key_Delete:
            self._want("close")
        else:
            super().keyPressEvent(event)
            return
        event.accept()
