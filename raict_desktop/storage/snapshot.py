"""Long readings that never hold up a scan: a second connection on one settled state of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
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
    with told(file.path):
        aside = sqlite3.connect(
            f"file:{quote(str(file.path.absolute()))}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            aside.execute("PRAGMA busy_timeout = 5000")
            aside.execute("PRAGMA trusted_schema = OFF")
            aside.execute("PRAGMA query_only = ON")
            aside.execute("BEGIN")
            aside.execute("SELECT 1 FROM event_file").fetchone()  # the snapshot is of this moment
            yield aside
            aside.execute("COMMIT")
        finally:
            aside.close()
