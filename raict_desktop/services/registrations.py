"""Taking a registration list in: new people added, known ones updated, nothing of the desk undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.exchange.registrations import RegistrationList, open_list
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.list_comparison import Comparison
from raict_desktop.services.list_results import ImportChoices, ImportResult
from raict_desktop.services.list_spool import Spool, made_ready
from raict_desktop.storage import list_queries
from raict_desktop.storage.batches import Batch
from raict_desktop.storage.event_file import Connection

_MAPPING = "mapping/"
_TRIES = 3
"""Times a list is compared anew because the desk corrected somebody meanwhile, before it has to wait."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: ``done`` rows of ``total`` compared; then the same number written."""

    done: int
    total: int
    writing: bool = False


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
    progress: Callable[[Progress], None] = lambda _progress: None,
    stop: Callable[[], bool] = lambda: False,
    origin: object | None = None,
    found: RegistrationList | None = None,
) -> ImportResult:
    """Import a list in one transaction.

    A field is written only where the list gives it and it differs from what stands; a correction
    made at the desk stays, and where the list changed as well both are told. The list is read and
    compared before the transaction begins, so that the desk hardly waits.

    Args:
        event: the open event.
        path: the file.
        preview: count what would change and write nothing.
        choices: decisions on what a preview told.
        progress: told how far it is.
        stop: asked now and then; True gives up, and the event stays as it was.
        origin: who asks.
        found: the list as ``inspect`` gave it a moment ago, not to look through the file twice.

    Raises:
        UserError: the file cannot be read, or the import was stopped: by ``stop``, or because the
            event was anonymised meanwhile.
    """
    wanted = choices or ImportChoices()
    chosen = found or inspect(event, path, stop)
    if wanted.columns is not None:
        chosen = chosen.mapped(wanted.columns)
    run = _Run(event, chosen, wanted, progress, stop)
    if preview:
        return run.preview()
    result = None
    tries = 0
    while result is None:
        result = run.write(hold=tries == _TRIES)
        tries += 1
    topics = (Topic.PEOPLE, Topic.ORGANISATIONS, Topic.PROGRAMME)
    event.tell(Changes.of(*topics), origin)
    return result


class _Run:
    """One import under way."""

    def __init__(
        self,
        event: OpenEvent,
        found: RegistrationList,
        choices: ImportChoices,
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
    ) -> None:
        self._event = event
        self._list = found
        self._choices = choices
        self._progress = progress
        self._stop = stop

    def preview(self) -> ImportResult:
        """What the list would change."""
        comparison = Comparison(self._event, self._list, self._choices)
        comparison.read(lambda _drafts: None, self._compared)
        comparison.look_for_missing()
        return comparison.result()

    def write(self, *, hold: bool) -> ImportResult | None:
        """Compare and write; None where somebody changed what the comparison had seen.

        Args:
            hold: let nobody else write meanwhile.
        """
        with Spool(self._event) as spool:
            if hold:
                with self._event.file.writing() as db:
                    comparison, seen = self._compare(spool)
                    return self._write(db, comparison, spool, seen)
            comparison, seen = self._compare(spool)
            with self._event.file.writing() as db:
                return self._write(db, comparison, spool, seen)

    def _compare(self, spool: Spool) -> tuple[Comparison, int]:
        with self._event.file.reading() as db:
            seen = list_queries.last_sequence(db)
        comparison = Comparison(self._event, self._list, self._choices)
        comparison.read(spool.add, self._compared)
        return comparison, seen

    def _compared(self, rows: int) -> None:
        self._tell(Progress(rows, self._list.row_count))

    def _tell(self, progress: Progress) -> None:
        if self._stop():
            raise UserError("services.import_stopped", name=self._list.file)
        self._progress(progress)

    def _write(
        self, db: Connection, comparison: Comparison, spool: Spool, seen: int
    ) -> ImportResult | None:
        if list_queries.anonymised_since(db, seen):
            # What was read is full of names, and made ready with a salt that is gone.
            raise UserError("services.import_stopped", name=self._list.file)
        if list_queries.lists_changed_since(db, seen):
            return None
        event = self._event
        identity = event.outside.new_id()
        batch = Batch(event.file, event.moment(batch=identity), event.ids())
        total = spool.count
        for ready in spool.chunks():
            batch.write(ready)
            done = batch.written * self._list.row_count // total
            self._tell(Progress(done, self._list.row_count, writing=True))
        batch.write(made_ready(event, [*comparison.look_for_missing(), *self._mapping()]))
        result = comparison.result()
        batch.write(made_ready(event, [_imported(result, batch.written)]))
        return replace(result, batch=identity)

    def _mapping(self) -> list[Draft]:
        """What the columns were taken for, where a person said so: remembered for the next list."""
        columns = self._choices.columns
        if columns is None:
            return []
        facts = {"value": [list(pair) for pair in columns]}
        return [
            Draft(Kind.PREPARED, _MAPPING + self._list.shape, source=Source.IMPORT, facts=facts)
        ]


def _imported(result: ImportResult, entries: int) -> Draft:
    facts = {
        "rows": result.rows,
        "new": result.new,
        "changed": result.changed,
        "cancelled": result.cancelled,
        "list_source": result.source,
        "entries": entries,
    }
    personal = {"file": result.file[:200]}
    return Draft(Kind.IMPORTED, source=Source.IMPORT, facts=facts, personal=personal)
