"""Printing through Qt, for systems without CUPS: pages are painted as vectors on the printer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, count

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import Page
from raict_desktop.paper.printing import cups, winspool
from raict_desktop.paper.printing.spool import (
    JobOutcome,
    JobReport,
    QueueReport,
    QueueState,
    Spooler,
    Submission,
)
from raict_desktop.ui.paper_painter import PaperPainter

_MM_PER_INCH = 25.4


def spooler() -> Spooler:
    """The way to printers on this system."""
    return cups.CupsSpooler() if cups.is_here() else QtSpooler(winspool.of_this_system())


class QtSpooler:
    """The printers that Qt knows.

    Qt tells nothing of a job once it is handed over. The spooler of Windows does; without it a job
    counts as done unless its printer says it is in trouble.

    Args:
        watch: the spooler of Windows, where there is one.
    """

    def __init__(self, watch: winspool.Winspool | None = None) -> None:
        self._numbers = count(1)
        self._watch = watch

    def queues(self) -> list[str]:
        """See ``Spooler``."""
        usual = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))

    def queue(self, name: str) -> QueueReport:
        """See ``Spooler``."""
        if self._watch is not None:
            return self._watch.queue(name)
        info = QPrinterInfo.printerInfo(name)
        if info.isNull():
            return QueueReport(QueueState.GONE)
        if info.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
            return QueueReport(QueueState.STOPPED)
        return QueueReport(QueueState.READY)

    def submit(self, submission: Submission, fonts: FontFolder) -> str:
        """See ``Spooler``."""
        pages = iter(submission.pages)
        first = next(pages, None)
        if first is None:
            raise UserError("paper.no_badges")
        # A QPrinter without its printer says that it is valid: ask before.
        if QPrinterInfo.printerInfo(submission.queue).isNull():
            raise UserError("paper.not_taken", printer=submission.queue, reason="")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(submission.queue)
        printer.setDocName(submission.title)
        printer.setFullPage(True)
        _set_page(printer, first)
        if submission.two_sided:
            mode = QPrinter.DuplexMode
            printer.setDuplex(
                mode.DuplexShortSide if submission.flip_short else mode.DuplexLongSide
            )
        name = f"qt-{next(self._numbers)}"
        watch = self._watch
        before = watch.numbers(submission.queue, submission.title) if watch else frozenset()

        def find() -> None:
            """Learn the job's number while it is certainly there: a short one is gone in no time."""
            nonlocal name
            if watch is not None:
                new = watch.numbers(submission.queue, submission.title) - before
                name = winspool.named(max(new), submission.title) if new else name

        if not paint(printer, chain([first], pages), fonts, find):
            raise UserError("paper.not_taken", printer=submission.queue, reason="")
        if watch is not None:
            watch.note_handed_over(name)
        return name

    def job(self, queue: str, name: str) -> JobReport:
        """See ``Spooler``; see the class for what can be known."""
        if self._watch is not None:
            return self._watch.job(queue, name)
        ready = self.queue(queue).state is QueueState.READY
        return JobReport(JobOutcome.DONE if ready else JobOutcome.FAILED)

    def cancel(self, queue: str, name: str) -> bool:
        """See ``Spooler``: Qt by itself takes nothing back."""
        return self._watch is not None and self._watch.cancel(queue, name)


def paint(
    printer: QPrinter,
    pages: chain[Page],
    fonts: FontFolder,
    painted: Callable[[], None] = lambda: None,
) -> bool:
    """Paint pages on a printer; whether it began and ended well.

    ``painted`` is called before the end, while the system still holds the job open.
    """
    brush = QPainter()
    painter = PaperPainter(fonts)
    for number, page in enumerate(pages):
        if number:
            _set_page(printer, page)
            if not printer.newPage():
                brush.end()
                return False
        elif not brush.begin(printer):
            return False
        painter.paint_page(brush, page, printer.resolution() / _MM_PER_INCH)
    painted()
    return brush.end()


def _set_page(printer: QPrinter, page: Page) -> None:
    """Always tell the paper: a card would land on Letter."""
    size = QPageSize(
        QSizeF(page.width, page.height),
        QPageSize.Unit.Millimeter,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    printer.setPageSize(size)
    wide = page.width > page.height and size.id() is not QPageSize.PageSizeId.Custom
    orientation = QPageLayout.Orientation
    printer.setPageOrientation(orientation.Landscape if wide else orientation.Portrait)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
