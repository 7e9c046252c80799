"""Brings an event of an older program to this one's schema, the older file being kept.

The steps are rehearsed on a copy. The file itself changes in one transaction afterwards, so that a
program killed on the way leaves the older file as it was, and the next opening begins anew.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.storage import schema
from raict_desktop.storage.backup import copy_event, whole
from raict_desktop.storage.connection import look

Derive = Callable[[sqlite3.Connection], None]


def kept_name(path: Path, version: int) -> Path:
    """Where the event of schema ``version`` is kept: beside it, under a name an older program opens."""
    return path.with_name(f"{path.stem} (format {version}){path.suffix}")


def upgrade(path: Path, connection: sqlite3.Connection, migrations: Path, derive: Derive) -> Path:
    """Migrate an event file of an older schema.

    Args:
        path: the file.
        connection: the file, open for writing.
        migrations: their folder.
        derive: fills the tables of the new schema from the journal.

    Returns:
        The older file, verified, which is never written again.

    Raises:
        UnsafeFileError: the copy cannot be made, or a step fails on it; the file is untouched.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    kept = kept_name(path, version)
    if not kept.exists():
        # One that is there was made by an upgrade that did not end, or before an older copy was
        # put back: it holds the older event, and what came after is in the file at hand.
        copy_event(path, kept)
    _rehearse(kept, migrations, derive)
    schema.migrate(connection, migrations, derive=derive)
    return kept


def _rehearse(kept: Path, migrations: Path, derive: Derive) -> None:
    """Take every step on a copy that is thrown away."""
    rehearsal = kept.with_name(f".{kept.name}.rehearsal")
    try:
        with whole(rehearsal) as temporary:
            shutil.copyfile(kept, temporary)
            with closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
                schema.migrate(copy, migrations, derive=derive)
            with closing(look(temporary)) as migrated:
                sound = migrated.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
                schema.refuse_foreign_objects(migrated, migrations, kept.name)
    except sqlite3.Error as error:
        raise UnsafeFileError("storage.upgrade_failed", path=kept.name) from error
    finally:
        rehearsal.unlink(missing_ok=True)
    if not sound:
        raise UnsafeFileError("storage.upgrade_failed", path=kept.name)
