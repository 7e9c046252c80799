"""Puts the program, and an event with it, on a USB stick that any borrowed computer can run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.storage import backup
from raict_desktop.storage.faults import told

FOLDER = "RAICT Desktop"
MARK = "portable.txt"
SPARE = 100_000_000
"""Bytes left free beside the program for the event, its backups and the exports."""
WORDS = (
    "Ce fichier rend le programme portable : ses réglages et ses sauvegardes restent sur la clé.\r\n"
    "This file makes the program portable: its settings and backups stay on the stick.\r\n"
)


@dataclass(frozen=True, slots=True)
class Stick:
    """What was put where; ``event`` is None when none was asked for."""

    program: Path
    event: Path | None
    size: int


def make_portable(
    target: Path,
    event: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Stick:
    """Copy the installed program to ``target / FOLDER`` and mark it portable.

    The copy gets its name when it is whole; a copy broken off leaves nothing that could be started by
    mistake. An older copy is replaced and its settings stay.

    Args:
        target: the stick, or a folder on it.
        event: an event file to copy beside the program, verified; it never replaces another.
        progress: told the bytes copied and their total.

    Raises:
        UserError: the program is not an installed one, the stick is too small, or cannot be written.
        UnsafeFileError: the event could not be copied whole.
    """
    source = paths.program_folder()
    if source is None:
        raise UserError("portable.not_installed")
    if not target.is_dir():
        raise UserError("portable.no_folder", path=str(target))
    place = target / FOLDER
    if place.resolve() == source or source in place.resolve().parents:
        raise UserError("portable.same_place", path=str(target))
    copied_event = place / event.name if event is not None else None
    if copied_event is not None and copied_event.exists():
        raise UserError("portable.event_exists", path=copied_event.name)
    files = list(_files(source))
    total = sum(size for _, size in files)
    try:
        if shutil.disk_usage(target).free < total + SPARE:
            raise UserError("portable.too_small", megabytes=(total + SPARE) // 1_000_000)
        _copy(source, files, place, total, progress)
    except OSError as error:
        raise UserError("portable.cannot_write", path=str(target)) from error
    if event is not None and copied_event is not None:
        with told(event, system=True):
            backup.copy_event(event, copied_event)
    return Stick(place, copied_event, total)


def _files(source: Path) -> Iterator[tuple[Path, int]]:
    """The program's files from its folder on, with their sizes; links as what they lead to.

    A stick's file system knows no links. Data of a portable program stays where it is.
    """
    own = {paths.PORTABLE_DATA, *paths.PORTABLE_MARKS}
    for folder, _, names in os.walk(source, followlinks=True):
        here = Path(folder).relative_to(source)
        if here.parts and here.parts[0] in own:
            continue
        for name in names:
            file = here / name
            if file.parts[0] not in own and file.suffix != ".raict":
                yield file, (source / file).stat().st_size


def _copy(
    source: Path,
    files: list[tuple[Path, int]],
    place: Path,
    total: int,
    progress: Callable[[int, int], None] | None,
) -> None:
    coming = place.with_name(f"{place.name}.part")
    shutil.rmtree(coming, ignore_errors=True)
    done = 0
    try:
        for file, size in files:
            target = coming / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, target)
            shutil.copymode(source / file, target)
            done += size
            if progress is not None:
                progress(done, total)
        (coming / MARK).write_text(WORDS, "utf-8-sig")
        former = place.with_name(f"{place.name}.old")
        if place.exists():
            _keep_data(place, coming)
            shutil.rmtree(former, ignore_errors=True)
            place.rename(former)
        coming.rename(place)
        shutil.rmtree(former, ignore_errors=True)
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise


def _keep_data(place: Path, coming: Path) -> None:
    """Take settings, backups and events of the older copy along."""
    if (place / paths.PORTABLE_DATA).is_dir():
        shutil.copytree(place / paths.PORTABLE_DATA, coming / paths.PORTABLE_DATA)
    for event in place.glob("*.raict*"):
        shutil.copy2(event, coming / event.name)
