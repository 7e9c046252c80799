"""Printing beside the desk: jobs wait, print, are done or fail, and none is lost in silence.

A worker thread composes and hands over; the desk only adds a job, which takes no time. A badge counts
as printed, and is journalled, once its queue says so.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.run import Composition, PageSetup
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.primitives import Page, Placed, Text
from raict_desktop.paper.printing.profiles import Printer, paper_of
from raict_desktop.paper.printing.spool import (
    JobOutcome,
    QueueState,
    Spooler,
    Submission,
    Trouble,
)
from raict_desktop.services import badges, layouts, printers
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.print_jobs import (
    TAKING_BACK,
    JobState,
    PrintJob,
    keep_jobs,
    kept_jobs,
)

NOT_GIVEN_BACK = "paper.not_given_back"
POLL_S = 0.4
MOST_KEPT = 200
"""Finished jobs that stay in the list."""

_TROUBLES = {
    Trouble.ERROR: "paper.queue_error",
    Trouble.OFFLINE: "paper.queue_offline",
    Trouble.PAPER: "paper.queue_paper",
    Trouble.PAUSED: "paper.queue_paused",
}
_HOLDS = {
    Trouble.ERROR: "paper.held_error",
    Trouble.OFFLINE: "paper.held_offline",
    Trouble.PAPER: "paper.held_paper",
    Trouble.PAUSED: "paper.held_paused",
}
_REFUSALS = {
    QueueState.STOPPED: "paper.queue_stopped",
    QueueState.REFUSING: "paper.queue_refusing",
    QueueState.GONE: "paper.queue_gone",
    QueueState.UNREACHABLE: "paper.queue_unreachable",
}
_log = logging.getLogger(__name__)

PageMaker = Callable[[FontFolder], Iterator[Page]]


@dataclass(slots=True)
class _Work:
    """What belongs to a job and is not shown."""

    event: OpenEvent | None
    maker: PageMaker | None = None
    drawn: list[str] = field(default_factory=list)
    released: bool = False


@dataclass(frozen=True, slots=True)
class _TakingBack:
    """A job that its printer is to give back.

    Attributes:
        job: as it stood in its queue.
        work: what belongs to it.
        shown: as it stands in the list meanwhile; None when it was taken out.
        then: what takes its place once nothing of it can come out any more; None for nothing.
    """

    job: PrintJob
    work: _Work
    shown: PrintJob | None = None
    then: PrintJob | None = None


class PrintQueue:
    """The jobs of this run of the program.

    Args:
        spooler: the way to printers.
        book: the printers of this desk.
        new_id: makes ids of jobs.
        store: folder where unfinished jobs outlive the program, ids only; None: in memory.
        told: called after every change, on whichever thread made it.
        threaded: False leaves the work to ``step``, for tests and the command line.
    """

    def __init__(
        self,
        spooler: Spooler,
        book: printers.PrinterBook,
        new_id: Callable[[], str],
        *,
        store: Path | None = None,
        told: Callable[[], None] = lambda: None,
        threaded: bool = True,
    ) -> None:
        self.spooler = spooler
        self.book = book
        self.told = told
        self._new_id = new_id
        self._store = store
        self._jobs: dict[str, PrintJob] = {}
        self._work: dict[str, _Work] = {}
        self._to_take_back: deque[_TakingBack] = deque()
        self._noted: set[str] = set()
        self._changed = threading.Condition()
        self._closing = False
        self._wanted_warm = False
        self._fonts: FontFolder | None = None
        self._thread: threading.Thread | None = None
        if threaded:
            self._thread = threading.Thread(target=self._run, name="printing", daemon=True)
            self._thread.start()

    def jobs(self) -> list[PrintJob]:
        """Every job, newest first."""
        with self._changed:
            return list(self._jobs.values())[::-1]

    def unfinished(self) -> int:
        """How many jobs wait or print."""
        with self._changed:
            active = (JobState.WAITING, JobState.PRINTING)
            return sum(job.state in active for job in self._jobs.values())

    def add_badges(
        self, event: OpenEvent, wanted: badges.Wanted, printer: str, language: str = "fr"
    ) -> PrintJob:
        """Queue badges; returns at once.

        Raises:
            UserError: ``paper.no_printer`` when this desk has no printer of that name.
        """
        self.book.printer(printer)
        label, count, reprint = "", len(wanted.ids), False
        if len(wanted.ids) == 1:
            from raict_desktop.services import people

            label = people.get(event, wanted.ids[0]).full_name
            reprint = badges.is_printed(event, wanted.ids[0])
        job = PrintJob(
            self._new_id(), printer, wanted=wanted, label=label, count=count, language=language,
            reprint=reprint,
        )  # fmt: skip
        return self._add(job, _Work(event))

    def add_pages(self, maker: PageMaker, printer: str, label: str) -> PrintJob:
        """Queue another document: a test page, separators.

        Raises:
            UserError: ``paper.no_printer``.
        """
        self.book.printer(printer)
        job = PrintJob(self._new_id(), printer, label=label, count=0)
        return self._add(job, _Work(None, maker))

    def _add(self, job: PrintJob, work: _Work) -> PrintJob:
        with self._changed:
            self._jobs[job.id] = job
            self._work[job.id] = work
            self._forget_old()
        self._keep(job)
        return job

    def retry(self, job_id: str, printer: str = "") -> None:
        """Print a failed job again, on another printer if one is named.

        A job that reached its queue is not printed twice: only failed ones are taken, and those that
        a printer in trouble holds, once it has given them back. That is asked beside the desk; a job
        that it does not give back stays there, and says so.

        Raises:
            UserError: ``paper.no_printer``.
        """
        with self._changed:
            job = self._jobs.get(job_id)
        if job is None or not job.can_be_retried:
            return
        wanted = job.wanted
        if printer and printer != job.printer:
            self.book.printer(printer)
            # The place was chosen on the sheet that lies in the first one.
            wanted = wanted and replace(wanted, start=None)
        again = replace(
            job,
            state=JobState.WAITING,
            fault=("", {}),
            spool="",
            printer=printer or job.printer,
            wanted=wanted,
        )
        if job.state is not JobState.PRINTING:
            self._keep(again, job)
            return
        shown = replace(job, fault=(TAKING_BACK, {"printer": job.printer}))
        with self._changed:
            work = self._work.get(job_id)
        # In the list first: an answer about the job that comes now is out of date.
        if work is not None and self._keep(shown, job):
            self._ask_back(_TakingBack(job, work, shown, again))

    def remove(self, job_id: str) -> None:
        """Take a job out of the list; one that waits in the system's queue is cancelled there.

        That is done beside the desk. A job that its queue does not give back returns to the list: it
        comes out, and must be counted.
        """
        with self._changed:
            job = self._jobs.pop(job_id, None)
            work = self._work.pop(job_id, None)
        in_queue = job is not None and job.state is JobState.PRINTING and job.spool
        if job is not None and work is not None and in_queue and not job.is_being_taken_back:
            self._ask_back(_TakingBack(job, work))
        self._save()
        self.told()

    def _ask_back(self, asked: _TakingBack) -> None:
        with self._changed:
            self._to_take_back.append(asked)
            self._changed.notify_all()

    def _take_back(self, asked: _TakingBack) -> None:
        """Ask a printer for a job, and go on as it answers; a slow one may take a minute."""
        job = asked.job
        try:
            given = self.spooler.cancel(self.book.printer(job.printer).queue, job.spool)
        except UserError:
            given = False  # the printer is no longer among ours: nobody can be asked
        if given:
            if asked.then is not None:
                self.book.give_back(job.printer, *job.places)
                self._keep(asked.then, asked.shown)
            self._save()
            return
        kept = replace(job, fault=(NOT_GIVEN_BACK, {"printer": job.printer}))
        with self._changed:
            if asked.work.released:
                return  # it is written down, and followed on with its event
            self._jobs[job.id], self._work[job.id] = kept, asked.work
        self._keep(kept)

    def clear_done(self) -> None:
        """Take finished jobs out of the list."""
        with self._changed:
            for job_id in [j.id for j in self._jobs.values() if j.state is JobState.DONE]:
                del self._jobs[job_id]
                self._work.pop(job_id, None)
        self.told()

    def restore(self, event: OpenEvent) -> None:
        """Take back the jobs of an event that were unfinished when the program ended.

        Those that had reached their queue are followed on; the others wait for a click, so that
        nothing prints by surprise. One that was just being handed over may have come out.
        """
        with self._changed:
            self._noted.add(event.file.event_id)
        for job in kept_jobs(self._store, event.file.event_id):
            if job.id in self._jobs:
                continue
            code = "paper.interrupted"
            if job.state is JobState.PRINTING:
                code = "paper.interrupted_sending"
            lost = replace(job, state=JobState.FAILED, fault=(code, {"printer": job.printer}))
            with self._changed:
                self._jobs[job.id] = job if job.spool else lost
                # Whose badges those were is known again from the list of ids.
                ids = job.wanted.ids if job.wanted else ()
                self._work[job.id] = _Work(event, drawn=list(ids))
        self.told()

    def release(self, event: OpenEvent) -> None:
        """The event is about to be closed; its unfinished jobs come back with it."""
        self._save()
        with self._changed:
            self._noted.discard(event.file.event_id)
            for asked in tuple(self._to_take_back):
                if asked.work.event is event:
                    asked.work.released = True
                    self._to_take_back.remove(asked)
            theirs = [job_id for job_id, work in self._work.items() if work.event is event]
            for job_id in theirs:
                self._jobs.pop(job_id, None)
                self._work.pop(job_id).released = True
        self.told()

    def close(self) -> None:
        """Stop the worker; unfinished jobs stay written down."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(5)

    def warm_up(self) -> None:
        """Load fonts and libraries before the first badge is wanted."""
        with self._changed:
            self._wanted_warm = True
            self._changed.notify_all()

    def step(self) -> bool:
        """Do what can be done now: take jobs back, hand over the next one, look after those in queues.

        Returns:
            Whether any job waits or prints still.
        """
        while (asked := self._next_to_take_back()) is not None:
            self._take_back(asked)
        job = self._next(JobState.WAITING)
        if job is not None:
            self._print(job)
        for printing in self._all(JobState.PRINTING):
            if printing.spool and not printing.is_being_taken_back:
                self._look_after(printing)
        return self.unfinished() > 0

    def _run(self) -> None:
        while not self._closing:
            try:
                if self._wanted_warm:
                    self._wanted_warm = False
                    self._warm()
                self.step()
            except Exception:  # noqa: BLE001 - a bug must not end printing for the day
                _log.exception("printing failed")
            with self._changed:
                states = {job.state for job in self._jobs.values()}
                idle = JobState.WAITING not in states and not self._to_take_back
                if idle and not self._closing:
                    self._changed.wait(POLL_S if JobState.PRINTING in states else None)

    def _warm(self) -> None:
        """Compose and write a line, so that the day's first badge finds everything loaded."""
        fonts = self._loaded()
        line = fonts.shape("A", "Bold")
        page = Page(40, 20, (Placed((Text(5, 10, 12, "#000000", line.runs, "A"),)),))
        with tempfile.TemporaryDirectory(prefix="raict-print-") as folder:
            write_pages(Path(folder) / "warm.pdf", [page], fonts)

    def _loaded(self) -> FontFolder:
        if self._fonts is None:
            self._fonts = FontFolder(paths.resources() / "fonts")
        return self._fonts

    def _next_to_take_back(self) -> _TakingBack | None:
        with self._changed:
            return self._to_take_back.popleft() if self._to_take_back else None

    def _next(self, state: JobState) -> PrintJob | None:
        return next(iter(self._all(state)), None)

    def _all(self, state: JobState) -> list[PrintJob]:
        with self._changed:
            return [job for job in self._jobs.values() if job.state is state]

    def _keep(self, job: PrintJob, former: PrintJob | None = None) -> bool:
        """Put a job's new state in the list, in place of the ``former``; whether that stood there still."""
        with self._changed:
            now = self._jobs.get(job.id)
            if now is None or (former is not None and now is not former):
                return False  # taken out of the list, or sent elsewhere, meanwhile
            self._jobs[job.id] = job
            self._changed.notify_all()
        self._save()
        self.told()
        return True

    def _print(self, job: PrintJob) -> None:
        with self._changed:
            work = self._work.get(job.id)
        if work is None:
            return
        job = replace(job, state=JobState.PRINTING)
        if not self._keep(job):
            return  # taken out of the list at this very moment
        try:
            handed_over = self._handed_over(job, work)
            if not self._keep(handed_over) and not work.released:
                self._ask_back(_TakingBack(handed_over, work))  # taken out of the list meanwhile
        except UserError as error:
            self._keep(replace(job, state=JobState.FAILED, fault=(error.code, error.facts)))
        except Exception:  # noqa: BLE001 - told in the list; the other jobs go on
            _log.exception("a print job failed")
            self._keep(replace(job, state=JobState.FAILED, fault=("paper.job_broken", {})))

    def _handed_over(self, job: PrintJob, work: _Work) -> PrintJob:
        printer = self.book.printer(job.printer)
        report = self.spooler.queue(printer.queue)
        if report.state is not QueueState.READY:
            if report.trouble is not None:
                raise UserError(_TROUBLES[report.trouble], printer=printer.name)
            raise UserError(_REFUSALS[report.state], printer=printer.name, reason=report.message)
        fonts = self._loaded()
        if job.wanted is None or work.event is None:
            pages = work.maker(fonts) if work.maker else iter(())
            submission = Submission(printer.queue, "RAICT", pages)
            spool = self.spooler.submit(submission, fonts)
            return replace(job, spool=spool)
        work.drawn = []
        composition = _composed(work.event, job.wanted, job.language, printer, fonts, work.drawn)
        submission = Submission(
            printer.queue,
            f"Badges {job.id[-6:]}",
            composition.pages(),
            composition.layout.two_sided,
            printer.flip_short,
        )
        spool = self.spooler.submit(submission, fonts)
        run = composition.run()
        sheet, start = composition.setup.sheet.name, composition.setup.start
        self.book.note_place(printer.name, sheet, run.next_place)
        return replace(
            job,
            spool=spool,
            places=(sheet, start, run.next_place),
            count=run.badges,
            problems=run.problems,
            # Followed on after a restart, the job must know whose badges it holds.
            wanted=replace(job.wanted, ids=tuple(work.drawn)),
        )

    def _look_after(self, job: PrintJob) -> None:
        try:
            printer = self.book.printer(job.printer)
        except UserError as error:
            self._keep(replace(job, state=JobState.FAILED, fault=(error.code, error.facts)), job)
            return
        report = self.spooler.job(printer.queue, job.spool)
        if report.outcome is JobOutcome.WAITING:
            held = _HOLDS[report.trouble] if report.trouble else ""
            fault = (held, {"printer": printer.name}) if held else ("", {})
            # That the printer did not give the job back is told as long as it holds it.
            if job.fault[0] != fault[0] and not (held and job.fault[0] == NOT_GIVEN_BACK):
                self._keep(replace(job, fault=fault), job)
            return
        facts = {"printer": printer.name, "reason": report.message}
        if report.outcome is not JobOutcome.DONE:
            code = {
                JobOutcome.FAILED: "paper.job_failed",
                JobOutcome.CANCELLED: "paper.job_cancelled",
            }.get(report.outcome, "paper.job_unknown")
            if self._keep(replace(job, state=JobState.FAILED, fault=(code, facts)), job):
                self.book.give_back(printer.name, *job.places)
            return
        with self._changed:
            work = self._work.get(job.id)
        if work is not None and work.event is not None and job.wanted is not None:
            try:
                badges.note_printed(
                    work.event, work.drawn, printer=printer.name, layout=job.wanted.layout
                )
            except UserError as error:
                # The badge is out; that it is not journalled must be seen.
                failed = replace(job, state=JobState.FAILED, fault=(error.code, error.facts))
                self._keep(failed, job)
                return
        self._keep(replace(job, state=JobState.DONE, fault=("", {})), job)

    def _forget_old(self) -> None:
        done = [job.id for job in self._jobs.values() if job.state is JobState.DONE]
        for job_id in done[: max(0, len(done) - MOST_KEPT)]:
            del self._jobs[job_id]
            self._work.pop(job_id, None)

    def _save(self) -> None:
        """Write unfinished and failed jobs down, event by event."""
        if self._store is None:
            return
        with self._changed:
            # An event whose last job was taken out has an empty note, not yesterday's.
            theirs: dict[str, list[PrintJob]] = {event_id: [] for event_id in self._noted}
            for job in self._jobs.values():
                work = self._work.get(job.id)
                if job.wanted is not None and work is not None and work.event is not None:
                    theirs.setdefault(work.event.file.event_id, []).append(job)
            for asked in self._to_take_back:  # taken out of the list, and perhaps still to come out
                if asked.shown is None and asked.job.wanted and asked.work.event is not None:
                    theirs.setdefault(asked.work.event.file.event_id, []).append(asked.job)
            self._noted = set(theirs)
            for event_id, jobs in theirs.items():
                if not keep_jobs(self._store, event_id, jobs):
                    _log.warning("unfinished print jobs could not be written down")


def _composed(
    event: OpenEvent,
    wanted: badges.Wanted,
    language: str,
    printer: Printer,
    fonts: FontFolder,
    drawn: list[str],
) -> Composition:
    """The badges on the paper that is in the printer; ``drawn`` collects whose."""
    layout, setup = badges.setup_of(event, wanted)
    sheet = setup.sheet
    if not wanted.sheet and printer.sheet:
        sheet = layouts.sheet(event, printer.sheet)
    sheet = paper_of(printer, layout, sheet)
    start = printer.place_on(sheet) if wanted.start is None else wanted.start
    start = start if start < len(sheet.places) else 0
    placed = PageSetup(sheet, start, setup.marks, printer.calibration, printer.flip_short)
    shared, unreadable = badges.supplies(event, language, fonts=fonts)
    said = badges.contents(event, badges.chosen_people(event, wanted), language, drawn)
    composition = Composition(layout, said, shared, placed)
    composition.problems += unreadable
    return composition
