"""The programme: sessions on a grid or in a table, one edited beside it, files in and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.clashes import clashes
from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.services import programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import DOOR_CHECKS_IN
from raict_desktop.services.programme_import import (
    ProgrammePlan,
    ProgrammeResult,
    apply_programme,
    plan_programme,
)
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, number, time_text, tr
from raict_desktop.ui.mnemonics import without_mark
from raict_desktop.ui.models.sessions_model import SessionsModel
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words, coded_text, tick_style
from raict_desktop.ui.pages.organiser.programme.grid_area import GridArea
from raict_desktop.ui.pages.organiser.programme.papers_panel import PapersPanel
from raict_desktop.ui.pages.organiser.programme.session_people import SessionPeople
from raict_desktop.ui.pages.organiser.programme.session_sheet import SessionPanel, agreed
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.segmented import Segmented
from raict_desktop.ui.widgets.table import Table
from raict_desktop.ui.widgets.timetable import Timetable

SHOWN_CLASHES, SHOWN_DOUBTS = 3, 6


class Programme(Section):
    """The programme as a grid or a table, and the sheet of one session beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = SessionsModel(self)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths((200, 120, 110, 150, 80, 120, 70), stretch=0, spare=(6, 5, 1, 2))
        self.count, self.clashes = Words(13, 500, "quiet"), Words(13, 500, "bad")
        self.clashes.hide()
        self.add, self.take = Button(kind="primary", icon="plus"), Button(icon="upload")
        self.give = Button(icon="download")
        self.narrower, self.wider = (
            Button(kind="ghost", icon="minus"),
            Button(kind="ghost", icon="plus"),
        )
        self.checks_in = QCheckBox()
        self.checks_in.setFont(font(13))
        self.checks_in.setMinimumHeight(32)
        self.checks_in.clicked.connect(self._choose_checks_in)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.view, self.day = Segmented(("grid", "list", "papers")), Choice()
        self.view.set_value("grid")
        self.grid = Timetable()
        self.grid_area = GridArea(self.grid)
        self.panel, self.session_people = SessionPanel(context), SessionPeople(context)
        self.panel.hide()
        self.main, self.pages = QWidget(), QStackedWidget()
        self.empty, self.papers = EmptyState("calendar-days"), PapersPanel(context)
        self.stack = QStackedWidget()
        self._build()
        self.table.selectionModel().currentRowChanged.connect(
            lambda current, _before: self.open_row(current.row())
        )
        self.add.clicked.connect(self.new_session)
        self.take.clicked.connect(self.choose_file)
        self.empty.action.connect(self.choose_file)
        self.panel.closed.connect(self.close_panel)
        self.panel.saved.connect(self.reload)
        self.panel.people_wanted.connect(self.open_people)
        self.session_people.closed.connect(self.close_people)
        self.give.clicked.connect(self.choose_export)
        self.view.chosen.connect(lambda _key: self.reload())
        self.day.currentIndexChanged.connect(lambda _row: self._show_day())
        self.grid.chosen.connect(self.open_session)
        self.grid.moved.connect(self.move_session)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.panel)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.close_panel)
        self.retranslate()

    def _build(self) -> None:
        column, row = QVBoxLayout(self.main), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        row.setSpacing(8)
        row.addWidget(self.view)
        row.addWidget(self.day)
        row.addWidget(self.count, 1)
        row.addWidget(self.give)
        row.addWidget(self.take)
        row.addWidget(self.add)
        column.addLayout(row)
        column.addWidget(self.notice)
        column.addWidget(self.clashes)
        card = Card(margin=8)
        self.stack.addWidget(self.grid_area)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        card.column.addWidget(self.stack)
        self.sessions = QWidget()
        body = QHBoxLayout(self.sessions)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(card, 1)
        body.addWidget(self.panel)
        column.addWidget(self.sessions, 1)
        column.addWidget(self.papers, 1)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(self.checks_in)
        foot.addStretch(1)
        for button, step in ((self.narrower, -1), (self.wider, 1)):
            foot.addWidget(button)
            button.clicked.connect(partial(self.grid.zoom, step))
        column.addLayout(foot)
        self.pages.addWidget(self.main)
        self.pages.addWidget(self.session_people)
        self.column().addWidget(self.pages)

    def _dress(self) -> None:
        self.checks_in.setStyleSheet(tick_style())

    def _choose_checks_in(self, checked: bool) -> None:
        event = self.open_event
        if event is not None:
            value = "yes" if checked else "no"
            self.attempt(lambda: programme.choose(event, DOOR_CHECKS_IN, value, origin=self))

    def open_row(self, row: int) -> None:
        """Show the sheet of a row."""
        session = self.model.session(row)
        if session is not None:
            self.panel.show_session(session)
            self.grid.select(session.id)
            self.panel.show()

    def open_session(self, session_id: str) -> None:
        """Show the sheet of a session chosen on the grid."""
        self.open_row(self.model.row_of(session_id))

    def move_session(self, session_id: str, start: datetime, room: str) -> None:
        """Give a session another start, with its length, and another room."""
        event, session = self.open_event, self.model.session(self.model.row_of(session_id))
        if event is None or session is None:
            return
        wanted = replace(
            session,
            start=start.astimezone(UTC),
            end=start.astimezone(UTC) + (session.end - session.start),
            room=room,
        )
        if agreed(self.context, self, event, session, wanted):
            saved = self.attempt(lambda: programme.save_session(event, wanted, origin=self))
            if saved is not None:
                begins = time_text(event.local(saved.start))
                place = saved.room or tr("door.no_room")
                told = tr("programme.moved", title=saved.title, start=begins, room=place)
                self.say(told, "good")
                if self.panel.isVisible():
                    self.panel.show_session(saved)
        self.reload()

    def _fill_days(self) -> None:
        event = self.open_event
        days: dict[str, str] = {}
        if event is not None:
            for session in self.model.sessions():
                local = event.local(session.start)
                days[local.date().isoformat()] = f"{local:%d/%m/%Y}"
        self.day.set_options(days)
        self.day.setVisible(len(days) > 1 and self.view.value() == "grid")

    def _show_day(self) -> None:
        event = self.open_event
        if event is None:
            self.grid.show_day(())
            return
        shown = [(s, event.local(s.start), event.local(s.end)) for s in self.model.sessions()]
        self.grid.read_only = event.read_only
        self.grid.show_day([item for item in shown if item[1].date().isoformat() == self.day.key()])

    def _show_clashes(self) -> None:
        found = clashes(self.model.sessions())
        said = [
            tr(
                "programme.speaker_clash",
                speaker=c.speaker,
                first=c.first.title,
                second=c.second.title,
            )
            if c.speaker
            else tr(
                "programme.room_clash",
                first=c.first.title,
                second=c.second.title,
                room=c.first.room,
            )
            for c in found[:SHOWN_CLASHES]
        ]
        if len(found) > SHOWN_CLASHES:
            said.append(tr("programme.more_clashes", count=len(found) - SHOWN_CLASHES))
        self.clashes.setText("\n".join(said))
        self.clashes.setVisible(bool(said))

    def choose_export(self) -> None:
        """Write the programme to a file: a table, a calendar or a list to print."""
        chosen = self.context.prompts.choose_save_file(
            self, tr("programme.export_title"), tr("programme.export_kinds")
        )
        if not chosen:
            return
        path, to = Path(chosen), current_language()

        def written(event: OpenEvent) -> int:
            from raict_desktop.services.programme_files import export_programme

            return export_programme(event, path, to)

        self.run_task(
            written,
            lambda count: self.say(tr("programme.exported", count=count, name=path.name), "good"),
        )

    def new_session(self) -> None:
        """Show an empty sheet, on the event's first morning."""
        event = self.open_event
        if event is None:
            return
        start = datetime.combine(event.info.first_day, time(9), tzinfo=event.zone).astimezone(UTC)
        end = start + timedelta(hours=1)
        self.panel.show_session(Session("", "", SessionKind.WORKSHOP, "", start, end))
        self.panel.show()
        self.panel.fields["title"].line.setFocus()

    def open_people(self) -> None:
        """Show who is enrolled and who is honoured at the session of the sheet."""
        session = self.panel.session
        if session is not None and session.id:
            self.pages.setCurrentWidget(self.session_people)
            self.session_people.open(session)

    def close_people(self) -> None:
        """Back to the programme, with the sheet as it is now."""
        self.pages.setCurrentWidget(self.main)
        self.reload()
        session = self.panel.session
        if session is not None and self.panel.isVisible():
            self.open_session(session.id)
            self.panel.people.setFocus()

    def close_panel(self) -> None:
        """Put the sheet away."""
        self.panel.hide()
        self.table.clearSelection()
        self.table.setFocus()

    def choose_file(self) -> None:
        """Take a programme from a file."""
        chosen = self.context.prompts.choose_open_file(
            self, tr("organiser.import_programme_title"), tr("programme.import_kinds")
        )
        if chosen:
            self.take.setEnabled(False)
            self.run_task(
                partial(plan_programme, path=Path(chosen)),
                self._planned,
                self._unlock,
            )

    def _planned(self, plan: ProgrammePlan) -> None:
        """Ask about sessions with people that would be moved or cancelled, then write."""
        event, doubtful = self.open_event, plan.doubtful()
        if event is None:
            return
        keep = False
        if doubtful:
            named = [
                tr("programme.counted_line", title=c.wanted.title, count=c.counted)
                for c in doubtful[:SHOWN_DOUBTS]
            ]
            if len(doubtful) > SHOWN_DOUBTS:
                named.append(tr("organiser.more_problems", count=len(doubtful) - SHOWN_DOUBTS))
            text = "\n".join([tr("programme.counted_import"), "", *named])
            keep = not self.context.prompts.confirm(self, tr("programme.counted_title"), text)
        result = self.attempt(lambda: apply_programme(event, plan, keep_counted=keep, origin=self))
        if result is not None:
            self._imported(result)

    def _imported(self, result: ProgrammeResult) -> None:
        text = tr(
            "organiser.programme_result",
            new=number(result.new),
            changed=number(result.changed),
            unchanged=number(result.unchanged),
        )
        told = [
            tr("organiser.at_row", row=p.row, column=p.column, what=coded_text(p.code, p.facts))
            for p in result.problems[:5]
        ]
        if result.kept:
            told.insert(0, tr("programme.kept", count=len(result.kept)))
        if len(result.problems) > 5:
            told.append(tr("organiser.more_problems", count=len(result.problems) - 5))
        self.reload()
        self.say("\n".join([text, *told]), "warn" if told else "good")

    def _unlock(self) -> None:
        locked = self.open_event is None or self.open_event.read_only
        self.add.setEnabled(not locked)
        self.take.setEnabled(not locked)
        self.give.setEnabled(self.open_event is not None)
        event = self.open_event
        self.checks_in.setEnabled(not locked)
        if event is not None:
            self.checks_in.setChecked(programme.chosen(event, DOOR_CHECKS_IN) == "yes")

    def reload(self) -> None:
        """Read the programme again and keep the sheet's row selected."""
        self.model.reload()
        total = self.model.rowCount()
        self.count.setText(tr("organiser.sessions_count", count=total, shown=number(total)))
        on_grid, on_papers = self.view.value() == "grid", self.view.value() == "papers"
        self.sessions.setVisible(not on_papers)
        self.papers.setVisible(on_papers)
        for part in (self.checks_in, self.add, self.take, self.give):
            part.setVisible(not on_papers)
        if on_papers:
            self.papers.reload()
        filled = self.grid_area if on_grid else self.table
        for button in (self.narrower, self.wider):
            button.setVisible(on_grid and total > 0)
        self.stack.setCurrentWidget(filled if total else self.empty)
        self._fill_days()
        self._show_day()
        self._show_clashes()
        session = self.panel.session
        row = self.model.row_of(session.id) if session and self.panel.isVisible() else -1
        if row >= 0:
            selection = self.table.selectionModel()
            selection.blockSignals(True)
            self.table.selectRow(row)
            selection.blockSignals(False)

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's programme."""
        super().set_event(event)
        self.panel.hide()
        self.panel.set_event(event)
        self.session_people.set_event(event)
        self.papers.set_event(event)
        self.pages.setCurrentWidget(self.main)
        self.model.set_event(event)
        self._unlock()
        self.reload()

    def show_changes(self, changes: Changes) -> None:
        """Read again when the programme changed."""
        if Topic.PROGRAMME in changes.topics:
            self.reload()
        self.session_people.show_changes(changes)

    def retranslate(self) -> None:
        """Read every text again."""
        self.add.setText(tr("organiser.add_session"))
        self.take.setText(tr("organiser.import_programme"))
        self.give.setText(tr("programme.export"))
        self.checks_in.setText(tr("programme.door_checks_in"))
        self.view.set_text("grid", tr("programme.view_grid"))
        self.view.set_text("list", tr("programme.view_list"))
        self.view.set_text("papers", tr("programme.view_papers"))
        self.day.setAccessibleName(tr("programme.day"))
        for button, key in ((self.narrower, "narrower"), (self.wider, "wider")):
            button.setAccessibleName(tr(f"programme.{key}"))
            button.setToolTip(tr(f"programme.{key}"))
        self.table.setAccessibleName(without_mark(tr("organiser.tab_programme")))
        self.empty.set_texts(
            tr("organiser.no_programme"),
            tr("organiser.no_programme_hint"),
            tr("organiser.import_programme"),
        )
        self.panel.retranslate()
        self.session_people.retranslate()
        self.papers.retranslate()
        self.reload()
