"""The print spooler of Windows: a queue's state before a job, and what became of the job after.

Windows takes a job out of its queue when it is printed, and when somebody deletes it. So a job is
known by its number, found while it is being handed over, and what was last seen of it tells what its
leaving means. Text goes in and out as UTF-16 in memory, so that the same lines run on every system
against a spooler that is not real.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes import POINTER, byref, c_int32, c_uint16, c_uint32, c_void_p
from enum import IntFlag
from typing import Any

from raict_desktop.paper.printing.spool import (
    JobOutcome,
    JobReport,
    QueueReport,
    QueueState,
    Trouble,
)

_MOST_JOBS = 10_000
_DELETE = 5
"""``JOB_CONTROL_DELETE``."""
_INVALID_PRINTER_NAME = 1801
_WORK_OFFLINE = 0x400
"""``PRINTER_ATTRIBUTE_WORK_OFFLINE``: how a printer that was unplugged or switched off stands."""


class JobBits(IntFlag):
    """What is said of a job: ``JOB_STATUS_…``."""

    PAUSED = 0x1
    ERROR = 0x2
    DELETING = 0x4
    SPOOLING = 0x8
    PRINTING = 0x10
    OFFLINE = 0x20
    PAPER_OUT = 0x40
    PRINTED = 0x80
    DELETED = 0x100
    BLOCKED = 0x200
    ATTENTION = 0x400
    RESTART = 0x800
    COMPLETE = 0x1000


class PrinterBits(IntFlag):
    """What is said of a printer: ``PRINTER_STATUS_…``."""

    PAUSED = 0x1
    ERROR = 0x2
    PENDING_DELETION = 0x4
    PAPER_JAM = 0x8
    PAPER_OUT = 0x10
    PAPER_PROBLEM = 0x40
    OFFLINE = 0x80
    OUTPUT_FULL = 0x800
    NOT_AVAILABLE = 0x1000
    NO_TONER = 0x40000
    ATTENTION = 0x100000
    OUT_OF_MEMORY = 0x200000
    DOOR_OPEN = 0x400000
    SERVER_UNKNOWN = 0x800000
    SERVER_OFFLINE = 0x2000000


_JOB_TROUBLES = {
    JobBits.PAPER_OUT: Trouble.PAPER,
    JobBits.OFFLINE: Trouble.OFFLINE,
    JobBits.BLOCKED | JobBits.ERROR | JobBits.ATTENTION: Trouble.ERROR,
    JobBits.PAUSED: Trouble.PAUSED,
}
_PRINTER_TROUBLES = {
    PrinterBits.PAPER_OUT | PrinterBits.PAPER_JAM | PrinterBits.PAPER_PROBLEM: Trouble.PAPER,
    PrinterBits.OFFLINE
    | PrinterBits.NOT_AVAILABLE
    | PrinterBits.SERVER_UNKNOWN
    | PrinterBits.SERVER_OFFLINE: Trouble.OFFLINE,
    PrinterBits.ERROR
    | PrinterBits.OUTPUT_FULL
    | PrinterBits.NO_TONER
    | PrinterBits.ATTENTION
    | PrinterBits.OUT_OF_MEMORY
    | PrinterBits.DOOR_OPEN: Trouble.ERROR,
    PrinterBits.PAUSED: Trouble.PAUSED,
}


class SystemTime(ctypes.Structure):
    """``SYSTEMTIME``."""

    _fields_ = tuple(
        (name, c_uint16)
        for name in (
            "year", "month", "weekday", "day", "hour", "minute", "second", "milliseconds",
        )
    )  # fmt: skip


class JobInfo1(ctypes.Structure):
    """``JOB_INFO_1W``."""

    _fields_ = (
        ("JobId", c_uint32),
        ("pPrinterName", c_void_p),
        ("pMachineName", c_void_p),
        ("pUserName", c_void_p),
        ("pDocument", c_void_p),
        ("pDatatype", c_void_p),
        ("pStatus", c_void_p),
        ("Status", c_uint32),
        ("Priority", c_uint32),
        ("Position", c_uint32),
        ("TotalPages", c_uint32),
        ("PagesPrinted", c_uint32),
        ("Submitted", SystemTime),
    )


class PrinterInfo2(ctypes.Structure):
    """``PRINTER_INFO_2W``."""

    _fields_ = (
        ("pServerName", c_void_p),
        ("pPrinterName", c_void_p),
        ("pShareName", c_void_p),
        ("pPortName", c_void_p),
        ("pDriverName", c_void_p),
        ("pComment", c_void_p),
        ("pLocation", c_void_p),
        ("pDevMode", c_void_p),
        ("pSepFile", c_void_p),
        ("pPrintProcessor", c_void_p),
        ("pDatatype", c_void_p),
        ("pParameters", c_void_p),
        ("pSecurityDescriptor", c_void_p),
        ("Attributes", c_uint32),
        ("Priority", c_uint32),
        ("DefaultPriority", c_uint32),
        ("StartTime", c_uint32),
        ("UntilTime", c_uint32),
        ("Status", c_uint32),
        ("cJobs", c_uint32),
        ("AveragePPM", c_uint32),
    )


_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "OpenPrinterW": (c_void_p, POINTER(c_void_p), c_void_p),
    "ClosePrinter": (c_void_p,),
    "GetPrinterW": (c_void_p, c_uint32, c_void_p, c_uint32, POINTER(c_uint32)),
    "GetJobW": (c_void_p, c_uint32, c_uint32, c_void_p, c_uint32, POINTER(c_uint32)),
    "EnumJobsW": (
        c_void_p, c_uint32, c_uint32, c_uint32, c_void_p, c_uint32,
        POINTER(c_uint32), POINTER(c_uint32),
    ),
    "SetJobW": (c_void_p, c_uint32, c_uint32, c_void_p, c_uint32),
}  # fmt: skip


class SpoolError(Exception):
    """A printer that cannot be opened or does not answer; ``gone`` when there is none of its name."""

    def __init__(self, *, gone: bool) -> None:
        super().__init__("gone" if gone else "no answer")
        self.gone = gone


class Winspool:
    """Questions to the spooler.

    Args:
        library: ``winspool.drv``, or what answers like it.
        last_error: the system's number of the last fault.
    """

    def __init__(self, library: Any, last_error: Any) -> None:
        self._library = library
        self._last_error = last_error
        # Whether each job was last seen on its way, with nothing that held it.
        self._on_its_way: dict[str, bool] = {}

    def queue(self, name: str) -> QueueReport:
        """Whether a queue would print a job now."""
        try:
            with self._opened(name) as handle:
                bits, attributes = self._printer(handle)
        except SpoolError as error:
            return QueueReport(QueueState.GONE if error.gone else QueueState.UNREACHABLE)
        if bits & PrinterBits.PENDING_DELETION:
            return QueueReport(QueueState.GONE)
        trouble = _first(bits, _PRINTER_TROUBLES)
        if trouble is None and attributes & _WORK_OFFLINE:
            trouble = Trouble.OFFLINE
        if trouble is not None:
            return QueueReport(QueueState.STOPPED, trouble=trouble)
        return QueueReport(QueueState.READY)

    def numbers(self, name: str, title: str) -> frozenset[int]:
        """The numbers of the jobs of a title that are in a queue."""
        try:
            with self._opened(name) as handle:
                return frozenset(number for number, said in self._jobs(handle) if said == title)
        except SpoolError:
            return frozenset()

    def job(self, queue: str, name: str) -> JobReport:
        """What became of a job that ``named`` gave its name."""
        number, title = _parts(name)
        try:
            with self._opened(queue) as handle:
                bits = self._job(handle, number, title)
                if bits is not None:
                    report = self._present(handle, bits)
                    self._on_its_way[name] = report.trouble is None
                    return report
        except SpoolError as error:
            return JobReport(JobOutcome.UNKNOWN if error.gone else JobOutcome.WAITING)
        return self._left(name)

    def cancel(self, queue: str, name: str) -> bool:
        """Take a job back if it still waits; see ``Spooler``."""
        number, title = _parts(name)
        try:
            with self._opened(queue) as handle:
                if self._job(handle, number, title) is None:
                    return False  # out, or deleted by hand: ``job`` tells
                return bool(self._library.SetJobW(handle, number, 0, None, _DELETE))
        except SpoolError as error:
            return error.gone  # with its printer went its jobs

    def _present(self, handle: c_void_p, bits: JobBits) -> JobReport:
        if bits & (JobBits.DELETING | JobBits.DELETED):
            return JobReport(JobOutcome.CANCELLED)
        trouble = _first(bits, _JOB_TROUBLES)
        # Complete means sent: a printer without paper may have it in its memory still.
        if bits & JobBits.PRINTED or (bits & JobBits.COMPLETE and trouble is None):
            return JobReport(JobOutcome.DONE)
        if trouble is None:
            # A driver may tell of paper on the printer and say nothing of the job.
            printer, attributes = self._printer(handle)
            trouble = _first(printer, _PRINTER_TROUBLES)
            if trouble is None and attributes & _WORK_OFFLINE:
                trouble = Trouble.OFFLINE
        return JobReport(JobOutcome.WAITING, trouble=trouble)

    def _left(self, name: str) -> JobReport:
        """A job that is no longer in its queue: printed, unless it was last seen in trouble."""
        # Held: mended and printed, or deleted because it was stuck; only the printer's tray tells.
        on_its_way = self._on_its_way.pop(name, False)
        return JobReport(JobOutcome.DONE if on_its_way else JobOutcome.UNKNOWN)

    def note_handed_over(self, name: str) -> None:
        """The whole job was handed over; one that was never seen in its queue stays unknown."""
        if _parts(name)[0]:
            self._on_its_way[name] = True

    @contextmanager
    def _opened(self, name: str) -> Iterator[c_void_p]:
        handle = c_void_p()
        words = ctypes.create_string_buffer(name.encode("utf-16-le") + b"\0\0")
        if not self._library.OpenPrinterW(ctypes.cast(words, c_void_p), byref(handle), None):
            raise SpoolError(gone=self._last_error() == _INVALID_PRINTER_NAME)
        try:
            yield handle
        finally:
            self._library.ClosePrinter(handle)

    def _printer(self, handle: c_void_p) -> tuple[PrinterBits, int]:
        needed = c_uint32()
        self._library.GetPrinterW(handle, 2, None, 0, byref(needed))
        room = ctypes.create_string_buffer(max(needed.value, ctypes.sizeof(PrinterInfo2)))
        if not self._library.GetPrinterW(handle, 2, room, len(room), byref(needed)):
            raise SpoolError(gone=False)
        info = PrinterInfo2.from_buffer(room)
        return PrinterBits(info.Status), int(info.Attributes)

    def _job(self, handle: c_void_p, number: int, title: str) -> JobBits | None:
        """What is said of a job; None when the queue has none of that number and title."""
        needed = c_uint32()
        self._library.GetJobW(handle, number, 1, None, 0, byref(needed))
        if not needed.value:
            return None
        room = ctypes.create_string_buffer(needed.value + 256)
        if not self._library.GetJobW(handle, number, 1, room, len(room), byref(needed)):
            return None
        info = JobInfo1.from_buffer(room)
        # Numbers begin anew when the spooler does.
        return JobBits(info.Status) if _text(info.pDocument) == title else None

    def _jobs(self, handle: c_void_p) -> list[tuple[int, str]]:
        needed, count = c_uint32(), c_uint32()
        self._library.EnumJobsW(handle, 0, _MOST_JOBS, 1, None, 0, byref(needed), byref(count))
        # Another program's job may join between the two questions.
        room = ctypes.create_string_buffer(needed.value + 16 * 1024)
        if not self._library.EnumJobsW(
            handle, 0, _MOST_JOBS, 1, room, len(room), byref(needed), byref(count)
        ):
            raise SpoolError(gone=False)
        infos = (JobInfo1 * count.value).from_buffer(room)
        return [(int(info.JobId), _text(info.pDocument)) for info in infos]


def named(number: int, title: str) -> str:
    """The name by which a job is found again, also by the next run of the program."""
    return f"{number}:{title}"


def _parts(name: str) -> tuple[int, str]:
    number, _, title = name.partition(":")
    return (int(number) if number.isdigit() else 0), title


def _first(bits: IntFlag, troubles: Mapping[Any, Trouble]) -> Trouble | None:
    return next((trouble for mask, trouble in troubles.items() if bits & mask), None)


def _text(address: int | None) -> str:
    """The UTF-16 words at an address."""
    if not address:
        return ""
    units = bytearray()
    while (unit := ctypes.string_at(address + len(units), 2)) != b"\0\0":
        units += unit
    return units.decode("utf-16-le", "replace")


def of_this_system() -> Winspool | None:
    """The spooler of this computer; None where there is none."""
    if sys.platform == "win32":
        library = ctypes.WinDLL("winspool.drv", use_last_error=True)
        for name, arguments in _SIGNATURES.items():
            function = getattr(library, name)
            function.argtypes, function.restype = arguments, c_int32
        return Winspool(library, ctypes.get_last_error)
    return None
