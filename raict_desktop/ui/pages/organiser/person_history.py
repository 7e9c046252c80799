"""What happened to one person, newest first, each passage with a way to undo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.journal import Kind
from raict_desktop.ui.language import current_language, time_text, tr
from raict_desktop.ui.pages.organiser.parts import Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.wording import catalogue

if TYPE_CHECKING:
    from raict_desktop.services.history import HistoryLine

MOST_LINES = 200
_PASSAGES = frozenset({Kind.ENTRY, Kind.EXIT, Kind.REFUSED})


class PersonHistory(QWidget):
    """Rows of the journal; ``undo_wanted`` carries the entry's id."""

    undo_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(6)
        self._labels: list[Words] = []
        self._undos: list[Button] = []

    def texts(self) -> list[str]:
        """Every line as it is read."""
        return [label.text() for label in self._labels]

    def show_lines(
        self,
        lines: Sequence[HistoryLine],
        local: Callable[[datetime], datetime],
        sessions: Mapping[str, str],
        *,
        may_undo: bool,
    ) -> None:
        """Replace the rows.

        Args:
            lines: newest first.
            local: turns UTC into the event's time.
            sessions: titles by id.
            may_undo: whether anything can be written.
        """
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._labels, self._undos = [], []
        words = catalogue(current_language())
        for line in lines[:MOST_LINES]:
            key = f"sheet.kind_{line.kind.value}"
            if key in words:  # a kind that another version wrote says nothing here
                self._rows.addWidget(self._row(line, local, sessions, may_undo))

    def come_after(self, before: QWidget) -> None:
        """Let the Tab key go from ``before`` to the rows: made later, they would come last of all."""
        for button in self._undos:
            QWidget.setTabOrder(before, button)
            before = button

    def _row(
        self,
        line: HistoryLine,
        local: Callable[[datetime], datetime],
        sessions: Mapping[str, str],
        may_undo: bool,
    ) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        label = Words(13, 400, "quiet" if line.annulled else "text")
        label.setText(history_text(line, local(line.at), sessions))
        self._labels.append(label)
        layout.addWidget(label, 1)
        if line.undoable and may_undo and line.kind in (Kind.ENTRY, Kind.EXIT):
            button = Button("", "ghost", "undo-2")
            button.setToolTip(tr("desk.undo"))
            button.setAccessibleName(f"{tr('desk.undo')}. {label.text()}")
            button.clicked.connect(lambda: self.undo_wanted.emit(line.entry_id))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self._undos.append(button)
        return row


def history_text(line: HistoryLine, at: datetime, sessions: Mapping[str, str]) -> str:
    """One entry in words: when, what, where, by whom, and what it changed."""
    what = tr(f"sheet.kind_{line.kind.value}")
    parts = [f"{at:%d/%m} {time_text(at)}", what]
    if line.kind in _PASSAGES:
        parts.append(sessions.get(line.checkpoint) or tr("organiser.main_door"))
    elif line.checkpoint:
        parts.append(sessions.get(line.checkpoint, ""))
    if line.operator:
        parts.append(line.operator)
    text = " · ".join(part for part in parts if part)
    if line.annulled:
        text += f" ({tr('organiser.undone')})"
    words = catalogue(current_language())
    for change in line.changes:
        name = words.get(f"organiser.field_{change.field}") or words.get(
            f"sheet.field_{change.field}", change.field
        )
        before, after = change.before or "–", change.after or "–"
        text += "\n" + tr("sheet.change", field=name, before=before, after=after)
    return text
