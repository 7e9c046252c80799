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
from raict_desktop.services.list_spool import Spool, made_ready
from raict_desktop.storage import list_queries, rooms
from raict_desktop.storage.batches import Batch
from raict_desktop.storage.event_file import Connection

_CHUNK = 500
_TRIES = 3
"""Times an undo is looked for anew because a desk dealt with these people, before that has to wait."""
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
    """Take an import back in one transaction, looked for before it begins: the desk hardly waits.

    A person it added leaves the list unless somebody corrected them, let them in or printed their
    badge since. A field it changed goes back to what it was, unless something changed it later.

    Raises:
        UserError: there is no such import, or it was taken back already.
    """
    for attempt in range(_TRIES + 1):
        with Spool(event) as spool:
            done = _taken_back(event, batch, spool, hold=attempt == _TRIES)
        if done is not None:
            event.tell(Changes.of(Topic.PEOPLE, Topic.ORGANISATIONS, Topic.PROGRAMME), origin)
            return done
    raise AssertionError("nobody can write while the last attempt holds the event")


def _taken_back(event: OpenEvent, batch: str, spool: Spool, *, hold: bool) -> UndoneImport | None:
    """Look for what to take back, then write it; None where somebody changed that meanwhile.

    Args:
        event: the open event.
        batch: the import.
        spool: for what will be written.
        hold: let nobody else write meanwhile.
    """
    if hold:
        with event.file.writing() as db:
            return _written(event, db, _compared(event, batch, spool), spool)
    run = _compared(event, batch, spool)
    with event.file.writing() as db:
        return _written(event, db, run, spool)


def _compared(event: OpenEvent, batch: str, spool: Spool) -> _Undo:
    with event.file.reading() as db:
        seen = list_queries.last_sequence(db)
        found = [(entry, undone) for entry, _, undone in list_queries.imports(db)]
    last = next((entry for entry, undone in found if entry.batch == batch and not undone), None)
    if last is None or not batch:
        raise UserError("services.no_such_import")
    run = _Undo(event, last, seen)
    drafts: list[Draft] = []
    for draft in run.drafts():
        drafts.append(draft)
        if len(drafts) >= _CHUNK:
            spool.add(drafts)
            drafts.clear()
    spool.add(drafts)
    return run


def _written(event: OpenEvent, db: Connection, run: _Undo, spool: Spool) -> UndoneImport | None:
    if run.is_outdated(db):
        return None
    facts = {"removed": run.removed, "kept": run.kept, "restored": run.restored}
    moment = event.moment(batch=event.outside.new_id())
    batch = Batch(event.file, moment, event.ids())
    for ready in spool.chunks():
        batch.write(ready)
    batch.write(made_ready(event, [Draft(Kind.IMPORT_UNDONE, run.batch, facts=facts)]))
    return UndoneImport(run.removed, run.kept, run.restored)


class _Undo:
    """The entries that take one import back, looked for in short reads that no scan waits for.

    Args:
        event: the open event.
        last: the entry that ends the import.
        seen: place in the journal up to which everything was looked at.
    """

    def __init__(self, event: OpenEvent, last: Entry, seen: int) -> None:
        self._event = event
        self._last = last
        self._seen = seen
        self._sessions: set[str] = set()
        self._gone: set[int] = set()
        self.removed = self.kept = self.restored = 0

    @property
    def batch(self) -> str:
        """The import's id."""
        return self._last.batch

    def is_outdated(self, db: Connection) -> bool:
        """Whether anybody did something since that decides otherwise."""
        return (
            list_queries.anonymised_since(db, self._seen)
            or list_queries.lists_changed_since(db, self._seen)
            or list_queries.annulled_since(db, self._seen)
            or any(
                hash(person_id) in self._gone or session_id in self._sessions
                for person_id, session_id in list_queries.dealt_with_since(db, self._seen)
            )
        )

    def drafts(self) -> Iterator[Draft]:
        """One draft for each thing to take back; nobody is looked at twice."""
        people: dict[str, None] = {}
        organisations: dict[str, str] = {}
        enrolments: dict[tuple[str, str], str] = {}
        made: list[Entry] = []
        marks: set[str] = set()
        for entry, mark in self._entries():
            if entry.kind is Kind.PERSON_ADDED:
                yield from self._remove(entry.subject)
            elif entry.kind is Kind.PERSON_CORRECTED:
                people[entry.subject] = None
                marks.add(mark)
            elif entry.kind is Kind.ORGANISATION_SET:
                organisations[entry.subject] = mark
            elif entry.kind in (Kind.ENROLLED, Kind.UNENROLLED):
                enrolments[entry.subject, entry.checkpoint] = mark
            elif entry.kind is Kind.SESSION_SET:
                made.append(entry)
        for person_id in people:
            if hash(person_id) not in self._gone:
                yield from self._restore(person_id, marks)
        for (person_id, session_id), mark in enrolments.items():
            if hash(person_id) not in self._gone:
                yield from self._enrolment(person_id, session_id, mark)
        for organisation_id, mark in organisations.items():
            yield from self._organisation(organisation_id, mark)
        for entry in made:
            with self._event.file.reading() as db:
                present = rooms.tally(db, entry.subject).present
            if not present:
                self._sessions.add(entry.subject)
                yield Draft(
                    Kind.SESSION_REMOVED, entry.subject, source=Source.IMPORT, facts=entry.facts
                )

    def _entries(self) -> Iterator[tuple[Entry, str]]:
        after = 0
        while True:
            with self._event.file.reading() as db:
                page = list_queries.batch_entries(db, self._last, after, _CHUNK)
            if not page:
                return
            yield from page
            after = page[-1][0].counter

    def _remove(self, person_id: str) -> Iterator[Draft]:
        with self._event.file.reading() as db:
            handled = list_queries.handled_by_people(db, person_id)
        if handled:
            self.kept += 1
            return
        self.removed += 1
        self._gone.add(hash(person_id))
        yield Draft(Kind.PERSON_REMOVED, person_id, source=Source.IMPORT)

    def _restore(self, person_id: str, marks: set[str]) -> Iterator[Draft]:
        with self._event.file.reading() as db:
            stamps = list_queries.field_stamps(db, person_id)
            written = [name for name, mark in stamps.items() if mark in marks]
            if not written:
                return
            before = list_queries.values_without(db, person_id, self._last.batch)
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
        batch = self._last.batch
        with self._event.file.reading() as db:
            if list_queries.enrolment_stamp(db, person_id, session_id) != mark:
                return
            was = list_queries.was_enrolled_without(db, person_id, session_id, batch)
        kind = Kind.ENROLLED if was else Kind.UNENROLLED
        yield Draft(kind, person_id, session_id, source=Source.IMPORT)

    def _organisation(self, organisation_id: str, mark: str) -> Iterator[Draft]:
        with self._event.file.reading() as db:
            if list_queries.organisation_stamp(db, organisation_id) != mark:
                return
            before = list_queries.organisation_without(db, organisation_id, self._last.batch)
        if before is None:
            yield Draft(Kind.ORGANISATION_REMOVED, organisation_id, source=Source.IMPORT)
        else:
            yield Draft(Kind.ORGANISATION_SET, organisation_id, source=Source.IMPORT, facts=before)
