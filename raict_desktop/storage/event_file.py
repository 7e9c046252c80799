"""Opening, creating and closing ``NAME.raict``: one writer connection, durable commits, identity."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.storage import schema
from raict_desktop.storage.faults import told

SUFFIX = ".raict"
Connection = sqlite3.Connection
"""An open database, for the services that read several things in one transaction."""


@dataclass(frozen=True, slots=True)
class Folding:
    """How names are folded for searching and matching; given from above, neighbours stay strangers."""

    name: Callable[[str], str]
    organisation: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes: the machine's own mark, and a maker of new identifiers."""

    machine: str
    new_id: Callable[[], str]
    salt: Callable[[], str]


class EventFile:
    """An open event file. Every method that touches SQLite holds one lock, so threads may share it.

    Attributes:
        path: the file.
        read_only: no entry can be written (write-protected place, or a newer program's file).
        notice: code of a sentence to tell once after opening, or empty.
        station: this writer's id; new whenever the file finds itself elsewhere than where it was
            last written.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        folding: Folding,
        *,
        read_only: bool,
        notice: str = "",
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.notice = notice
        self.folding = folding
        self._connection = connection
        self.lock = threading.RLock()
        row = connection.execute("SELECT event_id, salt, station FROM event_file").fetchone()
        if row is None:
            raise UnsafeFileError("storage.damaged", path=path.name)
        self.event_id: str = row[0]
        self.salt: str = row[1]
        self.station: str = row[2]

    @property
    def connection(self) -> sqlite3.Connection:
        """The one connection, for the modules of this room."""
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A consistent read; SQLite faults come out as words."""
        with self.lock, told(self.path):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: on disk when the block ends, or nothing at all."""
        if self.read_only:
            raise UnsafeFileError(self.notice or "storage.read_only", path=self.path.name)
        with self.lock, told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A failed COMMIT on a full disk may already have rolled back.
                with suppress(sqlite3.OperationalError):
                    self._connection.execute("ROLLBACK")
                raise
            self._note_head()

    def _note_head(self) -> None:
        """Keep the last (counter, hash) beside the file: tells when an older copy is put back."""
        row = _head(self._connection, self.station)
        if row is not None:
            with suppress(OSError):
                _side_file(self.path).write_text(json.dumps([self.station, *row]), "ascii")

    def close(self) -> None:
        """Empty the WAL into the file and close; safe to call twice."""
        with self.lock:
            if not self.read_only:
                with suppress(sqlite3.Error):
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()


def create(path: Path, migrations: Path, folding: Folding, identity: Identity) -> EventFile:
    """Make a new event file.

    Raises:
        UserError: ``storage.exists`` when something is there already.
        UnsafeFileError: the place cannot be written.
    """
    if path.exists():
        raise UserError("storage.exists", path=path.name)
    if not path.parent.is_dir():
        raise UserError("storage.no_folder", path=str(path.parent))
    with told(path):
        connection = _connect(path, read_only=False)
        try:
            schema.migrate(connection, migrations)
            connection.execute(
                "INSERT INTO event_file VALUES (1, ?, ?, ?, ?)",
                (
                    identity.new_id(),
                    identity.salt(),
                    identity.new_id(),
                    _witness(path, identity.machine),
                ),
            )
        except BaseException:
            connection.close()
            path.unlink(missing_ok=True)
            raise
        if sys.platform != "win32":
            path.chmod(0o600)
        return EventFile(path, connection, folding, read_only=False)


def open_file(path: Path, migrations: Path, folding: Folding, identity: Identity) -> EventFile:
    """Open an event file, migrate an older one, and take a new station when it was moved or copied.

    A file made by a newer program opens read-only with a notice.

    Raises:
        UserError: ``storage.not_found``.
        UnsafeFileError: not an event file, damaged, foreign objects inside, or unreachable.
    """
    if not path.is_file():
        raise UserError("storage.not_found", path=str(path))
    if path.stat().st_size == 0:
        raise UnsafeFileError("storage.not_an_event", path=path.name)
    with path.open("rb") as stream:
        if stream.read(16) != b"SQLite format 3\x00":
            raise UnsafeFileError("storage.not_an_event", path=path.name)
    protected = not _writable(path)
    with told(path):
        connection = _connect(path, read_only=protected)
        try:
            return _opened(path, connection, migrations, folding, identity, protected=protected)
        except BaseException:
            connection.close()
            raise


def _opened(
    path: Path,
    connection: sqlite3.Connection,
    migrations: Path,
    folding: Folding,
    identity: Identity,
    *,
    protected: bool,
) -> EventFile:
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise UnsafeFileError("storage.not_an_event", path=path.name)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > schema.newest(migrations):
        connection.close()
        connection = _connect(path, read_only=True)
        return EventFile(path, connection, folding, read_only=True, notice="storage.newer_file")
    if not protected and version < schema.newest(migrations):
        schema.migrate(connection, migrations)
    schema.refuse_foreign_objects(connection, migrations, path.name)
    if protected:
        return EventFile(path, connection, folding, read_only=True, notice="storage.read_only")
    _settle_identity(path, connection, identity)
    return EventFile(path, connection, folding, read_only=False)


def _settle_identity(path: Path, connection: sqlite3.Connection, identity: Identity) -> None:
    """Keep the station when this is the file it wrote, on its machine; else take a new one."""
    station, witness = connection.execute("SELECT station, witness FROM event_file").fetchone()
    here = _witness(path, identity.machine)
    if witness == here and not _older_than_noted(path, connection, station):
        return
    connection.execute("UPDATE event_file SET station = ?, witness = ?", (identity.new_id(), here))
    _side_file(path).unlink(missing_ok=True)


def _older_than_noted(path: Path, connection: sqlite3.Connection, station: str) -> bool:
    """Whether the note beside the file knows entries of this station that the file lacks."""
    try:
        noted_station, counter, digest = json.loads(_side_file(path).read_text("ascii"))
    except (OSError, ValueError):
        return False
    if noted_station != station:
        return False
    row = connection.execute(
        "SELECT hash FROM journal WHERE station = ? AND counter = ?", (station, counter)
    ).fetchone()
    return row is None or row[0] != digest


def _head(connection: sqlite3.Connection, station: str) -> tuple[int, str] | None:
    row: tuple[int, str] | None = connection.execute(
        "SELECT counter, hash FROM journal WHERE station = ? ORDER BY counter DESC LIMIT 1",
        (station,),
    ).fetchone()
    return row


def _side_file(path: Path) -> Path:
    return path.with_name(path.name + "-head")


def _witness(path: Path, machine: str) -> str:
    """A mark of this very file on this very machine: a copy has another inode."""
    status = path.stat()
    return sha256(f"{machine}/{status.st_dev}/{status.st_ino}".encode()).hexdigest()


def _writable(path: Path) -> bool:
    """Whether the file and its folder (for the WAL) can be written; asks by trying."""
    try:
        with path.open("r+b"):
            pass
        probe = path.with_name(path.name + "-probe")
        probe.touch()
        probe.unlink()
    except OSError as error:
        return error.errno == 28  # a full disk is not a write-protected one
    return True


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}"
    if read_only:
        wal = path.with_name(path.name + "-wal")
        # Without a WAL to read, a write-protected folder needs no shared memory file.
        settled = not wal.exists() or wal.stat().st_size == 0
        uri += "?mode=ro" + ("&immutable=1" if settled and not _writable(path) else "")
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA wal_autocheckpoint = 200")
            connection.execute("PRAGMA cache_size = -32000")
    except BaseException:
        connection.close()
        raise
    return connection
