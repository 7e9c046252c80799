"""The organisations as a table whose names, kinds and countries are changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from raict_desktop.domain.records import OrganisationKind
from raict_desktop.services.organisations import OrganisationLine
from raict_desktop.ui.language import number, tr

_Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("name", "kind", "country", "people", "present")
EDITABLE = COLUMNS[:3]


def kind_options() -> dict[str, str]:
    """The kinds of organisation by key, in words."""
    return {kind.value: tr(f"organiser.org_{kind.value}") for kind in OrganisationKind}


class OrganisationsModel(QAbstractTableModel):
    """Lines in the order given or sorted by a column; ``edited`` tells id, column and new value."""

    edited = Signal(str, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[OrganisationLine] = []
        self.countries: Mapping[str, str] = {}
        self.editable = False
        self._sort = (0, Qt.SortOrder.AscendingOrder)

    def show_lines(self, lines: Sequence[OrganisationLine], countries: Mapping[str, str]) -> None:
        """Show other organisations; ``countries`` names the codes."""
        self.beginResetModel()
        self.lines, self.countries = list(lines), countries
        self._order()
        self.endResetModel()

    def _order(self) -> None:
        column, order = self._sort
        if column == 0 and order == Qt.SortOrder.AscendingOrder:
            return  # as the database gives them, which may be in groups
        name = COLUMNS[column]
        reverse = order == Qt.SortOrder.DescendingOrder
        self.lines.sort(key=lambda line: self._key(line, name), reverse=reverse)

    def _key(self, line: OrganisationLine, column: str) -> tuple[int, str]:
        if column in ("people", "present"):
            return getattr(line, column), line.organisation.name.casefold()
        return 0, self._text(line, column).casefold()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        if 0 <= column < len(COLUMNS):
            self.beginResetModel()
            self._sort = (column, order)
            if column == 0:
                names = order == Qt.SortOrder.DescendingOrder
                self.lines.sort(key=lambda li: li.organisation.name.casefold(), reverse=names)
            self._order()
            self.endResetModel()

    def value_of(self, column: str, text: str) -> str:
        """The value that a text means in a column: the key of a kind's word, else the text itself."""
        text = text.strip()
        text = text[1:] if text.startswith("'") else text
        if column != "kind":
            return "" if column == "country" and text == "–" else text
        words = {word.casefold(): key for key, word in kind_options().items()}
        return words.get(text.casefold(), text)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Organisations on show."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One column for each of ``COLUMNS``."""
        return 0 if parent.isValid() else len(COLUMNS)

    def options_of(self, index: _Index) -> Mapping[str, str] | None:
        """The kinds, or the countries, where one of them stands."""
        column = COLUMNS[index.column()]
        if not self.editable:
            return None
        if column == "kind":
            return kind_options()
        return {"": "–", **self.countries} if column == "country" else None

    def _text(self, line: OrganisationLine, column: str) -> str:
        organisation = line.organisation
        if column == "kind":
            return tr(f"organiser.org_{organisation.kind.value}")
        if column == "country":
            return self.countries.get(organisation.country, organisation.country)
        if column == "name":
            return organisation.name
        return number(getattr(line, column))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, its key for an editor, figures to the right."""
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.EditRole:
            plain = {"kind": line.organisation.kind.value, "country": line.organisation.country}
            return plain.get(column, line.organisation.name)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in ("people", "present"):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, column)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what somebody typed or chose; the page writes it."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        if str(value).strip() == str(self.data(index, role)):
            return False
        line = self.lines[index.row()]
        self.edited.emit(line.organisation.id, COLUMNS[index.column()], str(value).strip())
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Name, kind and country can be edited."""
        flags = super().flags(index)
        if self.editable and index.isValid() and COLUMNS[index.column()] in EDITABLE:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Title of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section] in ("people", "present"):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return tr(f"organisations.column_{COLUMNS[section]}") if role == 0 else None
