"""Taking a registration list in: new people added, known ones updated, nothing of the desk undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.exchange.registrations import RegistrationList, open_list
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.list_comparison import Comparison
from raict_desktop.services.list_results import ImportChoices, ImportResult
from raict_desktop.services.list_spool import LaidAside, Spool, laid_aside
from raict_desktop.storage import list_queries, waiting
from raict_desktop.storage.event_file import Connection

_MAPPING = "mapping/"
_TRIES = 3
"""Times a list is compared anew because the desk corrected somebody meanwhile, before it has to wait."""


class Step(Enum):
    """What an import does: until it writes, it can be stopped, and the event is as it was."""

    COMPARING = auto()
    LAYING_ASIDE = auto()
    WRITING = auto()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step of an import is: ``done`` rows of ``total``."""

    done: int
    total: int
    step: Step = Step.COMPARING

    @property
    def writing(self) -> bool:
        """Whether everything was compared."""
        return self.step is not Step.COMPARING


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
    """Import a list: all of it or nothing.

    A field is written only where the list gives it and it differs from what stands; a correction
    made at the desk stays, and where the list changed as well both are told. The list is read,
    compared and laid aside first; one short transaction accepts it, and then it is written a piece at a
    time, so that the desk hardly waits.

    Args:
        event: the open event.
        path: the file.
        preview: count what would change and write nothing.
        choices: decisions on what a preview told.
        progress: told how far it is.
        stop: asked now and then; True gives up, and the event stays as it was. Not asked any more
            once the list is accepted.
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
        result = run.write(hold=tries >= _TRIES)
        tries += 1
    topics = (Topic.PEOPLE, Topic.ORGANISATIONS, Topic.PROGRAMME)
    event.tell(Changes.of(*topics), origin)
    return result


@dataclass(frozen=True, slots=True)
class _Ready:
    """What waits to be accepted: what it changes, the journal as it was seen, whom it cancels."""

    result: ImportResult
    seen: int
    cancelled: frozenset[str]


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
        self._entries = 0

    def preview(self) -> ImportResult:
        """What the list would change."""
        comparison = Comparison(self._event, self._list, self._choices)
        comparison.read(lambda _drafts: None, self._compared)
        comparison.look_for_missing()
        return comparison.result()

    def write(self, *, hold: bool) -> ImportResult | None:
        """Compare and write; None where somebody changed what the comparison had seen.

        Args:
            hold: let nobody else write while it is compared.
        """
        file = self._event.file
        waiting.finish(file, self._event.ids)
        with laid_aside(self._event) as laid:
            if hold:
                with file.lock:
                    waiting.finish(file, self._event.ids)
                    with file.writing() as db:
                        result = self._accept(db, self._made_ready(laid, db), laid)
            else:
                ready = self._made_ready(laid)
                with file.writing() as db:
                    result = self._accept(db, ready, laid)
            if result is not None:
                laid.write(self._written)
        return result

    def _made_ready(self, laid: LaidAside, held: Connection | None = None) -> _Ready:
        """Compare, and lay aside what the list changes.

        Args:
            laid: where to.
            held: the transaction under way, where there is one.
        """
        with self._event.file.reading() as db:
            seen = list_queries.last_sequence(db)
        comparison = Comparison(self._event, self._list, self._choices)
        with Spool(self._event) as spool:
            comparison.read(spool.add, self._compared)
            missing = comparison.look_for_missing()
            spool.add([*missing, *self._mapping()])
            result = replace(comparison.result(), batch=laid.moment.batch)
            spool.add([_imported(result)])
            self._entries = spool.count
            laid.lay(spool, self._laid, held=held)
        return _Ready(result, seen, frozenset(draft.subject for draft in missing))

    def _laid(self, entries: int) -> None:
        rows = self._list.row_count
        self._tell(Progress(entries * rows // self._entries, rows, Step.LAYING_ASIDE))

    def _written(self, entries: int) -> None:
        # What was accepted is not stopped any more: it can be taken back as a whole.
        rows = self._list.row_count
        self._progress(Progress(entries * rows // self._entries, rows, Step.WRITING))

    def _compared(self, rows: int) -> None:
        self._tell(Progress(rows, self._list.row_count))

    def _tell(self, progress: Progress) -> None:
        if self._stop():
            raise UserError("services.import_stopped", name=self._list.file)
        self._progress(progress)

    def _accept(self, db: Connection, ready: _Ready, laid: LaidAside) -> ImportResult | None:
        """Accept what was laid aside, unless somebody changed what it was made from."""
        if list_queries.anonymised_since(db, ready.seen):
            # What was read is full of names, and made ready with a salt that is gone.
            raise UserError("services.import_stopped", name=self._list.file)
        if list_queries.lists_changed_since(db, ready.seen):
            return None
        if ready.cancelled and any(
            person_id in ready.cancelled
            for person_id, _session in list_queries.dealt_with_since(db, ready.seen)
        ):
            return None  # somebody the list has no more came in meanwhile
        if waiting.accepted(db) is not None:
            return None
        laid.accept()
        return ready.result

    def _mapping(self) -> list[Draft]:
        """What the columns were taken for, where a person said so: remembered for the next list."""
        columns = self._choices.columns
        if columns is None:
            return []
        facts = {"value": [list(pair) for pair in columns]}
        return [
            Draft(Kind.PREPARED, _MAPPING + self._list.shape, source=Source.IMPORT, facts=facts)
        ]


def _imported(result: ImportResult) -> Draft:
    """The entry that ends an import; how many entries lie before it is told when it is written."""
    facts = {
        "rows": result.rows,
        "new": result.new,
        "changed": result.changed,
        "cancelled": result.cancelled,
        "list_source": result.source,
    }
    personal = {"file": result.file[:200]}
    return Draft(Kind.IMPORTED, source=Source.IMPORT, facts=facts, personal=personal)
