"""The day's end: one action that writes and verifies everything, and the files one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event as Flag

from PySide6.QtCore import QDate, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.figures import FIGURES, CountingRules
from raict_desktop.domain.records import CATEGORIES
from raict_desktop.services import anonymise, closing, counting, day_end
from raict_desktop.services.anonymise import Anonymised, Outlook
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.closing import DayEnd as Written
from raict_desktop.services.contact_list import write_contact_list, write_paper_list
from raict_desktop.services.report import Report, report
from raict_desktop.services.report_files import write_report_pdf, write_report_workbook
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import current_language, number, tr
from raict_desktop.ui.pages.organiser.column_ticks import ColumnTicks
from raict_desktop.ui.pages.organiser.parts import Section, Words, coded_text, scrolled, tick_style
from raict_desktop.ui.pages.organiser.people_sheet import PeopleSheet
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.date_field import DateField
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.figure_row import FigureRow
from raict_desktop.wording import percent

PROFILES = ("excel", "exchange")
RATES = frozenset({"show_rate", "foreign_share"})


class DayEnd(Section):
    """What leaves the program on one side, the figures and their rules on the other."""

    lines_written = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.folder: Path | None = None
        self.also: list[Path] = []
        self._report: Report | None = None
        self._outlook: Outlook | None = None
        self.finish_title, self.finish_hint = Words(20, 600), Words(13, 400, "quiet")
        self.finish = Button(kind="primary", icon="clipboard-check")
        self.add_place = Button(icon="usb")
        self.places = Words(13, 400, "quiet")
        self.contacts = CheckBox()
        self.heading, self.hint = Words(15, 600), Words(13, 400, "quiet")
        self.figures_title, self.rules_title = Words(20, 600), Words(15, 600)
        self.profiles = {name: QRadioButton() for name in PROFILES}
        self.profiles["excel"].setChecked(True)
        self.columns = ColumnTicks()
        self.export = Button(icon="download")
        self.pdf = Button(icon="file-text")
        self.workbook = Button(icon="chart-column")
        self.stop = Button(icon="x")
        self.stop.hide()
        self.stopped = Flag()
        self.open_folder = Button(icon="folder-open")
        self.open_folder.hide()
        self.files = Words(13, 400, "quiet")
        self.cancelled_title, self.cancelled_hint = Words(15, 600), Words(13, 400, "quiet")
        self.contact_list, self.paper_list = Button(icon="phone"), Button(icon="printer")
        self.close_title, self.close_hint = Words(15, 600), Words(13, 400, "quiet")
        self.retention = Words(13, 600, "warn")
        self.keep_until_edit = DateField(QDate.currentDate())
        self.keep_until = Field(self.keep_until_edit)
        self.keep = Button(icon="calendar")
        self.anonymise = Button(icon="shield-check")
        self.rows = {name: FigureRow() for name in FIGURES}
        self.sheet: PeopleSheet | None = None
        self.rules_hint = Words(13, 400, "quiet")
        self.left_out = {name: CheckBox() for name in CATEGORIES}
        self.with_france = CheckBox()
        self._build()
        self._connect()
        theme.notifier.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        for button in self.profiles.values():
            button.setStyleSheet(tick_style())

    def _connect(self) -> None:
        self.finish.clicked.connect(self.finish_day)
        self.add_place.clicked.connect(self.choose_place)
        self.export.clicked.connect(self.choose_folder)
        self.stop.clicked.connect(self._ask_to_stop)
        self.lines_written.connect(self._show_lines)
        self.open_folder.clicked.connect(self.show_folder)
        self.pdf.clicked.connect(self.write_pdf)
        self.workbook.clicked.connect(self.write_workbook)
        self.contact_list.clicked.connect(self.write_contacts)
        self.paper_list.clicked.connect(self.write_list)
        self.anonymise.clicked.connect(self.ask_to_anonymise)
        self.keep.clicked.connect(self.keep_names)
        self.contacts.toggled.connect(self.columns.set_contacts)
        for name, figure in self.rows.items():
            figure.opened.connect(partial(self.open_people, name))
        for box in (*self.left_out.values(), self.with_france):
            box.clicked.connect(self._count_anew)

    def _build(self) -> None:
        inner = QWidget()
        body = QHBoxLayout(inner)
        body.setContentsMargins(0, 0, 12, 0)
        body.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(16)
        left.addWidget(self._finish_card())
        left.addWidget(self._files_card())
        left.addWidget(self._cancelled_card())
        left.addWidget(self._close_card())
        left.addStretch(1)
        right.addWidget(self._figures_card())
        right.addWidget(self._rules_card())
        right.addStretch(1)
        body.addLayout(left, 1)
        body.addLayout(right, 1)
        self.column().addWidget(scrolled(inner))

    def _finish_card(self) -> Card:
        card = _card(self.finish_title, self.finish_hint, self.contacts, self.places)
        card.column.addLayout(_row(self.finish, self.add_place))
        for widget in (self.notice, self.files):
            card.column.addWidget(widget)
        card.column.addLayout(_row(self.open_folder, self.stop))
        return card

    def _files_card(self) -> Card:
        card = _card(self.heading, self.hint)
        for button in self.profiles.values():
            button.setFont(font(13))
            button.setMinimumHeight(36)
            card.column.addWidget(button)
        card.column.addWidget(self.columns)
        card.column.addLayout(_row(self.export))
        card.column.addLayout(_row(self.pdf, self.workbook))
        return card

    def _cancelled_card(self) -> Card:
        card = _card(self.cancelled_title, self.cancelled_hint)
        card.column.addLayout(_row(self.contact_list, self.paper_list))
        return card

    def _close_card(self) -> Card:
        card = _card(self.close_title, self.close_hint, self.retention)
        dates = _row(self.keep)
        dates.insertWidget(0, self.keep_until)
        dates.setAlignment(self.keep, Qt.AlignmentFlag.AlignBottom)
        card.column.addLayout(dates)
        card.column.addLayout(_row(self.anonymise))
        return card

    def _figures_card(self) -> Card:
        card = _card(self.figures_title)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.setContentsMargins(0, 0, 0, 0)
        for name in FIGURES:
            lines.addWidget(self.rows[name])
        # Rows keep room for their focus ring; their text stands in line with the title.
        card.column.setContentsMargins(16, 24, 16, 18)
        self.figures_title.setContentsMargins(8, 0, 8, 0)
        card.column.addLayout(lines)
        return card

    def _rules_card(self) -> Card:
        card = _card(self.rules_title, self.rules_hint)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for place, box in enumerate(self.left_out.values()):
            box.setFont(font(13))
            grid.addWidget(box, place // 2, place % 2)
        card.column.addLayout(grid)
        self.with_france.setFont(font(13))
        card.column.addWidget(self.with_france)
        return card

    def profile(self) -> str:
        """The chosen profile."""
        return next(name for name, button in self.profiles.items() if button.isChecked())

    def choose_place(self) -> None:
        """Ask for a place, such as a stick, that gets a copy of the day's end."""
        chosen = self.context.prompts.choose_folder(self, tr("dayend.choose_place"))
        if chosen and Path(chosen) not in self.also:
            self.also.append(Path(chosen))
        self._show_places()

    def _show_places(self) -> None:
        names = ", ".join(str(path) for path in self.also)
        self.places.setText(tr("dayend.places", names=names) if names else "")
        self.places.setVisible(bool(names))

    def _folder_for(self, title: str) -> Path | None:
        if self.open_event is None:
            return None
        chosen = self.context.prompts.choose_folder(self, title)
        if not chosen:
            return None
        self._busy(tr("organiser.writing"))
        return Path(chosen)

    def _busy(self, words: str) -> None:
        self.say(words)
        self._list("")
        self.open_folder.hide()
        for button in self._buttons():
            button.setEnabled(False)

    def _buttons(self) -> tuple[Button, ...]:
        return (
            self.finish, self.export, self.pdf, self.workbook,
            self.contact_list, self.paper_list, self.anonymise,
        )  # fmt: skip

    def finish_day(self) -> None:
        """Ask for a folder and write everything of the day."""
        folder = self._folder_for(tr("dayend.choose_finish"))
        if folder is not None:
            job = partial(
                closing.finish_day,
                directory=folder,
                also=tuple(self.also),
                contacts=self.contacts.isChecked(),
                language=current_language(),
                lines=self.lines_written.emit,
                stop=self._stoppable(),
            )
            self.run_task(job, self._finished, self._ended)

    def _finished(self, done: Written) -> None:
        self.folder = done.folder
        total = len(done.files)
        key = "finished_with_problems" if done.problems else "finished"
        colour = ("warn" if done.problems else "good") if done.sound else "bad"
        self.say(tr(f"dayend.{key}", count=total, shown=number(total)), colour)
        lines = [str(done.folder)]
        lines += [tr("closing.copied", path=path) for path in done.copies]
        lines.append(tr("dayend.checked", count=done.entries, shown=number(done.entries)))
        lines += [coded_text(p.code, p.facts) for p in done.problems]
        self._list("\n".join(lines))
        self.open_folder.show()
        self.shown()

    def choose_folder(self) -> None:
        """Ask for a folder and write the files of one profile."""
        folder = self._folder_for(tr("organiser.export_title"))
        if folder is not None:
            job = partial(
                day_end.export,
                directory=folder,
                profile=self.profile(),
                columns=self.columns.chosen(),
                contacts=self.contacts.isChecked(),
                progress=self.lines_written.emit,
                stop=self._stoppable(),
            )
            self.run_task(job, partial(self._written, folder), self._ended)

    def _stoppable(self) -> Callable[[], bool]:
        """Offer to stop what begins now; gives what it asks."""
        self.stopped = Flag()
        self.stop.setEnabled(True)
        self.stop.show()
        return self.stopped.is_set

    def _ask_to_stop(self) -> None:
        self.stopped.set()
        self.stop.setEnabled(False)

    def _show_lines(self, lines: int) -> None:
        if not self.stop.isHidden():
            self.say(tr("organiser.writing_lines", shown=number(lines)))

    def fail(self, fault: Exception) -> None:
        """Say why a task failed, or that it was stopped."""
        super().fail(fault)
        if isinstance(fault, UserError) and fault.code == "day_files.stopped":
            self.notice.set_colour("text")

    def _ended(self) -> None:
        self.stop.hide()
        for button in self._buttons():
            button.setEnabled(self.open_event is not None)

    def _written(self, folder: Path, files: tuple[Path, ...]) -> None:
        self.folder = folder
        total = len(files)
        self.say(tr("organiser.exported", count=total, shown=number(total)), "good")
        self._list("\n".join(file.name for file in files))
        self.open_folder.show()

    def _save(self, suffix: str, kinds: str, stem: str) -> Path | None:
        if self.open_event is None:
            return None
        title, words = tr("dayend.choose_file"), tr(kinds)
        chosen = self.context.prompts.choose_save_file(self, title, words)
        if not chosen:
            return None
        path = Path(chosen)
        if path.is_dir():
            path = path / stem
        self._busy(tr("organiser.writing"))
        return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)

    def write_pdf(self) -> None:
        """Ask where and write the report on paper."""
        path = self._save(".pdf", "organiser.pdf_files", tr("closing.file_report"))
        if path is not None:
            job = partial(write_report_pdf, path=path, language=current_language())
            self.run_task(job, lambda _done: self._written(path.parent, (path,)), self._ended)

    def write_workbook(self) -> None:
        """Ask where and write the workbook."""
        path = self._save(".xlsx", "dayend.workbook_files", tr("closing.file_report"))
        if path is not None:
            job = partial(write_report_workbook, path=path, contacts=self.contacts.isChecked())
            self.run_task(job, lambda _done: self._written(path.parent, (path,)), self._ended)

    def write_contacts(self) -> None:
        """Ask for a folder and write whom to reach and who is there."""
        folder = self._folder_for(tr("dayend.choose_contacts"))
        if folder is not None:
            job = partial(write_contact_list, directory=folder, language=current_language())
            self.run_task(job, partial(self._written, folder), self._ended)

    def write_list(self) -> None:
        """Ask where and write everybody on paper, with a box to tick."""
        path = self._save(".pdf", "organiser.pdf_files", tr("closing.file_contacts"))
        if path is not None:
            job = partial(write_paper_list, path=path, language=current_language())
            self.run_task(job, lambda _pages: self._written(path.parent, (path,)), self._ended)

    def ask_to_anonymise(self) -> None:
        """Say what would go, ask, ask where the certificate goes, and erase."""
        event, seen = self.open_event, self._outlook
        if event is None or seen is None:
            return
        settings = self.context.settings_store.settings
        place = Path(settings.second_place) if settings.second_place else None
        shared = Path(settings.shared_folder) if settings.shared_folder else None
        parts = [tr("closing.outlook", count=seen.people, shown=number(seen.people))]
        if seen.backups:
            shown = number(seen.backups)
            parts.append(tr("closing.with_backups", count=seen.backups, shown=shown))
        if seen.small_groups:
            limit = anonymise.SMALL
            parts.append(tr("closing.small_groups", count=seen.small_groups, limit=limit))
        parts.append(tr("dayend.exported" if seen.exported else "dayend.not_exported"))
        parts.append(tr("dayend.for_good"))
        title = tr("dayend.close_heading")
        if not self.context.prompts.confirm(self, title, "\n\n".join(parts)):
            return
        path = self._save(".pdf", "organiser.pdf_files", tr("dayend.certificate"))
        if path is None:
            return
        job = partial(
            anonymise.anonymise,
            certificate=path,
            second_place=place,
            shared_folder=shared,
            force=not seen.exported,
            language=current_language(),
            origin=self,
        )
        self.run_task(job, self._anonymised, self._ended)

    def _anonymised(self, done: Anonymised) -> None:
        self.say(tr("closing.anonymised", count=done.people, shown=number(done.people)), "good")
        lines = []
        if done.backups:
            shown = number(done.backups)
            lines.append(tr("closing.backups_removed", count=done.backups, shown=shown))
        lines += [tr("closing.still_there", path=path) for path in done.still_elsewhere]
        if not done.unchanged:
            lines.insert(0, tr("closing.figures_changed"))
        if done.certificate is not None:
            self.folder = done.certificate.parent
            lines.insert(0, str(done.certificate))
            self.open_folder.show()
        self._list("\n".join(lines))
        self.shown()

    def open_people(self, figure: str) -> None:
        """Show the people behind a figure over the window."""
        event = self.open_event
        if event is not None:
            title = tr(f"organiser.report_{figure}")
            self.run_task(
                partial(counting.people_behind, figure=figure),
                lambda found: self._sheet().show_people(event, title, found),
            )

    def _sheet(self) -> PeopleSheet:
        if self.sheet is None:
            self.sheet = PeopleSheet(self.window())
        return self.sheet

    def keep_names(self) -> None:
        """Decide until when names are kept."""
        wanted = self.keep_until_edit.date()
        day = date(wanted.year(), wanted.month(), wanted.day())
        self.run_task(
            partial(anonymise.keep_until, day=day), lambda _none: self.shown(), self._ended
        )

    def _list(self, text: str) -> None:
        self.files.setText(text)
        self.files.setVisible(bool(text))

    def show_folder(self) -> None:
        """Open the folder of the files."""
        if self.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def shown(self) -> None:
        """Read the figures, and what anonymising would do."""
        self.run_task(_read, self._show)

    def _show(self, found: tuple[Report, Outlook]) -> None:
        self._report, self._outlook = found
        self.retranslate()

    def _count_anew(self) -> None:
        left_out = frozenset(name for name, box in self.left_out.items() if not box.isChecked())
        known = self._report.rules.left_out if self._report else frozenset()
        rules = CountingRules(
            left_out | (known - set(CATEGORIES)), with_france=self.with_france.isChecked()
        )
        self.run_task(
            partial(counting.set_rules, wanted=rules, origin=self), lambda _none: self.shown()
        )

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event."""
        if self.sheet is not None:
            self.sheet.put_away()
        super().set_event(event)
        self._report, self._outlook = None, None
        if event is not None:
            until, _overdue = anonymise.retention(event)
            self.keep_until_edit.setDate(QDate(until.year, until.month, until.day))
        self.also = []
        self._list("")
        self.open_folder.hide()
        self._show_places()
        self._ended()
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        for label, key in (
            (self.finish_title, "dayend.finish_heading"),
            (self.finish_hint, "dayend.finish_hint"),
            (self.heading, "organiser.export_heading"),
            (self.hint, "organiser.export_hint"),
            (self.figures_title, "organiser.figures"),
            (self.rules_title, "dayend.rules"),
            (self.rules_hint, "dayend.rules_hint"),
            (self.cancelled_title, "dayend.cancelled_heading"),
            (self.cancelled_hint, "dayend.cancelled_hint"),
            (self.close_title, "dayend.close_heading"),
            (self.close_hint, "dayend.close_hint"),
        ):
            label.setText(tr(key))
        for button, key in (
            (self.finish, "dayend.finish"),
            (self.add_place, "dayend.add_place"),
            (self.export, "organiser.export"),
            (self.pdf, "dayend.pdf"),
            (self.workbook, "dayend.workbook"),
            (self.open_folder, "organiser.open_folder"),
            (self.stop, "import.stop"),
            (self.contact_list, "dayend.contact_list"),
            (self.paper_list, "dayend.paper_list"),
            (self.anonymise, "dayend.anonymise"),
            (self.keep, "dayend.keep_until"),
        ):
            button.setText(tr(key))
        self.contacts.setText(tr("dayend.with_contacts"))
        self.columns.retranslate()
        self.keep_until.set_label(tr("dayend.names_until"))
        self.with_france.setText(tr("dayend.with_france"))
        for name, radio in self.profiles.items():
            radio.setText(tr(f"organiser.profile_{name}"))
        rules = self._report.rules if self._report else CountingRules()
        for name, box in self.left_out.items():
            box.setText(tr(f"categories.{name}"))
            box.setChecked(name not in rules.left_out)
        self.with_france.setChecked(rules.with_france)
        self._show_figures()
        self._show_retention()

    def _show_figures(self) -> None:
        for name in FIGURES:
            words = tr(f"organiser.report_{name}")
            value = getattr(self._report, name) if self._report else None
            if value is None:
                shown = "–"
            else:
                shown = percent(value, current_language()) if name in RATES else number(value)
            self.rows[name].show_figure(words, shown)
            self.rows[name].setToolTip(tr("dayend.behind"))

    def _show_retention(self) -> None:
        event = self.open_event
        words = ""
        if event is not None:
            until, overdue = anonymise.retention(event)
            done = bool(self._outlook and self._outlook.done)
            key = "retention_over" if overdue else "retention"
            words = tr("dayend.done" if done else f"dayend.{key}", day=f"{until:%d/%m/%Y}")
            self.retention.set_colour("warn" if overdue else "quiet")
            self.anonymise.setEnabled(not done)
            for widget in (self.keep_until, self.keep):
                widget.setVisible(not done)
                widget.setEnabled(not event.read_only)
        self.retention.setText(words)


def _read(event: OpenEvent) -> tuple[Report, Outlook]:
    return report(event), anonymise.outlook(event)


def _card(*widgets: QWidget) -> Card:
    card = Card()
    card.column.setSpacing(12)
    for widget in widgets:
        card.column.addWidget(widget)
    return card


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
