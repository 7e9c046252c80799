"""Taking a registration list in: new people added, known ones updated, nothing of the desk undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from raict_desktop.domain import codes
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import PERSONAL_FIELDS, Draft, Kind, Source
from raict_desktop.domain.records import OrganisationKind, Person, Status
from raict_desktop.exchange.list_columns import FIELDS
from raict_desktop.exchange.problems import Problem, ProblemLog
from raict_desktop.exchange.registrations import (
    Column,
    RegistrationList,
    RegistrationRow,
    open_list,
)
from raict_desktop.matching.folding import fold
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.list_people import KnownPeople
from raict_desktop.services.list_workshops import UnknownWorkshop, Workshops
from raict_desktop.services.organisation_book import OrganisationBook
from raict_desktop.storage import list_queries, queries

MAX_SHOWN = 500
"""Rows of each kind of difference that a result keeps; all are counted."""
LEAVE_OUT = "leave"
_CHUNK = 500
_MAPPING = "mapping/"
_PERSONAL = (
    "civility",
    "given_name",
    "family_name",
    "function",
    "email",
    "phone",
    "external_id",
    "note",
)
_PLAIN = ("category", "delegation", "status")
_NEVER_EMPTY = frozenset(["category", "status", "given_name", "family_name"])


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What a person decided after looking at the preview.

    Attributes:
        columns: (field, workshop) of each column, or None to take what was recognised.
        workshops: for choices of the list the id of the session meant, ``new`` or empty (ignored).
        rows: for rows of the list ``leave``, or the id of the known person that is meant.
        from_list: (person id, field) pairs where the list wins over the desk.
        cancel_missing: people of earlier lists who are not in this one are marked as cancelled.
    """

    columns: tuple[tuple[str, str], ...] | None = None
    workshops: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, str] = field(default_factory=dict)
    from_list: frozenset[tuple[str, str]] = frozenset()
    cancel_missing: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row of the list does to somebody; ``fields`` is empty for new people."""

    row: int
    person_id: str
    name: str
    organisation: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that the list changed since the last import, and the desk as well."""

    row: int
    person_id: str
    name: str
    field: str
    desk: str
    listed: str


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody new who may be somebody known; without ``person_id`` it is an earlier row."""

    row: int
    name: str
    organisation: str
    person_id: str = ""
    known: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody of an earlier list who is not in this one."""

    person_id: str
    name: str
    organisation: str
    present: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """The rows behind the counts, ``MAX_SHOWN`` of each kind at most."""

    new: tuple[RowChange, ...] = ()
    changed: tuple[RowChange, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    twins: tuple[Twin, ...] = ()
    missing: tuple[Missing, ...] = ()
    workshops: tuple[UnknownWorkshop, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a list changed, or would change (preview)."""

    file: str
    source: str
    rows: int
    new: int
    changed: int
    unchanged: int
    left_out: int
    problems: tuple[Problem, ...]
    unknown_workshops: tuple[str, ...]
    cancelled: int = 0
    conflicts: int = 0
    twins: int = 0
    missing: int = 0
    problem_count: int = 0
    differences: Differences = Differences()
    batch: str = ""


def inspect(
    event: OpenEvent, path: Path, stop: Callable[[], bool] = lambda: False
) -> RegistrationList:
    """Open a list with its columns as they were last mapped in this event, else as recognised.

    Raises:
        UserError: the file cannot be read, holds nobody, or ``stop`` said so.
    """
    found = open_list(path, stop)
    with event.file.reading() as db:
        kept = list_queries.preparations(db, _MAPPING + found.shape)
    remembered = kept.get(_MAPPING + found.shape)
    if isinstance(remembered, list) and len(remembered) == len(found.columns):
        return found.mapped([(str(pair[0]), str(pair[1])) for pair in remembered])
    return found


def import_list(
    event: OpenEvent,
    path: Path,
    *,
    preview: bool = False,
    choices: ImportChoices | None = None,
    progress: Callable[[int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
    origin: object | None = None,
) -> ImportResult:
    """Import a list in one transaction.

    A field is written only where the list gives it and it differs from what stands; a correction
    made at the desk stays, and where the list changed as well both are told.

    Args:
        event: the open event.
        path: the file.
        preview: count what would change and write nothing.
        choices: decisions on what a preview told.
        progress: told how many rows are done.
        stop: asked now and then; True gives up, and the event stays as it was.
        origin: who asks.

    Raises:
        UserError: the file cannot be read, or the import was stopped.
    """
    wanted = choices or ImportChoices()
    found = inspect(event, path, stop)
    if wanted.columns is not None:
        found = found.mapped(wanted.columns)
    if preview:
        return _Run(event, found, wanted, lambda _drafts: None).go(progress, stop)
    batch = event.outside.new_id()
    now = event.clock()
    written = 0

    def write(drafts: Sequence[Draft]) -> None:
        nonlocal written
        written += len(drafts)
        event.append(drafts, now, batch)

    with event.file.writing():
        result = _Run(event, found, wanted, write).go(progress, stop)
        if wanted.columns is not None:
            value = [list(pair) for pair in wanted.columns]
            name = _MAPPING + found.shape
            write([Draft(Kind.PREPARED, name, source=Source.IMPORT, facts={"value": value})])
        facts = {
            "rows": result.rows,
            "new": result.new,
            "changed": result.changed,
            "cancelled": result.cancelled,
            "list_source": result.source,
            "entries": written,
        }
        last = Draft(
            Kind.IMPORTED, source=Source.IMPORT, facts=facts, personal={"file": result.file[:200]}
        )
        event.append([last], now, batch)
    topics = (Topic.PEOPLE, Topic.ORGANISATIONS, Topic.PROGRAMME)
    event.tell(Changes.of(*topics), origin)
    return replace(result, batch=batch)


class _Run:
    """One import under way: what is known, what it found, and the entries not yet written."""

    def __init__(
        self,
        event: OpenEvent,
        found: RegistrationList,
        choices: ImportChoices,
        write: Callable[[Sequence[Draft]], None],
    ) -> None:
        self._event = event
        self._list = found
        self._choices = choices
        self._write = write
        self._log = ProblemLog()
        self._known = KnownPeople(event)
        with event.file.reading() as db:
            self._corrected = queries.hand_corrected(db)
            by_hand = list_queries.organisations_set_by_hand(db)
        self._organisations = OrganisationBook(event, by_hand)
        self._workshops = Workshops(event, choices.workshops, self._log)
        self._titles = {c.field: c.title for c in found.columns if c.field}
        self._drafts: list[Draft] = []
        self._tickets: list[RegistrationRow] = []
        self._enrolled: dict[str, set[str]] = {}
        self._new: list[RowChange] = []
        self._changed: list[RowChange] = []
        self._conflicts: list[Conflict] = []
        self._twins: list[Twin] = []
        self._missing: list[Missing] = []
        self._counts = dict.fromkeys(
            (
                "new",
                "changed",
                "unchanged",
                "left_out",
                "cancelled",
                "conflicts",
                "twins",
                "missing",
            ),
            0,
        )

    def go(self, progress: Callable[[int], None] | None, stop: Callable[[], bool]) -> ImportResult:
        number = 0
        for number, row in enumerate(self._list.rows(self._log), 1):
            if row is None:
                self._counts["left_out"] += 1
            else:
                self._take(row)
            if number % _CHUNK == 0:
                self._flush()
                if stop():
                    raise UserError("services.import_stopped", name=self._list.file)
                if progress is not None:
                    progress(number)
        for row in self._tickets:
            self._take_ticket(row)
        if self._known.had_people:
            self._look_for_missing()
        self._flush()
        return self._result(number)

    def _flush(self) -> None:
        drafts = [*self._workshops.drafts, *self._organisations.drafts, *self._drafts]
        for written in (self._workshops.drafts, self._organisations.drafts, self._drafts):
            written.clear()
        if drafts:
            self._write(drafts)

    def _result(self, rows: int) -> ImportResult:
        unknown = tuple(self._workshops.unknown.values())
        counts = self._counts
        return ImportResult(
            self._list.file,
            self._list.source,
            rows,
            new=counts["new"],
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            left_out=counts["left_out"],
            cancelled=counts["cancelled"],
            conflicts=counts["conflicts"],
            twins=counts["twins"],
            missing=counts["missing"],
            problems=tuple(self._log.kept),
            problem_count=self._log.count,
            unknown_workshops=tuple(workshop.title for workshop in unknown),
            differences=Differences(
                tuple(self._new),
                tuple(self._changed),
                tuple(self._conflicts),
                tuple(self._twins),
                tuple(self._missing),
                unknown,
            ),
        )

    def _problem(self, row: RegistrationRow, column: str, name: str, **facts: object) -> None:
        self._log.add(row.row, self._titles.get(column, ""), name, **facts)

    def _take(self, row: RegistrationRow) -> None:
        decision = self._choices.rows.get(row.row, "")
        if decision == LEAVE_OUT:
            self._counts["left_out"] += 1
            return
        row = self._with_sound_code(row)
        if not self._list.own and self._workshops.is_workshop(row.ticket):
            self._tickets.append(row)
            return
        person = None
        if decision and not self._known.is_taken(decision):
            person = required_person(self._event, decision)
        else:
            match = self._known.match(row)
            if match.clash:
                value = codes.shown(row.code or row.external_id or "")
                self._problem(
                    row, "code" if row.code else "external_id", "doubled_code", value=value
                )
                row = replace(row, code=None, external_id=None)
                match = self._known.match(row)
            if match.earlier or (match.person and self._known.is_taken(match.person.id)):
                self._counts["left_out"] += 1
                self._problem(row, "", "doubled_row")
                return
            person = match.person
        if person is None:
            self._add(row)
        else:
            self._update(row, person)

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
        for session_id in sorted(wanted - self._enrolled[person_id]):
            self._drafts.append(Draft(Kind.ENROLLED, person_id, session_id, source=Source.IMPORT))
            self._enrolled[person_id].add(session_id)

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
        kind = _KINDS.get(fold(row.organisation_kind))
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
        facts: dict[str, object] = {
            "organisation_id": organisation_id or "",
            "category": row.category or "participant",
            "delegation": row.delegation or "",
            "status": row.status or Status.REGISTERED.value,
            "walk_in": int(bool(row.walk_in)),
        }
        personal = {name: getattr(row, name) or "" for name in _PERSONAL}
        personal["code"] = row.code or self._event.new_code()
        self._drafts.append(
            Draft(
                Kind.PERSON_ADDED, person_id, source=Source.IMPORT, facts=facts, personal=personal
            )
        )
        self._drafts += self._enrol(row, person_id, ())
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
        if not twins and self._known.same_name_earlier(row):
            twins = [Twin(row.row, name, row.organisation or "")]
        self._counts["twins"] += bool(twins)
        if len(self._twins) < MAX_SHOWN:
            self._twins += twins[:3]

    def _update(self, row: RegistrationRow, person: Person) -> None:
        new_code = row.code if row.code and row.code != person.code else ""
        if new_code and not self._known.code_is_free(new_code):
            new_code = ""
        self._known.note(row, person.id, new=False)
        before = len(self._organisations.drafts)
        organisation_id = self._organisation(row, person)
        changes = self._changes(row, person)
        if organisation_id and organisation_id != person.organisation_id:
            kept = "organisation_id" in self._corrected.get(person.id, ())
            if not kept or self._list_wins(row, person, "organisation_id", organisation_id):
                changes["organisation_id"] = organisation_id
        if new_code:
            changes["code"] = new_code
        drafts: list[Draft] = []
        if changes:
            personal = {n: v for n, v in changes.items() if n in PERSONAL_FIELDS}
            facts = {n: v for n, v in changes.items() if n not in PERSONAL_FIELDS}
            drafts.append(
                Draft(
                    Kind.PERSON_CORRECTED,
                    person.id,
                    source=Source.IMPORT,
                    facts=facts,
                    personal=personal,
                )
            )
        enrolments = self._enrol(row, person.id, person.enrolled)
        drafts += enrolments
        completed = len(self._organisations.drafts) > before
        if not drafts and not completed:
            self._counts["unchanged"] += 1
            return
        self._counts["changed"] += 1
        self._counts["cancelled"] += changes.get("status") == Status.CANCELLED
        self._drafts += drafts
        if len(self._changed) < MAX_SHOWN:
            self._changed.append(self._row_change(row, person, changes, bool(enrolments)))

    def _row_change(
        self, row: RegistrationRow, person: Person, changes: Mapping[str, object], enrolled: bool
    ) -> RowChange:
        fields = [
            FieldChange("organisation", person.organisation, row.organisation or "")
            if name == "organisation_id"
            else FieldChange(name, str(getattr(person, name)), str(value))
            for name, value in changes.items()
        ]
        if enrolled:
            fields.append(FieldChange("workshops", "", ", ".join(row.workshops or ())))
        return RowChange(row.row, person.id, person.full_name, person.organisation, tuple(fields))

    def _changes(self, row: RegistrationRow, person: Person) -> dict[str, object]:
        """The fields that the list changes; an empty cell of a platform's list says nothing."""
        kept = self._corrected.get(person.id, frozenset())
        changes: dict[str, object] = {}
        for name in (*_PERSONAL, *_PLAIN):
            value = getattr(row, name)
            if value is None or (not value and (name in _NEVER_EMPTY or not self._list.own)):
                continue
            if value == str(getattr(person, name)):
                continue
            if name not in kept or self._list_wins(row, person, name, value):
                changes[name] = value
        if row.walk_in is not None and row.walk_in != person.walk_in:
            changes["walk_in"] = int(row.walk_in)
        return changes

    def _list_wins(self, row: RegistrationRow, person: Person, name: str, value: str) -> bool:
        """Whether the list's value replaces the desk's; a field that both changed is told."""
        if (person.id, name) in self._choices.from_list:
            return True
        with self._event.file.reading() as db:
            before = list_queries.values_of_lists(db, person.id).get(name)
        if before is None or str(before) == value:
            return False
        self._counts["conflicts"] += 1
        if len(self._conflicts) < MAX_SHOWN:
            plain = name != "organisation_id"
            desk = str(getattr(person, name)) if plain else person.organisation
            listed = value if plain else row.organisation or ""
            self._conflicts.append(
                Conflict(row.row, person.id, person.full_name, name, desk, listed)
            )
        return False

    def _enrol(
        self, row: RegistrationRow, person_id: str, enrolled: tuple[str, ...]
    ) -> list[Draft]:
        if row.workshops is None:
            return []
        wanted, whole = self._workshops.ids(row.row, row.workshops)
        source = Source.IMPORT
        drafts = [
            Draft(Kind.ENROLLED, person_id, session_id, source=source)
            for session_id in sorted(wanted - set(enrolled))
        ]
        if whole:
            drafts += [
                Draft(Kind.UNENROLLED, person_id, session_id, source=source)
                for session_id in sorted(set(enrolled) - wanted)
            ]
        return drafts

    def _look_for_missing(self) -> None:
        """People of earlier lists who are not in this one: told, and cancelled when that is wanted."""
        with self._event.file.reading() as db:
            for person in list_queries.listed_people(db):
                if self._known.is_taken(person.id):
                    continue
                self._counts["missing"] += 1
                if len(self._missing) < MAX_SHOWN:
                    self._missing.append(
                        Missing(person.id, person.name, person.organisation, person.present)
                    )
                kept = person.present or "status" in self._corrected.get(person.id, ())
                if self._choices.cancel_missing and not kept:
                    self._counts["cancelled"] += 1
                    status = {"status": Status.CANCELLED.value}
                    self._drafts.append(
                        Draft(Kind.PERSON_CORRECTED, person.id, source=Source.IMPORT, facts=status)
                    )


_KINDS = {fold(kind.value): kind.value for kind in OrganisationKind} | {
    "commune ville": OrganisationKind.COMMUNE,
    "ville": OrganisationKind.COMMUNE,
    "mairie": OrganisationKind.COMMUNE,
    "intercommunalite": OrganisationKind.EPCI,
    "communaute d agglomeration": OrganisationKind.EPCI,
    "communaute de communes": OrganisationKind.EPCI,
    "conseil departemental": OrganisationKind.DEPARTEMENT,
    "conseil regional": OrganisationKind.REGION,
    "embassy": OrganisationKind.EMBASSY,
    "ministere": OrganisationKind.STATE,
    "ministere etat": OrganisationKind.STATE,
    "services de l etat": OrganisationKind.STATE,
    "ong": OrganisationKind.ASSOCIATION,
    "company": OrganisationKind.COMPANY,
    "societe": OrganisationKind.COMPANY,
    "press": OrganisationKind.PRESS,
    "media": OrganisationKind.PRESS,
    "university": OrganisationKind.UNIVERSITY,
    "international organisation": OrganisationKind.INTERNATIONAL,
    "other": OrganisationKind.OTHER,
}
"""Kinds of organisation as lists write them, folded, with the program's word for each."""

__all__ = [
    "FIELDS",
    "LEAVE_OUT",
    "MAX_SHOWN",
    "Column",
    "Conflict",
    "Differences",
    "FieldChange",
    "ImportChoices",
    "ImportResult",
    "Missing",
    "Problem",
    "RowChange",
    "Twin",
    "import_list",
    "inspect",
]
