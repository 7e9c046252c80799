"""The programme: sessions in a table, one edited beside it, a whole list taken from a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDateTimeEdit,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.clashes import clashes
from raict_desktop.domain.records import Admission, Session, SessionKind, WhenFull
from raict_desktop.services import programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import DOOR_CHECKS_IN
from raict_desktop.services.programme import ProgrammeResult
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, number, time_text, tr
from raict_desktop.ui.mnemonics import without_mark
from raict_desktop.ui.models.sessions_model import SessionsModel
from raict_desktop.ui.pages.organiser.parts import (
    Choice,
    Section,
    Words,
    box_style,
    coded_text,
    scrolled,
    tick_style,
)
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.segmented import Segmented
from raict_desktop.ui.widgets.table import Table, scroll_style
from raict_desktop.ui.widgets.timetable import Timetable

FIELDS = (
    "title",
    "kind",
    "room",
    "start",
    "end",
    "capacity",
    "admission",
    "when_full",
    "quota",
    "languages",
    "speakers",
)
OWN_WORDS = frozenset({"quota", "languages", "speakers"})
SHOWN_CLASHES = 3


class _GridArea(QScrollArea):
    """The grid in an area that scrolls both ways, with the theme's bars."""

    def __init__(self, grid: Timetable) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(grid)
        self.viewport().setAutoFillBackground(False)
        grid.setAutoFillBackground(False)
        # A bound method: a closure would outlive the area and be called for a dead one.
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.verticalScrollBar().setStyleSheet(scroll_style())
        line = theme.tokens().line.name()
        self.horizontalScrollBar().setStyleSheet(
            "QScrollBar{background:transparent;border:0;height:10px;}"
            f"QScrollBar::handle{{background:{line};border-radius:4px;min-width:32px;}}"
            "QScrollBar::add-line,QScrollBar::sub-line{width:0;}"
            "QScrollBar::add-page,QScrollBar::sub-page{background:transparent;}"
        )


class MomentEdit(QDateTimeEdit):
    """A date and time; arrow keys step them, so the small arrows are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setDisplayFormat("dd/MM/yyyy HH:mm")
        self.lineEdit().setTextMargins(10, 0, 0, 0)

    def setStyleSheet(self, style: str) -> None:
        """Take the look of fields."""
        super().setStyleSheet(style and box_style())


class CountEdit(QSpinBox):
    """A whole number, 0 for none."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, 100_000)
        self.lineEdit().setTextMargins(10, 0, 0, 0)

    def setStyleSheet(self, style: str) -> None:
        """Take the look of fields."""
        super().setStyleSheet(style and box_style())


class SessionPanel(Section):
    """The sheet of one session, new or known."""

    closed = Signal()
    saved = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.session: Session | None = None
        self.heading = Words(20, 600)
        self.start, self.end, self.capacity = MomentEdit(), MomentEdit(), CountEdit()
        self.kind, self.admission, self.when_full = Choice(), Choice(), Choice()
        self.exits, self.cancelled = QCheckBox(), QCheckBox()
        for box in (self.exits, self.cancelled):
            box.setFont(font(13))
            box.setMinimumHeight(40)
        self.quota = CountEdit()
        editors: dict[str, QWidget] = {
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "capacity": self.capacity,
            "admission": self.admission,
            "when_full": self.when_full,
            "quota": self.quota,
        }
        self.fields = {name: Field(editors.get(name)) for name in FIELDS}
        self.save, self.remove = Button(kind="primary", icon="save"), Button(icon="trash-2")
        self.close_button = Button(kind="ghost", icon="x")
        self.sign_sheet, self.presence_sheet = Button(icon="pencil"), Button(icon="list-checks")
        self._build()
        self.save.clicked.connect(self.store)
        self.remove.clicked.connect(self.take_out)
        self.close_button.clicked.connect(self.closed)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.setMinimumWidth(340)
        self.setMaximumWidth(400)
        self.retranslate()

    def _build(self) -> None:
        card = Card(margin=16)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        card.column.addLayout(top)
        card.column.addWidget(self.notice)
        inner = QWidget()
        form = QVBoxLayout(inner)
        form.setContentsMargins(2, 0, 10, 0)
        form.setSpacing(12)
        for name in FIELDS:
            form.addWidget(self.fields[name])
        form.addWidget(self.exits)
        form.addWidget(self.cancelled)
        form.addStretch(1)
        card.column.addWidget(scrolled(inner), 1)
        row = QHBoxLayout()
        papers = QHBoxLayout()
        papers.setSpacing(8)
        papers.addWidget(self.sign_sheet, 1)
        papers.addWidget(self.presence_sheet, 1)
        card.column.addLayout(papers)
        self.sign_sheet.clicked.connect(lambda: self.write_sheet(after=False))
        self.presence_sheet.clicked.connect(lambda: self.write_sheet(after=True))
        row.addWidget(self.save, 1)
        row.addWidget(self.remove)
        card.column.addLayout(row)
        self.column().addWidget(card)

    def _dress(self) -> None:
        for box in (self.exits, self.cancelled):
            box.setStyleSheet(tick_style())

    def show_session(self, session: Session) -> None:
        """Fill the sheet; a session without an id is a new one."""
        event = self.open_event
        if event is None:
            return
        self.session = session
        self.say("")
        self.fields["title"].line.setText(session.title)
        self.fields["title"].line.setCursorPosition(0)
        self.fields["room"].line.setText(session.room)
        self.kind.set_key(session.kind.value)
        self.admission.set_key(session.admission.value)
        self.when_full.set_key(session.when_full.value)
        for edit, moment in ((self.start, session.start), (self.end, session.end)):
            local = event.local(moment)
            edit.setDateTime(
                QDateTime(local.year, local.month, local.day, local.hour, local.minute, 0)
            )
        self.capacity.setValue(session.capacity or 0)
        self.exits.setChecked(session.exits)
        self.cancelled.setChecked(session.cancelled)
        self.quota.setValue(session.quota or 0)
        self.fields["languages"].line.setText(", ".join(session.languages))
        self.fields["speakers"].line.setText("; ".join(session.speakers))
        self.save.setEnabled(not event.read_only)
        for part in (self.remove, self.sign_sheet, self.presence_sheet):
            part.setVisible(bool(session.id))
        self.remove.setEnabled(not event.read_only)
        self._headline()

    def _headline(self) -> None:
        known = self.session is not None and bool(self.session.id)
        self.heading.setText(tr("organiser.session" if known else "organiser.new_session"))

    def _moment(self, edit: QDateTimeEdit, event: OpenEvent) -> datetime:
        typed = edit.dateTime()
        day, clock = typed.date(), typed.time()
        wall = datetime(day.year(), day.month(), day.day(), clock.hour(), clock.minute())  # noqa: DTZ001
        return programme.moment(event, wall)

    def store(self) -> None:
        """Save what is typed."""
        event, session = self.open_event, self.session
        if event is None or session is None:
            return
        found = self.attempt(lambda: self._saved(event, session))
        if found is not None:
            self.show_session(found)
            self.say(tr("organiser.saved"), "good")
            self.saved.emit()

    def _saved(self, event: OpenEvent, session: Session) -> Session | None:
        wanted = Session(
            id=session.id,
            title=self.fields["title"].text(),
            kind=SessionKind(self.kind.key()),
            room=self.fields["room"].text(),
            start=self._moment(self.start, event),
            end=self._moment(self.end, event),
            capacity=self.capacity.value() or None,
            admission=Admission(self.admission.key()),
            when_full=WhenFull(self.when_full.key()),
            exits=self.exits.isChecked(),
            quota=self.quota.value() or None,
            languages=tuple(self.fields["languages"].text().replace(";", ",").split(",")),
            speakers=tuple(self.fields["speakers"].text().split(";")),
            cancelled=self.cancelled.isChecked(),
        )
        if not agreed(self.context, self, event, session, wanted):
            return None
        return programme.save_session(event, wanted, origin=self)

    def write_sheet(self, *, after: bool) -> None:
        """Write the session's attendance sheet: to sign on, or with the presence noted."""
        session = self.session
        if session is None or not session.id:
            return
        chosen = self.context.prompts.choose_save_file(
            self, tr("programme.sheet_title"), tr("board.pdf_kind")
        )
        if not chosen:
            return
        path, to = Path(chosen), current_language()

        def written(event: OpenEvent) -> int:
            from raict_desktop.services.attendance import write_attendance

            return write_attendance(event, path, session.id, after=after, language=to)

        self.run_task(
            written,
            lambda pages: self.say(
                tr("programme.sheet_written", count=pages, name=path.name), "good"
            ),
        )

    def take_out(self) -> None:
        """Remove the session once the person agreed."""
        event, session = self.open_event, self.session
        if event is None or session is None or not session.id:
            return
        title, text = tr("organiser.remove_title"), tr("organiser.remove_text", title=session.title)
        if not self.context.prompts.confirm(self, title, text):
            return

        def removed() -> bool:
            programme.remove_session(event, session.id, origin=self)
            return True

        if self.attempt(removed):
            self.saved.emit()
            self.closed.emit()

    def retranslate(self) -> None:
        """Read every text again."""
        for name, field in self.fields.items():
            area = "programme" if name in OWN_WORDS else "organiser"
            field.set_label(tr(f"{area}.session_{name}"))
        self.kind.set_options(
            {k.value: tr(f"organiser.kind_{k.value.replace('-', '_')}") for k in SessionKind}
        )
        self.admission.set_options(
            {a.value: tr(f"organiser.admission_{a.value}") for a in Admission}
        )
        self.when_full.set_options({w.value: tr(f"organiser.full_{w.value}") for w in WhenFull})
        self.capacity.setSpecialValueText(tr("organiser.no_capacity"))
        self.quota.setSpecialValueText(tr("programme.no_quota"))
        self.exits.setText(tr("organiser.session_exits"))
        self.cancelled.setText(tr("programme.cancelled"))
        self.sign_sheet.setText(tr("programme.sign_sheet"))
        self.presence_sheet.setText(tr("programme.presence_sheet"))
        self.save.setText(tr("organiser.save"))
        self.remove.setText(tr("organiser.remove"))
        self.close_button.setAccessibleName(tr("organiser.close"))
        self.close_button.setToolTip(tr("organiser.close"))
        self._headline()


def agreed(
    context: Context, parent: QWidget, event: OpenEvent, known: Session, wanted: Session
) -> bool:
    """Whether the organiser agrees to change a session at which people were counted already."""
    touching = ("start", "end", "room", "cancelled")
    if not known.id or all(getattr(known, name) == getattr(wanted, name) for name in touching):
        return True
    count = programme.counted_at(event, known.id)
    if not count:
        return True
    text = tr("programme.counted", count=count, title=known.title)
    return context.prompts.confirm(parent, tr("programme.counted_title"), text)


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
        self.checks_in = QCheckBox()
        self.checks_in.setFont(font(13))
        self.checks_in.setMinimumHeight(32)
        self.checks_in.clicked.connect(self._choose_checks_in)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.view, self.day = Segmented(("grid", "list")), Choice()
        self.view.set_value("grid")
        self.grid = Timetable()
        self.grid_area = _GridArea(self.grid)
        self.panel = SessionPanel(context)
        self.panel.hide()
        self.empty = EmptyState("calendar-days")
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
        column = self.column()
        row = QHBoxLayout()
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
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(card, 1)
        body.addWidget(self.panel)
        column.addLayout(body, 1)
        column.addWidget(self.checks_in)

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
                partial(programme.import_programme, path=Path(chosen)),
                self._imported,
                self._unlock,
            )

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
        if len(result.problems) > len(told):
            told.append(tr("organiser.more_problems", count=len(result.problems) - len(told)))
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
        on_grid = self.view.value() == "grid"
        filled = self.grid_area if on_grid else self.table
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
        self.model.set_event(event)
        self._unlock()
        self.reload()

    def show_changes(self, changes: Changes) -> None:
        """Read again when the programme changed."""
        if Topic.PROGRAMME in changes.topics:
            self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.add.setText(tr("organiser.add_session"))
        self.take.setText(tr("organiser.import_programme"))
        self.give.setText(tr("programme.export"))
        self.checks_in.setText(tr("programme.door_checks_in"))
        self.view.set_text("grid", tr("programme.view_grid"))
        self.view.set_text("list", tr("programme.view_list"))
        self.day.setAccessibleName(tr("programme.day"))
        self.table.setAccessibleName(without_mark(tr("organiser.tab_programme")))
        self.empty.set_texts(
            tr("organiser.no_programme"),
            tr("organiser.no_programme_hint"),
            tr("organiser.import_programme"),
        )
        self.panel.retranslate()
        self.reload()
