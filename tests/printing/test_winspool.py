"""The spooler of Windows, answered by one in memory that writes the bytes the real one writes."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from raict_desktop.paper.printing import winspool
from raict_desktop.paper.printing.spool import (
    JobOutcome,
    JobReport,
    QueueReport,
    QueueState,
    Trouble,
)

TITLE = "Badges 0a1b2c"
TOO_SMALL, BAD_NAME, BAD_PARAMETER, ACCESS_DENIED = 122, 1801, 87, 5


@dataclass
class MemorySpooler:
    """Queues of one printer, ``Étiquettes``; jobs by number are a title and status bits."""

    jobs: dict[int, tuple[str, int]] = field(default_factory=dict)
    status: int = 0
    attributes: int = 0
    error: int = 0
    opened: int = 0
    deleted: list[int] = field(default_factory=list)
    down: bool = False
    keeps: bool = False

    def OpenPrinterW(self, name: Any, handle: Any, defaults: Any) -> int:  # noqa: N802
        assert defaults is None
        words = ctypes.string_at(name.value, 22).decode("utf-16-le").partition("\0")[0]
        if self.down or words != "Étiquettes":
            self.error = 1722 if self.down else BAD_NAME
            return 0
        handle._obj.value = 7
        self.opened += 1
        return 1

    def ClosePrinter(self, handle: Any) -> int:  # noqa: N802
        assert handle.value == 7
        self.opened -= 1
        return 1

    def GetPrinterW(  # noqa: N802
        self, handle: Any, level: int, room: Any, size: int, needed: Any
    ) -> int:
        assert (handle.value, level) == (7, 2)
        record = struct.pack("<13Q8I", *[0] * 13, self.attributes, 1, 1, 0, 0, self.status, 0, 0)
        assert len(record) == 136
        return self._answer(record + bytes(50), room, size, needed)

    def GetJobW(  # noqa: N802
        self, handle: Any, number: int, level: int, room: Any, size: int, needed: Any
    ) -> int:
        assert (handle.value, level) == (7, 1)
        if number not in self.jobs:
            self.error = BAD_PARAMETER
            return 0
        return self._answer(self._records([number], room), room, size, needed)

    def EnumJobsW(  # noqa: N802
        self, handle: Any, first: int, most: int, level: int, room: Any, size: int,
        needed: Any, count: Any,
    ) -> int:  # fmt: skip
        assert (handle.value, first, level) == (7, 0, 1)
        numbers = sorted(self.jobs)[:most]
        done = self._answer(self._records(numbers, room), room, size, needed)
        count._obj.value = len(numbers) if done else 0
        return done

    def SetJobW(  # noqa: N802
        self, handle: Any, number: int, level: int, job: Any, command: int
    ) -> int:
        assert (level, job, command) == (0, None, 5)
        if self.keeps:
            self.error = ACCESS_DENIED
            return 0
        self.deleted.append(number)
        del self.jobs[number]
        return 1

    def _records(self, numbers: list[int], room: Any) -> bytes:
        """Records of 96 bytes, then the words that they point to."""
        base = ctypes.addressof(room) if room is not None else 0
        records, words = b"", b""
        for number in numbers:
            title, status = self.jobs[number]
            at = base + 96 * len(numbers) + len(words)
            words += title.encode("utf-16-le") + b"\0\0"
            records += struct.pack(
                "<I4xQQQQQQ5I8H4x", number, 0, 0, 0, at, 0, 0, status, 1, 1, 1, 0, *[0] * 8
            )
        assert len(records) == 96 * len(numbers)
        return records + words

    def _answer(self, record: bytes, room: Any, size: int, needed: Any) -> int:
        needed._obj.value = len(record)
        if size < len(record):
            self.error = TOO_SMALL
            return 0
        ctypes.memmove(room, record, len(record))
        return 1


@pytest.fixture
def system() -> MemorySpooler:
    return MemorySpooler()


@pytest.fixture
def watch(system: MemorySpooler) -> winspool.Winspool:
    return winspool.Winspool(system, lambda: system.error)


def _offset(structure: type[ctypes.Structure], name: str) -> int:
    return int(getattr(structure, name).offset)


def test_the_records_lie_in_memory_as_those_of_the_system() -> None:
    job, printer = winspool.JobInfo1, winspool.PrinterInfo2
    assert (ctypes.sizeof(job), ctypes.sizeof(printer)) == (96, 136)
    places = {"JobId": 0, "pDocument": 0x20, "pStatus": 0x30, "Status": 0x38, "Submitted": 0x4C}
    assert {name: _offset(job, name) for name in places} == places
    places = {"pPrinterName": 8, "Attributes": 104, "Status": 124, "cJobs": 128}
    assert {name: _offset(printer, name) for name in places} == places


@pytest.mark.parametrize(
    ("status", "attributes", "report"),
    [
        (0, 0, QueueReport(QueueState.READY)),
        (0x400 | 0x4000 | 0x20000, 0, QueueReport(QueueState.READY)),
        (0x1, 0, QueueReport(QueueState.STOPPED, trouble=Trouble.PAUSED)),
        (0x10, 0, QueueReport(QueueState.STOPPED, trouble=Trouble.PAPER)),
        (0x8, 0, QueueReport(QueueState.STOPPED, trouble=Trouble.PAPER)),
        (0x80, 0, QueueReport(QueueState.STOPPED, trouble=Trouble.OFFLINE)),
        (0, 0x400, QueueReport(QueueState.STOPPED, trouble=Trouble.OFFLINE)),
        (0x400000, 0, QueueReport(QueueState.STOPPED, trouble=Trouble.ERROR)),
        (0x4, 0, QueueReport(QueueState.GONE)),
    ],
)
def test_a_queue_tells_its_state_before_a_job(
    watch: winspool.Winspool,
    system: MemorySpooler,
    status: int,
    attributes: int,
    report: QueueReport,
) -> None:
    system.status, system.attributes = status, attributes
    assert watch.queue("Étiquettes") == report
    assert system.opened == 0


def test_a_printer_that_is_no_more_and_a_spooler_that_is_down(
    watch: winspool.Winspool, system: MemorySpooler
) -> None:
    assert watch.queue("nobody").state is QueueState.GONE
    assert watch.job("nobody", winspool.named(3, TITLE)).outcome is JobOutcome.UNKNOWN
    system.down = True
    assert watch.queue("Étiquettes").state is QueueState.UNREACHABLE
    assert watch.job("Étiquettes", winspool.named(3, TITLE)).outcome is JobOutcome.WAITING


def test_a_job_is_found_by_its_title_among_the_others(
    watch: winspool.Winspool, system: MemorySpooler
) -> None:
    assert watch.numbers("Étiquettes", TITLE) == frozenset()
    system.jobs = {3: ("lettre é 中文", 0), 4: (TITLE, 8), 9: (TITLE, 0)}
    assert watch.numbers("Étiquettes", TITLE) == {4, 9}


@pytest.mark.parametrize(
    ("bits", "report"),
    [
        (0, JobReport(JobOutcome.WAITING)),
        (0x8 | 0x10, JobReport(JobOutcome.WAITING)),
        (0x80, JobReport(JobOutcome.DONE)),
        (0x1000, JobReport(JobOutcome.DONE)),
        (0x2000 | 0x80, JobReport(JobOutcome.DONE)),
        (0x1000 | 0x40, JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)),
        (0x4, JobReport(JobOutcome.CANCELLED)),
        (0x100, JobReport(JobOutcome.CANCELLED)),
        (0x1, JobReport(JobOutcome.WAITING, trouble=Trouble.PAUSED)),
        (0x2 | 0x10, JobReport(JobOutcome.WAITING, trouble=Trouble.ERROR)),
        (0x2 | 0x40, JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)),
        (0x20, JobReport(JobOutcome.WAITING, trouble=Trouble.OFFLINE)),
        (0x400, JobReport(JobOutcome.WAITING, trouble=Trouble.ERROR)),
    ],
)
def test_a_job_tells_where_it_is(
    watch: winspool.Winspool, system: MemorySpooler, bits: int, report: JobReport
) -> None:
    system.jobs = {3: (TITLE, bits)}
    assert watch.job("Étiquettes", winspool.named(3, TITLE)) == report
    assert system.opened == 0


def test_a_job_that_says_nothing_is_held_by_its_printer(
    watch: winspool.Winspool, system: MemorySpooler
) -> None:
    system.jobs, system.status = {3: (TITLE, 0)}, 0x10
    held = JobReport(JobOutcome.WAITING, trouble=Trouble.PAPER)
    assert watch.job("Étiquettes", winspool.named(3, TITLE)) == held


def _leave(system: MemorySpooler) -> None:
    system.jobs.clear()


def _stay_behind_another(system: MemorySpooler) -> None:
    system.jobs = {3: ("of another program", 0x2)}


@pytest.mark.parametrize("leave", [_leave, _stay_behind_another])
@pytest.mark.parametrize(
    ("last", "outcome"),
    [
        (0x10, JobOutcome.DONE),
        (0x1, JobOutcome.UNKNOWN),
        (0x2 | 0x40, JobOutcome.UNKNOWN),
        (0x20, JobOutcome.UNKNOWN),
    ],
)
def test_what_was_last_seen_says_what_leaving_means(
    watch: winspool.Winspool,
    system: MemorySpooler,
    last: int,
    outcome: JobOutcome,
    leave: Callable[[MemorySpooler], None],
) -> None:
    name = winspool.named(3, TITLE)
    system.jobs = {3: (TITLE, last)}
    watch.job("Étiquettes", name)
    leave(system)
    assert watch.job("Étiquettes", name).outcome is outcome


def test_a_job_deleted_while_only_its_printer_told_of_the_trouble_is_not_printed(
    watch: winspool.Winspool, system: MemorySpooler
) -> None:
    name = winspool.named(3, TITLE)
    system.jobs, system.status = {3: (TITLE, 0x8)}, 0x400000
    watch.note_handed_over(name)
    assert watch.job("Étiquettes", name).trouble is Trouble.ERROR
    system.jobs = {}
    assert watch.job("Étiquettes", name).outcome is JobOutcome.UNKNOWN


def test_a_job_gone_before_the_first_look_was_printed_if_it_was_seen_at_all(
    watch: winspool.Winspool,
) -> None:
    name = winspool.named(3, TITLE)
    assert watch.job("Étiquettes", name).outcome is JobOutcome.UNKNOWN
    watch.note_handed_over(name)
    assert watch.job("Étiquettes", name).outcome is JobOutcome.DONE
    watch.note_handed_over("qt-1")
    assert watch.job("Étiquettes", "qt-1").outcome is JobOutcome.UNKNOWN


def test_only_the_job_itself_is_taken_back(watch: winspool.Winspool, system: MemorySpooler) -> None:
    system.jobs = {3: ("of another program", 0), 4: (TITLE, 0x40)}
    assert not watch.cancel("Étiquettes", winspool.named(3, TITLE))
    assert not watch.cancel("Étiquettes", winspool.named(5, TITLE))
    assert system.deleted == []
    assert watch.cancel("Étiquettes", winspool.named(4, TITLE))
    assert (system.deleted, system.opened) == ([4], 0)


def test_a_job_counts_as_taken_back_only_where_windows_says_so(
    watch: winspool.Winspool, system: MemorySpooler
) -> None:
    system.jobs = {4: (TITLE, 0x40)}
    system.keeps = True  # somebody else's job, or a right that is missing
    assert not watch.cancel("Étiquettes", winspool.named(4, TITLE))
    system.down = True  # the print service does not answer
    assert not watch.cancel("Étiquettes", winspool.named(4, TITLE))
    system.down = False
    assert watch.cancel("Somewhere", winspool.named(4, TITLE))  # its printer is gone, and its jobs
    assert list(system.jobs) == [4]
