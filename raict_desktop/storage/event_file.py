"""Opening, creating and closing ``NAME.raict``: one writer connection, durable commits, identity."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path
from threading import RLock

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.storage import ballast, schema, second_witness
from raict_desktop.storage.connection import (
    BUSY_MS,
    beside,
    connect,
    header,
    hold,
    inode,
    let_go,
    look,
    make_private,
    writable,
)
from raict_desktop.storage.faults import told
from raict_desktop.storage.lock import WriterLock
from raict_desktop.storage.place import followed, refuse_unsafe_place
from raict_desktop.storage.second_witness import Note

SUFFIX = ".raict"
COMPANIONS = ("-wal", "-shm", "-head", "-lock", "-ballast", "-pictures")
"""What stands beside an event file and belongs to it."""
CHECKED_AT_ONCE = 300_000_000
"""Bytes up to which a file is examined by SQLite before it is used; a larger one soon after."""
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


@dataclass(frozen=True, slots=True)
class Loss:
    """Entries that the note beside the file knows of and the journal lacks.

    ``station``, ``counter`` and ``hash`` are those of the last of them.
    """

    station: str
    counter: int
    hash: str
    count: int


class EventFile:
    """An open event file. Every method that touches SQLite holds one lock, so threads may share it.

    Attributes:
        path: the file.
        read_only: no entry can be written (write-protected place, a newer program's file, or another
            program writes it).
        notice: code of a sentence to tell once after opening, or empty.
        notice_facts: the facts of that sentence.
        loss: entries found missing at opening, to be journalled by whoever opened the file.
        commits: how many transactions were written since the opening.
        plain: the writer's file as it lies on the disk, for copying it; only to be read, at a place.
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
        lock: WriterLock | None = None,
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.notice = notice
        self.notice_facts: Mapping[str, object] = {"path": path.name}
        self.loss: Loss | None = None
        self.folding = folding
        self.commits = 0
        self._connection = connection
        self._writer_lock = lock
        self._reserve_used = False
        self._closed = False
        self._inode = inode(path)
        self.lock = RLock()
        row = connection.execute("SELECT event_id, salt, station FROM event_file").fetchone()
        if row is None:
            raise UnsafeFileError("storage.damaged", path=path.name)
        self.event_id: str = row[0]
        self.salt: str = row[1]
        self.station: str = row[2]
        self._log_inode = _log_inode(path)
        # Closed after SQLite's own handle, never before: see ``hold``.
        self.plain: FileIO | None = None if read_only else path.open("rb", buffering=0)
        hold(self._inode)

    @property
    def connection(self) -> sqlite3.Connection:
        """The one connection, for the modules of this room."""
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A consistent read; SQLite faults come out as words.

        So does a value that no program of this family derives: the tables were edited by hand.
        """
        with self.lock, told(self.path):
            try:
                yield self._connection
            except (ValueError, OverflowError, RecursionError) as error:
                if self.notice == "storage.newer_file":
                    # A newer program writes values that this one does not know.
                    raise UnsafeFileError(self.notice, path=self.path.name) from error
                raise UnsafeFileError("storage.derivation_differs") from error

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: on disk when the block ends, or nothing at all.

        Args:
            durable: False only for what another station keeps and gives again: a power cut may take
                it back, and whatever is written durably next brings it to disk before itself.
        """
        if self.read_only:
            raise UnsafeFileError(self.notice or "storage.read_only", path=self.path.name)
        with self.lock, told(self.path), self._synchronous(durable=durable):
            self._refuse_if_gone()
            if ballast.make_room(self.path):
                self._reserve_used = True
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException as error:
                # A failed COMMIT on a full disk may already have rolled back.
                with suppress(sqlite3.OperationalError):
                    self._connection.execute("ROLLBACK")
                if "disk is full" in str(error).lower() and ballast.release(self.path):
                    self._reserve_used = True
                    raise UnsafeFileError("storage.reserve_used", path=self.path.name) from error
                raise
            self.commits += 1
            if durable:
                self._note_head()

    def _refuse_if_gone(self) -> None:
        """Refuse to write into a file that was moved, erased or replaced under our hands, or its log.

        The system would let us: what is written then is in no file that anybody finds again.
        """
        with told(self.path, system=True):
            try:
                there = inode(self.path) == self._inode
                logged = _log_inode(self.path) == self._log_inode
            except FileNotFoundError:
                there = False
        if not there:
            raise UnsafeFileError("storage.file_gone", path=self.path.name)
        if not logged:
            # Another program took the write-ahead log away, which is ours still: what is in it goes home.
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            raise UnsafeFileError("storage.log_gone", path=self.path.name)

    @contextmanager
    def _synchronous(self, *, durable: bool) -> Iterator[None]:
        if durable or self._connection.in_transaction:
            yield
            return
        self._connection.execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self._connection.execute("PRAGMA synchronous = FULL")

    def take_station(self, station: str) -> None:
        """Write as another station from now on, because another machine writes as this one."""
        with self.lock:
            before = self.station
            try:
                with self.writing() as db:
                    db.execute("UPDATE event_file SET station = ?", (station,))
                    self.station = station
            except BaseException:
                self.station = before
                raise

    def lay_ballast(self) -> bool:
        """Hold room on the disk for bad times; says whether it is held."""
        return not self.read_only and ballast.lay(self.path)

    def reserve_used(self) -> bool:
        """Whether the ballast was given back since this was last asked."""
        used, self._reserve_used = self._reserve_used, False
        return used

    def note_reserve_used(self, *, used: bool) -> None:
        """Remember that the ballast was given back to open the file, for ``reserve_used`` to tell."""
        self._reserve_used = self._reserve_used or used

    def _note_head(self, *, durable: bool = False) -> None:
        """Keep the last (counter, hash) beside the file: tells when an older copy is put back."""
        counter, digest = second_witness.head(self._connection, self.station)
        note = Note(self.station, counter, digest, self.event_id)
        with suppress(OSError):
            second_witness.write_note(self.path, note, durable=durable)

    def checkpoint(self) -> bool:
        """Empty the WAL into the file: the WAL is the part that SQLite protects least.

        Returns:
            False when somebody reads an older state (a backup, an examination): it is not waited
            for, because the desk would have to wait as well.
        """
        if self.read_only:
            return True
        with self.lock, told(self.path):
            self._connection.execute("PRAGMA busy_timeout = 0")
            try:
                busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            self._note_head(durable=True)
        return not busy

    def close(self) -> None:
        """Empty the WAL into the file and close; safe to call twice."""
        with self.lock:
            if not self.read_only and self._writer_lock is not None:
                with suppress(sqlite3.Error, UnsafeFileError):
                    self.checkpoint()
            self._connection.close()
            if not self._closed:
                self._closed = True
                let_go(self._inode)
            if self.plain is not None:
                self.plain.close()
            if self._writer_lock is not None:
                self._writer_lock.free()
                self._writer_lock = None


def create(
    path: Path,
    migrations: Path,
    folding: Folding,
    identity: Identity,
    *,
    event_id: str = "",
    salt: str = "",
) -> EventFile:
    """Make a new event file.

    Args:
        path: where.
        migrations: the schema's files.
        folding: how names are folded.
        identity: who writes.
        event_id: of an event that exists elsewhere already; a new one when empty.
        salt: of that event.

    Raises:
        UserError: ``storage.exists`` when something is there already.
        UnsafeFileError: the place cannot be written or is not safe for a database.
    """
    with told(path, system=True):
        if path.exists():
            raise UserError("storage.exists", path=path.name)
        if not path.parent.is_dir():
            raise UserError("storage.no_folder", path=str(path.parent))
        refuse_unsafe_place(path)
        lock = WriterLock.take(path)
        if lock is None:
            raise UnsafeFileError("storage.in_use", path=path.name)
        try:
            make_private(path)
            connection = connect(path, read_only=False)
            try:
                schema.migrate(connection, migrations)
                connection.execute(
                    "INSERT INTO event_file VALUES (1, ?, ?, ?, ?)",
                    (
                        event_id or identity.new_id(),
                        salt or identity.salt(),
                        identity.new_id(),
                        _witness(path, identity.machine),
                    ),
                )
                file = EventFile(path, connection, folding, read_only=False, lock=lock)
            except BaseException:
                connection.close()
                raise
            try:
                # From here on the file alone says what it is, without its WAL.
                file.checkpoint()
            except BaseException:
                file.close()
                raise
        except BaseException:
            lock.free()
            discard(path)
            raise
        return file


def discard(path: Path) -> None:
    """Remove a file that could not be made whole, with everything beside it."""
    for suffix in ("", *COMPANIONS):
        with suppress(OSError):
            beside(path, suffix).unlink(missing_ok=True)


def open_file(path: Path, migrations: Path, folding: Folding, identity: Identity) -> EventFile:
    """Open an event file, migrate an older one, and take a new station when it was moved or copied.

    A file made by a newer program opens read-only where this one can read it; so does a file that
    another program is writing. Nothing is written before the file is known to be ours.

    Raises:
        UserError: ``storage.not_found``, ``storage.is_folder``.
        UnsafeFileError: not an event file, damaged, foreign objects inside, or unreachable.
    """
    with told(path, system=True):
        if "\0" in str(path) or not path.exists():
            raise UserError("storage.not_found", path=str(path).replace("\0", " "))
        path = followed(path)
        if path.is_dir():
            raise UserError("storage.is_folder", path=str(path))
        if not path.is_file():  # a pipe, a device: reading it might never end
            raise UnsafeFileError("storage.not_an_event", path=path.name)
        found = header(path)
        if found is None or found.application_id != schema.APPLICATION_ID:
            raise UnsafeFileError("storage.not_an_event", path=path.name)
        refuse_unsafe_place(path)
        if found.user_version > schema.newest(migrations):
            return _open_newer(path, migrations, folding)
        # A disk that filled overnight: without the room held for it, the file could not even be read.
        freed = ballast.make_room(path)
        with closing(look(path)) as looking:
            schema.refuse_foreign_objects(looking, migrations, path.name)
            if looking.execute("SELECT 1 FROM event_file").fetchone() is None:
                raise UnsafeFileError("storage.damaged", path=path.name)
            loss = _find_loss(path, looking)
        if found.user_version < schema.newest(migrations) and not writable(path):
            # Its tables are not those this program reads, and they cannot be changed here.
            raise UnsafeFileError("storage.older_read_only", path=path.name)
        if not writable(path):
            return _open_read_only(path, folding, "storage.read_only")
        lock = WriterLock.take(path)
        if lock is None:
            return _open_read_only(path, folding, "storage.in_use")
        try:
            file = _open_writer(path, migrations, folding, identity, lock, loss)
        except BaseException:
            lock.free()
            raise
        file.note_reserve_used(used=freed)
        return file


def _open_newer(path: Path, migrations: Path, folding: Folding) -> EventFile:
    connection = connect(path, read_only=True)
    try:
        if not schema.can_be_read(connection, migrations):
            raise UnsafeFileError("storage.newer_file", path=path.name)
        return EventFile(path, connection, folding, read_only=True, notice="storage.newer_file")
    except BaseException:
        connection.close()
        raise


def _open_read_only(path: Path, folding: Folding, notice: str) -> EventFile:
    connection = connect(path, read_only=True)
    try:
        return EventFile(path, connection, folding, read_only=True, notice=notice)
    except BaseException:
        connection.close()
        raise


def _open_writer(
    path: Path,
    migrations: Path,
    folding: Folding,
    identity: Identity,
    lock: WriterLock,
    loss: Loss | None,
) -> EventFile:
    if loss is not None:
        # SQLite is about to throw away what it does not understand of the WAL.
        _keep_evidence(path)
    mine = inode(path)
    hold(mine)
    try:
        return _open_held(path, migrations, folding, identity, lock, loss)
    finally:
        let_go(mine)  # the open file holds it by itself


def _open_held(
    path: Path,
    migrations: Path,
    folding: Folding,
    identity: Identity,
    lock: WriterLock,
    loss: Loss | None,
) -> EventFile:
    connection = connect(path, read_only=False)
    upgraded: Path | None = None
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < schema.newest(migrations):
            upgraded = _upgrade(path, connection, migrations, folding)
        if path.stat().st_size <= CHECKED_AT_ONCE and not _sound(connection):
            raise UnsafeFileError("storage.damaged", path=path.name)
        _settle_identity(path, connection, identity, loss)
        file = EventFile(path, connection, folding, read_only=False, lock=lock)
    except BaseException:
        connection.close()
        raise
    if loss is None:
        try:
            file._note_head()
        except BaseException:
            file.close()
            raise
        if upgraded is not None:
            file.notice = "storage.upgraded"
            file.notice_facts = {"path": path.name, "kept": upgraded.name}
    else:
        # The note is left as it is until the loss itself is journalled.
        file.loss = loss
        file.notice = "storage.lines_missing"
        file.notice_facts = {"path": path.name, "count": loss.count}
    return file


def _sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def _upgrade(
    path: Path, connection: sqlite3.Connection, migrations: Path, folding: Folding
) -> Path:
    """Migrate, and derive the tables anew: a newer program reads more out of the same journal."""
    # Both stand above this module.
    from raict_desktop.storage.journal import replay
    from raict_desktop.storage.upgrade import upgrade

    return upgrade(path, connection, migrations, lambda migrated: replay(migrated, folding))


def _find_loss(path: Path, connection: sqlite3.Connection) -> Loss | None:
    note = second_witness.read_note(path)
    row = connection.execute("SELECT event_id FROM event_file").fetchone()
    if note is None or row is None or note.event_id not in ("", row[0]):
        return None
    count = second_witness.missing(connection, note)
    return Loss(note.station, note.counter, note.hash, count) if count else None


def _settle_identity(
    path: Path, connection: sqlite3.Connection, identity: Identity, loss: Loss | None
) -> None:
    """Keep the station when this is the file it wrote, on its machine; else take a new one.

    Only a note of this very station proves that the file is not an older copy of itself: without
    it, two laptops or two restorings could write the same (station, counter). A station that wrote
    nothing yet proves nothing either: the copy may have been made before its first entry.
    """
    station, witness = connection.execute("SELECT station, witness FROM event_file").fetchone()
    here = _witness(path, identity.machine)
    note = second_witness.read_note(path)
    proven = note is not None and note.station == station and loss is None
    if witness == here and proven:
        return
    connection.execute("UPDATE event_file SET station = ?, witness = ?", (identity.new_id(), here))


def _keep_evidence(path: Path) -> None:
    """Copy the file and what stands beside it away, for whoever mends it; a full disk is no hindrance."""
    number = 1
    while (folder := beside(path, f"-evidence-{number}")).exists():
        number += 1
    with suppress(OSError):
        folder.mkdir(mode=0o700)
        for suffix in ("", "-wal", "-head"):
            source = beside(path, suffix)
            if source.exists():
                shutil.copy2(source, folder / source.name)


def _log_inode(path: Path) -> tuple[int, int] | None:
    try:
        return inode(beside(path, "-wal"))
    except FileNotFoundError:
        return None


def _witness(path: Path, machine: str) -> str:
    """A mark of this very file on this very machine: a copy has another inode."""
    status = path.stat()
    return sha256(f"{machine}/{status.st_dev}/{status.st_ino}".encode()).hexdigest()
