"""A part of a print job: what a jam swallowed is printed, not the whole list once more."""

from __future__ import annotations

from dataclasses import replace

from raict_desktop.domain.errors import UserError
from raict_desktop.services import badges
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.print_jobs import JobState, PrintJob
from raict_desktop.services.print_queue import PrintQueue


def has_parts(job: PrintJob) -> bool:
    """Whether the job is over and of several badges whose order on the paper is known.

    A job that never reached its printer names whom it was made for, in the order of the screen and with
    those who get no badge: the first badges of that list are not the first ones of the paper.
    """
    if job.wanted is None or len(job.wanted.ids) < 2:
        return False
    return job.state is JobState.DONE or (job.state is JobState.FAILED and bool(job.spool))


def print_part(
    event: OpenEvent, queue: PrintQueue, job: PrintJob, first: int, last: int, printer: str = ""
) -> PrintJob:
    """Queue some of a job's badges, in its order.

    The badges before them came out where the job failed: they count as printed from now on, and the
    failed job gives way to the new one, which then goes to the job's end.

    Args:
        event: the event of the badges.
        queue: the print queue.
        job: a job that ``has_parts``.
        first: place of the first badge, from 1.
        last: place of the last badge.
        printer: where to; the job's own when left out.

    Raises:
        UserError: ``paper.no_such_part``, ``paper.no_printer``, or why the journal cannot be written.
    """
    if job.wanted is None or not has_parts(job):
        raise UserError("paper.no_such_part", first=first, last=last, count=job.count)
    ids, failed = job.wanted.ids, job.state is JobState.FAILED
    last = len(ids) if failed else last
    if not 1 <= first <= last <= len(ids):
        raise UserError("paper.no_such_part", first=first, last=last, count=len(ids))
    target = queue.book.printer(printer or job.printer).name
    if failed:
        badges.note_printed(event, ids[: first - 1], printer=job.printer, layout=job.wanted.layout)
    # These ids stand in the order of the paper; another order would sort them anew.
    wanted = replace(
        job.wanted,
        ids=ids[first - 1 : last],
        order="name",
        start=None,
        missing_only=False,
        corrected=False,
    )
    part = queue.add_badges(event, wanted, target, job.language)
    if failed:
        queue.remove(job.id)
    return part
