"""Printers of Linux and macOS: a PDF goes to ``lp``, the queue is asked before and the job after."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.printing import ipp
from raict_desktop.paper.printing.spool import (
    JobOutcome,
    JobReport,
    QueueReport,
    QueueState,
    Submission,
)

_TIMEOUT_S = 60
_STOPPED = 5
_NAMED_MEDIA = {(210, 297): "A4", (148, 210): "A5", (105, 148): "A6", (216, 279): "Letter"}
_OUTCOMES = {
    3: JobOutcome.WAITING,
    4: JobOutcome.WAITING,
    5: JobOutcome.WAITING,
    6: JobOutcome.WAITING,
    7: JobOutcome.CANCELLED,
    8: JobOutcome.FAILED,
    9: JobOutcome.DONE,
}


def is_here() -> bool:
    """Whether this system prints this way."""
    return shutil.which("lp") is not None


def media(width: float, height: float) -> str:
    """The name of a paper size; without one a card is printed on the printer's default paper."""
    named = _NAMED_MEDIA.get((round(width), round(height)))
    return named or f"Custom.{width:g}x{height:g}mm"


class CupsSpooler:
    """The queues of CUPS. ``CUPS_SERVER`` names another server, as for its own commands."""

    def queues(self) -> list[str]:
        """See ``Spooler``."""
        try:
            _, groups = ipp.ask(
                ipp.CUPS_GET_PRINTERS, [(0x44, "requested-attributes", "printer-name")]
            )
            _, default = ipp.ask(
                ipp.CUPS_GET_DEFAULT, [(0x44, "requested-attributes", "printer-name")]
            )
        except ipp.IppError:
            return []
        names = [str(ipp.first(group, "printer-name", "")) for group in groups]
        usual = [str(ipp.first(group, "printer-name", "")) for group in default]
        return sorted({name for name in names if name}, key=lambda name: (name not in usual, name))

    def queue(self, name: str) -> QueueReport:
        """See ``Spooler``."""
        wanted = (
            "printer-state",
            "printer-is-accepting-jobs",
            "printer-state-message",
            "printer-state-reasons",
        )
        try:
            status, groups = ipp.ask(
                ipp.GET_PRINTER_ATTRIBUTES,
                [
                    (0x45, "printer-uri", _uri(name)),
                    *((0x44, "" if n else "requested-attributes", w) for n, w in enumerate(wanted)),
                ],
            )
        except ipp.IppError as error:
            return QueueReport(QueueState.UNREACHABLE, str(error))
        if status == ipp.NOT_FOUND:
            return QueueReport(QueueState.GONE)
        if status >= ipp.OK_LIMIT:
            return QueueReport(QueueState.UNREACHABLE, f"{status:#06x}")
        found: dict[str, list[Any]] = {}
        for group in groups:
            found.update(group)
        message = str(ipp.first(found, "printer-state-message", ""))
        if not ipp.first(found, "printer-is-accepting-jobs", True):
            return QueueReport(QueueState.REFUSING, message)
        if ipp.first(found, "printer-state", 3) == _STOPPED:
            return QueueReport(QueueState.STOPPED, message)
        return QueueReport(QueueState.READY, message)

    def submit(self, submission: Submission, fonts: FontFolder) -> str:
        """See ``Spooler``."""
        pages = iter(submission.pages)
        first = next(pages, None)
        if first is None:
            raise UserError("paper.no_badges")
        with tempfile.TemporaryDirectory(prefix="raict-print-") as folder:
            path = Path(folder) / "badges.pdf"
            write_pages(path, chain([first], pages), fonts, submission.title)
            command = ["lp", "-d", submission.queue, "-t", submission.title]
            command += ["-o", f"media={media(first.width, first.height)}"]
            command += ["-o", "print-scaling=none", "-o", "scaling=100"]
            if submission.two_sided:
                edge = "short" if submission.flip_short else "long"
                command += ["-o", f"sides=two-sided-{edge}-edge"]
            return _taken(_run([*command, "--", str(path)]), submission.queue)

    def job(self, queue: str, name: str) -> JobReport:
        """See ``Spooler``."""
        number = name.rpartition("-")[2]
        if not number.isdigit():
            return JobReport(JobOutcome.UNKNOWN)
        wanted = ("job-state", "job-state-reasons", "job-printer-state-message")
        try:
            status, groups = ipp.ask(
                ipp.GET_JOB_ATTRIBUTES,
                [
                    (0x45, "printer-uri", _uri(queue)),
                    (0x21, "job-id", int(number)),
                    *((0x44, "" if n else "requested-attributes", w) for n, w in enumerate(wanted)),
                ],
            )
        except ipp.IppError as error:
            return JobReport(JobOutcome.WAITING, str(error))
        found: Mapping[str, list[Any]] = next((g for g in groups if "job-state" in g), {})
        if status >= ipp.OK_LIMIT or not found:
            return JobReport(JobOutcome.UNKNOWN)
        outcome = _OUTCOMES.get(ipp.first(found, "job-state", 0), JobOutcome.UNKNOWN)
        return JobReport(outcome, str(ipp.first(found, "job-printer-state-message", "")))

    def cancel(self, queue: str, name: str) -> bool:
        """See ``Spooler``."""
        if _run(["cancel", name]).returncode == 0:
            return True
        return self.job(queue, name).outcome in (JobOutcome.CANCELLED, JobOutcome.FAILED)


def _uri(name: str) -> str:
    # The name is a path of the address: anything but plain characters is escaped.
    escaped = re.sub(
        r"[^A-Za-z0-9_.~-]", lambda m: "".join(f"%{b:02X}" for b in m.group().encode()), name
    )
    return f"ipp://localhost/printers/{escaped}"


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(  # noqa: S603 - a list of words, no shell
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIMEOUT_S,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(command, 1, "", str(error))


def _taken(done: subprocess.CompletedProcess[str], queue: str) -> str:
    match = re.search(r"\b(\S+-\d+)\b", done.stdout)
    if done.returncode or match is None:
        reason = done.stderr.strip().removeprefix("lp: ")[:200]
        raise UserError("paper.not_taken", printer=queue, reason=reason)
    return match.group(1)
