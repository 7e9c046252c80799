"""Everybody on the list: search, filters, a table the database pages, a sheet beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.records import CATEGORIES, OrganisationKind
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.models.people_model import PeopleModel, category_text
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words
from raict_desktop.ui.pages.organiser.person_panel import PersonPanel
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.field import field_style
from raict_desktop.ui.widgets.table import Table

TYPING_MS = 150
REFRESH_MS = 500
PRESENCES = ("present", "absent", "cancelled", "walk_in")


class Participants(Section):
    """The participants; ``import_wanted`` asks for the page of lists."""

    import_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = PeopleModel(self)
        self.table = Table(sortable=True)
        self.table.setModel(self.model)
        self.table.set_widths((115, 105, 185, 120, 120, 95), stretch=2, spare=(4, 3))
        self.words = QLineEdit()
        self.words.setFont(font(15))
        self.words.setMinimumHeight(44)
        self.words.setClearButtonEnabled(True)
        self.category, self.kind, self.presence = Choice(), Choice(), Choice()
        self.count = Words(13, 500, "quiet")
        self.panel = PersonPanel(context)
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
        self.retranslate()

    def _build(self) -> None:
        column = self.column()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.words, 2)
        for choice in (self.category, self.kind, self.presence):
            row.addWidget(choice, 1)
        column.addLayout(row)
        column.addWidget(self.count)
        column.addWidget(self.notice)
        card = Card(margin=8)
        for widget in (self.table, self.nobody, self.no_match):
            self.stack.addWidget(widget)
        card.column.addWidget(self.stack)
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
        self.table.selectionModel().currentRowChanged.connect(
            lambda current, _before: self.open_row(current.row())
        )
        self.panel.closed.connect(self.close_panel)
        self.panel.saved.connect(self.reload)
        self.nobody.action.connect(self.import_wanted)
        self.no_match.action.connect(self.clear_filters)
        self.model.modelReset.connect(self._show_count)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(within)
        find.activated.connect(self._focus_words)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.panel)
        leave.setContext(within)
        leave.activated.connect(self.close_panel)

    def _dress(self) -> None:
        self.words.setStyleSheet(field_style())

    def _focus_words(self) -> None:
        self.words.setFocus()
        self.words.selectAll()

    def _into_table(self) -> None:
        self.filter()
        if self.model.rowCount():
            self.table.setFocus()
            self.table.selectRow(0)

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
        place = self.table.verticalScrollBar().value()
        row = self.table.currentIndex().row()
        person = self.panel.person if self.panel.isVisible() else None
        self.model.reload()
        self.table.verticalScrollBar().setValue(place)
        kept = self.model.person(row)
        if person is not None and kept is not None and kept.id == person.id:
            # The sheet may hold typing not yet saved: select without filling it again.
            selection = self.table.selectionModel()
            selection.blockSignals(True)
            self.table.selectRow(row)
            selection.blockSignals(False)

    def _show_count(self) -> None:
        total = self.model.rowCount()
        self.count.setText(tr("organiser.people", count=total, shown=number(total)))
        query = self.model.query
        narrowed = any((query.words, query.category, query.organisation_kind, query.presence))
        empty = self.no_match if narrowed else self.nobody
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

    def show_changes(self, changes: Changes) -> None:
        """Read again soon when people or passages changed."""
        wanted = {Topic.PEOPLE, Topic.ORGANISATIONS, Topic.PASSAGES}
        if changes.topics & wanted and not self.soon.isActive():
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

    def shown(self) -> None:
        """Offer the categories of the list as it is now."""
        self._fill_filters()

    def retranslate(self) -> None:
        """Read every text again."""
        self.words.setPlaceholderText(tr("organiser.search"))
        self.words.setAccessibleName(tr("organiser.search"))
        self.table.setAccessibleName(tr("organiser.tab_participants").replace("&", ""))
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
        self.panel.retranslate()
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 5)
        self.table.viewport().update()
        self._show_count()
