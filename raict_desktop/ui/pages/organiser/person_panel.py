"""One person's sheet: what is known, corrected on save, and everything that happened to them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain import codes
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.journal import Source
from raict_desktop.domain.records import (
    CATEGORIES,
    NoteLevel,
    OrganisationKind,
    Person,
    Session,
    Status,
)
from raict_desktop.services import checkin, groups, history, people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.history import HistoryLine
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, time_text, tr
from raict_desktop.ui.models.people_model import category_text, presence_text
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words, scrolled
from raict_desktop.ui.pages.organiser.person_history import PersonHistory
from raict_desktop.ui.pages.organiser.person_rights import PersonRights
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import Field

TEXTS = (
    "given_name",
    "family_name",
    "function",
    "organisation",
    "country",
    "delegation",
    "email",
    "phone",
    "note",
    "protocol_rank",
    "protocol_contact",
)
CHOICES = ("organisation_kind", "category", "status", "note_level")
ORDER = (
    "given_name",
    "family_name",
    "function",
    "organisation",
    "organisation_kind",
    "country",
    "category",
    "delegation",
    "note",
    "note_level",
    "email",
    "phone",
    "protocol_rank",
    "protocol_contact",
    "status",
)
PRIVATE = ("email", "phone")
"""Fields a locked desk does not show."""


def _history_of(event: OpenEvent, person_id: str) -> tuple[list[HistoryLine], int]:
    return history.of_person(event, person_id), history.badges_printed(event, person_id)


def _without_private(line: HistoryLine) -> HistoryLine:
    return replace(line, changes=tuple(c for c in line.changes if c.field not in PRIVATE))


class PersonPanel(Section):
    """The sheet; ``closed`` and ``saved`` tell the table.

    At the desk ``substitute_wanted`` asks who comes in this person's place; where nobody listens, its
    button stays away.
    """

    closed = Signal()
    saved = Signal()
    substitute_wanted = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.person: Person | None = None
        self._country_shown = ""
        self.name, self.state = Words(20, 600), Words(13, 400, "quiet")
        self.fields = {name: Field() for name in TEXTS}
        self.choices = {name: Choice() for name in CHOICES}
        for name, choice in self.choices.items():
            self.fields[name] = Field(choice)
        self.save = Button(kind="primary", icon="save")
        self.check_in = Button(icon="user-check")
        self.substitute = Button(icon="arrow-left-right")
        self.reprint = Button(icon="printer")
        self.head = Button(icon="star")
        self.sessions, self.badges = Words(13, 400), Words(13, 400)
        self.sessions_title, self.badges_title = Words(13, 600), Words(13, 600)
        self.history = PersonHistory()
        self.rights, self.rights_title = PersonRights(context), Words(13, 600)
        self.close_button = Button(kind="ghost", icon="x")
        self.passages_title = Words(13, 600)
        self._build()
        self.save.clicked.connect(self.store)
        self.check_in.clicked.connect(self.admit)
        self.substitute.clicked.connect(lambda: self.substitute_wanted.emit(self.person))
        self.reprint.clicked.connect(self.print_badge)
        self.head.clicked.connect(self.make_head)
        self.history.undo_wanted.connect(self.undo)
        self.rights.told.connect(lambda text: self.say(text, "good"))
        self.rights.erased.connect(self._on_erased)
        context.guard.changed.connect(self._on_lock)
        self.substitute.hide()
        self.close_button.clicked.connect(self.closed)
        self.setMinimumWidth(340)
        self.setMaximumWidth(400)
        self.retranslate()

    def _build(self) -> None:
        card = Card(margin=16)
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.close_button)
        card.column.addLayout(top)
        card.column.addWidget(self.state)
        card.column.addWidget(self.notice)
        inner = QWidget()
        form = QVBoxLayout(inner)
        form.setContentsMargins(2, 0, 10, 0)
        form.setSpacing(12)
        for name in ORDER:
            form.addWidget(self.fields[name])
        for part in (self.head, self.substitute, self.reprint):
            form.addWidget(part)
        for title, block in (
            (self.sessions_title, self.sessions),
            (self.badges_title, self.badges),
            (self.passages_title, self.history),
            (self.rights_title, self.rights),
        ):
            form.addSpacing(4)
            form.addWidget(title)
            form.addWidget(block)
        form.addStretch(1)
        card.column.addWidget(scrolled(inner), 1)
        row = QHBoxLayout()
        row.addWidget(self.save, 1)
        row.addWidget(self.check_in)
        card.column.addLayout(row)
        self.column().addWidget(card)

    def show_person(self, person: Person) -> None:
        """Fill the sheet."""
        self.person = person
        self.say("")
        self._fill_choices()
        for name in TEXTS:
            self.fields[name].line.setText(self._text(person, name))
            self.fields[name].line.setCursorPosition(0)  # a long value shows its beginning
        self._country_shown = self._text(person, "country")
        for name, choice in self.choices.items():
            choice.set_key(str(getattr(person, name)))
        self._show_private()
        self._headline()
        self._read_passages()
        self.rights.show_person(self.open_event, person)

    def _on_erased(self, text: str) -> None:
        if self.open_event is not None and self.person is not None:
            self.show_person(people.get(self.open_event, self.person.id))
        self.say(text, "good")
        self.saved.emit()

    def _on_lock(self) -> None:
        self._show_private()
        self._read_passages()

    def _show_private(self) -> None:
        for name in PRIVATE:
            self.fields[name].setHidden(self.context.guard.locked)
        # To hand out or erase what is known of somebody is the organiser's.
        for part in (self.rights_title, self.rights):
            part.setHidden(self.context.guard.locked)

    def _text(self, person: Person, name: str) -> str:
        if name == "country" and person.country and self.open_event:
            return self.open_event.countries.name(person.country, current_language())
        if name == "protocol_rank" and not person.protocol_rank:
            return ""
        return str(getattr(person, name))

    def _headline(self) -> None:
        person = self.person
        if person is None:
            return
        self.name.setText(person.full_name)
        state = [presence_text(person), codes.shown(person.code)]
        if person.walk_in:
            state.append(tr("sheet.walk_in"))
        self.state.setText(" · ".join(state))
        self.head.setVisible(bool(person.delegation))
        self.head.setEnabled(not person.head_of_delegation)
        key = "sheet.is_head" if person.head_of_delegation else "sheet.make_head"
        self.head.setText(tr(key))
        self.substitute.setEnabled(not person.present and not person.replaced_by)
        locked = self.open_event is None or self.open_event.read_only
        self.save.setEnabled(not locked)
        self.check_in.setEnabled(
            not locked and not person.present and person.status is Status.REGISTERED
        )

    def _read_passages(self) -> None:
        person = self.person
        if person is not None:
            self.run_task(partial(_history_of, person_id=person.id), partial(self._list, person.id))

    def _list(self, person_id: str, found: tuple[list[HistoryLine], int]) -> None:
        event, person = self.open_event, self.person
        if event is None or person is None or person.id != person_id:
            return
        lines, printed = found
        if self.context.guard.locked:
            lines = [_without_private(line) for line in lines]
        sessions = self._sessions()
        titles = {session.id: session.title for session in sessions}
        self.history.show_lines(lines, event.local, titles, may_undo=not event.read_only)
        self.history.come_after(self.reprint)
        mine = [s for s in sessions if s.id in person.enrolled]
        texts = [f"{time_text(event.local(s.start))} · {s.title} · {s.room}" for s in mine]
        self.sessions.setText("\n".join(texts) or tr("sheet.no_sessions"))
        self.badges.setText(tr("sheet.badges", count=printed))

    def _sessions(self) -> list[Session]:
        return programme.sessions(self.open_event) if self.open_event else []

    def store(self) -> None:
        """Correct what was changed; a locked desk asks for the PIN first."""
        self.context.guard.allow("correct", self._store)

    def _store(self) -> None:
        event, person = self.open_event, self.person
        if event is None or person is None:
            return
        typed = {name: self.fields[name].text() for name in TEXTS}
        typed |= {name: choice.key() for name, choice in self.choices.items()}
        before = {name: self._text(person, name) for name in typed}
        before["country"] = self._country_shown
        changes = {name: text for name, text in typed.items() if text != before[name]}
        found = self.attempt(lambda: people.correct(event, person.id, changes, origin=self))
        if found is not None:
            self.show_person(found)
            self.say(tr("organiser.saved"), "good")
            self.saved.emit()

    def undo(self, entry_id: str) -> None:
        """Take one passage back."""
        event, person = self.open_event, self.person
        if event is None or person is None:
            return
        done = self.attempt(lambda: checkin.undo(event, entry_id, alone=True, origin=self))
        if done is not None:
            self.show_person(people.get(event, person.id))
            self.say(tr("desk.undone"), "good")
            self.saved.emit()

    def print_badge(self) -> None:
        """Print this person's badge once more; the queue prints, nobody waits."""
        event, person, printing = self.open_event, self.person, self.context.printing
        if event is None or person is None:
            return
        if not printing.printer():
            self.say(tr("desk.no_printing"), "bad")
        elif printing.reprint(self, event, person.id) is not None:
            self.say(tr("desk.badge_under_way", name=person.full_name), "good")

    def make_head(self) -> None:
        """Mark this person as the head of their delegation."""
        self.context.guard.allow("correct", self._make_head)

    def _make_head(self) -> None:
        event, person = self.open_event, self.person
        if event is None or person is None:
            return
        self.attempt(lambda: groups.set_head(event, person, origin=self))
        self.show_person(people.get(event, person.id))
        self.saved.emit()

    def admit(self) -> None:
        """Check the person in at the main door, by hand."""
        event, person = self.open_event, self.person
        if event is None or person is None:
            return
        result = self.attempt(
            lambda: checkin.check_in_person(event, person.id, source=Source.SCREEN, origin=self)
        )
        if result is None:
            return
        self.show_person(people.get(event, person.id))
        good = result.verdict is Verdict.WELCOME
        self.say(
            tr("organiser.checked_in" if good else "organiser.not_checked_in"),
            "good" if good else "warn",
        )
        self.saved.emit()

    def _fill_choices(self) -> None:
        brought = people.categories(self.open_event) if self.open_event else []
        self.choices["category"].set_options(
            {key: category_text(key) for key in dict.fromkeys((*CATEGORIES, *brought))}
        )
        self.choices["organisation_kind"].set_options(
            {kind.value: tr(f"organiser.org_{kind.value}") for kind in OrganisationKind}
        )
        self.choices["status"].set_options(
            {status.value: tr(f"organiser.status_{status.value}") for status in Status}
        )
        self.choices["note_level"].set_options(
            {level.value: tr(f"sheet.note_{level.value}") for level in NoteLevel}
        )

    def retranslate(self) -> None:
        """Read every text again."""
        for name, field in self.fields.items():
            own = name in ("note_level", "protocol_rank", "protocol_contact")
            field.set_label(tr(f"sheet.field_{name}" if own else f"organiser.field_{name}"))
        country = self.fields["country"]
        if self.person is not None and country.text() == self._country_shown:
            # Untouched: say it in the new language. A typed country stays as typed.
            self._country_shown = self._text(self.person, "country")
            country.line.setText(self._country_shown)
        self.save.setText(tr("organiser.save"))
        self.check_in.setText(tr("organiser.check_in_now"))
        self.close_button.setAccessibleName(tr("organiser.close"))
        self.close_button.setToolTip(tr("organiser.close"))
        self.passages_title.setText(tr("sheet.history"))
        self.rights_title.setText(tr("safety.rights"))
        self.rights.retranslate()
        self.sessions_title.setText(tr("sheet.sessions"))
        self.badges_title.setText(tr("sheet.badges_title"))
        self.substitute.setText(tr("desk.substitute"))
        self.reprint.setText(tr("sheet.print_badge"))
        self._fill_choices()
        self._headline()
        self._read_passages()
