"""The programme's papers: attendance sheets of a session or half-day, certificates of one or all."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from raict_desktop.domain.records import Person
from raict_desktop.services import attendance, people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import person_of_code
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, time_text, tr
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words, scrolled
from raict_desktop.ui.pages.organiser.programme.editors import CountEdit
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.field import Field, field_style
from raict_desktop.ui.widgets.search_box import SearchBox
from raict_desktop.ui.widgets.segmented import Segmented
from raict_desktop.ui.widgets.table import scroll_style

MOST_BLANK = 200
FOUND = 20
SIGNED = ("signatory", "role", "place")
LANGUAGES = ("fr", "en")
_HALF = "half:"


class PapersPanel(Section):
    """Two cards: sheets on the left, certificates on the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.person: Person | None = None
        self.sheet_title, self.certificate_title = Words(20, 600), Words(20, 600)
        self.sheet_hint, self.certificate_hint = Words(13, 400, "quiet"), Words(13, 400, "quiet")
        self.what, self.blank = Choice(), CountEdit(MOST_BLANK)
        self.what_field, self.blank_field = Field(self.what), Field(self.blank)
        self.blank.setValue(attendance.BLANK_LINES)
        self.when = Segmented(("before", "after"))
        self.when.set_value("before")
        self.who = Segmented(("all", "one"))
        self.who.set_value("all")
        self.search, self.chosen = SearchBox(), Words(15, 600)
        self.signed = {name: Field() for name in SIGNED}
        self.language = Choice()
        self.language_field = Field(self.language)
        self.write_sheet = Button(kind="primary", icon="file-text")
        self.write_certificates = Button(kind="primary", icon="badge-check")
        self._build()
        self.when.chosen.connect(lambda key: self.blank_field.setEnabled(key == "before"))
        self.who.chosen.connect(lambda _key: self._show_who())
        self.search.words_changed.connect(self._on_words)
        self.search.person_chosen.connect(self._on_person)
        self.search.code_typed.connect(self._on_code)
        self.write_sheet.clicked.connect(self.save_sheet)
        self.write_certificates.clicked.connect(self.save_certificates)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.find_person)
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _build(self) -> None:
        inner, body = QWidget(), QHBoxLayout()
        cards = QHBoxLayout(inner)
        cards.setContentsMargins(0, 0, 8, 0)
        cards.setSpacing(16)
        sheets, certificates = Card(margin=24), Card(margin=24)
        for card in (sheets, certificates):
            card.column.setSpacing(14)
            cards.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        left: tuple[QWidget, ...] = (
            self.sheet_title,
            self.sheet_hint,
            self.what_field,
            self.when,
            self.blank_field,
            self.write_sheet,
        )
        for part in left:
            sheets.column.addWidget(part)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.signed["place"], 1)
        pair.addWidget(self.language_field, 1)
        right: tuple[QWidget, ...] = (
            self.certificate_title,
            self.certificate_hint,
            self.who,
            self.search,
            self.chosen,
            self.signed["signatory"],
            self.signed["role"],
        )
        for part in right:
            certificates.column.addWidget(part)
        certificates.column.addLayout(pair)
        certificates.column.addWidget(self.write_certificates)
        body.addWidget(scrolled(inner), 1)
        column = self.column()
        column.addWidget(self.notice)
        column.addLayout(body, 1)

    def _dress(self) -> None:
        self.search.field.setStyleSheet(field_style())
        plain = "QListWidget{background:transparent;border:none}"
        self.search.results.setStyleSheet(plain + scroll_style())
        self.search.results.setMinimumHeight(180)

    def reload(self) -> None:
        """Offer the event's half-days, then its sessions."""
        event = self.open_event
        options: dict[str, str] = {}
        if event is not None:
            for day in range(1, event.info.days + 1):
                date = event.info.first_day + timedelta(days=day - 1)
                named = attendance.day_text(datetime.combine(date, time(12)), current_language())
                for half in attendance.HALF_DAYS:
                    options[f"{_HALF}{day}:{half}"] = f"{named}, {tr(f'attendance.{half}')}"
            for session in programme.sessions(event):
                start = event.local(session.start)
                before = f"{start:%d/%m} " if event.info.days > 1 else ""
                options[session.id] = f"{before}{time_text(start)}  {session.title}"
        self.what.set_options(options)
        for button in (self.write_sheet, self.write_certificates):
            button.setEnabled(event is not None)

    def _show_who(self) -> None:
        one = self.who.value() == "one"
        self.search.setVisible(one)
        self.chosen.setVisible(one and self.person is not None)
        self.chosen.setText(self.person.full_name if self.person else "")

    def find_person(self) -> None:
        """Look for the one person whose certificate is wanted."""
        self.who.set_value("one")
        self._show_who()
        self.search.begin()

    def _on_words(self, words: str) -> None:
        if self.open_event is not None:
            self.search.show_people(people.search(self.open_event, words, limit=FOUND))

    def _on_person(self, person_id: str) -> None:
        event = self.open_event
        if event is not None:
            self.person = self.attempt(lambda: people.get(event, person_id))
            self._show_who()

    def _on_code(self, text: str) -> None:
        self.person = person_of_code(self.open_event, text) if self.open_event else None
        if self.person is None:
            self.say(tr("errors_desk.nobody_has_code"), "bad")
        self._show_who()

    def save_sheet(self) -> None:
        """Write the attendance sheet chosen."""
        what, after = self.what.key(), self.when.value() == "after"
        self.blank.interpretText()
        blank, to = self.blank.value(), current_language()
        path = self._path("programme.sheet_title")
        if path is None:
            return

        def written(event: OpenEvent) -> int:
            if not what.startswith(_HALF):
                return attendance.write_attendance(
                    event, path, what, after=after, language=to, blank=blank
                )
            day, half = what.removeprefix(_HALF).split(":")
            return attendance.write_half_day(
                event, path, int(day), half, after=after, language=to, blank=blank
            )

        self.write_sheet.setEnabled(False)
        self.run_task(
            written,
            lambda pages: self.say(
                tr("programme.sheet_written", count=pages, name=path.name), "good"
            ),
            lambda: self.write_sheet.setEnabled(True),
        )

    def save_certificates(self) -> None:
        """Write the certificates of everybody who came, or of the person chosen."""
        one = self.who.value() == "one"
        if one and self.person is None:
            self.say(tr("papers.nobody_chosen"), "bad")
            self.search.begin()
            return
        path = self._path("board.certificates_title")
        if path is None:
            return
        ids = [self.person.id] if one and self.person is not None else None
        to, texts = self.language.key(), {name: self.signed[name].text() for name in SIGNED}
        self._keep(texts)

        def written(event: OpenEvent) -> int:
            return attendance.certificates(
                event,
                path,
                ids,
                language=to,
                signatory=texts["signatory"],
                role=texts["role"],
                place=texts["place"],
            )

        self.write_certificates.setEnabled(False)
        self.say(tr("papers.writing"), "quiet")
        self.run_task(
            written,
            lambda count: self.say(tr("board.certified", count=count, name=path.name), "good"),
            lambda: self.write_certificates.setEnabled(True),
        )

    def _path(self, title: str) -> Path | None:
        chosen = self.context.prompts.choose_save_file(self, tr(title), tr("board.pdf_kind"))
        return Path(chosen) if chosen else None

    def _keep(self, texts: dict[str, str]) -> None:
        """Remember who signs; a disk that cannot be written loses only that."""
        try:
            self.context.settings_store.change(
                signatory=texts["signatory"],
                signatory_role=texts["role"],
                signatory_place=texts["place"],
            )
        except OSError:
            self.say(tr("papers.not_remembered"), "warn")

    def set_event(self, event: OpenEvent | None) -> None:
        """Offer another event's papers."""
        super().set_event(event)
        self.person = None
        self.search.clear()
        kept = self.context.settings_store.settings
        values = (kept.signatory, kept.signatory_role, kept.signatory_place)
        for name, value in zip(SIGNED, values, strict=True):
            self.signed[name].line.setText(value)
        self._show_who()
        self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.say("")
        self.search.retranslate()
        self.sheet_title.setText(tr("papers.sheets"))
        self.sheet_hint.setText(tr("papers.sheets_hint"))
        self.certificate_title.setText(tr("papers.certificates"))
        self.certificate_hint.setText(tr("papers.certificates_hint"))
        self.what_field.set_label(tr("papers.what"))
        self.blank_field.set_label(tr("papers.blank"))
        self.blank.setSpecialValueText(tr("papers.no_blank"))
        for key in ("before", "after"):
            self.when.set_text(key, tr(f"papers.{key}"))
        for key in ("all", "one"):
            self.who.set_text(key, tr(f"papers.{key}"))
        for name in SIGNED:
            self.signed[name].set_label(tr(f"papers.{name}"))
        self.language_field.set_label(tr("papers.language"))
        chosen = self.language.key() or current_language()
        self.language.set_options({code: tr(f"papers.in_{code}") for code in LANGUAGES})
        self.language.set_key(chosen)
        self.write_sheet.setText(tr("papers.write"))
        self.write_certificates.setText(tr("papers.write"))
        self.reload()
        self._show_who()
