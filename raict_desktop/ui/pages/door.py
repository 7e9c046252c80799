"""A session's door: the count is the biggest thing, the last verdict stands below it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import Session
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.pages.door_corrections import CorrectionsPanel
from raict_desktop.ui.pages.door_words import details, due, lead, rest_words
from raict_desktop.ui.pages.reception import ReceptionPage
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.capacity_gauge import CapacityGauge, Level, level
from raict_desktop.ui.widgets.chooser import Chooser
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel, tip

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

CLOCK_MS = 5000
BESIDE_TITLE, LEAST_TITLE = 280, 120
"""Pixels that the proposal of the next session needs beside its title, and the least for that."""


class DoorPage(ReceptionPage):
    """The reception's ways in, at one session, with its count; nobody is registered here."""

    compact = True

    def build_left(self, left: QVBoxLayout) -> None:
        """Session, room, clock, count and gauge."""
        self.chooser, self.gauge = Chooser(), CapacityGauge()
        self.where, self.clock = PlainLabel(), PlainLabel()
        self.count, self.rest, self.details = PlainLabel(), PlainLabel(), PlainLabel()
        self.details.setFont(font(15, tabular=True))
        self.details.setWordWrap(True)
        self._alone = False
        self.context.network.changed.connect(self._on_network)
        self.next_button = Button("", "primary", "clock")
        self.next_button.hide()
        self.chooser.setMinimumContentsLength(12)
        self.chooser.setFixedHeight(48)
        self.chooser.setFont(font(20, 600))
        self.where.setFont(font(15))
        self.where.setWordWrap(True)
        self.clock.setFont(font(28, 600, tabular=True))
        self.rest.setFont(font(22, 600, tabular=True))
        self.rest.setWordWrap(True)
        head, figures = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.chooser, 1)
        head.addWidget(self.clock)
        figures.setSpacing(20)
        figures.addWidget(self.count)
        figures.addWidget(self.rest, 1, Qt.AlignmentFlag.AlignBottom)
        self.rest.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.rest.setMinimumWidth(90)
        self.count.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        left.addLayout(head)
        left.addWidget(self.where)
        left.addWidget(self.next_button)
        left.addLayout(figures)
        left.addWidget(self.gauge)
        left.addWidget(self.details)
        self.corrections = CorrectionsPanel()
        self.corrections.hide()
        side = self._side.layout()
        if side is not None:
            side.addWidget(self.corrections)
        self.corrections.closed.connect(self.close_panel)
        self.corrections.recounted.connect(self.recount)
        self.corrections.move_wanted.connect(self.move_passages)
        self.corrections.since_changed.connect(self._count_movable)
        self.chooser.currentIndexChanged.connect(self._on_session)
        self.chooser.activated.connect(lambda _row: self.setFocus())
        self.next_button.clicked.connect(self.take_next)
        self._next = -1
        self._ticker = QTimer(self, interval=CLOCK_MS)
        self._ticker.timeout.connect(self.tick)

    def build_actions(self, actions: QHBoxLayout) -> None:
        """Headcount, way and undo."""
        self.headcount = PlainLabel()
        self.headcount.setFont(font(15, 500, tabular=True))
        self.fewer, self.more = Button("", "secondary", "minus"), Button("", "secondary", "plus")
        self.way = Button("", "secondary", "log-in")
        self.correct_button = Button("", "secondary", "pencil")
        for button in (self.fewer, self.more):
            button.setMinimumWidth(56)
        actions.addWidget(self.headcount)
        for button in (
            self.fewer,
            self.more,
            self.correct_button,
            self.way,
            self.undo_button,
        ):
            button.setMinimumHeight(48)
            # A click leaves the keys where they were: the next Enter is the door's, not this button's again.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            actions.addWidget(button)
        actions.addWidget(self.notice, 1)
        self.more.clicked.connect(lambda: self.change_headcount(1))
        self.fewer.clicked.connect(lambda: self.change_headcount(-1))
        self.way.clicked.connect(self.turn)
        self.correct_button.clicked.connect(self.open_corrections)
        QShortcut(QKeySequence("F6"), self, self.turn)
        QShortcut(QKeySequence("F7"), self, self.open_corrections)

    def tab_order(self) -> tuple[QWidget, ...]:
        """Name the controls in the order the Tab key takes."""
        first = (self.search.field, self.chooser, self.next_button)
        last = (self.correct_button, self.way, self.undo_button)
        return (*first, self.fewer, self.more, *last)

    def give_room(self) -> None:
        """On a small screen the count gives way, so that the verdict stays in sight."""
        super().give_room()
        low = self.is_low()
        self.count.setFont(font(48 if low else 96, 700, tabular=True))
        self.rest.setFont(font(15 if low else 22, 600, tabular=True))
        self.count.setFixedHeight(54 if low else 108)
        self.rest.setFixedHeight(46 if low else 92)
        self.chooser.setMinimumContentsLength(6 if low else 12)
        self.chooser.setFixedHeight(40 if low else 48)
        self.chooser.setFont(font(15 if low else 20, 600))
        self.clock.setHidden(low)
        self.headcount.setHidden(low)

    def dress(self) -> None:
        """Take the colours of the theme."""
        super().dress()
        tint(self.where, "quiet")
        tint(self.headcount, "quiet")
        tint(self.details, "quiet")
        self._paint_rest()

    def session(self) -> Session | None:
        """Give the session this door counts, or None with an empty programme."""
        chosen: Session | None = self.chooser.currentData()
        return chosen

    def set_event(self, event: OpenEvent | None) -> None:
        """Fill the chooser and propose the session running or coming."""
        super().set_event(event)
        self._fill("")

    def _fill(self, wanted: str) -> None:
        """List the programme; choose ``wanted``, else the first session not over."""
        event = self.open_event
        self.chooser.blockSignals(True)
        self.chooser.clear()
        if event is not None:
            from raict_desktop.services import programme

            now, best = event.clock(), -1
            sessions = programme.sessions(event)
            for row, session in enumerate(sessions):
                self.chooser.addItem(self._name(session), session)
                if best < 0 and session.end > now:
                    best = row
            known = [row for row, session in enumerate(sessions) if session.id == wanted]
            self.chooser.setCurrentIndex(known[0] if known else max(0, best))
        self.chooser.blockSignals(False)
        if not wanted or self.station.checkpoint != wanted or self.session() is None:
            self._on_session()
        else:
            self.reload()

    def _name(self, session: Session) -> str:
        """Start and title, with the day where the event has several."""
        event = self.open_event
        if event is None:
            return session.title
        local = event.local(session.start)
        day = f"{local:%d/%m} " if event.info.days > 1 else ""
        off = f" ({tr('door.cancelled')})" if session.cancelled else ""
        return f"{day}{time_text(local)}\u2002{session.title}{off}"

    def _on_session(self) -> None:
        session = self.session()
        # Without a session there is no door: nobody may slip through the main one instead.
        self.station.open_event = self.open_event if session else None
        self.station.checkpoint = session.id if session else ""
        self.station.direction = Direction.ENTRY
        self.card.clear()
        self.say("")
        self.reload()

    def show_changes(self, changes: Changes, origin: object | None) -> None:
        """Count again, and list the programme again when it changed."""
        if Topic.PROGRAMME in changes.topics:
            self._fill(self.station.checkpoint)
        else:
            super().show_changes(changes, origin)

    def shown(self) -> None:
        """Begin to scan and keep the clock."""
        super().shown()
        self._ticker.start()
        self.tick()

    def hidden(self) -> None:
        """Stop scanning."""
        super().hidden()
        self._ticker.stop()

    def turn(self) -> None:
        """Entry to exit and back, where exits are counted."""
        session = self.session()
        if session and session.exits:
            entry = self.station.direction is Direction.ENTRY
            self.station.direction = Direction.EXIT if entry else Direction.ENTRY
            self.card.clear()
            self.reload()

    def take_next(self) -> None:
        """Go over to the session proposed."""
        if self._next >= 0:
            self.chooser.setCurrentIndex(self._next)
            self.setFocus()

    def change_headcount(self, delta: int) -> None:
        """Count ``delta`` people without a badge."""
        session = self.session()
        if session is None or self.open_event is None:
            return
        from raict_desktop.services import programme

        try:
            programme.change_headcount(self.open_event, session.id, delta, origin=self)
        except UserError as fault:
            self.say_fault(fault)
            return
        self.reload()

    def undo_last(self) -> None:
        """Undo the newest thing done at this door: a passage, a count or a move."""
        session, event = self.session(), self.open_event
        if session is None or event is None:
            return
        from raict_desktop.services import programme

        try:
            undone = programme.undo_last(event, session.id, origin=self)
        except UserError as fault:
            self.say_fault(fault)
            return
        if undone is None:
            self.say(tr("desk.nothing_to_undo"), "quiet")
            return
        self.card.dismiss()
        kind = undone.kind.value
        key = f"door.undone_{kind}" if kind in ("moved", "headcount") else "desk.undone"
        self.say(tr(key), "quiet")
        self.setFocus()
        self.reload()

    def open_corrections(self) -> None:
        """Open the panel that sets the room right."""
        session, event = self.session(), self.open_event
        if session is None or event is None:
            return
        from raict_desktop.services import checkin, programme

        state = programme.state(event, session.id)
        first = checkin.first_passage(event, session.id) or session.start
        rows = range(self.chooser.count())
        others: list[Session] = [self.chooser.itemData(row) for row in rows]
        coming = due(event.clock(), session, others)
        # The classic error first: counting into the former session of the room. Then what is nearest
        # in time: a door may have chosen another room's session of the same hour.
        others.sort(key=lambda other: (other is not coming, abs(other.start - session.start)))
        if coming is not None:
            first = max(first, coming.start - lead(coming))
        self.make_room()
        self.corrections.open(
            state.inside,
            event.local(first),
            [(other.id, self._name(other)) for other in others if other.id != session.id],
        )
        self.give_room()

    def recount(self, total: int) -> None:
        """Note how many people somebody counted in the room."""
        session, event = self.session(), self.open_event
        if session is None or event is None:
            return
        from raict_desktop.services import programme

        try:
            programme.recount(event, session.id, total, origin=self)
        except UserError as fault:
            self.say_fault(fault)
            return
        self.close_panel()
        self.reload()
        self.say(tr("door.recounted", count=total), "quiet")

    def _since(self) -> datetime | None:
        session, event = self.session(), self.open_event
        if session is None or event is None:
            return None
        from raict_desktop.services import checkin

        first = checkin.first_passage(event, session.id) or session.start
        return self.corrections.since_moment(session, event.local(first))

    def _count_movable(self) -> None:
        session, event, since = self.session(), self.open_event, self._since()
        if session is None or event is None:
            return
        if since is None:
            self.corrections.refuse_time()
            return
        from raict_desktop.services import programme

        self.corrections.show_found(*programme.movable(event, session.id, since))

    def move_passages(self, target: str) -> None:
        """Let what was counted here since the typed time count at another session, and go there."""
        session, event, since = self.session(), self.open_event, self._since()
        if session is None or event is None or since is None or not target:
            return
        from raict_desktop.services import programme

        try:
            moved = programme.move(event, session.id, target, since=since, origin=self)
        except UserError as fault:
            self.say_fault(fault)
            return
        self.close_panel()
        for row in range(self.chooser.count()):
            if self.chooser.itemData(row).id == target:
                self.chooser.setCurrentIndex(row)
        self.reload()
        self.say(tr("door.moved", count=moved.passages + moved.counts), "quiet")

    def make_room(self) -> None:
        """Put the right column's parts away, for the panel that opens."""
        super().make_room()
        self.corrections.hide()

    def close_panel(self, *, focus: bool = True) -> None:
        """Back to the camera."""
        self.corrections.hide()
        super().close_panel(focus=focus)

    def _panel_open(self) -> bool:
        return not self.corrections.isHidden() or super()._panel_open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """``+`` and ``-`` count people without a badge; Enter takes the session proposed.

        Keys rather than shortcuts: a shortcut would fire in the middle of a scanned code.
        """
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.text() in ("+", "-"):
            self.change_headcount(1 if event.text() == "+" else -1)
        elif enter and not self.next_button.isHidden():
            self.take_next()
        else:
            super().keyPressEvent(event)

    def reload(self) -> None:
        """Show count and passages again."""
        session, event = self.session(), self.open_event
        there = session is not None and event is not None
        self._level = Level.CALM
        for part in (
            self.chooser,
            self.search,
            self.more,
            self.fewer,
            self.correct_button,
            self.undo_button,
        ):
            part.setEnabled(there)
        self.count.setVisible(there)
        self.rest.setVisible(there)
        if session is None or event is None:
            self.where.setText(tr("door.no_session"))
            self.headcount.clear()
            self.details.hide()
            self.gauge.show_count(0, None)
            self.way.hide()
            self.next_button.hide()
            self.strip.show_lines((), lambda moment: moment)
            return
        super().reload()
        from raict_desktop.services import programme

        try:
            state = programme.state(event, session.id)
        except UserError as fault:
            self.say_fault(fault)
            return
        start, end = (time_text(event.local(moment)) for moment in (session.start, session.end))
        room = session.room or tr("door.no_room")
        facts = tr("door.where", room=room, start=start, end=end, count=state.registered)
        self.where.setText(facts)
        capacity = session.capacity
        # Once the session is over the room is presumed empty: what counts is who came.
        shown = state.attendance if state.over and not state.inside else state.inside
        self._alone = self._is_alone()
        blind = self._alone and programme.counted_elsewhere(event, session.id)
        least = tr("door.at_least", count=shown) if blind else str(shown)
        self.count.setText(f"{least} / {capacity}" if capacity else least)
        self.count.setToolTip(tip(tr("door.at_least_why") if blind else ""))
        self._level = level(shown, capacity)
        self.rest.setText(rest_words(state, shown, self._level, event.local(session.end)))
        self._paint_rest()
        self.gauge.show_count(shown, capacity)
        self.details.setText(details(state))
        self.details.setVisible(bool(self.details.text()))
        self.headcount.setText(tr("door.headcount", count=state.headcount))
        entry = self.station.direction is Direction.ENTRY
        self.way.setText(tr("door.entry" if entry else "door.exit"))
        self.way.set_icon_name("log-in" if entry else "log-out")
        self.way.setVisible(session.exits)
        self.tick()

    def _is_alone(self) -> bool:
        """Whether this station shares its event and hears nothing of the others just now."""
        news = self.context.network.news
        return news is not None and news.state != "live"

    def _on_network(self) -> None:
        if self.isVisible() and self._alone != self._is_alone():
            self.reload()

    def _paint_rest(self) -> None:
        now = getattr(self, "_level", Level.CALM)
        colour = {Level.FULL: "bad", Level.NEARLY: "warn", Level.SOON: "warn"}.get(now)
        tint(self.rest, colour or "quiet")
        tint(self.count, "bad" if now is Level.FULL else "text")

    def tick(self) -> None:
        """Show the time, and propose the room's next session when it is near."""
        event, session = self.open_event, self.session()
        if event is None:
            self.clock.clear()
            return
        now = event.clock()
        self.clock.setText(time_text(event.local(now)))
        rows = range(self.chooser.count())
        listed: list[Session] = [self.chooser.itemData(row) for row in rows]
        following = due(now, session, listed) if session is not None else None
        self._next = listed.index(following) if following is not None else -1
        self.next_button.setVisible(self._next >= 0)
        if self._next >= 0:
            coming: Session = self.chooser.itemData(self._next)
            start = time_text(event.local(coming.start))
            metrics = QFontMetrics(self.next_button.font())
            room = self.width() - self._side.width() - BESIDE_TITLE
            title = metrics.elidedText(
                coming.title, Qt.TextElideMode.ElideRight, max(LEAST_TITLE, room)
            )
            self.next_button.setText(tr("door.next", title=title, start=start))

    def retranslate(self) -> None:
        """Read every text again."""
        self.chooser.setAccessibleName(tr("door.session"))
        for button, key in ((self.more, "door.more"), (self.fewer, "door.fewer")):
            button.setAccessibleName(tr(key))
            button.setToolTip(tr(key))
        self.correct_button.setText(tr("door.correct"))
        self.correct_button.setToolTip(tr("door.correct_hint"))
        self.corrections.retranslate()
        super().retranslate()
