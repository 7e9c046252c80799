"""Printing through Qt, for systems without CUPS: pages are painted as vectors on the printer."""

from __future__ import annotations

from itertools import chain, count

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import Page
from raict_desktop.paper.printing import cups
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
    return cups.CupsSpooler() if cups.is_here() else QtSpooler()


class QtSpooler:
    """The printers that Qt knows.

    Qt tells nothing of a job once it is handed over, so that a job counts as done unless its printer
    says it is in trouble.
    """

    def __init__(self) -> None:
        self._numbers = count(1)

    def queues(self) -> list[str]:
        """See ``Spooler``."""
        usual = QPrinterInfo.defaultPrinterName()
        return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))

    def queue(self, name: str) -> QueueReport:
        """See ``Spooler``."""
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
        if not paint(printer, chain([first], pages), fonts):
            raise UserError("paper.not_taken", printer=submission.queue, reason="")
        return f"qt-{next(self._numbers)}"

    def job(self, queue: str, name: str) -> JobReport:
        """See ``Spooler``; see the class for what can be known."""
        del name
        ready = self.queue(queue).state is QueueState.READY
        return JobReport(JobOutcome.DONE if ready else JobOutcome.FAILED)

    def cancel(self, name: str) -> None:
        """See ``Spooler``: Qt takes nothing back."""


def paint(printer: QPrinter, pages: chain[Page], fonts: FontFolder) -> bool:
    """Paint pages on a printer; whether it began and ended well."""
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
