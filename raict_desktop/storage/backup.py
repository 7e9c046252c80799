"""Copying an event file whole while it is in use, and believing a copy only after examining it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.storage import schema
from raict_desktop.storage.connection import beside, connect, header, look, make_private
from raict_desktop.storage.event_file import COMPANIONS, EventFile
from raict_desktop.storage.faults import told
from raict_desktop.storage.journal import verify
from raict_desktop.storage.lock import WriterLock
from raict_desktop.storage.settled_copy import copy_bytes, settled

_PIECE = 1 << 18
_CONTENTS = (
    "SELECT (SELECT event_id FROM event_file),"
    " (SELECT coalesce(sum(m), 0) FROM (SELECT max(counter) m FROM journal GROUP BY station)),"
    " (SELECT coalesce(max(sequence), 0) FROM journal),"
    " (SELECT count(*) FROM personal_values)"
)

_PROVED_UNSOUND = ("storage.copy_differs", "storage.damaged", "storage.not_an_event")
"""What is said of a copy itself, and not of the disk, the lock or the moment."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy holds.

    Attributes:
        event_id: of which event.
        entries: how many.
        last: the place of the last one in this file's own order.
        values: how many entries have personal values.
    """

    event_id: str
    entries: int
    last: int
    values: int


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Write a file under a temporary name, readable by its owner only; rename it when all is on disk.

    Nothing is left behind when the block fails, and a file that stood there stays as it was.
    """
    temporary = target.with_name(f".{target.name}.part")
    temporary.unlink(missing_ok=True)
    make_private(temporary)
    try:
        yield temporary
        _synchronise(temporary)
        temporary.replace(target)
        _synchronise(target.parent)
    except BaseException:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                beside(temporary, suffix).unlink(missing_ok=True)
        raise


def _synchronise(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        with suppress(OSError) if path.is_dir() else _strict():
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _strict() -> Iterator[None]:
    yield


def name_durably(path: Path, name: Path) -> Path:
    """Give a file on the disk another name in its folder, and wait until the folder knows it."""
    path.replace(name)
    _synchronise(name.parent)
    return name


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files say the same."""
    with one.open("rb") as first, other.open("rb") as second:
        while piece := first.read(_PIECE):
            if second.read(_PIECE) != piece:
                return False
        return not second.read(1)


def copy_event(source: Path, target: Path) -> Contents:
    """Copy an event file that may be in use, as it is at this moment, and examine the copy.

    The desk is not held up: a connection of its own reads one snapshot, writers go on. The copy
    needs no WAL: it is one file.

    Raises:
        UnsafeFileError: the source or the place cannot be used, or the copy is not the source.
    """
    with told(target, system=True), whole(target) as temporary:
        with closing(connect(source, read_only=True)) as reading:
            reading.execute("BEGIN")
            expected = contents(reading)
            with closing(sqlite3.connect(temporary, isolation_level=None)) as writing:
                writing.execute("PRAGMA synchronous = OFF")  # one fsync at the end does it
                reading.backup(writing)
                writing.execute("PRAGMA journal_mode = DELETE")
        with closing(look(temporary)) as copied:
            if _quick_check(copied) != "ok" or contents(copied) != expected:
                raise UnsafeFileError("storage.copy_differs", path=source.name)
    return expected


def copy_open_event(file: EventFile, target: Path) -> Contents:
    """Copy an open event file as it is at this moment, and read the copy back.

    The desk is not held up. The copy is the file byte for byte: whether the file itself is sound,
    ``confirm`` tells.

    Raises:
        UnsafeFileError: the place cannot be used, or the copy is not the source.
    """
    with settled(file) as held:
        if held is None:
            return copy_event(file.path, target)
        with told(target, system=True), whole(target) as temporary:
            expected = contents(held)
            if not copy_bytes(file, temporary):
                raise UnsafeFileError("storage.copy_differs", path=file.path.name)
    return expected


def confirm(path: Path, expected: Contents) -> None:
    """Let SQLite examine a copy just made; one that is proved unsound is removed.

    A copy that could not be examined (somebody's lock, a stick that stumbled, no memory) may well be
    sound, and may be the only one: it stays.

    Raises:
        UnsafeFileError: it is not sound, is not what was copied, or could not be examined.
    """
    try:
        with told(path, system=True), closing(look(path)) as db:
            if _quick_check(db) != "ok" or contents(db) != expected:
                raise UnsafeFileError("storage.copy_differs", path=path.name)
    except UnsafeFileError as fault:
        if fault.code in _PROVED_UNSOUND:
            remove_event(path)
        raise


def examine_copy(path: Path) -> Contents:
    """Examine a copy fully: SQLite's check and every chain.

    Raises:
        UnsafeFileError: it is no event, from a newer program, or damaged.
    """
    with told(path, system=True):
        found = header(path)
        if found is None or found.application_id != schema.APPLICATION_ID:
            raise UnsafeFileError("storage.not_an_event", path=path.name)
        with closing(look(path)) as db:
            row = db.execute("SELECT salt FROM event_file").fetchone()
            full = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphans = db.execute("PRAGMA foreign_key_check").fetchone()
            if row is None or full != "ok" or orphans or verify(db, row[0]):
                raise UnsafeFileError("storage.damaged", path=path.name)
            return contents(db)


def refuse_strange(path: Path, migrations: Path) -> None:
    """Refuse a copy that the opening would refuse, before it takes the place of a file that opens.

    Raises:
        UnsafeFileError: it has tables, triggers or views that are not ours.
    """
    with told(path, system=True), closing(look(path)) as db:
        # What a newer program's file looks like, that program knows.
        if db.execute("PRAGMA user_version").fetchone()[0] <= schema.newest(migrations):
            schema.refuse_foreign_objects(db, migrations, path.name)


def glance(path: Path) -> Contents | None:
    """What a copy says it holds, without examining it; None where it says nothing."""
    try:
        with told(path, system=True), closing(look(path)) as db:
            return contents(db)
    except (UnsafeFileError, sqlite3.Error):
        return None


def _quick_check(db: sqlite3.Connection) -> str:
    return str(db.execute("PRAGMA quick_check(1)").fetchone()[0])


def contents(db: sqlite3.Connection) -> Contents:
    """What an event file holds as a connection sees it."""
    return Contents(*db.execute(_CONTENTS).fetchone())


def put_in_place(copy: Path, path: Path) -> Path | None:
    """Put a copy in the place of an event file; what stood there is set aside, not removed.

    Returns:
        The folder in which the former file and its companions now are, or None if there was none.

    Raises:
        UnsafeFileError: another program writes the file, or the place cannot be written.
    """
    with told(path, system=True):
        lock = WriterLock.take(path)
        if lock is None:
            raise UnsafeFileError("backups.in_use", path=path.name)
        try:
            with whole(beside(path, "-restored")) as temporary:
                shutil.copyfile(copy, temporary)
            aside = _set_aside(path)
            beside(path, "-restored").replace(path)
            _synchronise(path.parent)
        finally:
            lock.free()
    return aside


def _set_aside(path: Path) -> Path | None:
    standing = [beside(path, suffix) for suffix in ("", "-wal", "-shm", "-head")]
    standing = [file for file in standing if file.exists()]
    if not standing:
        return None
    number = 1
    while (folder := beside(path, f"-set-aside-{number}")).exists():
        number += 1
    folder.mkdir(mode=0o700)
    # The WAL goes first: a power cut between two moves must not leave it beside another file.
    for file in sorted(standing, key=lambda f: f.name, reverse=True):
        file.replace(folder / file.name)
    return folder


def remove_event(path: Path) -> None:
    """Remove a copy and what stands beside it."""
    for suffix in ("", *COMPANIONS):
        with suppress(OSError):
            beside(path, suffix).unlink(missing_ok=True)
