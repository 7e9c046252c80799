"""The participants as a table that the database filters, sorts and pages.

Only the pages on show are read, so that a list of 100 000 people opens as fast as one of 100. A longer list
is read on another thread: to sort or to count a million people takes seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from raict_desktop.domain.records import CATEGORIES, OrganisationKind, Person, Status
from raict_desktop.services import people
from raict_desktop.services.people import PeoplePage, PeopleQuery
from raict_desktop.services.people_reading import PeopleReading, is_long
from raict_desktop.ui.context import Tasks
from raict_desktop.ui.language import current_language, tr

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

PAGE = 200
DEFAULT_COLUMNS = (
    "family_name",
    "given_name",
    "organisation",
    "country",
    "category",
    "present",
)
COLUMNS = (
    "family_name",
    "given_name",
    "civility",
    "function",
    "organisation",
    "organisation_kind",
    "country",
    "category",
    "delegation",
    "email",
    "phone",
    "status",
    "present",
    "note",
    "external_id",
    "code",
)
"""Every column that may be shown, in the order they stand in."""
_FIXED = frozenset(["present", "code"])
_Index = QModelIndex | QPersistentModelIndex


def category_text(category: str) -> str:
    """The word for a category; one an imported list brought stays as typed."""
    try:
        return tr(f"organiser.category_{category}")
    except KeyError:
        return category


def column_title(column: str) -> str:
    """The title of a column."""
    area = "organiser.column" if column in DEFAULT_COLUMNS else "lists.field"
    return tr(f"{area}_{column}")


def presence_text(person: Person) -> str:
    """Present, cancelled or expected, in words."""
    if person.status is Status.CANCELLED:
        return tr("organiser.state_cancelled")
    return tr("organiser.state_present" if person.present else "organiser.state_absent")


class PeopleModel(QAbstractTableModel):
    """People of ``query``, read ``PAGE`` rows at a time.

    ``edited`` tells the person's id, the field and what somebody typed or chose in a cell;
    ``reading_changed`` whether the list is being read; ``loaded`` that the rows of the query are there.

    Args:
        parent: the owner.
        tasks: where long lists are read; none: every list is read where it is asked for.
    """

    edited = Signal(str, str, str)
    reading_changed = Signal(bool)
    loaded = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, tasks: Tasks | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._long = False
        self._reading: PeopleReading | None = None
        self._next: int | None = None
        self._event: OpenEvent | None = None
        self.query = PeopleQuery()
        self._count = 0
        self._pages: dict[int, list[Person]] = {}
        self._shown: tuple[str, ...] = DEFAULT_COLUMNS
        self.categories: tuple[str, ...] = CATEGORIES

    @property
    def editable(self) -> bool:
        """Whether cells can be changed."""
        return self._event is not None and not self._event.read_only

    def show_columns(self, names: tuple[str, ...]) -> None:
        """Show these columns, of ``COLUMNS``."""
        self.beginResetModel()
        self._shown = names
        self.endResetModel()

    def is_editable(self, column: str) -> bool:
        """Whether the values of a column can be changed."""
        return self.editable and column not in _FIXED

    def options_of(self, index: _Index) -> Mapping[str, str] | None:
        """Words by key where a cell offers a choice."""
        column = self._shown[index.column()]
        if not self.is_editable(column) or column not in (
            "category",
            "status",
            "organisation_kind",
        ):
            return None
        return self._options(column)

    def _options(self, column: str) -> dict[str, str]:
        if column == "category":
            return {key: category_text(key) for key in self.categories}
        if column == "status":
            return {status.value: tr(f"organiser.status_{status.value}") for status in Status}
        return {kind.value: tr(f"organiser.org_{kind.value}") for kind in OrganisationKind}

    def value_of(self, column: str, text: str) -> str:
        """The value that a text means in a column: the key of a word, else the text itself."""
        text = text.strip()
        text = text[1:] if text.startswith("'") else text
        if column not in ("category", "status", "organisation_kind"):
            return text
        words = {word.casefold(): key for key, word in self._options(column).items()}
        return words.get(text.casefold(), text)

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's people."""
        self._event = event
        self.query = PeopleQuery()
        self._show(PeoplePage(0, 0, ()))
        self.reload()

    def set_query(self, **values: Any) -> None:
        """Change some parts of the query (fields of ``PeopleQuery``)."""
        wanted = replace(self.query, **values)
        if wanted != self.query:
            self.query = wanted
            self.reload()

    @property
    def reading(self) -> bool:
        """Whether the list is being read; until then the rows of before stay."""
        return self._reading is not None

    def reload(self, row: int = 0) -> None:
        """Count and read again; a long list is there, at least around ``row``, when ``loaded`` says so."""
        event = self._event
        self.give_up()
        self._long = event is not None and self._tasks is not None and is_long(event)
        if self._long:
            self._ask(max(0, row) // PAGE, anew=True)
        else:
            self._show(PeoplePage(people.count(event, self.query) if event else 0, 0, ()))
            self.loaded.emit()

    def give_up(self) -> None:
        """Stop a reading under way; what is shown stays."""
        self._next = None
        if self._reading is not None:
            self._reading.give_up()
            self._reading = None
            self.reading_changed.emit(False)

    def _show(self, found: PeoplePage) -> None:
        self.beginResetModel()
        self._pages.clear()
        self._count = found.count
        if found.people:
            self._pages[found.offset // PAGE] = list(found.people)
        self.endResetModel()

    def _ask(self, place: int, *, anew: bool = False) -> None:
        """Read a page of a long list elsewhere; one at a time, the one asked for last comes next."""
        event, tasks = self._event, self._tasks
        if event is None or tasks is None:
            return
        reading = self._reading = PeopleReading(event, self.query, place * PAGE, PAGE)
        self.reading_changed.emit(True)

        def done(found: PeoplePage | None) -> None:
            if self._reading is not reading or found is None:
                return  # somebody wanted another list meanwhile
            self._reading = None
            if anew or found.count != self._count:
                self._show(found)
                self.loaded.emit()
            else:
                self._pages[place] = list(found.people)
                last = place * PAGE + len(found.people) - 1
                self.dataChanged.emit(
                    self.index(place * PAGE, 0), self.index(last, len(self._shown) - 1)
                )
            following, self._next = self._next, None
            self.reading_changed.emit(False)
            if following is not None and following not in self._pages:
                self._ask(following)

        def failed(fault: Exception) -> None:
            if self._reading is reading:
                self._reading = None
                self.reading_changed.emit(False)
                self.failed.emit(fault)

        tasks.run(reading.answer, done, failed)

    def person(self, row: int) -> Person | None:
        """The person of a row, None where the list shrank meanwhile."""
        if self._event is None or not 0 <= row < self._count:
            return None
        start = row // PAGE
        if start not in self._pages:
            self._pages[start] = people.page(self._event, self.query, start * PAGE, PAGE)
        found = self._pages[start]
        return found[row % PAGE] if row % PAGE < len(found) else None

    def known(self, row: int) -> Person | None:
        """The person of a row if nothing has to be read for it."""
        return self.person(row) if not self._long or row // PAGE in self._pages else None

    def _is_there(self, row: int) -> bool:
        """Whether a row of a long list was read; asks for it otherwise."""
        place = row // PAGE
        if not self._long or place in self._pages:
            return True
        if self._reading is None:
            self._ask(place)
        else:
            self._next = place
        return place in self._pages  # where tasks run at once

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """People the query leaves."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """The columns on show."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell, or its value for an editor."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.EditRole,
        ):
            return None
        if not self._is_there(index.row()):
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        person = self.person(index.row())
        if person is None:
            return None
        column = self._shown[index.column()]
        if role == Qt.ItemDataRole.EditRole and column != "country":
            return str(getattr(person, column))
        return self._text(person, column)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what somebody typed or chose; the page writes it."""
        person = self.person(index.row()) if index.isValid() else None
        if role != Qt.ItemDataRole.EditRole or person is None:
            return False
        if str(value).strip() == str(self.data(index, role)):
            return False
        self.edited.emit(person.id, self._shown[index.column()], str(value).strip())
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Most columns can be edited."""
        flags = super().flags(index)
        if index.isValid() and self.is_editable(self._shown[index.column()]):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def _text(self, person: Person, column: str) -> str:
        if column == "country":
            if self._event is None or not person.country:
                return ""
            return self._event.countries.name(person.country, current_language())
        if column == "category":
            return category_text(person.category)
        if column == "present":
            return presence_text(person)
        if column == "status":
            return tr(f"organiser.status_{person.status.value}")
        if column == "organisation_kind":
            return tr(f"organiser.org_{person.organisation_kind.value}")
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
            and 0 <= section < len(self._shown)
        ):
            return column_title(self._shown[section])
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the database sort by a column."""
        if 0 <= column < len(self._shown):
            self.set_query(
                sort=self._shown[column], descending=order == Qt.SortOrder.DescendingOrder
            )
