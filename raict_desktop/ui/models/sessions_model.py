"""The programme as a table, in the event's own time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from raict_desktop.domain.records import Session
from raict_desktop.services import programme
from raict_desktop.ui.language import number, time_text, tr

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

COLUMNS = ("title", "kind", "room", "time", "capacity", "admission", "exits")
_Index = QModelIndex | QPersistentModelIndex


class SessionsModel(QAbstractTableModel):
    """Sessions by start."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._event: OpenEvent | None = None
        self._sessions: list[Session] = []

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's programme."""
        self._event = event
        self.reload()

    def reload(self) -> None:
        """Read the programme again."""
        self.beginResetModel()
        self._sessions = programme.sessions(self._event) if self._event else []
        self.endResetModel()

    def session(self, row: int) -> Session | None:
        """The session of a row."""
        return self._sessions[row] if 0 <= row < len(self._sessions) else None

    def sessions(self) -> list[Session]:
        """Every session, by start."""
        return list(self._sessions)

    def row_of(self, session_id: str) -> int:
        """The row of a session, -1 when it is gone."""
        ids = [session.id for session in self._sessions]
        return ids.index(session_id) if session_id in ids else -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of sessions."""
        return 0 if parent.isValid() else len(self._sessions)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One column for each of ``COLUMNS``."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text or alignment of a cell."""
        if not index.isValid():
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and column == "capacity":
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            session = self.session(index.row())
            return None if session is None else self._text(session, column)
        return None

    def _text(self, session: Session, column: str) -> str:
        if column == "kind":
            return tr(f"organiser.kind_{session.kind.value.replace('-', '_')}")
        if column == "time" and self._event:
            start, end = self._event.local(session.start), self._event.local(session.end)
            return f"{start:%d/%m} {time_text(start)}–{time_text(end)}"
        if column == "capacity":
            return "" if session.capacity is None else number(session.capacity)
        if column == "admission":
            return tr(f"organiser.admission_{session.admission.value}")
        if column == "exits":
            return tr("organiser.yes" if session.exits else "organiser.no")
        return str(getattr(session, column, ""))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Title of a column."""
        if (
            role == Qt.ItemDataRole.DisplayRole
            and orientation == Qt.Orientation.Horizontal
            and 0 <= section < len(COLUMNS)
        ):
            return tr(f"organiser.column_{COLUMNS[section]}")
        return None
