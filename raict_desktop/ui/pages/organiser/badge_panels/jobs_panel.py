"""The print jobs: waiting, printing, done, failed with the reason; one click to go on, or a part again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from raict_desktop.services import people, print_parts
from raict_desktop.services.print_jobs import JobState, PrintJob
from raict_desktop.services.print_parts import has_parts
from raict_desktop.ui import theme
from raict_desktop.ui.badge_printing import BadgePrinting
from raict_desktop.ui.context import Context
from raict_desktop.ui.deferred_printing import desk_printing
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.pages.designer.fields import NumberBox
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words, coded_text
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.table import Table

COLUMNS = ("what", "printer", "count", "state", "detail")
_MARKS = {
    JobState.WAITING: "…",
    JobState.PRINTING: "→",
    JobState.DONE: "✓",
    JobState.FAILED: "✕",
}
Index = QModelIndex | QPersistentModelIndex


class JobsModel(QAbstractTableModel):
    """Jobs as rows, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[PrintJob] = []

    def show(self, jobs: list[PrintJob]) -> None:
        """Show other jobs."""
        self.beginResetModel()
        self.jobs = jobs
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many jobs."""
        return 0 if parent.isValid() else len(self.jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Titles of the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(f"badges.job_{COLUMNS[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's words, or the colour of a state that needs eyes."""
        job = self.jobs[index.row()]
        column = COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _cell(job, column)
        if role == Qt.ItemDataRole.ForegroundRole and column == "state":
            t = theme.tokens()
            colours = {JobState.DONE: t.good, JobState.FAILED: t.bad}
            return QColor(t.warn if job.is_held else colours.get(job.state, t.quiet))
        return None


def _cell(job: PrintJob, column: str) -> str:
    match column:
        case "what":
            words = job.label or tr("badges.job_badges", count=job.count, shown=number(job.count))
            return f"{words} · {tr('badges.job_again')}" if job.reprint else words
        case "printer":
            return job.printer
        case "count":
            return number(job.count) if job.count else ""
        case "state":
            if job.is_held:
                return f"{_MARKS[JobState.FAILED]} {tr('badges.state_held')}"
            return f"{_MARKS[job.state]} {tr(f'badges.state_{job.state}')}"
        case _:
            return job_words(job)


def job_words(job: PrintJob) -> str:
    """Why a job failed, or what to look at on its badges."""
    code, facts = job.fault
    if code:
        return coded_text(code, facts)
    found = [coded_text(p.code_, {**p.facts, "name": p.name}) for p in job.problems]
    return " ".join(found[:3])


class JobsPanel(Section):
    """The list of jobs."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.model = JobsModel()
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths((240, 150, 80, 140, 220), stretch=4, spare=(2, 1))
        self.empty = EmptyState("printer")
        self.detail = Words(13, 400, "quiet")
        self.again = Button(kind="primary", icon="refresh-cw")
        self.elsewhere, self.other = Button(icon="printer"), Choice()
        self.remove, self.tidy = Button(kind="ghost", icon="x"), Button(kind="ghost")
        self.other.setMinimumHeight(44)
        self.part, self.part_from, self.part_to = QWidget(), Words(), Words()
        self.first, self.last = NumberBox(1, 1, 1, "", 0), NumberBox(1, 1, 1, "", 0)
        self.part_names, self.part_print = Words(13, 400, "quiet"), Button(icon="printer")
        self._part_of = ("", "")
        self._failed: set[str] = set()
        part = QHBoxLayout(self.part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(8)
        for box in (self.first, self.last):
            box.setFixedWidth(88)
        for piece in (self.part_from, self.first, self.part_to, self.last, self.part_print):
            part.addWidget(piece)
        part.addSpacing(8)
        part.addWidget(self.part_names, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.again, self.elsewhere, self.other, self.remove, self.tidy):
            row.addWidget(widget)
        row.addStretch(1)
        frame = QWidget()
        self.stack = QStackedLayout(frame)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        column = self.column()
        column.addWidget(frame, 1)
        column.addWidget(self.detail)
        column.addWidget(self.part)
        column.addLayout(row)
        column.addWidget(self.notice)
        self.table.selectionModel().currentRowChanged.connect(lambda _n, _b: self._enable())
        self.again.clicked.connect(lambda: self.retry(""))
        self.elsewhere.clicked.connect(lambda: self.retry(self.other.key()))
        self.remove.clicked.connect(self.take_out)
        self.tidy.clicked.connect(self.clear_done)
        self.part_print.clicked.connect(self.print_part)
        for box in (self.first, self.last):
            box.valueChanged.connect(self._tell_part)
        if self.printing is not None:
            self.printing.changed.connect(self.reload)
        self.retranslate()

    @property
    def printing(self) -> BadgePrinting | None:
        """The desk's printing, None in a window without printers."""
        return desk_printing(self.context.printing)

    def chosen(self) -> PrintJob | None:
        """The selected job."""
        row = self.table.currentIndex().row()
        return self.model.jobs[row] if 0 <= row < len(self.model.jobs) else None

    def choose(self, job_id: str) -> None:
        """Select a job."""
        for row, job in enumerate(self.model.jobs):
            if job.id == job_id:
                self.table.selectRow(row)

    def reload(self) -> None:
        """Show the jobs as they are now."""
        if self.printing is None:
            jobs: list[PrintJob] = []
        else:
            jobs = self.printing.queue.jobs()
        kept = self.chosen()
        self.model.show(jobs)
        failed = [job for job in jobs if job.can_be_retried]
        # A job that failed since somebody looked comes to the front with its reason.
        new = next((job for job in failed if job.id not in self._failed), None)
        self._failed = {job.id for job in failed}
        wanted = new or kept or next(iter(failed), None)
        if wanted is not None:
            self.choose(wanted.id)
        self.stack.setCurrentIndex(0 if jobs else 1)
        self._enable()

    def _enable(self) -> None:
        job = self.chosen()
        failed = job is not None and job.can_be_retried
        names = [p.name for p in self.printing.book.printers()] if self.printing else []
        others = {name: name for name in names if job is None or name != job.printer}
        self.other.set_options(others)
        self.again.setEnabled(failed)
        whole = job is not None and failed and has_parts(job)
        self.again.setText(tr("badges.job_retry_all" if whole else "badges.job_retry"))
        for widget in (self.elsewhere, self.other):
            widget.setVisible(bool(others))
            widget.setEnabled(failed)
        self.remove.setEnabled(job is not None)
        self.tidy.setEnabled(any(j.state is JobState.DONE for j in self.model.jobs))
        self.detail.setText(job_words(job) if job is not None else "")
        self.detail.set_colour("bad" if failed else "quiet")
        self._show_part()

    def _show_part(self) -> None:
        """Offer a part of a job of many badges: after a jam, or for those that were spoilt."""
        job = self.chosen()
        there = job is not None and self.open_event is not None and has_parts(job)
        self.part.setVisible(there)
        shown = (job.id, str(job.state)) if job is not None and there else ("", "")
        if job is None or job.wanted is None or not there or shown == self._part_of:
            return
        self._part_of = shown
        count = len(job.wanted.ids)
        for box, value in ((self.first, 1), (self.last, count)):
            box.blockSignals(True)
            box.setRange(1, count)
            box.setValue(value)
            box.blockSignals(False)
        failed = job.state is JobState.FAILED
        for widget in (self.part_to, self.last):
            widget.setVisible(not failed)
        self.part_from.setText(tr("badges.part_go_on" if failed else "badges.part_from"))
        self.part_print.setText(tr("badges.part_rest" if failed else "badges.part_print"))
        self._tell_part()

    def _tell_part(self) -> None:
        """Name the first and the last badge, so that they can be compared with those in the hand."""
        job, event = self.chosen(), self.open_event
        if job is None or job.wanted is None or event is None or not has_parts(job):
            return
        first, last, failed = self._bounds(job)
        self.part_print.setEnabled(first <= last and not event.read_only)
        if first > last:
            self.part_names.setText("")
            return
        ids = job.wanted.ids
        names = [people.get(event, ids[at - 1]).full_name for at in (first, last)]
        words = tr("badges.part_names", first=names[0], last=names[1])
        if failed and first > 1:
            before = first - 1
            words += "\n" + tr("badges.part_before", count=before, shown=number(before))
        self.part_names.setText(words)

    def _bounds(self, job: PrintJob) -> tuple[int, int, bool]:
        failed = job.state is JobState.FAILED
        count = len(job.wanted.ids) if job.wanted is not None else 0
        return round(self.first.value()), count if failed else round(self.last.value()), failed

    def print_part(self) -> None:
        """Queue the badges from the first to the last number; those printed already are asked about."""
        job, event, printing = self.chosen(), self.open_event, self.printing
        if job is None or event is None or printing is None or not has_parts(job):
            return
        first, last, failed = self._bounds(job)
        count = last - first + 1
        if not failed and not self.context.prompts.confirm(
            self, tr("printing.title"), tr("badges.again", count=count, shown=number(count))
        ):
            return
        part = self.attempt(lambda: print_parts.print_part(event, printing.queue, job, first, last))
        if part is not None:
            self.reload()
            self.choose(part.id)
            # The button is gone or asleep; what comes next must not be pressed unseen.
            self.table.setFocus()
            self.say(tr("badges.queued", count=count, shown=number(count)), "good")

    def retry(self, printer: str) -> None:
        """Print the selected job again."""
        job, printing = self.chosen(), self.printing
        if job is not None and printing is not None:
            self.attempt(lambda: printing.queue.retry(job.id, printer))

    def take_out(self) -> None:
        """Take the selected job out of the list."""
        job = self.chosen()
        if job is not None and self.printing is not None:
            self.printing.queue.remove(job.id)

    def clear_done(self) -> None:
        """Take finished jobs out of the list."""
        if self.printing is not None:
            self.printing.queue.clear_done()

    def shown(self) -> None:
        """Show the jobs."""
        self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.elsewhere.setText(tr("badges.job_elsewhere"))
        self.remove.setText(tr("badges.job_remove"))
        self.part_to.setText(tr("badges.part_to"))
        self.first.setAccessibleName(tr("badges.part_from"))
        self.last.setAccessibleName(tr("badges.part_to"))
        self._part_of = ("", "")
        self.tidy.setText(tr("badges.job_clear"))
        self.table.setAccessibleName(tr("badges.panel_jobs"))
        self.other.setAccessibleName(tr("badges.printer"))
        self.empty.set_texts(tr("badges.no_jobs"), tr("badges.no_jobs_hint"))
        self.reload()
