"""The end of a day in one action: files, report, backup and check, to a folder and a stick."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.exchange.journal_lines import SUFFIX
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up
from raict_desktop.services.day_end import export, make_folder
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import MergeProblem, write_journal
from raict_desktop.services.report_files import write_report_pdf, write_report_workbook
from raict_desktop.wording import say

SUMS = "SHA256SUMS.txt"
STEPS = ("tables", "report", "backup", "check", "copies")
"""What happens, in order; ``progress`` is told each when it begins."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the day's end: its path in the folder, its size, its SHA-256 read back from disk."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DayEnd:
    """What was written and verified.

    Attributes:
        folder: where everything stands.
        copies: further folders that hold the same, verified.
        files: what each folder holds.
        entries: lines of the journal that the files tell.
        sound: whether the event file was found whole.
        problems: what did not work: a stick that was full, a fault in the event file.
    """

    folder: Path
    copies: tuple[Path, ...]
    files: tuple[WrittenFile, ...]
    entries: int
    sound: bool
    problems: tuple[MergeProblem, ...]


def finish_day(
    event: OpenEvent,
    directory: Path,
    also: Sequence[Path] = (),
    *,
    contacts: bool = False,
    language: str = "fr",
    progress: Callable[[str], None] = lambda _step: None,
    lines: Callable[[int], None] = lambda _lines: None,
    stop: Callable[[], bool] = lambda: False,
    origin: object | None = None,
) -> DayEnd:
    """Write the day's files in both profiles, the report, a backup, and verify all of it.

    Everything is made under a temporary name and takes its own in one step, so a half written folder
    is never taken for a whole one. A copy that fails is told and does not undo the rest.

    Args:
        event: the open event; the desk goes on meanwhile.
        directory: a folder is made in it, named for the event and the time.
        also: places for copies, such as a USB stick.
        contacts: whether e-mail and phone are in the tables for people.
        language: of the report.
        progress: told the step under way, one of ``STEPS``.
        lines: told now and then how many lines of a profile's tables are written.
        stop: asked as often, and between the steps, whether to stop; nothing is left then.
        origin: who asks.

    Raises:
        UserError: the first place cannot be written; nothing is left there then.
    """
    make_folder(directory)
    name = f"{event.path.stem}-{event.local(event.clock()):%Y-%m-%d-%Hh%M}"
    part = directory / f".{name}.part"
    problems: list[MergeProblem] = []
    try:
        shutil.rmtree(part, ignore_errors=True)
        make_folder(part)
        part.chmod(0o700)
        progress("tables")
        export(event, part / "excel", profile="excel", contacts=contacts, progress=lines, stop=stop)
        exchange = part / say("closing.folder_exchange", language)
        export(event, exchange, profile="exchange", contacts=contacts, progress=lines, stop=stop)
        write_journal(event, exchange / f"journal{SUFFIX}")
        _go_on(stop)
        progress("report")
        report_name = say("closing.file_report", language)
        write_report_pdf(event, part / f"{report_name}.pdf", language)
        write_report_workbook(event, part / f"{report_name}.xlsx", contacts=contacts)
        _go_on(stop)
        progress("backup")
        back_up(event, part / say("closing.folder_backup", language))
        _go_on(stop)
        progress("check")
        found = check(event)
        problems += [MergeProblem(code, facts) for code, facts in found.problems]
        files = _sealed(part)
        folder = _settled(part, directory / name)
    except OSError as error:
        raise _fault(error, directory) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    progress("copies")
    copies: list[Path] = []
    for place in also:
        try:
            copies.append(_copied(folder, place, files))
        except UserError as fault:
            problems.append(MergeProblem(fault.code, dict(fault.facts)))
    if not event.read_only:
        event.write([Draft(Kind.EXPORTED, facts={"files": len(files)})], Changes(), origin=origin)
    return DayEnd(folder, tuple(copies), files, found.entries, found.ok, tuple(problems))


def _go_on(stop: Callable[[], bool]) -> None:
    if stop():
        raise UserError("day_files.stopped")


def _fault(error: OSError, place: Path) -> UserError:
    code = "disk_full" if error.errno in (28, 122) else "cannot_write"
    return UserError(f"exchange.{code}", path=str(place))


def _sealed(folder: Path) -> tuple[WrittenFile, ...]:
    """Read every file back and note its sum beside them."""
    files = tuple(
        WrittenFile(str(path.relative_to(folder).as_posix()), path.stat().st_size, _sum(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
    with (folder / SUMS).open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{file.sha256}  {file.name}\n" for file in files)
        stream.flush()
        os.fsync(stream.fileno())
    return files


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _settled(part: Path, wanted: Path) -> Path:
    """Give a finished folder its name, or the next free one."""
    target, number = wanted, 2
    while target.exists():
        target = wanted.with_name(f"{wanted.name}-{number}")
        number += 1
    return part.rename(target)


def _copied(folder: Path, place: Path, files: Sequence[WrittenFile]) -> Path:
    """Copy a finished folder to another place and read the copies back."""
    part = place / f".{folder.name}.part"
    try:
        if not place.is_dir():
            raise UserError("closing.place_gone", path=str(place))
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(folder, part)
        for path in part.rglob("*"):
            if path.is_file():
                with path.open("rb+") as stream:
                    os.fsync(stream.fileno())
        for file in files:
            if _sum(part / file.name) != file.sha256:
                raise UserError("closing.copy_differs", path=str(place), file=file.name)
        return _settled(part, place / folder.name)
    except (OSError, shutil.Error) as error:
        raise _fault(error if not isinstance(error, shutil.Error) else OSError(), place) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
