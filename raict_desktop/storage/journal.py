"""Appending to the journal, reading it back, and verifying its chains."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.domain.journal import (
    LAST_WRITER,
    Draft,
    Entry,
    Kind,
    Source,
    canonical,
    entry_hash,
    personal_digest,
)
from raict_desktop.storage import operators, projections, second_witness
from raict_desktop.storage.event_file import EventFile, Folding

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 253_402_300_799_999  # of the year 9999
_MILLISECOND = timedelta(milliseconds=1)
COLUMNS = (
    "id, station, counter, at_ms, offset_minutes, kind, subject, checkpoint, verdict, reason, "
    "source, operator, batch, facts, digest, previous, hash"
)


def seen_columns(table: str = "journal") -> str:
    """``COLUMNS`` of ``journal`` under a name: times corrected, and the operator by name."""
    at = (
        f"{table}.at_ms + coalesce((SELECT c.milliseconds FROM clock_corrections c "
        f"WHERE c.station = {table}.station AND {table}.counter <= c.until), 0) AS at_ms"
    )
    told = {"at_ms": at, "operator": operators.operator_name(f"{table}.operator") + " AS operator"}
    names = (name.strip() for name in COLUMNS.split(","))
    return ", ".join(told.get(name, f"{table}.{name}") for name in names)


_HASHED = (
    "id",
    "station",
    "counter",
    "at_ms",
    "offset",
    "kind",
    "subject",
    "checkpoint",
    "verdict",
    "reason",
    "source",
    "operator",
    "batch",
    "facts_text",
    "digest",
    "previous",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom a batch of entries is made: UTC time, local offset, operator's name, batch id."""

    at: datetime
    offset: int = 0
    operator: str = ""
    batch: str = ""


def milliseconds(at: datetime) -> int:
    """Unix milliseconds of an aware time, exactly."""
    return (at - _EPOCH) // _MILLISECOND


def from_milliseconds(value: int) -> datetime:
    """The aware UTC time of Unix milliseconds."""
    return _EPOCH + timedelta(milliseconds=value)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry that lacks only its place in the journal.

    What takes long (the canonical texts and the digest) is made before a transaction begins.
    """

    id: str
    kind: Kind
    subject: str
    checkpoint: str
    verdict: str
    reason: str
    source: Source
    facts_text: str
    personal_text: str
    digest: str


def prepared(salt: str, draft: Draft, entry_id: str) -> Prepared:
    """Make all of an entry that does not depend on the entries before it.

    Args:
        salt: the event's, for the digest of personal values.
        draft: what happened.
        entry_id: a new id.
    """
    personal = canonical(draft.personal) if draft.personal else ""
    return Prepared(
        entry_id,
        draft.kind,
        draft.subject,
        draft.checkpoint,
        draft.verdict,
        draft.reason,
        draft.source,
        canonical(draft.facts),
        personal,
        personal_digest(salt, personal) if personal else "",
    )


class Chain:
    """The end of this station's chain of entries, growing within one transaction.

    Args:
        file: the open event file, with a transaction under way.
        moment: one time for all entries.
        operator: the id that stands for whoever is at the desk.
    """

    def __init__(self, file: EventFile, moment: Moment, operator: str) -> None:
        self._connection = file.connection
        self._station = file.station
        self._operator = operator
        self._moment = moment
        self._at_ms = milliseconds(moment.at)
        self._at = from_milliseconds(self._at_ms)
        self._counter, self._hash = second_witness.head(file.connection, file.station)

    def take(self, ready: Prepared, facts: Mapping[str, Any]) -> tuple[Entry, tuple[Any, ...]]:
        """Give an entry its place: the entry, and its row of ``COLUMNS``."""
        moment, previous = self._moment, self._hash
        at_ms = self._at_ms
        if ready.kind in LAST_WRITER:
            at_ms = max(at_ms, _after_what_is_known(self._connection, ready))
        self._counter += 1
        self._hash = entry_hash(
            id=ready.id,
            station=self._station,
            counter=self._counter,
            at_ms=at_ms,
            offset=moment.offset,
            kind=ready.kind,
            subject=ready.subject,
            checkpoint=ready.checkpoint,
            verdict=ready.verdict,
            reason=ready.reason,
            source=ready.source,
            operator=self._operator,
            batch=moment.batch,
            facts_text=ready.facts_text,
            digest=ready.digest,
            previous=previous,
        )
        entry = Entry(
            ready.id,
            self._station,
            self._counter,
            self._at if at_ms == self._at_ms else from_milliseconds(at_ms),
            moment.offset,
            ready.kind,
            ready.subject,
            ready.checkpoint,
            ready.verdict,
            ready.reason,
            ready.source,
            moment.operator,
            moment.batch,
            facts,
            ready.digest,
            previous,
            self._hash,
        )
        row = (
            ready.id,
            self._station,
            self._counter,
            at_ms,
            moment.offset,
            ready.kind,
            ready.subject,
            ready.checkpoint,
            ready.verdict,
            ready.reason,
            ready.source,
            self._operator,
            moment.batch,
            ready.facts_text,
            ready.digest,
            previous,
            self._hash,
        )
        return entry, row


def _after_what_is_known(connection: sqlite3.Connection, ready: Prepared) -> int:
    """The first millisecond after every such entry about the same thing; 0 where there is none.

    Whoever changes what stands has seen it: a clock that was set back, or another station's that runs
    ahead, must not let the former value win.
    """
    row = connection.execute(_NEWEST, (ready.subject, ready.checkpoint)).fetchone()
    return 0 if row[0] is None else min(row[0] + 1, _LAST_MS)


_NEWEST = (
    "SELECT max(at_ms) FROM journal WHERE subject = ? AND checkpoint = ? AND kind IN ("
    + ", ".join(f"'{kind}'" for kind in sorted({*LAST_WRITER, Kind.PERSON_ADDED}))
    + ")"
)
INSERT = f"INSERT INTO journal ({COLUMNS}) VALUES ({','.join('?' * 17)})"
INSERT_VALUES = "INSERT INTO personal_values VALUES (?, ?)"


def append(
    file: EventFile, drafts: Iterable[Draft], moment: Moment, ids: Iterator[str]
) -> list[Entry]:
    """Write entries and their projections; call inside ``file.writing()``.

    Args:
        file: the open event file, with a transaction under way.
        drafts: what happened, in order.
        moment: one time for the batch.
        ids: new entry ids.
    """
    connection = file.connection
    operator, naming = operator_of(connection, moment.operator, ids)
    placing = Chain(file, moment, operator)
    written: list[Entry] = []
    for draft in chain(naming, drafts):
        ready = prepared(file.salt, draft, next(ids))
        entry, row = placing.take(ready, draft.facts)
        connection.execute(INSERT, row)
        if ready.personal_text:
            connection.execute(INSERT_VALUES, (entry.id, ready.personal_text))
        projections.apply(connection, entry, draft.personal, file.folding)
        written.append(entry)
    return written[len(naming) :]


def operator_of(
    connection: sqlite3.Connection, name: str, ids: Iterator[str]
) -> tuple[str, list[Draft]]:
    """The id that stands for whoever is at the desk, and the entry that tells their name first.

    Nobody is named any more once the event is anonymised.
    """
    if not name or is_closed(connection):
        return "", []
    known = operators.operator_id(connection, name)
    if known:
        return known, []
    made = next(ids)
    return made, [Draft(Kind.OPERATOR_NAMED, made, personal={"name": name})]


def is_closed(connection: sqlite3.Connection) -> bool:
    """Whether the event was anonymised; asked before every entry, so it takes an index."""
    sql = "SELECT 1 FROM journal WHERE subject = '' AND checkpoint = '' AND kind = 'anonymised' LIMIT 1"
    return connection.execute(sql).fetchone() is not None


def erase_names_in_entries(connection: sqlite3.Connection, names: Iterable[str]) -> int:
    """Erase operators' names that older programs wrote into entries; says in how many.

    The journal is append-only but for this: the entries keep their hash, which others know them by,
    and a seal over what is left of them stands in for it when the chain is verified.

    Args:
        connection: with a transaction under way.
        names: which ones.
    """
    wanted = [name for name in names if operators.is_name(name)]
    marks = ", ".join("?" * len(wanted))
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM journal WHERE operator IN ({marks})", wanted
    ).fetchall()
    if not rows:
        return 0
    guard = "journal_is_append_only_update"
    sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?"
    (law,) = connection.execute(sql, (guard,)).fetchone()
    connection.execute(f"DROP TRIGGER {guard}")
    for row in rows:
        operators.put_aside(connection, row[0], seal_of(row))
    connection.execute(
        f"UPDATE journal SET operator = ? WHERE operator IN ({marks})", (operators.ERASED, *wanted)
    )
    connection.execute(law)
    return len(rows)


def seal_of(row: Sequence[Any]) -> str:
    """The hash that an entry, a row of ``COLUMNS``, would have without its operator's name."""
    values = dict(zip(_HASHED, row[:16], strict=True))
    return entry_hash(**{**values, "operator": operators.ERASED})


Corrections = Mapping[str, tuple[int, int]]
"""For a station whose clock was wrong: milliseconds to add, and up to which counter."""


def corrections(connection: sqlite3.Connection) -> Corrections:
    """The corrections of clocks in force."""
    rows = connection.execute("SELECT station, milliseconds, until FROM clock_corrections")
    return {row[0]: (row[1], row[2]) for row in rows}


def entry_of(row: Sequence[Any], corrected: Corrections | None = None) -> Entry:
    """An entry from a row of ``COLUMNS``.

    Args:
        row: the values.
        corrected: corrections to its time, where the row has the one that was hashed.

    Raises:
        UnsafeFileError: ``storage.newer_file``, for a kind or source that this program does not know;
            ``storage.damaged``, for what no program of this family writes.
    """
    at_ms = row[3]
    if corrected and row[1] in corrected:
        milliseconds_off, until = corrected[row[1]]
        at_ms += milliseconds_off if row[2] <= until else 0
    try:
        kind, source = Kind(row[5]), Source(row[10])
    except ValueError as error:
        raise UnsafeFileError("storage.newer_file", path="…") from error
    try:
        at, facts = from_milliseconds(at_ms), json.loads(row[13])
    except (ValueError, OverflowError, RecursionError) as error:
        # A stranger's file may hold a time beyond all calendars, or brackets a thousand deep.
        raise UnsafeFileError("storage.damaged", path="…") from error
    if not isinstance(facts, dict):
        raise UnsafeFileError("storage.damaged", path="…")
    return Entry(
        row[0],
        row[1],
        row[2],
        at,
        row[4],
        kind,
        row[6],
        row[7],
        row[8],
        row[9],
        source,
        row[11],
        row[12],
        facts,
        row[14],
        row[15],
        row[16],
    )


def read(file: EventFile) -> list[Entry]:
    """Every entry, in the one order of all stations."""
    with file.reading() as connection:
        rows = connection.execute(
            f"SELECT {seen_columns()} FROM journal ORDER BY 4, station, counter"
        )
        return [entry_of(row) for row in rows]


def rebuild(file: EventFile) -> None:
    """Drop every projection and derive it again from the journal."""
    with file.writing() as connection:
        replay(connection, file.folding)


def replay(connection: sqlite3.Connection, folding: Folding) -> None:
    """Derive every projection again, inside the transaction under way.

    Corrections of clocks come first: they decide the time, and so the rank, of other entries.
    """
    projections.clear(connection)
    names = ", ".join("j." + name.strip() for name in COLUMNS.split(","))
    rows = connection.execute(
        f"SELECT {names}, p.body "
        "FROM journal j LEFT JOIN personal_values p ON p.entry_id = j.id "
        "ORDER BY j.kind <> 'clock_corrected', j.at_ms, j.station, j.counter"
    ).fetchall()

    def entries() -> Iterator[tuple[Entry, Mapping[str, Any]]]:
        corrected: Corrections | None = None
        for row in rows:
            if corrected is None and row[5] != Kind.CLOCK_CORRECTED:
                corrected = corrections(connection)
            yield entry_of(row, corrected), json.loads(row[17]) if row[17] else {}

    projections.apply_all(connection, entries(), folding)


def verify(connection: sqlite3.Connection, salt: str) -> list[tuple[str, dict[str, object]]]:
    """Check every station's chain: no gap, every hash right, personal values as digested.

    Returns:
        Faults as (code, facts); none when the journal is whole. Erased values are no fault.
    """
    faults: list[tuple[str, dict[str, object]]] = []
    heads: dict[str, tuple[int, str]] = {}
    rows = connection.execute(
        f"SELECT {', '.join('j.' + c.strip() for c in COLUMNS.split(','))}, p.body "
        "FROM journal j LEFT JOIN personal_values p ON p.entry_id = j.id "
        "ORDER BY j.station, j.counter"
    )
    for row in rows:
        station, counter = row[1], row[2]
        where: dict[str, object] = {"station": station[:8], "counter": counter}
        last, previous = heads.get(station, (0, ""))
        if counter != last + 1:
            faults.append(("storage.gap", where))
        elif row[15] != previous:
            faults.append(("storage.chain_broken", where))
        made = entry_hash(**dict(zip(_HASHED, row[:16], strict=True)))
        erased = row[11] == operators.ERASED
        if made != row[16] and not (erased and operators.sealed(connection, row[0]) == made):
            faults.append(("storage.entry_altered", where))
        if row[17] is not None and personal_digest(salt, row[17]) != row[14]:
            faults.append(("storage.values_altered", where))
        heads[station] = (counter, row[16])
    return faults
