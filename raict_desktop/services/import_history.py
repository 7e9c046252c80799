"""The imports of an event, and taking one back as a whole: by new entries, never by a deletion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import PERSONAL_FIELDS, Draft, Entry, Kind, Source
from raict_desktop.domain.records import Status
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import list_queries, queries
from raict_desktop.storage.event_file import Connection

_CHUNK = 500
_DEFAULTS = {"category": "participant", "status": Status.REGISTERED.value, "walk_in": 0}


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """A list that was taken in.

    Attributes:
        batch: the import's id.
        at: when, in UTC.
        file: its name, empty once personal values were erased.
        source: the platform.
        undone: whether it was taken back.
    """

    batch: str
    at: datetime
    file: str
    source: str
    rows: int
    new: int
    changed: int
    undone: bool


@dataclass(frozen=True, slots=True)
class UndoneImport:
    """What taking an import back did.

    ``removed`` people left the list; ``kept`` stay because a desk, a door or a printer dealt with
    them since; ``restored`` have their former values again.
    """

    removed: int
    kept: int
    restored: int


def imports(event: OpenEvent) -> list[ImportRecord]:
    """Every import, newest first."""
    with event.file.reading() as db:
        found = list_queries.imports(db)
    return [
        ImportRecord(
            entry.batch,
            entry.at,
            str(personal.get("file", "")),
            str(entry.facts.get("list_source", "")),
            int(entry.facts.get("rows", 0)),
            int(entry.facts.get("new", 0)),
            int(entry.facts.get("changed", 0)),
            undone,
        )
        for entry, personal, undone in found
        if entry.batch
    ]


def undo_import(event: OpenEvent, batch: str, origin: object | None = None) -> UndoneImport:
    """Take an import back in one transaction.

    A person it added leaves the list unless somebody corrected them, let them in or printed their
    badge since. A field it changed goes back to what it was, unless something changed it later.

    Raises:
        UserError: there is no such import, or it was taken back already.
    """
    undo_batch = event.outside.new_id()
    now = event.clock()
    with event.file.writing() as db:
        found = [(entry, undone) for entry, _, undone in list_queries.imports(db)]
        last = next((entry for entry, undone in found if entry.batch == batch and not undone), None)
        if last is None or not batch:
            raise UserError("services.no_such_import")
        run = _Undo(db, last)
        drafts: list[Draft] = []
        for draft in run.drafts():
            drafts.append(draft)
            if len(drafts) >= _CHUNK:
                event.append(drafts, now, undo_batch)
                drafts.clear()
        facts = {"removed": run.removed, "kept": run.kept, "restored": run.restored}
        drafts.append(Draft(Kind.IMPORT_UNDONE, batch, facts=facts))
        event.append(drafts, now, undo_batch)
    event.tell(Changes.of(Topic.PEOPLE, Topic.ORGANISATIONS, Topic.PROGRAMME), origin)
    return UndoneImport(run.removed, run.kept, run.restored)


class _Undo:
    """The entries that take one import back."""

    def __init__(self, db: Connection, last: Entry) -> None:
        self._db = db
        self._last = last
        self._gone: set[str] = set()
        self.removed = self.kept = self.restored = 0

    def drafts(self) -> Iterator[Draft]:
        """One draft for each thing to take back; nobody is looked at twice."""
        people: dict[str, None] = {}
        organisations: dict[str, str] = {}
        enrolments: dict[tuple[str, str], str] = {}
        made: list[Entry] = []
        entries = list(list_queries.batch_entries(self._db, self._last))
        for entry, mark in entries:
            if entry.kind is Kind.PERSON_ADDED:
                yield from self._remove(entry.subject)
            elif entry.kind is Kind.PERSON_CORRECTED:
                people[entry.subject] = None
            elif entry.kind is Kind.ORGANISATION_SET:
                organisations[entry.subject] = mark
            elif entry.kind in (Kind.ENROLLED, Kind.UNENROLLED):
                enrolments[entry.subject, entry.checkpoint] = mark
            elif entry.kind is Kind.SESSION_SET:
                made.append(entry)
        marks = {mark for entry, mark in entries if entry.kind is Kind.PERSON_CORRECTED}
        for person_id in people:
            if person_id not in self._gone:
                yield from self._restore(person_id, marks)
        for (person_id, session_id), mark in enrolments.items():
            if person_id not in self._gone:
                yield from self._enrolment(person_id, session_id, mark)
        for organisation_id, mark in organisations.items():
            yield from self._organisation(organisation_id, mark)
        for entry in made:
            if not queries.occupancy(self._db, entry.subject).present:
                yield Draft(
                    Kind.SESSION_REMOVED, entry.subject, source=Source.IMPORT, facts=entry.facts
                )

    def _remove(self, person_id: str) -> Iterator[Draft]:
        if list_queries.handled_by_people(self._db, person_id):
            self.kept += 1
            return
        self.removed += 1
        self._gone.add(person_id)
        yield Draft(Kind.PERSON_REMOVED, person_id, source=Source.IMPORT)

    def _restore(self, person_id: str, marks: set[str]) -> Iterator[Draft]:
        stamps = list_queries.field_stamps(self._db, person_id)
        written = [name for name, mark in stamps.items() if mark in marks]
        if not written:
            return
        before = list_queries.values_without(self._db, person_id, self._last.batch)
        values = {name: before.get(name, _DEFAULTS.get(name, "")) for name in written}
        self.restored += 1
        yield Draft(
            Kind.PERSON_CORRECTED,
            person_id,
            source=Source.IMPORT,
            facts={n: v for n, v in values.items() if n not in PERSONAL_FIELDS},
            personal={n: v for n, v in values.items() if n in PERSONAL_FIELDS},
        )

    def _enrolment(self, person_id: str, session_id: str, mark: str) -> Iterator[Draft]:
        if list_queries.enrolment_stamp(self._db, person_id, session_id) != mark:
            return
        batch = self._last.batch
        was = list_queries.was_enrolled_without(self._db, person_id, session_id, batch)
        kind = Kind.ENROLLED if was else Kind.UNENROLLED
        yield Draft(kind, person_id, session_id, source=Source.IMPORT)

    def _organisation(self, organisation_id: str, mark: str) -> Iterator[Draft]:
        if list_queries.organisation_stamp(self._db, organisation_id) != mark:
            return
        before = list_queries.organisation_without(self._db, organisation_id, self._last.batch)
        if before is None:
            yield Draft(Kind.ORGANISATION_REMOVED, organisation_id, source=Source.IMPORT)
        else:
            yield Draft(Kind.ORGANISATION_SET, organisation_id, source=Source.IMPORT, facts=before)
