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
    Draft,
    Entry,
    Kind,
    Source,
    canonical,
    entry_hash,
    personal_digest,
)
from raict_desktop.storage import operators, projections
from raict_desktop.storage.event_file import EventFile, Folding

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    return (at - _EPOCH) // timedelta(milliseconds=1)


def from_milliseconds(value: int) -> datetime:
    """The aware UTC time of Unix milliseconds."""
    return _EPOCH + timedelta(milliseconds=value)


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
    row = connection.execute(
        "SELECT counter, hash FROM journal WHERE station = ? ORDER BY counter DESC LIMIT 1",
        (file.station,),
    ).fetchone()
    counter, previous = row or (0, "")
    at_ms = milliseconds(moment.at)
    at = from_milliseconds(at_ms)
    written: list[Entry] = []
    operator, naming = _operator(connection, moment.operator, ids)
    for draft in chain(naming, drafts):
        counter += 1
        personal = canonical(draft.personal) if draft.personal else ""
        digest = personal_digest(file.salt, personal) if personal else ""
        facts = canonical(draft.facts)
        entry_id = next(ids)
        digest_of_entry = entry_hash(
            id=entry_id,
            station=file.station,
            counter=counter,
            at_ms=at_ms,
            offset=moment.offset,
            kind=draft.kind,
            subject=draft.subject,
            checkpoint=draft.checkpoint,
            verdict=draft.verdict,
            reason=draft.reason,
            source=draft.source,
            operator=operator,
            batch=moment.batch,
            facts_text=facts,
            digest=digest,
            previous=previous,
        )
        connection.execute(
            f"INSERT INTO journal ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                entry_id,
                file.station,
                counter,
                at_ms,
                moment.offset,
                draft.kind,
                draft.subject,
                draft.checkpoint,
                draft.verdict,
                draft.reason,
                draft.source,
                operator,
                moment.batch,
                facts,
                digest,
                previous,
                digest_of_entry,
            ),
        )
        if personal:
            connection.execute("INSERT INTO personal_values VALUES (?, ?)", (entry_id, personal))
        entry = Entry(
            entry_id,
            file.station,
            counter,
            at,
            moment.offset,
            draft.kind,
            draft.subject,
            draft.checkpoint,
            draft.verdict,
            draft.reason,
            draft.source,
            moment.operator,
            moment.batch,
            draft.facts,
            digest,
            previous,
            digest_of_entry,
        )
        projections.apply(connection, entry, draft.personal, file.folding)
        written.append(entry)
        previous = digest_of_entry
    return written[len(naming) :]


def _operator(
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
