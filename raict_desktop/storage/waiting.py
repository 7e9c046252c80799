"""Entries of one batch that wait in the event file, are accepted as one, and are written in pieces.

A crowd's entries take seconds to write, and a desk must not wait for them. So they are first laid
beside the journal, where nobody reads them; one short transaction then accepts them all; after that they
move into the journal a piece at a time. Killed before it is accepted, a batch was never there; killed
after, whoever opens the file next moves the rest: all or nothing, without one long transaction.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.domain.journal import Kind, Source, canonical
from raict_desktop.storage import second_witness
from raict_desktop.storage.batches import Batch
from raict_desktop.storage.event_file import EventFile
from raict_desktop.storage.journal import (
    Moment,
    Prepared,
    from_milliseconds,
    is_closed,
    milliseconds,
)

_log = logging.getLogger(__name__)
_QUICKEST = 1
_BETWEEN = "\x1f"
"""Stands between two fields: canonical JSON escapes it, and no identifier has it."""
_FIELDS = 8
_LONGEST_BODY = 64_000_000
"""Bytes of a piece unfolded; ours are a few hundred thousand, a stranger's file may hold anything."""
_MOST_AT_ONCE, _MOST_OF_MANY, _MOST_BESIDE_THE_DESK = 1_000, 4_000, 750
"""Entries of one transaction: of a list, of a very long one, and while the desk is at work.

Its pages are all written when it ends, and somebody who comes just then waits for that. Of a very long
list, short ones would write the pages of the indices too often.
"""
_MANY_PIECES = 100
_MEANINGLESS = (LookupError, TypeError, ValueError, AttributeError, OverflowError, zlib.error)
_UNTIL_EMPTIED = 16_000
"""Entries after which the write-ahead log goes into the file."""
_KINDS = {kind.value: kind for kind in Kind}
_SOURCES = {source.value: source for source in Source}


def packed(ready: Iterable[Prepared]) -> bytes:
    """Entries as bytes; a hundred thousand people take some 25 MB."""
    fields = [
        field
        for one in ready
        for field in (
            one.id,
            one.kind.value,
            one.subject,
            one.checkpoint,
            one.source.value,
            one.facts_text,
            one.personal_text,
            one.digest,
        )
    ]
    text = _BETWEEN.join(fields)
    if text.count(_BETWEEN) != max(0, len(fields) - 1):
        raise ValueError("an identifier holds the mark that stands between two")
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICKEST)


def unpacked(body: bytes) -> list[Prepared]:
    """The entries again.

    Raises:
        ValueError, LookupError, zlib.error: bytes that ``packed`` did not make.
    """
    unfolding = zlib.decompressobj()
    text = unfolding.decompress(body, _LONGEST_BODY)
    if not unfolding.eof:
        raise ValueError("a piece is cut, or longer than any that was laid aside")
    fields = iter(text.decode("utf-8", "surrogatepass").split(_BETWEEN) if text else ())
    return [
        Prepared(
            entry_id,
            _KINDS[kind],
            subject,
            checkpoint,
            "",
            "",
            _SOURCES[source],
            facts,
            personal,
            digest,
        )
        for entry_id, kind, subject, checkpoint, source, facts, personal, digest in zip(
            *[fields] * _FIELDS, strict=True
        )
    ]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A batch that is being written.

    Attributes:
        batch: its id.
        station: who accepted it.
        moment: one time, offset and operator for all its entries.
        sequence: the place in the journal up to which everything was seen when it was accepted.
        counter: the station's last entry then.
    """

    batch: str
    station: str
    moment: Moment
    sequence: int
    counter: int


def lay_aside(db: sqlite3.Connection, batch: str, bodies: Sequence[bytes]) -> None:
    """Lay pieces of a batch aside, in order, inside the transaction under way."""
    db.executemany(
        "INSERT INTO waiting_entries (batch, body) VALUES (?, ?)", [(batch, b) for b in bodies]
    )


def accept(file: EventFile, moment: Moment) -> None:
    """Accept the pieces laid aside for ``moment.batch``, inside the transaction under way."""
    db = file.connection
    counter, _hash = second_witness.head(db, file.station)
    sequence = db.execute("SELECT coalesce(max(sequence), 0) FROM journal").fetchone()[0]
    db.execute(
        "INSERT INTO accepted_batch VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        (
            moment.batch,
            file.station,
            milliseconds(moment.at),
            moment.offset,
            moment.operator,
            sequence,
            counter,
        ),
    )


def accepted(db: sqlite3.Connection) -> Accepted | None:
    """The batch that is being written, if any."""
    row = db.execute(
        "SELECT batch, station, at_ms, offset_minutes, operator, sequence, counter "
        "FROM accepted_batch"
    ).fetchone()
    if row is None:
        return None
    moment = Moment(from_milliseconds(row[2]), row[3], row[4], row[0])
    return Accepted(row[0], row[1], moment, row[5], row[6])


def forget(db: sqlite3.Connection) -> None:
    """Forget whatever was laid aside, accepted or not, inside the transaction under way."""
    db.execute("DELETE FROM waiting_entries")
    db.execute("DELETE FROM accepted_batch")


def forget_abandoned(file: EventFile, batch: str = "") -> None:
    """Forget what was never accepted, of one batch or of all: a program died, or was stopped."""
    where = "batch NOT IN (SELECT batch FROM accepted_batch) AND (batch = ? OR ? = '')"
    with file.reading() as db:
        row = db.execute(f"SELECT 1 FROM waiting_entries WHERE {where}", (batch, batch)).fetchone()
    if row is not None:
        with file.writing() as db:
            db.execute(f"DELETE FROM waiting_entries WHERE {where}", (batch, batch))


def finish(
    file: EventFile,
    new_ids: Callable[[], Iterator[str]],
    progress: Callable[[int], None] = lambda _written: None,
) -> None:
    """Write what was accepted, a piece at a time; whoever waits for the file comes in between.

    Only the last piece waits for the disk: until then the entries lie in the file twice over, and a
    power cut that takes pieces back takes back that they were moved.

    Args:
        file: the open event file, with no transaction under way.
        new_ids: makes identifiers, for entries that need one.
        progress: told how many entries were written so far.
    """
    with file.reading() as db:
        if accepted(db) is None:
            return
    written = since = 0
    more = True
    with file.emptied_elsewhere() as (empty_log, bring_to_disk):
        while more:
            with file.reading() as db:
                left = _pieces_left(db)
            if left == 0:
                return
            with file.writing(durable=left == 1) as db:
                count, more = _move(file, db, new_ids(), last=left == 1)
            written += count
            progress(written)
            if written - since >= _UNTIL_EMPTIED or not more:
                since = written
                empty_log()
            elif file.lock.wanted_lately:
                bring_to_disk()  # or the next passage would wait for our pages as well as its own
            file.lock.give_way()


def finish_what_died(file: EventFile, new_ids: Callable[[], Iterator[str]]) -> None:
    """Put right, at opening, what a program that died left: finish a batch, forget one not accepted.

    A piece that means nothing (a stranger's file) must not keep an event shut, nor a full disk: the
    former is forgotten, the latter waits for the next opening or the next list.
    """
    try:
        forget_abandoned(file)
        finish(file, new_ids)
    except _MEANINGLESS as error:
        _log.error("what is left of a list means nothing: %s", type(error).__name__)
        with file.writing() as db:
            forget(db)
    except UnsafeFileError as error:
        _log.warning("a list could not be finished: %s", error.code)


def _pieces_left(db: sqlite3.Connection) -> int:
    """0 when no batch is accepted, 1 when at most one piece is left, else more."""
    if db.execute("SELECT 1 FROM accepted_batch").fetchone() is None:
        return 0
    return (
        len(
            db.execute(
                "SELECT place FROM waiting_entries WHERE batch = (SELECT batch FROM accepted_batch) LIMIT 2"
            ).fetchall()
        )
        or 1
    )


def _move(
    file: EventFile, db: sqlite3.Connection, ids: Iterator[str], *, last: bool
) -> tuple[int, bool]:
    """Move pieces until somebody waits; how many entries, and whether any is left.

    Args:
        file: the open event file, with a transaction under way.
        db: its connection.
        ids: new entry ids.
        last: nothing but one piece is left.
    """
    found = accepted(db)
    if found is None:
        return 0, False
    if is_closed(db):
        # Another station erased every name meanwhile: no more may come in.
        forget(db)
        return 0, False
    batch = Batch(file, found.moment, ids, seen=found.sequence)
    (pieces,) = db.execute("SELECT count(*) FROM waiting_entries").fetchone()
    most = _MOST_OF_MANY if pieces > _MANY_PIECES else _MOST_AT_ONCE
    if file.lock.wanted_lately:
        most = _MOST_BESIDE_THE_DESK
    while batch.moved < most:
        rows = db.execute(
            "SELECT place, body FROM waiting_entries WHERE batch = ? ORDER BY place LIMIT 2",
            (found.batch,),
        ).fetchall()
        if not rows or (len(rows) == 1 and not last):
            break
        place, body = rows[0]
        batch.write(_placed(unpacked(body), found, file, batch.counter, ids))
        db.execute("DELETE FROM waiting_entries WHERE place = ?", (place,))
        if last or file.lock.wanted:
            break
    if last:
        db.execute("DELETE FROM accepted_batch")
    return batch.moved, not last


def _placed(
    ready: list[Prepared], found: Accepted, file: EventFile, counter: int, ids: Iterator[str]
) -> list[Prepared]:
    """The entries with what is known only now; the one that ends an import tells where it began."""
    moved = found.station != file.station
    if moved:
        # The file was copied with the batch half written: there these entries have these ids already.
        ready = [replace(one, id=next(ids)) for one in ready]
    last = ready[-1] if ready else None
    if last is not None and last.kind is Kind.IMPORTED:
        facts = json.loads(last.facts_text)
        facts["entries"] = counter + len(ready) - 1 - found.counter if not moved else 0
        if moved:
            facts["two_stations"] = True
        ready[-1] = replace(last, facts_text=canonical(facts))
    return ready
