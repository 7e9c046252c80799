"""Reading the journal of another event file without changing it, however it was copied.

The file is a stranger's until its entries prove themselves (``storage.union``): it is opened for
reading only, nothing of its schema is run, and what a half copied file still gives is taken.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from raict_desktop.domain.carried import Carried, from_mapping
from raict_desktop.domain.errors import UserError
from raict_desktop.storage.journal import COLUMNS
from raict_desktop.storage.place import followed
from raict_desktop.storage.schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\x00"
_NAMES = tuple(name.strip() for name in COLUMNS.split(","))
_ENTRIES = (
    f"SELECT {', '.join('j.' + name for name in _NAMES)}, v.body FROM main.journal j "
    "LEFT JOIN main.personal_values v ON v.entry_id = j.id "
)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that is no entry, or the place from which a damaged file cannot be read (``rest``)."""

    rest: bool = False


@dataclass(frozen=True, slots=True)
class ForeignJournal:
    """Another event file open for reading."""

    event_id: str
    schema: int
    entries: Iterator[Carried | BrokenRow]


def is_event_file(path: Path) -> bool:
    """Whether a file begins as SQLite databases do."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


@contextmanager
def foreign_journal(path: Path) -> Iterator[ForeignJournal]:
    """Open another event file's journal.

    Raises:
        UserError: it cannot be read, or is no event file, or too little of it was copied.
    """
    try:
        with _settled(path) as settled:
            connection = _connect(settled)
            try:
                yield _described(connection, path.name)
            finally:
                connection.close()
    except OSError as error:
        raise UserError("merge.cannot_read", path=path.name) from error


@contextmanager
def _settled(path: Path) -> Iterator[Path]:
    """The file itself, or a copy with its write-ahead log folded in when it has one."""
    path = followed(path)  # its log stands beside the file, not beside a link to it
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or wal.stat().st_size == 0:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="raict-merge-") as folder:
        copy = Path(folder) / "copy.raict"
        shutil.copyfile(path, copy)
        shutil.copyfile(wal, copy.with_name(copy.name + "-wal"))
        connection = sqlite3.connect(copy, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.DatabaseError:
            pass  # a damaged copy: what can be read is read below
        finally:
            connection.close()
        yield copy


def _connect(path: Path) -> sqlite3.Connection:
    # Immutable: no lock, no side file beside a file on somebody's stick.
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _described(connection: sqlite3.Connection, name: str) -> ForeignJournal:
    try:
        connection.execute("PRAGMA cell_size_check = ON")
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        schema = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = {
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' "
                "AND name IN ('event_file', 'journal', 'personal_values')"
            )
        }
        if application != APPLICATION_ID or len(tables) != 3:
            raise UserError("merge.not_an_event", path=name)
        row = connection.execute("SELECT event_id FROM main.event_file").fetchone()
    except sqlite3.DatabaseError as error:
        raise UserError("merge.half_copied", path=name) from error
    if row is None or not isinstance(row[0], str):
        raise UserError("merge.half_copied", path=name)
    return ForeignJournal(row[0], schema, _entries(connection))


def _entries(connection: sqlite3.Connection) -> Iterator[Carried | BrokenRow]:
    """Every entry that can be read: from the beginning, and from the end where a part is damaged."""
    try:
        for row in connection.execute(_ENTRIES + "ORDER BY j.sequence"):
            yield _entry(row)
    except sqlite3.DatabaseError:
        yield BrokenRow(rest=True)
    else:
        return
    try:
        for row in connection.execute(_ENTRIES + "ORDER BY j.sequence DESC"):
            yield _entry(row)
    except sqlite3.DatabaseError:
        return  # told above; what both readings gave is each looked at once


def _entry(row: tuple[object, ...]) -> Carried | BrokenRow:
    return from_mapping(dict(zip((*_NAMES, "personal"), row, strict=True))) or BrokenRow()
