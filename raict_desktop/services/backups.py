"""Backups of an event: made while it is in use, thinned, listed by date, put back.

A backup is an event file like any other, named ``STEM-20210629T063000Z-1234.raict``: when it was made
(UTC) and how many entries it holds.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import backup as copies
from raict_desktop.storage.faults import told

_NAME = re.compile(r"-(?P<at>\d{8}T\d{6}Z)-(?P<entries>\d+)\.raict$")
_STAMP = "%Y%m%dT%H%M%SZ"
KEPT = ((24, "5 minutes"), (24, "hour"), (14, "day"))
"""How many backups are kept of the last spans of five minutes, hours and days."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup on some disk; ``at`` is UTC, ``entries`` how many the journal held then."""

    path: Path
    at: datetime
    entries: int

    @property
    def size(self) -> int:
        """Bytes on the disk; 0 when it went away."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup just made, and why the second place got none: a fault's code and facts, or nothing."""

    backup: Backup
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
    """

    path: Path
    entries: int
    aside: Path | None
    damaged: Path | None = None


def parse_name(path: Path) -> Backup | None:
    """The backup that a file's name tells of, or None for another file."""
    found = _NAME.search(path.name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(path, at, int(found["entries"]))


def _span(at: datetime, unit: str) -> tuple[int, ...]:
    whole = (at.year, at.month, at.day)
    if unit == "day":
        return whole
    return (*whole, at.hour) if unit == "hour" else (*whole, at.hour, at.minute // 5)


def worth_keeping(backups: Iterable[Backup]) -> set[Path]:
    """The newest backup of each of the last spans of five minutes, hours and days that have one."""
    newest_first = sorted(backups, key=lambda b: (b.at, b.entries, b.path.name), reverse=True)
    kept: set[Path] = set()
    for count, unit in KEPT:
        seen: set[tuple[int, ...]] = set()
        for found in newest_first:
            span = _span(found.at, unit)
            if span not in seen and len(seen) < count:
                seen.add(span)
                kept.add(found.path)
    return kept


def listed(folders: Iterable[Path]) -> list[Backup]:
    """The backups in some folders, newest first; a folder that is not there has none."""
    found: list[Backup] = []
    for folder in folders:
        try:
            files = list(folder.glob("*.raict"))
        except OSError:
            continue
        found += [known for file in files if (known := parse_name(file)) is not None]
    return sorted(found, key=lambda b: (b.at, b.entries), reverse=True)


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
    event: OpenEvent, folder: Path | None = None, second_place: Path | None = None
) -> BackupResult:
    """Back the event up, in its folder on this computer and in the second place, and thin both.

    Args:
        event: the open event; the desk goes on while it is copied.
        folder: another folder for this one backup, which is not thinned.
        second_place: a folder on another disk, if one is chosen. A fault there is no fault here.

    Raises:
        UnsafeFileError: the copy could not be made or did not hold what the event holds.
    """
    target_folder = folder or event.backup_folder
    made = _copy(event, target_folder)
    if folder is not None:
        return BackupResult(made)
    _thin(target_folder)
    with told(event.path, system=True):
        origin = target_folder / "origin"
        if not origin.exists() or origin.read_text("utf-8") != str(event.path.absolute()):
            origin.write_text(str(event.path.absolute()), "utf-8")
    if second_place is None:
        return BackupResult(made)
    try:
        second = _second_copy(made, event, second_place)
    except UserError as fault:
        return BackupResult(made, second_fault=fault)
    return BackupResult(made, second)


def _copy(event: OpenEvent, folder: Path) -> Backup:
    with told(folder, system=True):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700)
    at = event.clock()
    waiting = folder / f"{event.path.stem[:60]}-new.raict"
    contents = copies.copy_event(event.path, waiting)
    name = f"{event.path.stem[:60]}-{at.astimezone(UTC).strftime(_STAMP)}-{contents.entries}.raict"
    with told(folder, system=True):
        path = waiting.replace(folder / name)
    return Backup(path, at.replace(microsecond=0), contents.entries)


def _second_copy(made: Backup, event: OpenEvent, second_place: Path) -> Backup:
    if not second_place.is_dir():
        raise UnsafeFileError("backups.second_place_gone", path=str(second_place))
    folder = second_place / f"raict-{event.file.event_id}"
    target = folder / made.path.name
    with told(target, system=True):
        folder.mkdir(exist_ok=True, mode=0o700)
        with copies.whole(target) as temporary:
            shutil.copyfile(made.path, temporary)
    contents = copies.glance(target)
    if contents is None or contents.entries != made.entries:
        raise UnsafeFileError("storage.copy_differs", path=target.name)
    _thin(folder)
    return Backup(target, made.at, made.entries)


def _thin(folder: Path) -> None:
    found = listed([folder])
    kept = worth_keeping(found)
    for old in found:
        if old.path not in kept:
            copies.remove_event(old.path)


def choose(backups: Sequence[Backup], moment: datetime | None) -> Backup:
    """The newest backup, or the newest one made at or before a moment.

    Raises:
        UserError: there is none.
    """
    for found in sorted(backups, key=lambda b: (b.at, b.entries), reverse=True):
        if moment is None or found.at <= moment:
            return found
    raise UserError("backups.none")


def restore(backup: Path, path: Path) -> RestoreResult:
    """Put a backup in the place of an event file, after examining it fully.

    The former file, if there is one, is set aside with all that stood beside it. The next opening
    takes a new station, so that nothing written since can be contradicted.

    Raises:
        UserError: the backup is not there.
        UnsafeFileError: it is damaged, or the place cannot be written, or the event is open.
    """
    if not backup.is_file():
        raise UserError("storage.not_found", path=str(backup))
    if path.suffix != ".raict":
        path = path.with_name(path.name + ".raict")
    if not path.parent.is_dir():
        raise UserError("storage.no_folder", path=str(path.parent))
    contents = copies.examine_copy(backup)
    whole = _is_whole(path)
    aside = copies.put_in_place(backup, path)
    damaged = aside / path.name if aside is not None and not whole else None
    return RestoreResult(path, contents.entries, aside, damaged)


def _is_whole(path: Path) -> bool:
    try:
        copies.examine_copy(path)
    except UserError:
        return False
    return True
