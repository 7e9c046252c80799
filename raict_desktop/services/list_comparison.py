"""One list compared with the event, row by row: who is new, who changes, what a person must look at.

Nothing is written here. What should be goes to the caller as drafts, a chunk at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from raict_desktop.domain import codes
from raict_desktop.domain.journal import PERSONAL_FIELDS, Draft, Kind, Source
from raict_desktop.domain.records import Person, Status
from raict_desktop.exchange.problems import ProblemLog
from raict_desktop.exchange.registrations import RegistrationList, RegistrationRow
from raict_desktop.exchange.words import organisation_kind_of
from raict_desktop.matching.folding import fold
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.list_changes import PERSONAL, ListChanges, row_change
from raict_desktop.services.list_people import KnownPeople
from raict_desktop.services.list_results import (
    LEAVE_OUT,
    MAX_SHOWN,
    NEW_PERSON,
    Differences,
    ImportChoices,
    ImportResult,
    Missing,
    RowChange,
    Twin,
)
from raict_desktop.services.list_workshops import Workshops
from raict_desktop.services.organisation_book import OrganisationBook
from raict_desktop.storage import list_queries, queries

CHUNK = 500
"""Rows between two looks at whether to stop."""
_COUNTED = ("new", "changed", "unchanged", "left_out", "cancelled", "twins", "missing")


class Comparison:
    """What is known of the event, what the list said so far, and the entries that follow from it.

    Args:
        event: the open event.
        found: the list.
        choices: what a person decided.
    """

    def __init__(self, event: OpenEvent, found: RegistrationList, choices: ImportChoices) -> None:
        self._event = event
        self._list = found
        self._choices = choices
        self._log = ProblemLog()
        fields = {column.field: column.title for column in found.columns if column.field}
        self._titles = fields
        self._may_have_tickets = "ticket" in fields and not found.own
        self._known = KnownPeople(event, tickets=self._may_have_tickets)
        self._changes = ListChanges(event, choices, own=found.own)
        with event.file.reading() as db:
            by_hand = list_queries.organisations_set_by_hand(db)
        self._organisations = OrganisationBook(event, by_hand)
        self._workshops = Workshops(event, choices.workshops, self._log)
        self._drafts: list[Draft] = []
        self._tickets: list[RegistrationRow] = []
        self._enrolled: dict[str, set[str]] = {}
        self._new: list[RowChange] = []
        self._changed: list[RowChange] = []
        self._twins: list[Twin] = []
        self._missing: list[Missing] = []
        self._counts = dict.fromkeys(_COUNTED, 0)
        self._rows = 0

    def read(self, write: Callable[[Sequence[Draft]], None], told: Callable[[int], None]) -> None:
        """Read the list to its end.

        Args:
            write: given the entries that follow from it, a chunk at a time.
            told: called with how many rows are done; may raise to stop.
        """
        for number, row in enumerate(self._list.rows(self._log), 1):
            self._rows = number
            if row is None:
                self._counts["left_out"] += 1
            else:
                self._take(row)
            if number % CHUNK == 0:
                self._hand_over(write)
                told(number)
        for row in self._tickets:
            self._take_ticket(row)
        self._hand_over(write)
        self._known.forget_rows()
        self._organisations.forget()
        told(self._rows)

    def look_for_missing(self) -> list[Draft]:
        """People of earlier lists who are not in this one: told, and cancelled where that is wanted.

        Looked for last, in the transaction that writes: who came meanwhile is not cancelled.
        """
        drafts: list[Draft] = []
        if not self._known.had_people:
            return drafts
        with self._event.file.reading() as db:
            for person in list_queries.listed_people(db):
                if self._known.is_on_list(person.id):
                    continue
                self._counts["missing"] += 1
                if len(self._missing) < MAX_SHOWN:
                    self._missing.append(
                        Missing(person.id, person.name, person.organisation, person.present)
                    )
                kept = person.present or self._changes.corrected(person.id, "status")
                if self._choices.cancel_missing and not kept:
                    self._counts["cancelled"] += 1
                    facts = {"status": Status.CANCELLED.value}
                    drafts.append(_draft(Kind.PERSON_CORRECTED, person.id, facts=facts))
        return drafts

    def result(self) -> ImportResult:
        """What the list changes, as far as it was read."""
        unknown = tuple(self._workshops.unknown.values())
        counts = self._counts
        return ImportResult(
            self._list.file,
            self._list.source,
            self._rows,
            new=counts["new"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            left_out=counts["left_out"],
            cancelled=counts["cancelled"],
            twins=counts["twins"],
            missing=counts["missing"],
            conflicts=self._changes.conflict_count,
            problems=tuple(self._log.kept),
            problem_count=self._log.count,
            unknown_workshops=tuple(workshop.title for workshop in unknown),
            differences=Differences(
                tuple(self._new),
                tuple(self._changed),
                tuple(self._changes.conflicts),
                tuple(self._twins),
                tuple(self._missing),
                unknown,
            ),
        )

    def _hand_over(self, write: Callable[[Sequence[Draft]], None]) -> None:
        drafts = [*self._workshops.drafts, *self._organisations.drafts, *self._drafts]
        for made in (self._workshops.drafts, self._organisations.drafts, self._drafts):
            made.clear()
        if drafts:
            write(drafts)

    def _problem(self, row: RegistrationRow, column: str, name: str, **facts: object) -> None:
        self._log.add(row.row, self._titles.get(column, ""), name, **facts)

    def _take(self, row: RegistrationRow) -> None:
        decision = self._choices.rows.get(row.row, "")
        if decision == LEAVE_OUT:
            self._counts["left_out"] += 1
            return
        row = self._with_sound_code(row)
        if self._may_have_tickets and self._workshops.is_workshop(row.ticket):
            self._tickets.append(row)
            return
        if decision not in ("", NEW_PERSON) and not self._known.is_taken(decision):
            self._update(row, required_person(self._event, decision))
            return
        match = self._known.match(row)
        if match.clash:
            value = codes.shown(row.code or row.external_id or "")
            column = "code" if row.code else "external_id"
            self._problem(row, column, "doubled_code", value=value)
            row = replace(row, code=None, external_id=None)
            match = self._known.match(row)
        if match.earlier or (match.person and self._known.is_taken(match.person.id)):
            self._counts["left_out"] += 1
            self._problem(row, "", "doubled_row")
        elif match.person is None:
            self._add(row)
        else:
            self._update(row, match.person)

    def _take_ticket(self, row: RegistrationRow) -> None:
        """Enrol the person of a workshop's ticket, who mostly has another row."""
        person_id = self._known.by_order(row)
        if not person_id:
            match = self._known.match(row)
            if match.person is not None:
                person_id = match.person.id
                self._known.note(row, person_id, new=False)
                self._counts["unchanged"] += 1
        if not person_id:
            person_id = self._add(replace(row, category=None))
        wanted, _ = self._workshops.ids(row.row, (row.ticket,))
        if person_id not in self._enrolled:
            with self._event.file.reading() as db:
                known = queries.person(db, person_id)
            self._enrolled[person_id] = set(known.enrolled) if known else set()
        missing = sorted(wanted - self._enrolled[person_id])
        self._drafts += [_draft(Kind.ENROLLED, person_id, session_id) for session_id in missing]
        self._enrolled[person_id] |= wanted

    def _with_sound_code(self, row: RegistrationRow) -> RegistrationRow:
        """The row with its code as the desk will look for it, or without a code nobody can scan."""
        if not row.code:
            return row
        if codes.is_own_code(row.code):
            return replace(row, code=codes.typed(row.code))
        if codes.is_acceptable(row.code):
            return row
        limit = codes.MAX_FOREIGN_LENGTH
        self._problem(row, "code", "bad_code", value=codes.shown(row.code), limit=limit)
        return replace(row, code=None)

    def _organisation(self, row: RegistrationRow, person: Person | None) -> str | None:
        """Id of the organisation a row names, None where the list has no such column."""
        if row.organisation is None:
            return None
        country = self._country(row)
        if person and not country and fold(row.organisation) == fold(person.organisation):
            country = person.country
        kind = self._kind(row)
        found = self._organisations.find(row.organisation, kind, country, Source.IMPORT)
        return found.id if found else ""

    def _country(self, row: RegistrationRow) -> str:
        if not row.country:
            return ""
        code = self._event.countries.code(row.country)
        if not code:
            self._problem(row, "country", "unknown_country", value=row.country[:60])
        return code

    def _kind(self, row: RegistrationRow) -> str:
        if not row.organisation_kind:
            return ""
        kind = organisation_kind_of(row.organisation_kind)
        if kind is None:
            value = row.organisation_kind[:60]
            self._problem(row, "organisation_kind", "unknown_kind", value=value)
        return kind or ""

    def _add(self, row: RegistrationRow) -> str:
        organisation_id = self._organisation(row, None)
        person_id = self._event.outside.new_id()
        if row.code and not self._known.code_is_free(row.code):
            row = replace(row, code=None)
        name = f"{row.given_name or ''} {row.family_name or ''}".strip()
        self._look_for_twins(row, name)
        facts = {
            "organisation_id": organisation_id or "",
            "category": row.category or "participant",
            "delegation": row.delegation or "",
            "status": row.status or Status.REGISTERED.value,
            "walk_in": int(bool(row.walk_in)),
        }
        personal = {name: getattr(row, name) or "" for name in PERSONAL}
        personal["code"] = row.code or self._event.new_code()
        self._drafts.append(_draft(Kind.PERSON_ADDED, person_id, facts=facts, personal=personal))
        self._enrol(row, person_id, ())
        self._known.note(row, person_id, new=True)
        self._counts["new"] += 1
        self._counts["cancelled"] += row.status == Status.CANCELLED
        if len(self._new) < MAX_SHOWN:
            self._new.append(RowChange(row.row, person_id, name, row.organisation or ""))
        return person_id

    def _look_for_twins(self, row: RegistrationRow, name: str) -> None:
        if row.row in self._choices.rows:
            return
        twins = [
            Twin(row.row, name, row.organisation or "", p.id, f"{p.full_name} · {p.organisation}")
            for p in self._known.alike(row)
        ]
        if not twins and (earlier := self._known.row_of_same_name(row)):
            twins = [Twin(row.row, name, row.organisation or "", earlier=earlier)]
        self._counts["twins"] += bool(twins)
        if len(self._twins) < MAX_SHOWN:
            self._twins += twins[:3]

    def _update(self, row: RegistrationRow, person: Person) -> None:
        new_code = row.code if row.code and row.code != person.code else ""
        if new_code and not self._known.code_is_free(new_code):
            new_code = ""
        self._known.note(row, person.id, new=False)
        completed = len(self._organisations.drafts)
        organisation_id = self._organisation(row, person)
        changes = self._changes.of(row, person, organisation_id)
        if new_code:
            changes["code"] = new_code
        if changes:
            personal = {n: v for n, v in changes.items() if n in PERSONAL_FIELDS}
            facts = {n: v for n, v in changes.items() if n not in PERSONAL_FIELDS}
            draft = _draft(Kind.PERSON_CORRECTED, person.id, facts=facts, personal=personal)
            self._drafts.append(draft)
        workshops = self._enrol(row, person.id, person.enrolled)
        if not changes and workshops is None and len(self._organisations.drafts) == completed:
            self._counts["unchanged"] += 1
            return
        self._counts["changed"] += 1
        self._counts["cancelled"] += changes.get("status") == Status.CANCELLED
        if len(self._changed) < MAX_SHOWN:
            self._changed.append(row_change(row, person, changes, workshops))

    def _enrol(
        self, row: RegistrationRow, person_id: str, enrolled: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Bring somebody's workshops in line with their choices: titles before and after, if any changed."""
        if row.workshops is None:
            return None
        before = set(enrolled)
        wanted, whole = self._workshops.ids(row.row, row.workshops)
        after = wanted if whole else wanted | before
        self._drafts += [_draft(Kind.ENROLLED, person_id, one) for one in sorted(after - before)]
        self._drafts += [_draft(Kind.UNENROLLED, person_id, one) for one in sorted(before - after)]
        if self._may_have_tickets:
            self._enrolled[person_id] = set(after)
        if after == before:
            return None
        return self._workshops.titles(before), self._workshops.titles(after)


def _draft(
    kind: Kind,
    subject: str,
    checkpoint: str = "",
    *,
    facts: Mapping[str, object] | None = None,
    personal: Mapping[str, object] | None = None,
) -> Draft:
    return Draft(
        kind,
        subject,
        checkpoint,
        source=Source.IMPORT,
        facts=facts or {},
        personal=personal or {},
    )
