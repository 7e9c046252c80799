"""What came since a whole backup, as a journal file beside it, and making one file of both again.

A whole backup of fifty thousand people is a hundred megabytes, of which five minutes at a desk change
a few kilobytes. Each increment holds everything since its whole backup, not since the increment before:
two files are all that is ever needed to go back.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from raict_desktop.domain.carried import Carried, is_whole, values_fit
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.journal import Kind
from raict_desktop.exchange.journal_lines import entry_line, header_line, read_entries, read_header
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backup_files import (
    Backup,
    Base,
    increment_name,
    parse_name,
    waiting_name,
)
from raict_desktop.services.merge import header, merge
from raict_desktop.storage import backup as copies
from raict_desktop.storage.connection import make_private
from raict_desktop.storage.faults import told
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.storage.union import carried_since, was_anonymised

LONGEST = timedelta(hours=1)
"""A whole backup is made anew after this."""
MOST_ENTRIES = 2000
"""Or when this many entries came since: going back must not take longer than copying."""

_ERASING = frozenset({Kind.PERSON_ERASED, Kind.ANONYMISED})


def write_increment(event: OpenEvent, base: Base) -> Backup | None:
    """Write what came since a whole backup, and read it back.

    Returns:
        None where a whole backup is due: an hour passed, a list came in, something was erased, the
        file went away.

    Raises:
        UnsafeFileError: the place cannot be written, or does not give back what was written.
    """
    at = event.clock()
    age = at - base.backup.at
    if base.backup.size != base.size or not -timedelta(seconds=1) <= age < LONGEST:
        return None
    with snapshot(event.file) as db:
        now = copies.contents(db)
        if now.last - base.contents.last > MOST_ENTRIES or was_anonymised(db):
            return None
        entries = list(carried_since(db, base.contents.last))
    values = base.contents.values + sum(entry.personal is not None for entry in entries)
    if now.values != values or any(entry.kind in _ERASING for entry in entries):
        return None  # erased, or brought by a merge for entries that the whole backup holds
    folder = base.backup.path.parent
    target = folder / increment_name(base.backup, at, now.entries)
    waiting = folder / waiting_name(event.path.stem, ".increment")
    with told(target, system=True):
        with copies.whole(waiting) as temporary:
            with temporary.open("wb") as stream:
                stream.write(header_line(header(event)))
                stream.writelines(entry_line(entry) for entry in entries)
            _believe(temporary, event, entries)
        copies.name_durably(waiting, target)
    return Backup(target, at.replace(microsecond=0), now.entries, base.backup.path.name)


def _believe(path: Path, event: OpenEvent, entries: Sequence[Carried]) -> None:
    good = read_header(path) == header(event) and list(read_entries(path)) == entries
    if not good or not all(is_whole(e) and values_fit(e, event.file.salt) for e in entries):
        raise UnsafeFileError("storage.copy_differs", path=event.path.name)


@contextmanager
def made_whole(backup: Path, folder: Path) -> Iterator[Path]:
    """A backup as one event file: itself, or a whole backup and its increment put together.

    Args:
        backup: the file of any backup.
        folder: where the two are put together, in a private folder that goes away with the block.

    Raises:
        UserError: the whole backup is not beside its increment.
        UnsafeFileError: one of the two is damaged, or the folder cannot be written.
    """
    known = parse_name(backup)
    if known is None or not known.base:
        yield backup
        return
    base = backup.with_name(known.base)
    if not base.is_file():
        raise UserError("backups.base_missing", path=backup.name, base=base.name)
    with told(folder, system=True):
        place = tempfile.TemporaryDirectory(prefix=".raict-", dir=folder)
    with place as name:
        copy = Path(name) / base.name
        with told(folder, system=True):
            make_private(copy)
            shutil.copyfile(base, copy)
        with Application(backups=Path(name) / "backups") as application:
            event = application.open_event(copy)
            problems = merge(event, [backup]).problems
        whole = copies.glance(copy)
        if problems or whole is None or whole.entries != known.entries:
            raise UnsafeFileError("storage.damaged", path=backup.name)
        yield copy
