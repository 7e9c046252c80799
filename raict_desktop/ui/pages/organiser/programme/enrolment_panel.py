"""Who is enrolled in a session and who waits: enrol, take off, move up, give a place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout

from raict_desktop.domain.records import Person, Session
from raict_desktop.services import enrolments
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.enrolments import Enrolled, Enrolment
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import number, time_text, tr
from raict_desktop.ui.pages.organiser.parts import Words
from raict_desktop.ui.pages.organiser.programme.people_panel import PeoplePanel
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import tip

COLUMNS = ("number", "name", "organisation", "since", "state")
NAMED = 4
"""How many people a sentence names."""


class EnrolmentPanel(PeoplePanel):
    """The list in its order; below the quota's line people wait."""

    widths = ((64, 200, 240, 124, 150), (3, 2))

    def __init__(self, context: Context) -> None:
        self.lines: list[Enrolment] = []
        self.give, self.up = Button(kind="primary", icon="badge-check"), Button(icon="arrow-up")
        self.first, self.off = Button(icon="chevron-up"), Button(icon="trash-2")
        self.hint = Words(13, 400, "quiet")
        super().__init__(context, "users")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for button, keys, slot in (
            (self.give, "Ctrl+Return", self.give_place),
            (self.up, "Alt+Up", self.move_up),
            (self.first, "Alt+Home", self.move_first),
            (self.off, "Delete", self.take_off),
        ):
            button.clicked.connect(slot)
            self.key(keys, slot)
        self.retranslate()

    def build_actions(self, column: QVBoxLayout) -> None:
        """Give a place, move up, take off."""
        column.addWidget(self.hint)
        for button in (self.give, self.up, self.first, self.off):
            column.addWidget(button)

    def people(self) -> Sequence[Person]:
        """Everybody on the list."""
        return [line.person for line in self.lines]

    def facts(self) -> list[str]:
        """How many have a place, how many wait, and the quota."""
        session, waiting = self.session, sum(1 for line in self.lines if line.waiting)
        found = [tr("enrolments.enrolled", count=len(self.lines) - waiting)]
        if session is not None and session.quota is not None:
            found.append(tr("enrolments.quota", count=session.quota))
            found.append(tr("enrolments.waiting", count=waiting))
        return found

    def read(self, event: OpenEvent, session: Session) -> tuple[list[str], list[tuple[str, ...]]]:
        """Read the list."""
        self.lines = enrolments.listed(event, session.id)
        rows: list[tuple[str, ...]] = []
        for line in self.lines:
            since = event.local(line.since)
            rows.append(
                (
                    number(line.number),
                    line.person.full_name,
                    line.person.organisation,
                    f"{since:%d/%m} {time_text(since)}",
                    self._state(line),
                )
            )
        return [tr(f"enrolments.column_{name}") for name in COLUMNS], rows

    def quiet_rows(self) -> Sequence[int]:
        """Who waits."""
        return [row for row, line in enumerate(self.lines) if line.waiting]

    @staticmethod
    def _state(line: Enrolment) -> str:
        if line.waiting:
            return tr("enrolments.waiting_number", number=line.waiting)
        return tr("enrolments.came" if line.came else "enrolments.has_one")

    def _waiting(self) -> Enrolment | None:
        """The one person chosen who waits."""
        chosen = {person.id for person in self.chosen()}
        found = [line for line in self.lines if line.person.id in chosen]
        return found[0] if len(found) == 1 and found[0].waiting else None

    def show_chosen(self, *_: object) -> None:
        """Allow what may be done with the people chosen."""
        chosen, waiting = self.chosen(), self._waiting()
        writable = self.open_event is not None and not self.open_event.read_only
        self.chosen_title.setText(
            chosen[0].full_name
            if len(chosen) == 1
            else tr("enrolments.chosen", count=len(chosen))
            if chosen
            else ""
        )
        self.chosen_title.setVisible(bool(chosen))
        self.hint.setVisible(not chosen)
        self.hint.setText(tr("enrolments.hint" if self.lines else "enrolments.hint_empty"))
        for button in (self.give, self.up, self.first):
            button.setVisible(waiting is not None)
            button.setEnabled(writable)
        self.up.setEnabled(writable and waiting is not None and waiting.waiting > 1)
        self.first.setEnabled(self.up.isEnabled())
        self.off.setVisible(bool(chosen))
        self.off.setEnabled(writable)

    def add(self, event: OpenEvent, session: Session, person: Person) -> None:
        """Put somebody at the end of the list."""
        known = {line.person.id for line in self.lines}
        if person.id in known:
            self.choose([person.id])
            self.say(tr("enrolments.already", name=person.full_name), "quiet")
            return
        done = self.attempt(lambda: enrolments.enrol(event, session.id, [person.id], origin=self))
        if done is not None:
            key = "enrolments.now_waits" if done.waiting else "enrolments.now_enrolled"
            colour = "warn" if done.waiting else "good"
            self.done(tr(key, name=person.full_name), colour, [person.id])
            self.search.begin()

    def give_place(self) -> None:
        """Give the person chosen a place, by one more for the session."""
        event, session, line = self.open_event, self.session, self._waiting()
        if event is None or session is None or line is None:
            return
        quota = session.quota or 0
        text = tr("enrolments.give_text", name=line.person.full_name, old=quota, new=quota + 1)
        if not self.context.prompts.confirm(self, tr("enrolments.give"), text):
            return
        person_id = line.person.id
        done = self.attempt(
            lambda: enrolments.give_place(event, session.id, person_id, origin=self)
        )
        if done is not None:
            self.done(self._promoted(done), select=[person_id])

    def move_up(self) -> None:
        """Let the person chosen go ahead of the one before them."""
        self._move(first=False)

    def move_first(self) -> None:
        """Let the person chosen go to the head of those who wait."""
        self._move(first=True)

    def _move(self, *, first: bool) -> None:
        event, session, line = self.open_event, self.session, self._waiting()
        if event is None or session is None or line is None or not self.up.isEnabled():
            return
        person = line.person
        place = self.attempt(
            lambda: enrolments.move_up(event, session.id, person.id, first=first, origin=self)
        )
        if place is not None:
            self.done(
                tr("enrolments.moved_up", name=person.full_name, number=place), select=[person.id]
            )
            self.table.setFocus()

    def take_off(self) -> None:
        """Take the people chosen off the list."""
        event, session, chosen = self.open_event, self.session, self.chosen()
        if event is None or session is None or not chosen or not self.off.isEnabled():
            return
        name = chosen[0].full_name if len(chosen) == 1 else ""
        text = (
            tr("enrolments.off_text_one_person", name=name)
            if name
            else tr("enrolments.off_text", count=len(chosen))
        )
        if not self.context.prompts.confirm(self, tr("enrolments.off"), text):
            return
        ids = [person.id for person in chosen]
        done = self.attempt(lambda: enrolments.unenrol(event, session.id, ids, origin=self))
        if done is not None:
            said = [tr("enrolments.removed", count=done.changed), self._promoted(done)]
            self.done(" ".join(text for text in said if text))
            self.table.setFocus()

    @staticmethod
    def _promoted(done: Enrolled) -> str:
        """Who has a place now, in a sentence each; empty when nobody."""
        said = [tr("enrolments.has_place", name=p.full_name) for p in done.promoted[:NAMED]]
        if len(done.promoted) > NAMED:
            said.append(tr("enrolments.more_places", count=len(done.promoted) - NAMED))
        if done.quota is not None:
            said.append(tr("enrolments.quota_raised", count=done.quota))
        return " ".join(said)

    def written(self, event: OpenEvent, path: Path, session: Session, language: str) -> int:
        """Write the list as a PDF."""
        return enrolments.write_list(event, path, session.id, language)

    def retranslate(self) -> None:
        """Read every text again."""
        super().retranslate()
        self.search_title.setText(tr("enrolments.search"))
        self.table.setAccessibleName(tr("enrolments.tab_enrolled"))
        self.give.setText(tr("enrolments.give"))
        self.up.setText(tr("enrolments.up"))
        self.first.setText(tr("enrolments.first"))
        self.off.setText(tr("enrolments.off"))
        self.give.setToolTip(tip("Ctrl+↵"))
        self.up.setToolTip(tip("Alt+↑"))
        self.empty.set_texts(
            tr("enrolments.nobody"), tr("enrolments.nobody_hint"), tr("enrolments.search")
        )
        self.show_chosen()
