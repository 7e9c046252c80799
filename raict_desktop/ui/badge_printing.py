"""Badges printed from the window: at check-in by the desk's policy, again when asked, never in the way.

Pages get it as ``context.printing``. The desk calls two things, each of which only adds a job:

- ``printing.on_checked_in(event, person_id)`` after a welcome or a walk-in;
- ``printing.reprint(parent, event, person_id)`` for the button and its shortcut; it asks before
  printing a badge that was printed already.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.services import badges, people
from raict_desktop.services.print_jobs import PrintJob
from raict_desktop.services.print_queue import PrintQueue
from raict_desktop.services.printers import PrinterBook
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.language import current_language, number, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from raict_desktop.paper.badges import BadgeProblem
    from raict_desktop.paper.printing.spool import Spooler
    from raict_desktop.services.application import OpenEvent, Outside
    from raict_desktop.ui.context import SettingsStore
    from raict_desktop.ui.prompts import Prompts

SHOWN = 6
"""Badges named in a question."""
PRINT_WHEN = ("never", "once", "always")
"""When a check-in prints: never; unless the badge was printed; every time."""


class BadgePrinting(QObject):
    """The desk's printing.

    Args:
        queue: the jobs.
        store: the settings that say when, where and which layout.
        prompts: asks people.
    """

    changed = Signal()
    """A job or a printer changed; on the window's thread."""

    _told = Signal()

    def __init__(self, queue: PrintQueue, store: SettingsStore, prompts: Prompts) -> None:
        super().__init__()
        self.queue = queue
        self._store = store
        self._prompts = prompts
        # The queue tells on its own thread; the signal brings it to the window's.
        self._told.connect(self.changed)
        queue.told = self._told.emit

    @property
    def book(self) -> PrinterBook:
        """The printers of this desk."""
        return self.queue.book

    def set_event(self, former: OpenEvent | None, event: OpenEvent | None) -> None:
        """Let go of an event that is about to be closed, take up another one's unfinished jobs."""
        if former is not None:
            self.queue.release(former)
        if event is not None:
            self.queue.restore(event)
            if self._store.settings.print_when != "never":
                self.queue.warm_up()

    def printer(self) -> str:
        """Name of the printer that the desk prints on, empty when there is none."""
        names = [printer.name for printer in self.book.printers()]
        chosen = self._store.settings.printer
        return chosen if chosen in names else next(iter(names), "")

    def on_checked_in(self, event: OpenEvent, person_id: str) -> PrintJob | None:
        """Queue a badge where the desk's policy says so; None when nothing is to print.

        Never asks and never raises: a fault of printing is shown in the list of jobs.
        """
        when = self._store.settings.print_when
        if when == "never" or not self.printer():
            return None
        if when == "once" and badges.is_printed(event, person_id):
            return None
        return self._add(event, person_id)

    def reprint(self, parent: QWidget | None, event: OpenEvent, person_id: str) -> PrintJob | None:
        """Queue one person's badge because somebody asked; None when they think better of it."""
        if not self.printer():
            self._prompts.tell(parent, tr("printing.title"), tr("printing.no_printer"))
            return None
        times = badges.times_printed(event).get(person_id, 0)
        if times and not self._prompts.confirm(
            parent, tr("printing.title"), tr("printing.already_printed", count=times)
        ):
            return None
        lacking = badges.unprintable([people.get(event, person_id)])
        if lacking and not self._prompts.confirm(
            parent, tr("printing.title"), missing_signs(lacking)
        ):
            return None
        try:
            return self._add(event, person_id)
        except UserError as fault:
            self._prompts.tell(parent, tr("printing.title"), fault_text(fault))
            return None

    def _add(self, event: OpenEvent, person_id: str) -> PrintJob:
        wanted = badges.Wanted(layout=self._store.settings.badge_layout, ids=(person_id,))
        return self.queue.add_badges(event, wanted, self.printer(), current_language())

    def close(self) -> None:
        """Stop printing; unfinished jobs are taken up again with their event."""
        self.queue.close()


def missing_signs(problems: Sequence[BadgeProblem]) -> str:
    """The question before badges with signs that no font draws are printed."""
    told = [
        tr(f"errors_{problem.code_}", name=problem.name, **problem.facts)
        for problem in problems[:SHOWN]
    ]
    more = len(problems) - len(told)
    if more:
        told.append(tr("printing.more_signs", count=more, shown=number(more)))
    return "\n".join((*told, "", tr("printing.without_signs")))


def build_printing(
    spooler: Spooler, store: SettingsStore, prompts: Prompts, folder: Path, outside: Outside
) -> BadgePrinting:
    """The printing of a window.

    Args:
        spooler: the way to printers.
        store: the settings.
        prompts: the dialogs.
        folder: where printers and unfinished jobs are kept.
        outside: makes ids.
    """
    book = PrinterBook(folder / "printers.json")
    queue = PrintQueue(spooler, book, outside.new_id, store=folder / "print_jobs")
    return BadgePrinting(queue, store, prompts)
