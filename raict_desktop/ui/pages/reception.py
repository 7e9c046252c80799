"""The event's entrance: one big verdict, and beside it every way to find somebody."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import MAIN_DOOR
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.page import Page
from raict_desktop.ui.pages.scan_station import ScanStation
from raict_desktop.ui.pages.walk_in_panel import WalkInPanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.camera_view import CameraView
from raict_desktop.ui.widgets.field import field_style, tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.passage_strip import PassageStrip
from raict_desktop.ui.widgets.search_box import SearchBox
from raict_desktop.ui.widgets.verdict_card import VerdictCard

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult

SHOWN_TOPICS = frozenset(Topic) - {Topic.EVENT}
NOTICE_MS = 12000
SIDE_SHARE, SIDE_LEAST, SIDE_MOST = 0.31, 300, 460


class ReceptionPage(Page):
    """Scan, search, undo, walk-in."""

    compact = False

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.card, self.view = VerdictCard(compact=self.compact), CameraView()
        self.search, self.strip = SearchBox(), PassageStrip()
        self.walk_in, self.station = WalkInPanel(), ScanStation(self)
        self.walk_in.hide()
        self.walk_in_button = Button("", "primary", "user-plus")
        self.undo_button = Button("", "secondary", "undo-2")
        self.notice = PlainLabel()
        self.notice.setFont(font(15, 500))
        self.notice.setWordWrap(True)
        self._notice_timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._notice_timer.timeout.connect(self.notice.clear)
        self._side = QWidget()
        self._build()
        self._connect()
        for keys, slot in (("Ctrl+F", self.search.begin), ("Ctrl+Z", self.undo_last)):
            QShortcut(QKeySequence(keys), self, slot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for before, after in pairwise(self.tab_order()):
            self.setTabOrder(before, after)
        self.dress()
        self.retranslate()
        self._enable()

    def _connect(self) -> None:
        self.station.checked_in.connect(self._on_checked_in)
        self.station.failed.connect(self.say_fault)
        self.station.frame_arrived.connect(self.view.show_frame)
        self.station.state_changed.connect(self.view.show_state)
        self.search.words_changed.connect(self._on_words)
        self.search.person_chosen.connect(self._on_person)
        self.search.code_typed.connect(self._on_code)
        self.search.escaped.connect(self.setFocus)
        self.search.listing.connect(self._on_listing)
        self.card.admit_requested.connect(self._on_admit)
        self.strip.undo_requested.connect(self.undo)
        self.walk_in.saved.connect(self._on_walk_in)
        self.walk_in.closed.connect(self.close_walk_in)
        self.walk_in_button.clicked.connect(self.open_walk_in)
        self.undo_button.clicked.connect(self.undo_last)
        theme.notifier.changed.connect(self.dress)

    def _build(self) -> None:
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.view)
        column.addWidget(self.search)
        column.addWidget(self.strip, 1)
        column.addWidget(self.walk_in, 1)
        top, left, actions = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        top.setSpacing(24)
        left.setSpacing(12)
        actions.setSpacing(12)
        self.build_left(left)
        left.addWidget(self.card, 1)
        top.addLayout(left, 1)
        top.addWidget(self._side)
        self.build_actions(actions)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 24, 24, 24)
        page.setSpacing(16)
        page.addLayout(top, 1)
        page.addLayout(actions)

    def build_left(self, left: QVBoxLayout) -> None:
        """Place for what a door shows above its card."""

    def build_actions(self, actions: QHBoxLayout) -> None:
        """Fill the row at the foot."""
        for button in (self.walk_in_button, self.undo_button):
            button.setMinimumHeight(48)
            actions.addWidget(button)
        actions.addWidget(self.notice, 1)
        QShortcut(QKeySequence("Ctrl+N"), self, self.open_walk_in)

    def tab_order(self) -> tuple[QWidget, ...]:
        """Name the controls in the order the Tab key takes."""
        return self.search.field, self.walk_in_button, self.undo_button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the right column its share, and the camera its 16:9."""
        super().resizeEvent(event)
        width = max(SIDE_LEAST, min(SIDE_MOST, round(self.width() * SIDE_SHARE)))
        self._side.setFixedWidth(width)
        self.view.setFixedHeight(width * 9 // 16)

    def dress(self) -> None:
        """Take the colours of the theme."""
        self.search.field.setStyleSheet(field_style())
        self.search.results.setStyleSheet("QListWidget{background:transparent;border:none}")
        tint(self.notice, "bad")

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event, or on none."""
        super().set_event(event)
        self.station.open_event, self.station.checkpoint = event, MAIN_DOOR
        self.close_walk_in(focus=False)
        self.search.clear()
        self.card.clear()
        self.say("")
        self._enable()
        self.reload()

    def _enable(self) -> None:
        for part in (self.search, self.walk_in_button, self.undo_button):
            part.setEnabled(self.open_event is not None)

    def reload(self) -> None:
        """Show the last passages again."""
        event = self.open_event
        if event is None:
            self.strip.show_lines((), lambda moment: moment)
            return
        from raict_desktop.services import checkin

        lines = checkin.last_passages(event, checkpoint=self.station.checkpoint, limit=5)
        self.strip.show_lines(lines, event.local)

    def show_changes(self, changes: Changes, origin: object | None) -> None:
        """Something changed somewhere; what this page did itself is on show already."""
        if changes.topics & SHOWN_TOPICS and origin not in (self, self.station):
            self.reload()

    def shown(self) -> None:
        """Begin to scan."""
        # A demo event brings a clip that stands in where the computer has no camera.
        clip = self.open_event.path.with_name("clip.avi") if self.open_event else None
        stand_in = str(clip) if clip is not None and clip.is_file() else ""
        settings = self.context.settings_store.settings
        self.station.start(
            settings.camera, stand_in=stand_in, second_opinion=settings.second_opinion
        )
        self.setFocus()

    def hidden(self) -> None:
        """Stop scanning."""
        self.station.stop()

    def retranslate(self) -> None:
        """Read every text again."""
        self.walk_in_button.setText(tr("desk.walk_in"))
        self.undo_button.setText(tr("desk.undo_last"))
        self.say("")
        for part in (self.card, self.view, self.search, self.walk_in):
            part.retranslate()
        self.reload()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Just typing starts a search; Esc goes back to scanning.

        What a scanner types never comes here: the wedge filter has taken it before.
        """
        if event.key() == Qt.Key.Key_Escape:
            self.search.clear()
            self.close_walk_in()
            self.card.clear()
        elif event.text().isalnum() and self.search.isEnabled() and self.walk_in.isHidden():
            self.search.begin(self.search.field.text() + event.text())
        else:
            super().keyPressEvent(event)

    def open_walk_in(self) -> None:
        """Open the form in the right column."""
        if self.open_event is None:
            return
        from raict_desktop.services import people

        self.search.clear()
        for part in (self.view, self.search, self.strip):
            part.hide()
        self.walk_in.open(people.organisation_names(self.open_event))

    def close_walk_in(self, *, focus: bool = True) -> None:
        """Back to the camera."""
        self.walk_in.hide()
        for part in (self.view, self.search, self.strip):
            part.show()
        if focus:
            self.setFocus()

    def undo_last(self) -> None:
        """Undo the newest passage that stands."""
        from raict_desktop.services import checkin

        event = self.open_event
        if event is None:
            return
        lines = checkin.last_passages(event, checkpoint=self.station.checkpoint, limit=5)
        for line in lines:
            if not line.annulled and line.kind.value in ("entry", "exit"):
                self.undo(line.entry_id)
                return
        self.say(tr("desk.nothing_to_undo"), "quiet")

    def undo(self, entry_id: str) -> None:
        """Undo one passage."""
        from raict_desktop.services import checkin

        if self.open_event is None:
            return
        try:
            checkin.undo(self.open_event, entry_id, origin=self)
        except UserError as fault:
            self.say_fault(fault)
            return
        self.card.clear()
        self.say(tr("desk.undone"), "quiet")
        self.setFocus()
        self.reload()

    def say(self, text: str, colour: str = "bad") -> None:
        """Show a sentence at the foot for some seconds, never in the way of the next scan."""
        self.notice.setText(text)
        tint(self.notice, colour)
        self._notice_timer.start()

    def say_fault(self, fault: Exception) -> None:
        """Say what went wrong; what is no fault for people goes on to the program's own report."""
        sentence = tr("desk.fault")
        if isinstance(fault, UserError):
            area, _, name = fault.code.partition(".")
            try:
                sentence = tr(f"errors_{area}.{name}", **fault.facts)
            except KeyError:
                # A fault without its sentence still must not stop the desk.
                sentence = f"{sentence} ({fault.code})"
        self.say(sentence)
        if not isinstance(fault, UserError):
            raise fault

    def _on_listing(self, listed: bool) -> None:
        self.view.setHidden(listed)
        self.strip.setHidden(listed)

    def _on_words(self, words: str) -> None:
        if self.open_event is not None:
            from raict_desktop.services import people

            self.search.show_people(people.search(self.open_event, words, limit=20))

    def _on_person(self, person_id: str) -> None:
        self.setFocus()
        self.station.take_person(person_id)

    def _on_code(self, text: str) -> None:
        self.setFocus()
        self.station.take_code(text)

    def _on_walk_in(self, values: dict[str, str]) -> None:
        from raict_desktop.domain.records import Person
        from raict_desktop.services import people

        if self.open_event is None:
            return
        try:
            result = people.add_walk_in(
                self.open_event,
                given_name=values["given_name"],
                family_name=values["family_name"],
                organisation=values["organisation"],
                function=values["function"],
                country=values["country"],
                category=values["category"],
                origin=self,
            )
        except UserError as fault:
            # The form stays open with what was typed.
            self.say_fault(fault)
            self.walk_in.say(self.notice.text())
            return
        self.close_walk_in()
        if not isinstance(result, Person):
            self._on_checked_in(result)

    def _on_admit(self) -> None:
        result = self.card.result
        self.setFocus()
        if result and result.person:
            self.station.take_person(result.person.id, override=True)

    def _on_checked_in(self, result: CheckinResult) -> None:
        event, person = self.open_event, result.person
        if event is None:
            return
        titles: list[str] = []
        if person and person.enrolled and self.station.checkpoint == MAIN_DOOR:
            from raict_desktop.services import programme

            day = event.local(result.at).date()
            titles = [
                session.title
                for session in programme.sessions(event)
                if session.id in person.enrolled and event.local(session.start).date() == day
            ]
        country = event.countries.name(person.country, current_language()) if person else ""
        self.say("")
        self.card.show_result(result, local=event.local, workshops=titles, country=country)
        if self.card.can_admit() and self.walk_in.isHidden():
            self.card.admit_button.setFocus()
        self.reload()
