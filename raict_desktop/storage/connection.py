"""Connecting to an event file: every connection gets the same safe settings; looking changes nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import quote

_MAGIC = b"SQLite format 3\x00"
BUSY_MS = 5000
"""How long a statement waits for another program's lock."""
_held: dict[tuple[int, int], int] = {}
_held_guard = Lock()
_USER_VERSION = 60
_APPLICATION_ID = 68


@dataclass(frozen=True, slots=True)
class Header:
    """What a database says it is: whose it is, and the number of its schema."""

    application_id: int
    user_version: int


def beside(path: Path, suffix: str) -> Path:
    """A file that stands beside the event file: ``day.raict-wal`` for ``-wal``."""
    return path.with_name(path.name + suffix)


def inode(path: Path) -> tuple[int, int]:
    """Which file this is, on which disk; Windows lets nobody move a file that is open."""
    if os.name == "nt":
        return (0, 0)
    status = path.stat()
    return (status.st_dev, status.st_ino)


def hold(file: tuple[int, int]) -> None:
    """Note that this program has a file open through SQLite; to be undone by ``let_go``.

    POSIX takes every lock of a program off a file as soon as the program closes any handle on it. Once
    SQLite's lock is gone, another program that looks into the file and closes it believes itself alone
    and removes the write-ahead log under our hands. So nothing here opens a held file but SQLite.
    """
    with _held_guard:
        _held[file] = _held.get(file, 0) + 1


def let_go(file: tuple[int, int]) -> None:
    """Undo ``hold``."""
    with _held_guard:
        left = _held.pop(file, 1) - 1
        if left:
            _held[file] = left


def _is_held(path: Path) -> bool:
    if os.name == "nt":
        return False
    file = inode(path)
    with _held_guard:
        return file in _held


def header(path: Path) -> Header | None:
    """Read the header of a database without SQLite, which might change the file.

    Returns:
        None for what is no database. With a WAL beside the file, the WAL has the last word.
    """
    if _is_held(path):
        return _header_by_sqlite(path)
    with path.open("rb") as stream:
        start = stream.read(100)
    if len(start) < 100 or not start.startswith(_MAGIC):
        return None
    if not _empty(beside(path, "-wal")):
        return _header_by_sqlite(path)
    return Header(_number(start, _APPLICATION_ID), _number(start, _USER_VERSION))


def _header_by_sqlite(path: Path) -> Header:
    with closing(look(path)) as connection:
        return Header(
            connection.execute("PRAGMA application_id").fetchone()[0],
            connection.execute("PRAGMA user_version").fetchone()[0],
        )


def _number(start: bytes, offset: int) -> int:
    return int.from_bytes(start[offset : offset + 4], "big", signed=True)


def _empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True


def writable(path: Path) -> bool:
    """Whether the file and its folder (for the WAL) can be written; asks by trying."""
    try:
        if not _is_held(path):
            with path.open("r+b"):
                pass
        probe = beside(path, "-probe")
        probe.touch()
        probe.unlink()
    except OSError as error:
        return error.errno == 28  # a full disk is not a write-protected one
    return True


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Connect with the settings of docs/reliability.md.

    Autocommit is off in Python's sense: every transaction is begun and ended by its statement.
    """
    mode = "mode=ro" if read_only else "mode=rw"
    if read_only and _empty(beside(path, "-wal")) and not writable(path):
        # Without a WAL to read, a write-protected folder needs no shared memory file.
        mode += "&immutable=1"
    return _connected(path, mode, read_only=read_only)


def look(path: Path) -> sqlite3.Connection:
    """Connect for a short look that leaves no trace, not even a shared memory file, where it can."""
    mode = "mode=ro&immutable=1" if _empty(beside(path, "-wal")) else "mode=ro"
    return _connected(path, mode, read_only=True)


def _connected(path: Path, mode: str, *, read_only: bool) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}?{mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        settle(connection, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def settle(connection: sqlite3.Connection, *, read_only: bool) -> None:
    """Set what every connection needs; ``synchronous = FULL`` is what makes a verdict a promise."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA wal_autocheckpoint = 200")
        connection.execute("PRAGMA cache_size = -20000")


def make_private(path: Path) -> None:
    """Make an empty file that only its owner can read, before anything is written into it.

    Raises:
        FileExistsError: something is there already.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
