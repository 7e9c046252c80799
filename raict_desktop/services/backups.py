"""Backups of an event: made while it is in use, thinned, found by date, put back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.exchange import journal_lines
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backup_files import (
    Backup,
    Base,
    every_file,
    listed,
    parse_name,
    unfinished,
    waiting_name,
    whole_name,
    worth_keeping,
)
from raict_desktop.storage import backup as copies
from raict_desktop.storage.faults import told
from raict_desktop.storage.journal import from_milliseconds
from raict_desktop.storage.place import followed
from raict_desktop.storage.union import last_erasure


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup just made.

    Attributes:
        backup: on this computer.
        base: the whole backup that the next one may continue.
        second: in the second place.
        second_fault: why the second place got none, or nothing.
    """

    backup: Backup
    base: Base | None = None
    second: Backup | None = None
    second_fault: UserError | None = None


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """An event file put back.

    Attributes:
        path: the event file.
        entries: how many it holds.
        aside: the folder with the former file, if there was one.
        damaged: the former file if it could not be used any more: what can still be read of it may
            be taken back. Somebody who goes back from a whole file wants to be rid of what came
            after.
        journals: stations' journals beside the backup where nothing stood in the event's place: another
            laptop goes on with the last seconds of the dead one.
    """

    path: Path
    entries: int
    aside: Path | None
    damaged: Path | None = None
    journals: tuple[Path, ...] = ()

    @property
    def more(self) -> tuple[Path, ...]:
        """What may hold lines that the backup lacks."""
        return (*([self.damaged] if self.damaged is not None else []), *self.journals)


def backups_of(event: OpenEvent, second_place: Path | None = None) -> list[Backup]:
    """The backups of an open event, newest first."""
    return listed(_places(event.backup_folder, second_place, event.file.event_id))


def backups_for(path: Path, all_backups: Path, second_place: Path | None = None) -> list[Backup]:
    """The backups of the event that a path names, though the file may be gone or damaged.

    Args:
        path: where the event file is or was.
        all_backups: the folder of every event's backups on this computer.
        second_place: the second place, if one is chosen.
    """
    path = followed(path)
    known = copies.glance(path) if path.is_file() else None
    wanted = {known.event_id} if known else set[str]()
    try:
        for note in all_backups.glob("*/origin"):
            if note.read_text("utf-8") == str(path.absolute()):
                wanted.add(note.parent.name)
    except OSError:
        pass
    folders = [
        f for name in sorted(wanted) for f in _places(all_backups / name, second_place, name)
    ]
    return listed(folders)


def _places(first: Path, second_place: Path | None, event_id: str) -> list[Path]:
    second = [] if second_place is None else [second_place / f"raict-{event_id}"]
    return [first, *second]


def back_up(
    event: OpenEvent,
    folder: Path | None = None,
    second_place: Path | None = None,
    base: Base | None = None,
) -> BackupResult:
    """Back the event up, in its folder on this computer and in the second place, and thin both.

    Args:
        event: the open event; the desk goes on while it is copied.
        folder: another folder for this one backup, which is not thinned.
        second_place: a folder on another disk, if one is chosen. A fault there is no fault here.
        base: a whole backup made since the opening: where what came since is little, only that is
            written. Everything when left out.

    Raises:
        UnsafeFileError: the copy could not be made or did not hold what the event holds.
    """
    if folder is not None:
        return BackupResult(_copy(event, folder).backup)
    home = event.backup_folder
    # Merging, which increments are made of, is loaded when the first one is: not while the window opens.
    from raict_desktop.services.increments import write_increment

    made = write_increment(event, base) if base is not None else None
    if made is None:
        base = _copy(event, home)
        made = base.backup
    erased = _erased_at(event)
    _thin(home, made, erased)
    with told(event.path, system=True):
        origin = home / "origin"
        if not origin.exists() or origin.read_text("utf-8") != str(event.path.absolute()):
            origin.write_text(str(event.path.absolute()), "utf-8")
    if second_place is None:
        return BackupResult(made, base)
    try:
        second = _second_copy(made, event, second_place)
        _thin(second.path.parent, second, erased)
    except UserError as fault:
        return BackupResult(made, base, second_fault=fault)
    return BackupResult(made, base, second)


def _copy(event: OpenEvent, folder: Path) -> Base:
    with told(folder, system=True):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
    at = event.clock()
    waiting = folder / waiting_name(event.path.stem, ".raict")
    contents = copies.copy_open_event(event.file, waiting)
    with told(folder, system=True):
        path = copies.name_durably(
            waiting, folder / whole_name(event.path.stem, at, contents.entries)
        )
    copies.confirm(path, contents)
    backup = Backup(path, at.replace(microsecond=0), contents.entries)
    return Base(backup, contents, backup.size)


def _second_copy(made: Backup, event: OpenEvent, second_place: Path) -> Backup:
    if not second_place.is_dir():
        raise UnsafeFileError("backups.second_place_gone", path=str(second_place))
    folder = second_place / f"raict-{event.file.event_id}"
    with told(folder, system=True):
        folder.mkdir(exist_ok=True, mode=0o700)
    if made.base:
        # The stick may be another one than at the last whole backup.
        whole = parse_name(made.path.with_name(made.base))
        if whole is not None and Backup(folder / made.base, made.at, 0).size != whole.size:
            _copy_over(whole, folder)
    return Backup(_copy_over(made, folder), made.at, made.entries, made.base)


def _copy_over(made: Backup, folder: Path) -> Path:
    target = folder / made.path.name
    with told(target, system=True), copies.whole(target) as temporary:
        shutil.copyfile(made.path, temporary)
    with told(target, system=True):
        same = copies.same_bytes(made.path, target)
    if not same:
        raise UnsafeFileError("storage.copy_differs", path=target.name)
    return target


def _erased_at(event: OpenEvent) -> datetime | None:
    with event.file.reading() as db:
        at_ms = last_erasure(db)
    if at_ms is None or (at := from_milliseconds(at_ms)) > event.clock():
        return None  # by a clock that is wrong: no reason to remove anything
    return at.replace(microsecond=0)


def _thin(folder: Path, newest: Backup, erased: datetime | None) -> None:
    """Remove what is not worth keeping, and what still holds a person who was erased since.

    The second place may have been away when somebody was erased.
    """
    found = every_file(folder)
    kept = worth_keeping(b for b in found if erased is None or b.at >= erased)
    kept |= {newest.path, newest.path.with_name(newest.base or newest.path.name)}
    for old in found:
        if old.path not in kept:
            copies.remove_event(old.path)


def files_of(event: OpenEvent, second_place: Path | None = None) -> frozenset[Path]:
    """The files of all backups of an event, also of those that nothing can be done with any more."""
    places = _places(event.backup_folder, second_place, event.file.event_id)
    return frozenset(known.path for folder in places for known in every_file(folder))


def remove_backups(
    event: OpenEvent, second_place: Path | None = None, keep: frozenset[Path] = frozenset()
) -> None:
    """Remove every backup of an event with what was left half written, because of the names in them."""
    for path in files_of(event, second_place) - keep:
        copies.remove_event(path)
    for folder in _places(event.backup_folder, second_place, event.file.event_id):
        for path in [*unfinished(folder), *folder.glob("*.pdf")]:  # the list on paper
            copies.remove_event(path)


def restore(backup: Path, path: Path) -> RestoreResult:
    """Put a backup in the place of an event file, after examining it fully.

    The former file, if there is one, is set aside with all that stood beside it. The next opening
    takes a new station, so that nothing written since can be contradicted.

    Raises:
        UserError: the backup is not there, or an increment without its whole backup.
        UnsafeFileError: it is damaged or a stranger's, or the place cannot be written, or the event is
            open.
    """
    if not backup.is_file():
        raise UserError("storage.not_found", path=str(backup))
    backup, path = followed(backup), followed(path)
    if path.suffix != ".raict":
        path = path.with_name(path.name + ".raict")
    if not path.parent.is_dir():
        raise UserError("storage.no_folder", path=str(path.parent))
    from raict_desktop.services.increments import made_whole

    with made_whole(backup, path.parent) as copy:
        contents = copies.examine_copy(copy)
        copies.refuse_strange(copy, paths.migrations())
        whole = _is_whole(path)
        aside = copies.put_in_place(copy, path)
    damaged = aside / path.name if aside is not None and not whole else None
    beside = sorted(backup.parent.glob(f"*{journal_lines.SUFFIX}")) if aside is None else []
    return RestoreResult(path, contents.entries, aside, damaged, tuple(beside))


def _is_whole(path: Path) -> bool:
    try:
        copies.examine_copy(path)
    except UserError:
        return False
    return True
