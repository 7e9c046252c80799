"""An event file in the making: under a name of its own until it is whole, and never half there."""

from __future__ import annotations

from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.storage.backup import name_durably
from raict_desktop.storage.event_file import SUFFIX, discard
from raict_desktop.storage.faults import told
from raict_desktop.storage.lock import WriterLock


def begin(path: Path) -> Path:
    """The name under which an event file is made; what an earlier, killed attempt left goes.

    Raises:
        UserError: ``storage.exists`` when something has the wanted name already.
        UnsafeFileError: another program is making the same file, or the place cannot be written.
    """
    making = path.with_name(f".{path.stem}.part{SUFFIX}")
    with told(path, system=True):
        if path.exists():
            raise UserError("storage.exists", path=path.name)
        if not path.parent.is_dir():
            raise UserError("storage.no_folder", path=str(path.parent))
        lock = WriterLock.take(making)
        if lock is None:
            raise UnsafeFileError("storage.in_use", path=path.name)
        lock.free()  # before its file is removed: Windows removes none that is open
        discard(making)
    return making


def finish(making: Path, path: Path) -> None:
    """Give a whole, closed event file the wanted name.

    Raises:
        UserError: ``storage.exists`` when something took the name meanwhile.
        UnsafeFileError: the folder cannot be written.
    """
    with told(path, system=True):
        if path.exists():
            raise UserError("storage.exists", path=path.name)
        name_durably(making, path)
    discard(making)
