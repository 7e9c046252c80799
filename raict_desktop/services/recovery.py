"""Finding lines again that a file lost: in backups, on the second place, in what was set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import backups_of
from raict_desktop.services.merge import merge
from raict_desktop.storage.integrity import lines_missing

BACKUPS_TRIED = 6


@dataclass(frozen=True, slots=True)
class Recovery:
    """``found`` lines came back; ``missing`` are known of and still nowhere."""

    found: int
    missing: int


def recover(event: OpenEvent, second_place: Path | None = None) -> Recovery:
    """Look for the missing lines where this computer and the second place may hold them.

    Everything of this event that a source holds joins the journal, each line proving itself; what
    is no longer missing is no longer told by a check.

    Raises:
        UnsafeFileError: the event file cannot be written.
    """
    found = 0
    for source in _sources(event, second_place):
        if not lines_missing(event.file):
            break
        found += _take(event, source)
    return Recovery(found, lines_missing(event.file))


def take_back(event: OpenEvent, sources: Iterable[Path]) -> int:
    """Take what can still be read from files set aside; says how many lines came back."""
    return sum(_take(event, source) for source in sources if source.exists())


def _sources(event: OpenEvent, second_place: Path | None) -> list[Path]:
    there = [] if second_place is None else [second_place / f"raict-{event.file.event_id}"]
    newest: dict[Path, Path] = {}
    for backup in backups_of(event, second_place):
        # Of the increments of one whole backup the newest holds what the others do.
        whole = backup.path.with_name(backup.base or backup.path.name)
        newest.setdefault(whole, backup.path)
    tried = list(newest.items())[:BACKUPS_TRIED]
    backups = dict.fromkeys(path for pair in tried for path in reversed(pair))
    return [*(folder for folder in there if folder.is_dir()), *backups]


def _take(event: OpenEvent, source: Path) -> int:
    try:
        return merge(event, [source]).merged
    except UserError:
        return 0  # this source has nothing for us; the next one may
