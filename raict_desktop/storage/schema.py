"""The event file's schema: numbered migrations, and a refusal of files that hold anything else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError

APPLICATION_ID = 0x52414943
"""``RAIC``: tells an event file from any other SQLite database."""


@cache
def steps(folder: Path) -> tuple[tuple[int, str], ...]:
    """The migrations as (number, SQL), in order."""
    found = [(int(file.name[:4]), file.read_text("utf-8")) for file in folder.glob("*.sql")]
    return tuple(sorted(found))


def newest(folder: Path) -> int:
    """The schema number this program writes."""
    return steps(folder)[-1][0]


def statements(script: str) -> list[str]:
    """Split a script into whole statements (``executescript`` would commit behind our back)."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found


def migrate(
    connection: sqlite3.Connection,
    folder: Path,
    last: int | None = None,
    derive: Callable[[sqlite3.Connection], None] | None = None,
) -> None:
    """Bring the file to the newest schema in one transaction; nothing changes when a step fails.

    Args:
        connection: the file, open for writing.
        folder: where the migrations are.
        last: stop at this number instead of the newest.
        derive: fills the projections of an older file anew, in the same transaction.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for number, script in steps(folder):
            if version < number <= (last or number):
                for statement in statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if derive is not None:
            derive(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


_OBJECTS = (
    "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "ORDER BY type, name"
)


@cache
def _expected(folder: Path, version: int) -> list[tuple[str, str, str]]:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(memory, folder, version)
        return memory.execute(_OBJECTS).fetchall()
    finally:
        memory.close()


def refuse_foreign_objects(connection: sqlite3.Connection, folder: Path, name: str) -> None:
    """Refuse a file whose tables, triggers or views are not exactly those of its schema's number.

    A stranger's file with an extra trigger would otherwise run it at our first write.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < 1 or connection.execute(_OBJECTS).fetchall() != _expected(folder, version):
        raise UnsafeFileError("storage.foreign_schema", path=name)


def can_be_read(connection: sqlite3.Connection, folder: Path) -> bool:
    """Whether every table and column that this program reads is in a newer program's file."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(memory, folder)
        return _columns(memory) <= _columns(connection)
    finally:
        memory.close()


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(
        connection.execute(
            "SELECT s.name, c.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c "
            "WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    )
