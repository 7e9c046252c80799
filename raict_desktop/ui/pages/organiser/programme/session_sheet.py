"""The sheet of one session: what it is, where and when, who may enter, and its papers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, Signal
from PySide6.QtWidgets import QCheckBox, QDateTimeEdit, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.records import Admission, Session, SessionKind, WhenFull
from raict_desktop.services import programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words, scrolled, tick_style
from raict_desktop.ui.pages.organiser.programme.editors import CountEdit, MomentEdit
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import Field

LINES = (
    ("title",),
    ("kind", "room"),
    ("start", "end"),
    ("capacity", "quota"),
    ("admission", "when_full"),
    ("languages",),
    ("speakers",),
)
FIELDS = tuple(name for line in LINES for name in line)
OWN_WORDS = frozenset({"quota", "languages", "speakers"})


class SessionPanel(Section):
    """The sheet of one session, new or known."""

    closed = Signal()
    saved = Signal()
    people_wanted = Signal()

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
        self.people = Button(icon="users")
        self._build()
        self.people.clicked.connect(self.people_wanted)
        self.save.clicked.connect(self.store)
        self.remove.clicked.connect(self.take_out)
        self.close_button.clicked.connect(self.closed)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.setMinimumWidth(360)
        self.setMaximumWidth(460)
        self.retranslate()

    def _build(self) -> None:
        card = Card(margin=16)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button)
        card.column.addLayout(top)
        card.column.addWidget(self.notice)
        card.column.addWidget(self.people)
        inner = QWidget()
        form = QVBoxLayout(inner)
        form.setContentsMargins(2, 0, 10, 0)
        form.setSpacing(12)
        for line in LINES:
            fields = QHBoxLayout()
            fields.setSpacing(12)
            for name in line:
                fields.addWidget(self.fields[name], 1)
            form.addLayout(fields)
        papers = QHBoxLayout()
        papers.setSpacing(8)
        form.addWidget(self.exits)
        form.addWidget(self.cancelled)
        form.addLayout(papers)
        form.addStretch(1)
        card.column.addWidget(scrolled(inner), 1)
        row = QHBoxLayout()
        papers.addWidget(self.sign_sheet, 1)
        papers.addWidget(self.presence_sheet, 1)
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
        self._count_people()
        for part in (self.remove, self.sign_sheet, self.presence_sheet, self.people):
            part.setVisible(bool(session.id))
        self.remove.setEnabled(not event.read_only)
        self._headline()

    def _count_people(self) -> None:
        """Say on the button how many are enrolled and how many of them wait."""
        event, session = self.open_event, self.session
        if event is None or session is None or not session.id:
            return
        found = programme.state(event, session.id)
        text = tr("enrolments.button", count=found.registered)
        if found.waiting:
            text = f"{text} · {tr('enrolments.button_waiting', count=found.waiting)}"
        self.people.setText(text)

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
        counted = programme.counted_at(event, session.id)
        if counted:
            text = f"{text}\n{tr('programme.remove_counted', count=counted)}"
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
        self._count_people()
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
