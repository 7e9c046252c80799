"""Everybody on the list: search, kept filters, a table edited in place or in bulk, a sheet beside it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
)

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import CATEGORIES, OrganisationKind, Person
from raict_desktop.services import large_list, people, people_table
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import theme
from raict_desktop.ui.clipboard import copy_rows, pasted_rows
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.mnemonics import without_mark
from raict_desktop.ui.models.decision_model import DecisionDelegate
from raict_desktop.ui.models.people_model import (
    COLUMNS,
    DEFAULT_COLUMNS,
    PeopleModel,
    category_text,
    column_title,
)
from raict_desktop.ui.pages.organiser.bulk_bar import BulkBar
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words
from raict_desktop.ui.pages.organiser.person_panel import PersonPanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.field import field_style
from raict_desktop.ui.widgets.table import Table

TYPING_MS = 150
REFRESH_MS = 500
PRESENCES = ("present", "absent", "cancelled", "walk_in")
_WIDTHS = {
    "family_name": 125,
    "given_name": 115,
    "organisation": 180,
    "country": 115,
    "category": 145,
    "present": 95,
    "email": 200,
    "function": 170,
    "organisation_kind": 150,
    "code": 200,
    "note": 180,
}
_WIDTH = 120


class Participants(Section):
    """The participants; ``import_wanted`` asks for the page of lists."""

    import_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = PeopleModel(self, context.tasks)
        self.table = Table(sortable=True, scrolling=True)
        self.table.setModel(self.model)
        self.table.setItemDelegate(DecisionDelegate(self.table))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.words = QLineEdit()
        self.words.setFont(font(15))
        self.words.setMinimumHeight(44)
        self.words.setClearButtonEnabled(True)
        self.category, self.kind, self.presence = Choice(), Choice(), Choice()
        self.saved = Button(icon="filter")
        self.columns = Button(icon="sliders-horizontal")
        self.count = Words(13, 500, "quiet")
        self.count.setWordWrap(False)
        self.bulk = BulkBar()
        self.panel = PersonPanel(context)
        self._enter = self._stale = False
        self._kept: tuple[int, int, Person | None] | None = None
        self.panel.hide()
        self.nobody, self.no_match = EmptyState("users"), EmptyState("search")
        self.stack = QStackedWidget()
        self.typing, self.soon = QTimer(self), QTimer(self)
        for timer, wait in ((self.typing, TYPING_MS), (self.soon, REFRESH_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
        self._build()
        self._connect()
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self._lay_out_columns()
        self.retranslate()

    def _build(self) -> None:
        column = self.column()
        column.setSpacing(12)
        top, filters = QHBoxLayout(), QHBoxLayout()
        for row in (top, filters):
            row.setSpacing(8)
            column.addLayout(row)
        top.addWidget(self.words, 1)
        top.addWidget(self.saved)
        top.addWidget(self.columns)
        for choice in (self.category, self.kind, self.presence):
            filters.addWidget(choice, 3)
        filters.addWidget(self.count, 1, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.notice)
        card = Card(margin=8)
        for widget in (self.table, self.nobody, self.no_match):
            self.stack.addWidget(widget)
        card.column.addWidget(self.stack)
        card.column.addWidget(self.bulk)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(card, 1)
        body.addWidget(self.panel)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _text: self.typing.start())
        self.words.returnPressed.connect(self._into_table)
        self.typing.timeout.connect(self.filter)
        self.soon.timeout.connect(self.reload)
        for choice in (self.category, self.kind, self.presence):
            choice.currentIndexChanged.connect(lambda _index: self.filter())
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self.panel.closed.connect(self.close_panel)
        self.panel.saved.connect(self.reload)
        self.bulk.wanted.connect(self.change_chosen)
        self.model.edited.connect(self._edited)
        self.saved.clicked.connect(self._open_filters)
        self.columns.clicked.connect(self._open_columns)
        self.nobody.action.connect(self.import_wanted)
        self.no_match.action.connect(self.clear_filters)
        self.model.modelReset.connect(self._show_count)
        self.model.reading_changed.connect(lambda _reading: self._show_count())
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self.fail)
        keys = QKeySequence.StandardKey
        for key, owner, slot in (
            (keys.Find, self, self._focus_words),
            (keys.Copy, self.table, self.copy_chosen),
            (keys.Paste, self.table, self.paste),
            (Qt.Key.Key_Escape, self.panel, self.close_panel),
        ):
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _dress(self) -> None:
        self.words.setStyleSheet(field_style())

    def _focus_words(self) -> None:
        self.words.setFocus()
        self.words.selectAll()

    def _into_table(self) -> None:
        self.filter()
        self._enter = self.model.reading  # a long list is not there yet
        if not self._enter:
            self._enter_table()

    def _enter_table(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()
            self.table.selectRow(0)

    # The table's columns

    def shown_columns(self) -> tuple[str, ...]:
        """The columns on show, in their order."""
        wanted = self.context.settings_store.settings.people_columns.split()
        known = tuple(name for name in wanted if name in COLUMNS)
        return known or DEFAULT_COLUMNS

    def show_columns(self, names: tuple[str, ...]) -> None:
        """Show these columns from now on, on this computer."""
        kept = tuple(name for name in COLUMNS if name in names) or DEFAULT_COLUMNS
        self.context.settings_store.change(people_columns=" ".join(kept))
        self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        shown = self.shown_columns()
        self.model.show_columns(shown)
        widths = tuple(_WIDTHS.get(name, _WIDTH) for name in shown)
        stretch = shown.index("organisation") if "organisation" in shown else 0
        self.table.set_widths(widths, stretch, share=True)

    def _open_columns(self) -> None:
        menu = QMenu(self)
        shown = self.shown_columns()
        for name in COLUMNS:
            action = menu.addAction(column_title(name))
            action.setCheckable(True)
            action.setChecked(name in shown)
            action.setEnabled(name != "family_name")
            action.toggled.connect(lambda wanted, name=name: self._toggle_column(name, wanted))
        menu.exec(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))

    def _toggle_column(self, name: str, wanted: bool) -> None:
        shown = set(self.shown_columns())
        self.show_columns(tuple(shown | {name} if wanted else shown - {name}))

    # Kept filters

    def _open_filters(self) -> None:
        event = self.open_event
        if event is None:
            return
        menu = QMenu(self)
        for one in people_table.filters(event):
            action = menu.addAction(one.name)
            action.triggered.connect(lambda _checked=False, one=one: self.use_filter(one))
        if not menu.isEmpty():
            menu.addSeparator()
            forget = menu.addMenu(tr("people_table.forget_filter"))
            for one in people_table.filters(event):
                action = forget.addAction(one.name)
                action.triggered.connect(
                    lambda _checked=False, one=one: people_table.remove_filter(event, one.id)
                )
        keep = menu.addAction(tr("people_table.keep_filter"))
        keep.setEnabled(self._narrowed() and not event.read_only)
        keep.triggered.connect(lambda _checked=False: self.keep_filter())
        menu.exec(self.saved.mapToGlobal(self.saved.rect().bottomLeft()))

    def use_filter(self, one: people_table.SavedFilter) -> None:
        """Show what a kept filter leaves."""
        self.words.setText(one.query.words)
        for choice, key in (
            (self.category, one.query.category),
            (self.kind, one.query.organisation_kind),
            (self.presence, one.query.presence),
        ):
            choice.set_key(key)
        self.filter()

    def keep_filter(self) -> None:
        """Ask for a name and keep the filter with the event."""
        event = self.open_event
        title = tr("people_table.keep_filter")
        name = self.context.prompts.ask_text(self, title, tr("people_table.filter_name"))
        if event is not None and name.strip():
            query = self.model.query
            if self.attempt(lambda: people_table.save_filter(event, name, query)) is not None:
                self.say(tr("people_table.filter_kept", name=name.strip()), "good")

    def _narrowed(self) -> bool:
        query = self.model.query
        return any((query.words, query.category, query.organisation_kind, query.presence))

    # Changing people

    def chosen_rows(self) -> list[int]:
        """The rows chosen in the table, from the top."""
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def _chosen_count(self) -> int:
        # By ranges: to list a million rows would stop the window for a minute.
        chosen = self.table.selectionModel().selection()
        return sum(chosen.at(place).height() for place in range(chosen.count()))

    def _edited(self, person_id: str, field: str, value: str) -> None:
        self._change([(person_id, {field: value})])

    def change_chosen(self, field: str, value: str) -> None:
        """Give everybody chosen the same value of a field."""
        chosen = [self.model.person(row) for row in self.chosen_rows()]
        wanted = [(person.id, {field: value}) for person in chosen if person is not None]
        text = tr("people_table.bulk_text", count=len(wanted), shown=number(len(wanted)))
        if wanted and self.context.prompts.confirm(self, tr("people_table.bulk_title"), text):
            self._change(wanted)

    def copy_chosen(self) -> None:
        """Copy the chosen rows for a spreadsheet."""
        copied = copy_rows(self.table)
        if copied:
            self.say(tr("people_table.copied", count=copied, shown=number(copied)), "good")

    def paste(self) -> None:
        """Write rows from a spreadsheet over the people from the current cell on."""
        start = self.table.currentIndex()
        rows = pasted_rows()
        shown = self.shown_columns()
        if not rows or not start.isValid() or not self.model.editable:
            return
        titles = [column_title(name) for name in shown]
        if rows[0] == titles[: len(rows[0])]:
            rows, start = rows[1:], start.siblingAtColumn(0)
        try:
            wanted = self._pasted(rows, start, shown)
        except UserError as fault:
            self.fail(fault)
            return
        text = tr("people_table.bulk_text", count=len(wanted), shown=number(len(wanted)))
        if wanted and self.context.prompts.confirm(self, tr("people_table.paste_title"), text):
            self._change(wanted)

    def _pasted(
        self, rows: list[list[str]], start: QModelIndex, shown: tuple[str, ...]
    ) -> list[tuple[str, dict[str, str]]]:
        wanted = []
        for place, cells in enumerate(rows):
            person = self.model.person(start.row() + place)
            if person is None:
                break
            fields = {
                name: self.model.value_of(name, text)
                for name, text in zip(shown[start.column() :], cells, strict=False)
                if self.model.is_editable(name)
            }
            if fields:
                wanted.append((person.id, fields))
        return wanted

    def _change(self, wanted: list[tuple[str, dict[str, str]]]) -> None:
        event = self.open_event
        if event is None:
            return
        done = self.attempt(lambda: people_table.change_people(event, wanted, origin=self))
        if done:
            self.say(tr("people_table.changed", count=done, shown=number(done)), "good")
        self.reload()

    def _selection_changed(self, *_: object) -> None:
        count = self._chosen_count()
        if count > large_list.LARGE:
            # Qt asks each chosen row before it paints the table's head: a million take a minute.
            self.table.clearSelection()
            self.say(tr("people_table.too_many", shown=number(large_list.LARGE)), "warn")
            return
        self.bulk.show_count(count if self.model.editable else 0)
        if count == 1:
            self.open_row(self.chosen_rows()[0])
        elif count > 1:
            self.panel.hide()

    def open_row(self, row: int) -> None:
        """Show the sheet of a row."""
        person = self.model.person(row)
        if person is not None:
            self.panel.show_person(person)
            self.panel.show()

    def close_panel(self) -> None:
        """Put the sheet away and go back to the table."""
        self.panel.hide()
        self.table.clearSelection()
        self.table.setFocus()

    def filter(self) -> None:
        """Ask the database for what the fields say."""
        self.typing.stop()
        self.model.set_query(
            words=self.words.text(),
            category=self.category.key(),
            organisation_kind=self.kind.key(),
            presence=self.presence.key(),
        )

    def clear_filters(self) -> None:
        """Show everybody again."""
        self.words.clear()
        for choice in (self.category, self.kind, self.presence):
            choice.set_key("")
        self.filter()

    def reload(self) -> None:
        """Read again, keeping place and selection."""
        self._stale = False
        if self.model.reading:
            self.soon.start()  # once it is there: a busy door would never let it end
            return
        self._kept = (
            self.table.verticalScrollBar().value(),
            self.table.currentIndex().row(),
            self.panel.person if self.panel.isVisible() else None,
        )
        self.model.reload(self.table.rowAt(0))

    def _loaded(self) -> None:
        """Go back to where a reload began, or into the table where somebody waits for it."""
        if self._enter:
            self._enter = False
            self._enter_table()
        if self._kept is None:
            return
        (place, row, person), self._kept = self._kept, None
        self.table.verticalScrollBar().setValue(place)
        kept = self.model.known(row)
        if person is not None and kept is not None and kept.id == person.id:
            # The sheet may hold typing not yet saved: select without filling it again.
            selection = self.table.selectionModel()
            selection.blockSignals(True)
            self.table.selectRow(row)
            selection.blockSignals(False)
        self.bulk.show_count(self._chosen_count() if self.model.editable else 0)

    def _show_count(self) -> None:
        total = self.model.rowCount()
        if self.model.reading:
            self.count.setText(tr("organiser.reading_list"))
            self.stack.setCurrentWidget(self.table)
            return
        self.count.setText(tr("organiser.people", count=total, shown=number(total)))
        empty = self.no_match if self._narrowed() else self.nobody
        self.stack.setCurrentWidget(self.table if total else empty)

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's people."""
        super().set_event(event)
        self.panel.hide()
        self.panel.set_event(self.open_event)
        self.clear_filters()
        self.model.set_event(self.open_event)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self._fill_filters()
        self.bulk.show_count(0)

    def show_changes(self, changes: Changes) -> None:
        """Read again soon when people or passages changed."""
        wanted = {Topic.PEOPLE, Topic.ORGANISATIONS, Topic.PASSAGES}
        if changes.topics & wanted:
            self._stale = True
            if self.isVisible() and not self.soon.isActive():
                self.soon.start()

    def _fill_filters(self) -> None:
        found = people.categories(self.open_event) if self.open_event else []
        known = [key for key in CATEGORIES if key in found]
        every = [*known, *(key for key in found if key not in CATEGORIES)]
        self.category.set_options(
            {"": tr("organiser.every_category")} | {key: category_text(key) for key in every}
        )
        self.kind.set_options(
            {"": tr("organiser.every_kind")}
            | {kind.value: tr(f"organiser.org_{kind.value}") for kind in OrganisationKind}
        )
        self.presence.set_options(
            {"": tr("organiser.every_presence")}
            | {key: tr(f"organiser.presence_{key}") for key in PRESENCES}
        )
        self.model.categories = tuple(dict.fromkeys([*CATEGORIES, *every]))
        self.bulk.set_categories(self.model.categories)

    def shown(self) -> None:
        """Offer the categories of the list as it is now, and what changed meanwhile."""
        self._fill_filters()
        if self._stale:
            self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.words.setPlaceholderText(tr("organiser.search"))
        self.words.setAccessibleName(tr("organiser.search"))
        self.saved.setText(tr("people_table.filters"))
        self.columns.setText(tr("people_table.columns"))
        self.table.setAccessibleName(without_mark(tr("organiser.tab_participants")))
        self.table.setToolTip(tr("people_table.hint"))
        self.category.setAccessibleName(tr("organiser.field_category"))
        self.kind.setAccessibleName(tr("organiser.field_organisation_kind"))
        self.presence.setAccessibleName(tr("organiser.column_present"))
        self.nobody.set_texts(
            tr("organiser.nobody"), tr("organiser.nobody_hint"), tr("organiser.nobody_action")
        )
        self.no_match.set_texts(
            tr("organiser.no_match"), tr("organiser.no_match_hint"), tr("organiser.no_match_action")
        )
        self._fill_filters()
        self.bulk.retranslate()
        self.panel.retranslate()
        last = len(self.shown_columns()) - 1
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        self.table.viewport().update()
        self._show_count()
