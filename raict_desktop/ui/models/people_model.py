"""The participants as a table that the database filters, sorts and pages.

Only the pages on show are read, so that a list of 100 000 people opens as fast as one of 100.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from raict_desktop.domain.records import Person, Status
from raict_desktop.services import people
from raict_desktop.services.people import PeopleQuery
from raict_desktop.ui.language import current_language, tr

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

PAGE = 200
COLUMNS = ("family_name", "given_name", "organisation", "country", "category", "present")
_Index = QModelIndex | QPersistentModelIndex


def category_text(category: str) -> str:
    """The word for a category; one an imported list brought stays as typed."""
    try:
        return tr(f"organiser.category_{category}")
    except KeyError:
        return category


def presence_text(person: Person) -> str:
    """Present, cancelled or expected, in words."""
    if person.status is Status.CANCELLED:
        return tr("organiser.state_cancelled")
    return tr("organiser.state_present" if person.present else "organiser.state_absent")


class PeopleModel(QAbstractTableModel):
    """People of ``query``, read ``PAGE`` rows at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._event: OpenEvent | None = None
        self.query = PeopleQuery()
        self._count = 0
        self._pages: dict[int, list[Person]] = {}

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's people."""
        self._event = event
        self.query = PeopleQuery()
        self.reload()

    def set_query(self, **values: Any) -> None:
        """Change some parts of the query (fields of ``PeopleQuery``)."""
        wanted = replace(self.query, **values)
        if wanted != self.query:
            self.query = wanted
            self.reload()

    def reload(self) -> None:
        """Count and read again."""
        self.beginResetModel()
        self._pages.clear()
        self._count = people.count(self._event, self.query) if self._event else 0
        self.endResetModel()

    def person(self, row: int) -> Person | None:
        """The person of a row, None where the list shrank meanwhile."""
        if self._event is None or not 0 <= row < self._count:
            return None
        start = row // PAGE
        if start not in self._pages:
            self._pages[start] = people.page(self._event, self.query, start * PAGE, PAGE)
        found = self._pages[start]
        return found[row % PAGE] if row % PAGE < len(found) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """People the query leaves."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One column for each of ``COLUMNS``."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        person = self.person(index.row())
        return None if person is None else self._text(person, COLUMNS[index.column()])

    def _text(self, person: Person, column: str) -> str:
        if column == "country":
            if self._event is None or not person.country:
                return ""
            return self._event.countries.name(person.country, current_language())
        if column == "category":
            return category_text(person.category)
        if column == "present":
            return presence_text(person)
        return str(getattr(person, column))

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

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the database sort by a column."""
        if 0 <= column < len(COLUMNS):
            self.set_query(sort=COLUMNS[column], descending=order == Qt.SortOrder.DescendingOrder)
