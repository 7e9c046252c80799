"""One truth from many laptops: the journals of other stations joined into this event's file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from raict_desktop import paths
from raict_desktop.domain.carried import Carried, in_order
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.exchange import journal_lines
from raict_desktop.exchange.journal_lines import BrokenLine, JournalHeader
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.stations import short
from raict_desktop.storage import schema
from raict_desktop.storage.foreign_journal import BrokenRow, foreign_journal, is_event_file
from raict_desktop.storage.journal import from_milliseconds
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.storage.union import Joining, carried_entries, state_hash

T = TypeVar("T")
PASSAGES = frozenset({"entry", "exit", "refused", "headcount"})
BATCH = 400
"""Entries joined in one transaction: the desk waits no longer than that takes."""
_EVENT_SUFFIX = ".raict"
_NOTHING_THERE = ("merge.not_found", "merge.empty_folder")


@dataclass(frozen=True, slots=True)
class MergeProblem:
    """Something that was not taken; the sentence of ``code`` is in the catalogue of errors.

    Attributes:
        code: stable name.
        facts: values named in the sentence (file, station, line, count); nothing personal.
    """

    code: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class StationLine:
    """What the given files hold of one station.

    Attributes:
        station: its id.
        here: whether it is the one that writes this event's file.
        files: names of the files, in the order given.
        entries: lines of its journal.
        passages: of which passages, refusals and counts at a door.
        first: time of its first passage by its own clock, None without one.
        last: time of its last passage.
        new: lines that this event's file did not have.
    """

    station: str
    here: bool
    files: tuple[str, ...]
    entries: int
    passages: int
    first: datetime | None
    last: datetime | None
    new: int


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What joining did, or would do.

    Attributes:
        stations: what the given files hold.
        merged: lines that are new here.
        known: lines that were here already.
        problems: what was not taken.
        left: how many of the problems are a file or folder of which nothing could be used.
    """

    stations: tuple[StationLine, ...]
    merged: int
    known: int
    problems: tuple[MergeProblem, ...]
    left: int = 0


def merge(
    event: OpenEvent,
    sources: Sequence[Path],
    *,
    preview: bool = False,
    progress: Callable[[int], None] | None = None,
    origin: object | None = None,
) -> MergeResult:
    """Join the journals of event files, journal files and folders of them into this event's file.

    The result does not depend on the order, and doing it again changes nothing. A file that cannot
    be used is named and does not stop the others. Entries are joined a few hundred at a time, so
    that the desk goes on meanwhile; a merge that was cut short is finished by the next one.

    Args:
        event: the open event.
        sources: files and folders.
        preview: tell what would come in, and write nothing.
        progress: told how many lines were looked at.
        origin: who asks.

    Raises:
        UserError: nothing that can be merged was given, or none of it is of this event.
        UnsafeFileError: this event's file cannot be written.
    """
    problems: list[MergeProblem] = []
    tally = _Tally()
    readable = looked = left = 0
    with snapshot(event.file) as db:
        joining = Joining(db, event.file.salt)
        for path in _files(sources, problems):
            try:
                entries = _entries_of(event, path, problems)
            except UserError as fault:
                problems.append(MergeProblem(fault.code, dict(fault.facts)))
                left += 1
                continue
            readable += 1
            tally.count(entries, path.name)
            for batch in _batches(iter(entries), BATCH):
                if preview:
                    joining.look(batch)
                else:
                    with event.file.writing():
                        joining.take(event.file, batch)
                looked += len(batch)
                if progress is not None:
                    progress(looked)
    left += sum(problem.code in _NOTHING_THERE for problem in problems)
    if not readable:
        first = problems[0] if problems else MergeProblem("merge.nothing_given", {})
        raise UserError(first.code, **first.facts)
    merged = joining.taken.total()
    if merged and not preview:
        event.tell(Changes.of(*Topic), origin)
    problems += [
        MergeProblem(p.code, {"station": short(p.station), "counter": p.counter, "count": p.count})
        for p in joining.problems()
    ]
    return MergeResult(
        tally.lines(event.station, joining.taken),
        merged,
        joining.known.total(),
        tuple(problems),
        left,
    )


def write_journal(event: OpenEvent, path: Path) -> Path:
    """Write everything this event's file knows as a journal file, for another station to take in.

    Raises:
        UserError: a place that cannot be written.
    """
    with snapshot(event.file) as db:
        return journal_lines.write_journal(path, header(event), carried_entries(db))


def header(event: OpenEvent) -> JournalHeader:
    """What the first line of this event's journal files says."""
    return JournalHeader(event.file.event_id, schema.newest(paths.migrations()))


def fingerprint(event: OpenEvent) -> str:
    """A hash of everything that this file knows: equal on two stations that know the same."""
    with snapshot(event.file) as db:
        return state_hash(db)


def _files(sources: Sequence[Path], problems: list[MergeProblem]) -> Iterator[Path]:
    """Each file once; of a folder, the journals and event files in it and one folder below."""
    seen: set[Path] = set()
    for source in sources:
        listed = [source]
        if source.is_dir():
            listed = sorted(
                path
                for pattern in ("*", "*/*")
                for path in source.glob(pattern)
                if path.suffix in (journal_lines.SUFFIX, _EVENT_SUFFIX) and path.is_file()
            )
            if not listed:
                problems.append(MergeProblem("merge.empty_folder", {"path": source.name}))
        elif not source.is_file():  # nor a pipe, which might never end
            problems.append(MergeProblem("merge.not_found", {"path": source.name}))
            listed = []
        for path in listed:
            resolved = path.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield path


def _entries_of(event: OpenEvent, path: Path, problems: list[MergeProblem]) -> list[Carried]:
    """What a file holds, each station's lines in the order of its counters."""
    if path.resolve() == event.path.resolve():
        raise UserError("merge.same_file", path=path.name)
    found: list[Carried] = []
    if is_event_file(path):
        broken = 0
        with foreign_journal(path) as other:
            _same_event(event, path, other.event_id, other.schema)
            for row in other.entries:
                if isinstance(row, Carried):
                    found.append(row)
                elif row == BrokenRow(rest=True):
                    problems.append(MergeProblem("merge.half_readable", {"path": path.name}))
                else:
                    broken += 1
        if broken:
            problems.append(MergeProblem("merge.broken_rows", {"path": path.name, "count": broken}))
    else:
        about = journal_lines.read_header(path)
        _same_event(event, path, about.event_id, about.schema)
        for line in journal_lines.read_entries(path):
            if isinstance(line, BrokenLine):
                problems.append(
                    MergeProblem("merge.broken_line", {"path": path.name, "line": line.line})
                )
            else:
                found.append(line)
    return in_order(found)


def _same_event(event: OpenEvent, path: Path, event_id: str, number: int) -> None:
    if event_id != event.file.event_id:
        raise UserError("merge.other_event", path=path.name)
    if number > schema.newest(paths.migrations()):
        raise UserError("merge.newer", path=path.name)


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch


class _Tally:
    """Counts each station's lines over all files, a line that several files hold once."""

    def __init__(self) -> None:
        self._files: dict[str, dict[str, None]] = {}
        self._entries: Counter[str] = Counter()
        self._passages: Counter[str] = Counter()
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._seen: set[str] = set()

    def count(self, entries: Sequence[Carried], name: str) -> None:
        for entry in entries:
            station = entry.station
            self._files.setdefault(station, {})[name] = None
            if entry.hash in self._seen:
                continue
            self._seen.add(entry.hash)
            self._entries[station] += 1
            if entry.kind in PASSAGES:
                self._passages[station] += 1
                self._first[station] = min(self._first.get(station, entry.at_ms), entry.at_ms)
                self._last[station] = max(self._last.get(station, entry.at_ms), entry.at_ms)

    def lines(self, here: str, new: Counter[str]) -> tuple[StationLine, ...]:
        return tuple(
            StationLine(
                station,
                station == here,
                tuple(self._files[station]),
                self._entries[station],
                self._passages[station],
                _time(self._first.get(station)),
                _time(self._last.get(station)),
                new[station],
            )
            for station in sorted(self._files)
        )


def _time(value: int | None) -> datetime | None:
    # A line may say any time; what no calendar has is not shown.
    try:
        return None if value is None else from_milliseconds(value)
    except OverflowError:
        return None
