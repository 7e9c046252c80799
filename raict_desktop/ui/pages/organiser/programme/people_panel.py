"""What the list of a session and its honours share: a table, a search that adds, and actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from raict_desktop.domain.records import Person, Session
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import person_of_code
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.models.rows_model import RowsModel
from raict_desktop.ui.pages.organiser.parts import Section, Words
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.field import field_style
from raict_desktop.ui.widgets.search_box import SearchBox
from raict_desktop.ui.widgets.table import Table, scroll_style

SIDE = 330
FOUND = 20


class PeoplePanel(Section):
    """A table on the left; on the right a search that adds people, and what to do with the chosen.

    ``session_changed`` tells that something was written, so that everything is read again.
    """

    session_changed = Signal()
    paper_title = "enrolments.paper_title"
    widths: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    """Of the columns, and which of them are left out where the table is narrow."""

    def __init__(self, context: Context, empty_icon: str) -> None:
        super().__init__(context)
        self.session: Session | None = None
        self._shown: object = None
        self.model, self.table = RowsModel(self), Table()
        self.table.setModel(self.model)
        self.search, self.search_title = SearchBox(), Words(13, 600, "quiet")
        self.chosen_title = Words(15, 600)
        self.tools, self.empty = QWidget(), EmptyState(empty_icon)
        self.stack, self.side = QStackedWidget(), Card(margin=16)
        self._build()
        self.search.words_changed.connect(self._on_words)
        self.search.person_chosen.connect(self._on_person)
        self.search.code_typed.connect(self._on_code)
        self.search.escaped.connect(self.table.setFocus)
        self.search.listing.connect(self._on_listing)
        self.table.selectionModel().selectionChanged.connect(self.show_chosen)
        self.empty.action.connect(self.search.begin)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(16)
        left, right = Card(margin=8), self.side
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        left.column.addWidget(self.stack)
        right.setFixedWidth(SIDE)
        right.column.addWidget(self.search_title)
        right.column.addWidget(self.search)
        column = QVBoxLayout(self.tools)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.chosen_title)
        self.build_actions(column)
        right.column.addWidget(self.tools)
        right.column.addStretch(1)
        body.addWidget(left, 1)
        body.addWidget(right)
        page = self.column()
        page.addWidget(self.notice)
        page.addLayout(body, 1)

    def build_actions(self, column: QVBoxLayout) -> None:
        """Fill what is done with the people chosen."""

    def key(self, keys: str, slot: Callable[[], object]) -> None:
        """Let a key do something while the table has the focus."""
        shortcut = QShortcut(QKeySequence(keys), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(slot)

    def _dress(self) -> None:
        self.search.field.setStyleSheet(field_style())
        plain = "QListWidget{background:transparent;border:none}"
        self.search.results.setStyleSheet(plain + scroll_style())

    def people(self) -> Sequence[Person]:
        """The people of the table's rows."""
        return ()

    def facts(self) -> list[str]:
        """Figures for the head of the page."""
        return []

    def chosen(self) -> list[Person]:
        """The people of the rows chosen, from the top."""
        listed = self.people()
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [listed[row] for row in rows if row < len(listed)]

    def choose(self, person_ids: Sequence[str]) -> None:
        """Mark the rows of these people, and bring the first into sight."""
        rows = [row for row, person in enumerate(self.people()) if person.id in set(person_ids)]
        self.table.clearSelection()
        for row in rows[:1]:
            self.table.selectRow(row)
            self.table.scrollTo(self.model.index(row, 0))
        self.show_chosen()

    def show_session(self, session: Session) -> None:
        """Read a session's people; the rows chosen stay chosen."""
        kept = [p.id for p in self.chosen()] if self.session == session else []
        if self.session is None or self.session.id != session.id:
            self.say("")
            self.search.clear()
        self.session = session
        if self.open_event is None or not self._read(self.open_event, session):
            return  # nothing of it changed: what is being typed beside the table stays
        self.stack.setCurrentWidget(self.table if self.people() else self.empty)
        self.search.setEnabled(self.open_event is not None and not self.open_event.read_only)
        self.choose(kept)

    def _read(self, event: OpenEvent, session: Session) -> bool:
        titles, rows = self.read(event, session)
        shown = (session, titles, rows, [person.id for person in self.people()])
        if shown == self._shown:
            return False
        self._shown = shown
        self.model.show_rows(titles, rows, figures=(0,), quiet=self.quiet_rows())
        widths, spare = self.widths
        self.table.set_widths(widths, stretch=1, spare=spare)
        return True

    def quiet_rows(self) -> Sequence[int]:
        """The rows that stand back."""
        return ()

    def read(self, event: OpenEvent, session: Session) -> tuple[list[str], list[tuple[str, ...]]]:
        """Read the people of a session; give titles and rows of the table."""
        raise NotImplementedError

    def show_chosen(self, *_: object) -> None:
        """Say who is chosen, and allow what may be done with them."""

    def add(self, event: OpenEvent, session: Session, person: Person) -> None:
        """Put somebody found on the list."""

    def done(self, text: str, colour: str = "good", select: Sequence[str] = ()) -> None:
        """Read again after something was written, and say what."""
        self.session_changed.emit()
        if select:
            self.choose(select)
        self.say(text, colour)

    def write_paper(self) -> None:
        """Write the list as a PDF."""
        session = self.session
        if session is None:
            return
        path = self.context.prompts.choose_save_file(
            self, tr(self.paper_title), tr("board.pdf_kind")
        )
        if path:
            self._write(Path(path), session)

    def _write(self, path: Path, session: Session) -> None:
        to = current_language()
        self.run_task(
            lambda event: self.written(event, path, session, to),
            lambda pages: self.say(
                tr("programme.sheet_written", count=pages, name=path.name), "good"
            ),
        )

    def written(self, event: OpenEvent, path: Path, session: Session, language: str) -> int:
        """Write the list; give its pages."""
        raise NotImplementedError

    def _on_listing(self, listed: bool) -> None:
        self.tools.setVisible(not listed)
        self.side.column.setStretchFactor(self.search, 100 if listed else 0)

    def _on_words(self, words: str) -> None:
        if self.open_event is not None:
            self.search.show_people(people.search(self.open_event, words, limit=FOUND))

    def _on_person(self, person_id: str) -> None:
        event, session = self.open_event, self.session
        if event is None or session is None:
            return
        person = self.attempt(lambda: people.get(event, person_id))
        if person is not None:
            self.add(event, session, person)

    def _on_code(self, text: str) -> None:
        person = person_of_code(self.open_event, text) if self.open_event else None
        if person is None:
            self.say(tr("errors_desk.nobody_has_code"), "bad")
        else:
            self._on_person(person.id)

    def set_event(self, event: OpenEvent | None) -> None:
        """Forget what was on show."""
        super().set_event(event)
        self.session, self._shown = None, None
        self.search.clear()

    def retranslate(self) -> None:
        """Read the search's texts again; what was said stands in the former language."""
        self.say("")
        self.search.retranslate()
