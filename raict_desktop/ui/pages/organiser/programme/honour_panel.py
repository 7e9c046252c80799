"""Who is honoured at a ceremony or a quiz, in protocol order: laureates, presidents, speakers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from raict_desktop.domain.records import Person, Session
from raict_desktop.services import attendance
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.attendance import MOST_RANK, ROLES, Honoured
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.pages.organiser.parts import Choice, Words
from raict_desktop.ui.pages.organiser.programme.editors import CountEdit
from raict_desktop.ui.pages.organiser.programme.people_panel import PeoplePanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import Field

COLUMNS = ("rank", "name", "organisation", "role")


class HonourPanel(PeoplePanel):
    """The marked people by rank; without a rank they stand at the end."""

    paper_title = "enrolments.honours_paper_title"
    widths = ((70, 220, 260, 190), (2,))

    def __init__(self, context: Context) -> None:
        self.marks: list[Honoured] = []
        self.role, self.rank = Choice(), CountEdit(MOST_RANK)
        self.role_field, self.rank_field = Field(self.role), Field(self.rank)
        self.save, self.unmark = Button(kind="primary", icon="save"), Button(icon="trash-2")
        self.hint = Words(13, 400, "quiet")
        super().__init__(context, "star")
        self.save.clicked.connect(self.store)
        self.unmark.clicked.connect(self.take_mark)
        self.rank.lineEdit().returnPressed.connect(self.store)
        self.key("Delete", self.take_mark)
        self.retranslate()

    def build_actions(self, column: QVBoxLayout) -> None:
        """Role and rank of the person chosen."""
        column.addWidget(self.hint)
        for part in (self.role_field, self.rank_field, self.save, self.unmark):
            column.addWidget(part)

    def people(self) -> Sequence[Person]:
        """Everybody marked."""
        return [mark.person for mark in self.marks]

    def facts(self) -> list[str]:
        """How many are marked."""
        return [tr("enrolments.honours", count=len(self.marks))]

    def read(self, event: OpenEvent, session: Session) -> tuple[list[str], list[tuple[str, ...]]]:
        """Read the marks."""
        self.marks = attendance.honoured(event, session.id)
        rows: list[tuple[str, ...]] = [
            (
                number(mark.rank) if mark.rank else "–",
                mark.person.full_name,
                mark.person.organisation,
                tr(f"attendance.role_{mark.role}"),
            )
            for mark in self.marks
        ]
        return [tr(f"enrolments.column_{name}") for name in COLUMNS], rows

    def _mark(self) -> Honoured | None:
        chosen = [person.id for person in self.chosen()]
        return next((mark for mark in self.marks if mark.person.id in chosen), None)

    def show_chosen(self, *_: object) -> None:
        """Show role and rank of the person chosen."""
        mark = self._mark()
        writable = self.open_event is not None and not self.open_event.read_only
        self.chosen_title.setText(mark.person.full_name if mark else "")
        self.chosen_title.setVisible(mark is not None)
        self.hint.setVisible(mark is None)
        self.hint.setText(
            tr("enrolments.honours_hint" if self.marks else "enrolments.honours_hint_empty")
        )
        for part in (self.role_field, self.rank_field, self.save, self.unmark):
            part.setVisible(mark is not None)
            part.setEnabled(writable)
        if mark is not None:
            self.role.set_key(mark.role)
            self.rank.setValue(mark.rank)

    def add(self, event: OpenEvent, session: Session, person: Person) -> None:
        """Mark somebody with the next free rank; role and rank are changed beside the table."""
        if any(mark.person.id == person.id for mark in self.marks):
            self.choose([person.id])
            self.say(tr("enrolments.marked_already", name=person.full_name), "quiet")
            return
        rank = min(MOST_RANK, max((mark.rank for mark in self.marks), default=0) + 1)
        role = self.marks[-1].role if self.marks else ROLES[0]
        if self._honoured(event, session, person, role, rank):
            self.done(tr("enrolments.marked", name=person.full_name), select=[person.id])
            self.rank.setFocus()
            self.rank.selectAll()

    def _honoured(
        self, event: OpenEvent, session: Session, person: Person, role: str, rank: int
    ) -> bool:
        def mark() -> bool:
            attendance.honour(event, session.id, person.id, role, rank, origin=self)
            return True

        return self.attempt(mark) is not None

    def store(self) -> None:
        """Save role and rank of the person chosen."""
        event, session, mark = self.open_event, self.session, self._mark()
        if event is None or session is None or mark is None or event.read_only:
            return
        self.rank.interpretText()
        if self._honoured(event, session, mark.person, self.role.key(), self.rank.value()):
            self.done(tr("organiser.saved"), select=[mark.person.id])
            self.table.setFocus()

    def take_mark(self) -> None:
        """Take the mark of the person chosen away."""
        event, session, mark = self.open_event, self.session, self._mark()
        if event is None or session is None or mark is None or event.read_only:
            return
        text = tr("enrolments.unmark_text", name=mark.person.full_name)
        if not self.context.prompts.confirm(self, tr("enrolments.unmark"), text):
            return
        if self._honoured(event, session, mark.person, "", 0):
            self.done(tr("enrolments.unmarked", name=mark.person.full_name))
            self.table.setFocus()

    def written(self, event: OpenEvent, path: Path, session: Session, language: str) -> int:
        """Write the list in protocol order."""
        return attendance.write_honoured(event, path, session.id, language)

    def retranslate(self) -> None:
        """Read every text again."""
        super().retranslate()
        self.search_title.setText(tr("enrolments.honours_search"))
        self.table.setAccessibleName(tr("enrolments.tab_honoured"))
        self.role_field.set_label(tr("enrolments.column_role"))
        self.rank_field.set_label(tr("enrolments.rank_field"))
        self.rank.setSpecialValueText(tr("enrolments.no_rank"))
        self.role.set_options({role: tr(f"attendance.role_{role}") for role in ROLES})
        self.save.setText(tr("organiser.save").replace("&", ""))
        self.unmark.setText(tr("enrolments.unmark"))
        self.empty.set_texts(
            tr("enrolments.nobody_honoured"),
            tr("enrolments.nobody_honoured_hint"),
            tr("enrolments.honours_search"),
        )
        self.show_chosen()
