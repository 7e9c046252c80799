"""The files of backups: what their names tell, which of them are worth keeping, what can be put back.

A whole backup is an event file like any other, named ``STEM-20210629T063000Z-1234.raict``: when it was
made (UTC) and how many entries it holds. An increment is a journal file of what came since a whole one:
``STEM-20210629T063500Z-1290-since-20210629T063000Z-1234.increment``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from raict_desktop.domain.errors import UserError

if TYPE_CHECKING:
    from raict_desktop.storage.backup import Contents

_NAME = re.compile(
    r"(?P<stem>.*)-(?P<at>\d{8}T\d{6}Z)-(?P<entries>\d+)"
    r"(?:\.raict|-since-(?P<since>\d{8}T\d{6}Z-\d+)\.increment)"
)
_STAMP = "%Y%m%dT%H%M%SZ"
_LONGEST_STEM = 60
KEPT = ((24, "5 minutes"), (24, "hour"), (14, "day"))
"""How many backups are kept of the last spans of five minutes, hours and days."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup on some disk.

    Attributes:
        path: the file.
        at: when it was made, UTC.
        entries: how many the journal held then.
        base: name of the whole backup that an increment continues, in the same folder; else empty.
    """

    path: Path
    at: datetime
    entries: int
    base: str = ""

    @property
    def size(self) -> int:
        """Bytes on the disk; 0 when it went away."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


@dataclass(frozen=True, slots=True)
class Base:
    """A whole backup just made of the open event, which increments may continue."""

    backup: Backup
    contents: Contents
    size: int


def whole_name(stem: str, at: datetime, entries: int) -> str:
    """What a whole backup is called."""
    return f"{stem[:_LONGEST_STEM]}-{_stamp(at)}-{entries}.raict"


def increment_name(base: Backup, at: datetime, entries: int) -> str:
    """What an increment of a whole backup is called."""
    since = f"{_stamp(base.at)}-{base.entries}"
    stem = base.path.name.removesuffix(f"-{since}.raict")
    return f"{stem}-{_stamp(at)}-{entries}-since-{since}.increment"


def waiting_name(stem: str, suffix: str) -> str:
    """What a backup is called until it is known to be whole."""
    return f"{stem[:_LONGEST_STEM]}-new{suffix}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_STAMP)


def parse_name(path: Path) -> Backup | None:
    """The backup that a file's name tells of, or None for another file."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["at"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    base = f"{found['stem']}-{found['since']}.raict" if found["since"] else ""
    return Backup(path, at, int(found["entries"]), base)


def event_name(path: Path) -> str:
    """What the event file was called of which this is a backup: as far as its name tells."""
    found = _NAME.fullmatch(path.name)
    return (found["stem"] if found else path.stem) + ".raict"


def _span(at: datetime, unit: str) -> tuple[int, ...]:
    whole = (at.year, at.month, at.day)
    if unit == "day":
        return whole
    return (*whole, at.hour) if unit == "hour" else (*whole, at.hour, at.minute // 5)


def worth_keeping(backups: Iterable[Backup]) -> set[Path]:
    """The newest backup of each of the last spans of five minutes, hours and days that have one.

    The whole backup that a kept increment continues is kept with it.
    """
    newest_first = sorted(backups, key=lambda b: (b.at, b.entries, b.path.name), reverse=True)
    kept: set[Path] = set()
    for count, unit in KEPT:
        seen: set[tuple[int, ...]] = set()
        for found in newest_first:
            span = _span(found.at, unit)
            if span not in seen and len(seen) < count:
                seen.add(span)
                kept.add(found.path)
                if found.base:
                    kept.add(found.path.with_name(found.base))
    return kept


def listed(folders: Iterable[Path]) -> list[Backup]:
    """The backups that can be put back, newest first; a folder that is not there has none.

    An increment whose whole backup is gone is not among them.
    """
    found: list[Backup] = []
    for folder in folders:
        here = {known.path.name: known for known in every_file(folder)}
        found += [known for known in here.values() if not known.base or known.base in here]
    return sorted(found, key=lambda b: (b.at, b.entries), reverse=True)


def every_file(folder: Path) -> list[Backup]:
    """Every backup in a folder, also an increment that nothing can be done with any more."""
    try:
        files = [*folder.glob("*.raict"), *folder.glob("*.increment")]
    except OSError:
        return []
    return [known for file in files if (known := parse_name(file)) is not None]


def unfinished(folder: Path) -> list[Path]:
    """What a killed program left half written in a folder of backups."""
    try:
        files = list(folder.iterdir())
    except OSError:
        return []
    ends = ("-new.raict", "-new.increment")
    return [
        file
        for file in files
        if file.name.endswith(ends) or (file.name.startswith(".") and file.suffix == ".part")
    ]


def choose(backups: Sequence[Backup], moment: datetime | None) -> Backup:
    """The newest backup, or the newest one made at or before a moment.

    Raises:
        UserError: there is none, or none so early.
    """
    for found in sorted(backups, key=lambda b: (b.at, b.entries), reverse=True):
        if moment is None or found.at <= moment:
            return found
    if not backups:
        raise UserError("backups.none")
    first = min(found.at for found in backups).astimezone()
    raise UserError("backups.none_so_early", first=f"{first:%Y-%m-%d %H:%M}")
