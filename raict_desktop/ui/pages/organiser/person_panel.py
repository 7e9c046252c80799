"""One person's sheet beside the table: what is known, corrected on save, and the last passages."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain import codes
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.journal import Source
from raict_desktop.domain.records import CATEGORIES, OrganisationKind, Person, Session, Status
from raict_desktop.services import checkin, people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import PassageLine
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, time_text, tr
from raict_desktop.ui.models.people_model import category_text, presence_text
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words, scrolled
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
)
CHOICES = ("organisation_kind", "category", "status")
PASSAGES_READ = 1000
PASSAGES_SHOWN = 8


def _passages_of(event: OpenEvent, person_id: str) -> list[PassageLine]:
    lines = checkin.last_passages(event, limit=PASSAGES_READ)
    return [line for line in lines if line.person and line.person.id == person_id][:PASSAGES_SHOWN]


class PersonPanel(Section):
    """The sheet; ``closed`` and ``saved`` tell the table."""

    closed = Signal()
    saved = Signal()

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
        self.close_button = Button(kind="ghost", icon="x")
        self.passages_title, self.passages = Words(13, 600), Words(13, 400, "quiet")
        self._build()
        self.save.clicked.connect(self.store)
        self.check_in.clicked.connect(self.admit)
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
        order = (*TEXTS[:4], "organisation_kind", "country", "category", *TEXTS[5:], "status")
        for name in order:
            form.addWidget(self.fields[name])
        form.addWidget(self.passages_title)
        form.addWidget(self.passages)
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
        self._country_shown = self._text(person, "country")
        for name, choice in self.choices.items():
            choice.set_key(str(getattr(person, name)))
        self._headline()
        self._read_passages()

    def _text(self, person: Person, name: str) -> str:
        if name == "country" and person.country and self.open_event:
            return self.open_event.countries.name(person.country, current_language())
        return str(getattr(person, name))

    def _headline(self) -> None:
        person = self.person
        if person is None:
            return
        self.name.setText(person.full_name)
        self.state.setText(f"{presence_text(person)} · {codes.shown(person.code)}")
        locked = self.open_event is None or self.open_event.read_only
        self.save.setEnabled(not locked)
        self.check_in.setEnabled(
            not locked and not person.present and person.status is Status.REGISTERED
        )

    def _read_passages(self) -> None:
        person = self.person
        if person is not None:
            self.run_task(
                partial(_passages_of, person_id=person.id), partial(self._list, person.id)
            )

    def _list(self, person_id: str, lines: list[PassageLine]) -> None:
        event = self.open_event
        if event is None or self.person is None or self.person.id != person_id:
            return
        titles = {session.id: session.title for session in self._sessions()}
        texts = []
        for line in lines:
            at = event.local(line.at)
            what = tr(f"organiser.passage_{line.kind.value}")
            where = titles.get(line.checkpoint) or tr("organiser.main_door")
            undone = f" ({tr('organiser.undone')})" if line.annulled else ""
            texts.append(f"{at:%d/%m} {time_text(at)} · {what} · {where}{undone}")
        self.passages.setText("\n".join(texts) or tr("organiser.no_passages"))

    def _sessions(self) -> list[Session]:
        return programme.sessions(self.open_event) if self.open_event else []

    def store(self) -> None:
        """Correct what was changed."""
        event, person = self.open_event, self.person
        if event is None or person is None:
            return
        typed = {name: self.fields[name].text() for name in TEXTS}
        typed |= {name: choice.key() for name, choice in self.choices.items()}
        before = {name: str(getattr(person, name)) for name in typed}
        before["country"] = self._country_shown
        changes = {name: text for name, text in typed.items() if text != before[name]}
        found = self.attempt(lambda: people.correct(event, person.id, changes, origin=self))
        if found is not None:
            self.show_person(found)
            self.say(tr("organiser.saved"), "good")
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

    def retranslate(self) -> None:
        """Read every text again."""
        for name, field in self.fields.items():
            field.set_label(tr(f"organiser.field_{name}"))
        country = self.fields["country"]
        if self.person is not None and country.text() == self._country_shown:
            # Untouched: say it in the new language. A typed country stays as typed.
            self._country_shown = self._text(self.person, "country")
            country.line.setText(self._country_shown)
        self.save.setText(tr("organiser.save"))
        self.check_in.setText(tr("organiser.check_in_now"))
        self.close_button.setAccessibleName(tr("organiser.close"))
        self.close_button.setToolTip(tr("organiser.close"))
        self.passages_title.setText(tr("organiser.passages"))
        self._fill_choices()
        self._headline()
        self._read_passages()
