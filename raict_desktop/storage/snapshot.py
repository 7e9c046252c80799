"""Readings that never hold up a scan: a second connection on one settled state of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from urllib.parse import quote

from raict_desktop.storage.event_file import Connection, EventFile
from raict_desktop.storage.faults import told


@contextmanager
def snapshot(file: EventFile) -> Iterator[Connection]:
    """A read-only connection that sees the file as it stands now, whatever is written meanwhile.

    The write-ahead log lets the desk go on committing beside it. A file that nobody can write is
    read through its own connection.
    """
    if file.read_only:
        with file.reading() as own:
            yield own
        return
    reader = Reader(file)
    try:
        with reader.reading() as db:
            yield db
    finally:
        reader.close()


class GivenUp(Exception):  # noqa: N818 - no fault: nobody waits for the reading any more
    """A reading was broken off by ``Reader.stop``."""


class Reader:
    """A read-only connection that is kept, for a thread that looks often: opening one costs more.

    Args:
        file: the open event file.
    """

    def __init__(self, file: EventFile) -> None:
        self._file = file
        self._lock = Lock()
        self._db: Connection | None = None
        self._stopped = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The file as it stands now; one reading at a time."""
        with self._lock, told(self._file.path):
            if self._db is None:
                self._db = aside(self._file)
            db = self._db
            db.execute("BEGIN")
            try:
                db.execute("SELECT 1 FROM event_file").fetchone()  # the state of this moment
                yield db
            except sqlite3.OperationalError as error:
                if self._stopped:
                    raise GivenUp from error
                raise
            finally:
                with suppress(sqlite3.Error):
                    db.execute("COMMIT")

    def stop(self) -> None:
        """Break off the reading under way, from another thread; it ends in ``GivenUp``."""
        self._stopped = True
        db = self._db
        if db is not None:
            with suppress(sqlite3.Error):  # closed meanwhile
                db.interrupt()

    def close(self) -> None:
        """Close; a later reading opens it again."""
        with self._lock:
            db, self._db = self._db, None
            if db is not None:
                db.close()


def aside(file: EventFile) -> Connection:
    """A read-only connection of its own, to be closed by who asked."""
    db = sqlite3.connect(
        f"file:{quote(str(file.path.absolute()))}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        db.execute("PRAGMA busy_timeout = 5000")
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db
