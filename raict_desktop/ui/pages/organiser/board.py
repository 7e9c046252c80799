"""The live board: all rooms now, arrivals, the last passages, who is where; and a second screen."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QScreen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.records import Person, Session
from raict_desktop.services import board as service
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.board import Board
from raict_desktop.services.checkin import person_of_code
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.kiosk import other_screen
from raict_desktop.ui.language import current_language, number, time_text, tr
from raict_desktop.ui.pages.organiser.parts import Section, Words, scrolled
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import field_style, tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.passage_strip import MARKS
from raict_desktop.ui.widgets.people_lines import PeopleLine, PeopleLines
from raict_desktop.ui.widgets.plot import ColumnPlot
from raict_desktop.ui.widgets.room_board import FAR, RoomBoard
from raict_desktop.ui.widgets.search_box import SearchBox
from raict_desktop.ui.widgets.table import scroll_style

REFRESH_MS = 200
_PAUSE = 4
"""How many times what a reading took passes at least until the next one."""
CLOCK_MS = 10_000
SIDE = 320
MOST_NAMES, FOUND = 200, 20


class BoardScreen(QWidget):
    """The rooms alone on a screen of their own, large, without a name of anybody; Esc closes it."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.title, self.clock = PlainLabel(), PlainLabel()
        self.title.setFont(font(30, 600))
        self.clock.setFont(font(36, 600, tabular=True))
        self.rooms, self.more = RoomBoard(FAR), PlainLabel()
        self.more.setFont(font(19, 500))
        self.more.hide()
        head, column = QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self.title, 1)
        head.addWidget(self.clock)
        column.setContentsMargins(40, 28, 40, 32)
        column.setSpacing(24)
        column.addLayout(head)
        column.addWidget(self.rooms, 1)
        column.addWidget(self.more)
        self.setAutoFillBackground(True)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.tokens().ground)
        self.setPalette(palette)
        tint(self.title, "text")
        tint(self.clock, "text")
        tint(self.more, "quiet")

    def show_board(self, event: OpenEvent, found: Board) -> None:
        """Show the rooms that are on or to come."""
        self.title.setText(event.info.title)
        self.setWindowTitle(event.info.title)
        self.clock.setText(time_text(event.local(found.at)))
        open_rooms = tuple(state for state in found.rooms if not state.over)
        self.rooms.show_rooms(open_rooms or found.rooms, event.local)
        self._count_hidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say how many rooms have no place in the new size."""
        super().resizeEvent(event)
        self._count_hidden()

    def _count_hidden(self) -> None:
        hidden = self.rooms.hidden_rooms()
        self.more.setText(tr("board.more_rooms", count=hidden) if hidden else "")
        self.more.setVisible(hidden > 0)

    def open_on(self, screen: QScreen | None) -> None:
        """Fill a screen; beside the window where there is one only."""
        if screen is None:
            self.resize(1280, 720)
            self.show()
        else:
            self.setGeometry(screen.geometry())
            self.showFullScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, F11 takes the whole screen or gives it back."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F11:
            if self.isFullScreen():
                self.showNormal()
            else:
                self.showFullScreen()
        else:
            super().keyPressEvent(event)


class LiveBoard(Section):
    """Rooms on the left; arrivals, and passages or the people of a room, on the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._board: Board | None = None
        self._busy = self._again = False
        self._begun = 0.0
        self._room = self._sought = ""
        self.screen_window: BoardScreen | None = None
        self.timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self.timer.timeout.connect(self.refresh)
        self.clock = QTimer(self, interval=CLOCK_MS)
        self.clock.timeout.connect(self._tick)
        self.rooms, self.plot = RoomBoard(), ColumnPlot()
        self.plot.setMinimumHeight(110)
        self.plot.setMaximumHeight(170)
        self.summary = Words(15, 600)
        self.arrivals_title, self.list_title = Words(15, 600), Words(15, 600)
        self.list = PeopleLines()
        self.back, self.second = Button(kind="ghost", icon="x"), Button(icon="monitor")
        self.certify = Button(icon="badge-check")
        self.search, self.found = SearchBox(), Words(13, 500)
        self.found.hide()
        self._build()
        self.rooms.chosen.connect(self.open_room)
        self.back.clicked.connect(self.close_room)
        self.second.clicked.connect(self.open_screen)
        self.certify.clicked.connect(self.write_certificates)
        self.search.words_changed.connect(self._on_words)
        self.search.person_chosen.connect(self.find_person)
        self.search.code_typed.connect(self._on_code)
        self.search.listing.connect(self._on_listing)
        self.search.escaped.connect(self.rooms.setFocus)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.begin)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _build(self) -> None:
        column, head, body = self.column(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.certify)
        head.addWidget(self.second)
        column.addLayout(head)
        column.addWidget(self.notice)
        body.setSpacing(16)
        body.addWidget(scrolled(self.rooms), 1)
        side = QWidget()
        side.setFixedWidth(SIDE)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(16)
        arrivals, listing = Card(margin=16), Card(margin=16)
        arrivals.column.addWidget(self.arrivals_title)
        arrivals.column.addWidget(self.plot, 1)
        listing.column.addWidget(self.search)
        listing.column.addWidget(self.found)
        top = QHBoxLayout()
        top.addWidget(self.list_title, 1)
        top.addWidget(self.back)
        listing.column.addLayout(top)
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.addWidget(self.list)
        lines.addStretch(1)
        self.lines = scrolled(inner)
        listing.column.addWidget(self.lines, 1)
        self.listing, self.arrivals = listing, arrivals
        right.addWidget(arrivals)
        right.addWidget(listing, 1)
        body.addWidget(side)
        column.addLayout(body, 1)

    def _dress(self) -> None:
        self.search.field.setStyleSheet(field_style())
        plain = "QListWidget{background:transparent;border:none}"
        self.search.results.setStyleSheet(plain + scroll_style())

    def _on_listing(self, listed: bool) -> None:
        self.arrivals.setVisible(not listed)
        self.lines.setVisible(not listed)
        for part in (self.list_title, self.found):
            part.setVisible(not listed and bool(part.text()))
        self.listing.column.setStretchFactor(self.search, 100 if listed else 0)

    def _on_words(self, words: str) -> None:
        if self.open_event is not None:
            self.search.show_people(people.search(self.open_event, words, limit=FOUND))

    def _on_code(self, text: str) -> None:
        person = person_of_code(self.open_event, text) if self.open_event else None
        if person is None:
            self._sought = ""
            self._say_found(tr("errors_desk.nobody_has_code"), "bad")
        else:
            self.find_person(person.id)

    def find_person(self, person_id: str) -> None:
        """Say where somebody is just now, and mark the room."""
        event = self.open_event
        if event is None:
            return
        person = self.attempt(lambda: people.get(event, person_id))
        if person is None:
            return
        self._sought = person_id
        self.rooms.select(service.whereabouts(event, person_id))
        self._say_where(event, person)

    def _say_where(self, event: OpenEvent, person: Person) -> None:
        session_id = service.whereabouts(event, person.id)
        states = self._board.rooms if self._board is not None else ()
        session = next((s.session for s in states if s.session.id == session_id), None)
        if session is not None:
            where = _door_name(session)
            self._say_found(tr("board.is_in", name=person.full_name, where=where), "good")
        else:
            key = "board.is_at_event" if person.present else "board.is_not_here"
            self._say_found(tr(key, name=person.full_name), "text")

    def _say_found(self, text: str, colour: str) -> None:
        self.found.setText(text)
        self.found.set_colour(colour)
        self.found.setVisible(bool(text))

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event, and close the second screen of the former one."""
        super().set_event(event)
        self._board, self._room = None, ""
        self.search.clear()
        self._sought = ""
        self._say_found("", "text")
        self.search.setEnabled(event is not None)
        if event is None:
            self.clock.stop()
            if self.screen_window is not None:
                self.screen_window.close()
        self.second.setEnabled(event is not None)
        self.certify.setEnabled(event is not None)
        self.refresh()

    def shown(self) -> None:
        """Read the board, and go on with the clock."""
        self.refresh()
        self.clock.start()

    def show_changes(self, changes: Changes) -> None:
        """Read again soon; changes that come meanwhile share one reading."""
        if changes.topics and self._watched() and not self.timer.isActive():
            self.timer.start()

    def _watched(self) -> bool:
        second = self.screen_window is not None and self.screen_window.isVisible()
        return self.isVisible() or second

    def _tick(self) -> None:
        if self._watched():
            self.refresh()
        else:
            self.clock.stop()

    def refresh(self) -> None:
        """Read away from the window's thread, one reading at a time."""
        if self.open_event is None:
            self._show_nothing()
            return
        if self._busy:
            self._again = True
            return
        self._busy, self._begun = True, monotonic()
        self.run_task(service.board, self._show, self._ended)

    def _ended(self) -> None:
        self._busy = False
        # What takes long (a million people) leaves the desk more time than it takes.
        self.timer.setInterval(max(REFRESH_MS, round(_PAUSE * 1000 * (monotonic() - self._begun))))
        if self._again:
            self._again = False
            self.timer.start()

    def _show_nothing(self) -> None:
        self.rooms.show_rooms((), lambda moment: moment)
        self.list.show_lines((), "")

    def _show(self, found: Board) -> None:
        self._board = found
        self.retranslate()

    def open_room(self, session_id: str) -> None:
        """Show who is in a room."""
        self._room = session_id
        self._show_list()

    def close_room(self) -> None:
        """Back to the last passages."""
        self._room = ""
        self.rooms.select("")
        self._show_list()

    def write_certificates(self) -> None:
        """Write the certificates of everybody who came."""
        chosen = self.context.prompts.choose_save_file(
            self, tr("board.certificates_title"), tr("board.pdf_kind")
        )
        if not chosen:
            return
        path, to = Path(chosen), current_language()
        kept = self.context.settings_store.settings
        self.certify.setEnabled(False)

        def written(event: OpenEvent) -> int:
            from raict_desktop.services.attendance import certificates

            return certificates(
                event,
                path,
                language=to,
                signatory=kept.signatory,
                role=kept.signatory_role,
                place=kept.signatory_place,
            )

        self.run_task(
            written,
            lambda count: self.say(tr("board.certified", count=count, name=path.name), "good"),
            lambda: self.certify.setEnabled(True),
        )

    def open_screen(self) -> None:
        """Show the rooms on another screen, or beside where there is one only."""
        event, found = self.open_event, self._board
        if event is None or found is None:
            return
        if self.screen_window is None:
            self.screen_window = BoardScreen()
        self.screen_window.show_board(event, found)
        self.screen_window.open_on(other_screen(self.window()))
        self.clock.start()

    def retranslate(self) -> None:
        """Write everything again in the language on show."""
        self.second.setText(tr("board.second_screen"))
        self.certify.setText(tr("board.certificates"))
        self.search.retranslate()
        self.search.field.setPlaceholderText(tr("board.where_is"))
        self.back.setAccessibleName(tr("board.back"))
        self.back.setToolTip(tr("board.back"))
        self.arrivals_title.setText(tr("organiser.arrivals"))
        event, found = self.open_event, self._board
        if event is None or found is None:
            self.summary.setText("")
            return
        self.rooms.show_rooms(found.rooms, event.local)
        running = sum(not s.over and s.session.start <= found.at for s in found.rooms)
        self.summary.setText(
            f"{tr('board.running', count=running)}   ·   "
            f"{tr('board.in_rooms', count=found.in_rooms, shown=number(found.in_rooms))}"
            if found.rooms
            else tr("organiser.no_programme")
        )
        values = [(time_text(event.local(slot.start)), slot.count) for slot in found.arrivals]
        self.plot.show_values(values, tr("organiser.arrivals"), tr("organiser.no_arrivals"))
        self._show_list()
        if self._sought and self.search.results.isHidden():
            # Whoever was sought goes on walking, and the language may be another one by now.
            sought = self.attempt(lambda: people.get(event, self._sought))
            if sought is not None:
                self._say_where(event, sought)
        if self.screen_window is not None and self.screen_window.isVisible():
            self.screen_window.show_board(event, found)

    def _show_list(self) -> None:
        event, found = self.open_event, self._board
        if event is None or found is None:
            return
        self.back.setVisible(bool(self._room))
        if not self._room:
            self.list_title.setText(tr("board.last"))
            doors = {state.session.id: _door_name(state.session) for state in found.rooms}
            lines = tuple(
                PeopleLine(
                    line.person.full_name if line.person else tr("desk.nobody"),
                    doors.get(line.checkpoint, tr("board.other_day"))
                    if line.checkpoint
                    else tr("board.main_door"),
                    time_text(event.local(line.at)),
                    MARKS.get(str(line.verdict), ""),
                )
                for line in found.last
                if not line.annulled
            )
            self.list.show_lines(lines, tr("desk.nobody_yet"))
            return
        inside = service.inside(event, self._room)
        self.list_title.setText(tr("board.inside", count=len(inside)))
        names = tuple(PeopleLine(p.full_name, p.organisation) for p in inside[:MOST_NAMES])
        self.list.show_lines(names, tr("board.nobody_inside"))


def _door_name(session: Session) -> str:
    return f"{session.room} · {session.title}" if session.room else session.title
