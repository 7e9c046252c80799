"""Badges for everybody or for some: what, in which order, on which paper, where to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.paper.badges import BadgeProblem, BadgeRun
from raict_desktop.paper.badges.sheets import fits
from raict_desktop.paper.printing.profiles import Printer
from raict_desktop.services import badges, invitations, layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.invitations import Invitations
from raict_desktop.ui.badge_printing import BadgePrinting, missing_signs
from raict_desktop.ui.context import Context
from raict_desktop.ui.deferred_printing import desk_printing
from raict_desktop.ui.language import current_language, number, tr
from raict_desktop.ui.pages.organiser.badge_panels.sheet_preview import SheetPreview
from raict_desktop.ui.pages.organiser.parts import (
    FORM_WIDTH,
    Choice,
    Section,
    Words,
    coded_text,
    scrolled,
)
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.label import tip

PROBLEMS_SHOWN = 50
COUNT_AFTER_MS = 200
"""After the last letter typed: counting reads the whole list."""
_AND = "\n"
LASER = "a4-laser"
ORDERS = ("name", "organisation", "protocol", "tray")


class PrintPanel(Section):
    """Choices, the sheet with its first free place, and the ways out: printer, PDF, invitations."""

    drawn = Signal(int)
    queued = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.heading, self.hint = Words(20, 600), Words(13, 400, "quiet")
        self.layout_choice, self.sheet, self.order = Choice(), Choice(), Choice()
        self.printer = Choice()
        self.fields = {
            "layout": Field(self.layout_choice),
            "sheet": Field(self.sheet),
            "order": Field(self.order),
            "printer": Field(self.printer),
        }
        self.who = Field()
        self.missing_only, self.corrected, self.marks = CheckBox(), CheckBox(), CheckBox()
        self.total = Words(13, 500, "quiet")
        self._asked = 0
        self._looking = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COUNT_AFTER_MS)
        self.preview, self.place = SheetPreview(), Words(13, 400, "quiet")
        self.print = Button(kind="primary", icon="printer")
        self.make = Button(icon="file-text")
        self.invite = Button(kind="ghost", icon="mail")
        self.open_folder = Button(kind="ghost", icon="folder-open")
        self.open_folder.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.progress.hide()
        self.problems = Words(13, 400, "quiet")
        self.made: Path | None = None
        self._build()
        self.print.clicked.connect(self.print_badges)
        self.make.clicked.connect(self.choose_place)
        self.invite.clicked.connect(self.choose_invitation_folder)
        self.open_folder.clicked.connect(self.show_folder)
        self.layout_choice.currentIndexChanged.connect(self._layout_changed)
        self.sheet.currentIndexChanged.connect(self._show_sheet)
        self.printer.currentIndexChanged.connect(self._show_sheet)
        self.preview.start_chosen.connect(self._show_place)
        self.who.line.textChanged.connect(lambda _words: self._count_soon())
        for tick in (self.missing_only, self.corrected):
            tick.toggled.connect(lambda _on: self._count_soon())
        self._soon.timeout.connect(self.count)
        if self.printing is not None:
            self.printing.changed.connect(self._follow_printer)
        # Progress is told on the worker's thread; the signal brings it to the window's.
        self.drawn.connect(self._told)
        self.retranslate()

    @property
    def printing(self) -> BadgePrinting | None:
        """The desk's printing, None in a window without printers."""
        return desk_printing(self.context.printing)

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        card = Card()
        card.column.setSpacing(16)
        body, left, right = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        body.setSpacing(24)
        left.setSpacing(16)
        for pair in (("layout", "sheet"), ("order", "printer")):
            row = QHBoxLayout()
            row.setSpacing(16)
            for name in pair:
                row.addWidget(self.fields[name], 1)
            left.addLayout(row)
        left.addWidget(self.who)
        ticks = QHBoxLayout()
        ticks.setSpacing(12)
        for tick in (self.missing_only, self.corrected, self.marks):
            ticks.addWidget(tick)
        ticks.addStretch(1)
        left.addLayout(ticks)
        left.addStretch(1)
        right.setSpacing(8)
        right.addWidget(self.preview)
        right.addWidget(self.place)
        right.addStretch(1)
        body.addLayout(left, 1)
        body.addLayout(right)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.print, self.make, self.invite):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.total)
        card.column.addWidget(self.heading)
        card.column.addWidget(self.hint)
        card.column.addLayout(body)
        card.column.addLayout(buttons)
        told = QHBoxLayout()
        told.addWidget(self.notice, 1)
        told.addWidget(self.open_folder)
        card.column.addWidget(self.progress)
        card.column.addLayout(told)
        card.column.addWidget(self.problems)
        column.addWidget(card)
        column.addStretch(1)
        self.column().addWidget(scrolled(inner, FORM_WIDTH))

    def wanted(self) -> badges.Wanted:
        """The choices made."""
        return badges.Wanted(
            layout=self.layout_choice.key(),
            sheet=self.sheet.key(),
            who=self.who.text(),
            order=self.order.key(),
            missing_only=self.missing_only.isChecked(),
            corrected=self.corrected.isChecked(),
            start=self.preview.start,
            marks=True if self.marks.isChecked() else None,
        )

    def print_badges(self) -> None:
        """Queue the badges on the chosen printer; people already printed are asked about."""
        event, printing = self.open_event, self.printing
        if event is None or printing is None:
            return
        if not self.printer.key():
            self.say(tr("printing.no_printer"), "bad")
            return
        wanted = self.wanted()
        if not self.preview.chosen:
            # Jobs before this one may still move on the first free place.
            wanted = replace(wanted, start=None)
        if not self._looking:
            self._looking = True
            self.progress.show()
            self.run_task(
                partial(badges.look_through, wanted=wanted),
                partial(self._queue, printing, wanted, self.printer_names()),
                self._looked,
            )

    def _looked(self) -> None:
        self._looking = False
        self.progress.setVisible(not self.make.isEnabled())

    def _queue(
        self,
        printing: BadgePrinting,
        wanted: badges.Wanted,
        names: list[str],
        seen: badges.Look,
    ) -> None:
        """Ask about what was seen in the list, then put the badges in the queue."""
        event = self.open_event
        if event is None:
            return
        if not seen.ids:
            self.say(tr("errors_paper.no_badges"), "warn")
            return
        again, lacking = seen.printed, seen.unprintable
        if again and not self.context.prompts.confirm(
            self, tr("printing.title"), tr("badges.again", count=again, shown=number(again))
        ):
            return
        if lacking and not self.context.prompts.confirm(
            self, tr("printing.title"), missing_signs(lacking)
        ):
            return

        def add() -> int:
            # The list as it stands now: the queue then says how many, and can go on in the middle.
            ids = seen.ids
            each = -(-len(ids) // len(names))
            parts = [ids[at : at + each] for at in range(0, len(ids), each)]
            for name, part in zip(names, parts, strict=False):
                # The place was chosen on the sheet that lies in the first printer.
                start = wanted.start if name == names[0] else None
                printing.queue.add_badges(
                    event, replace(wanted, ids=part, start=start), name, current_language()
                )
            return len(parts)

        if self.attempt(add):
            count = len(seen.ids)
            self.say(tr("badges.queued", count=count, shown=number(count)), "good")
            self.preview.chosen = False
            self.queued.emit()

    def choose_place(self) -> None:
        """Ask where the PDF goes and draw it."""
        if self.open_event is None:
            return
        chosen = self.context.prompts.choose_save_file(
            self, tr("organiser.badges_title"), tr("organiser.pdf_files")
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != ".pdf":
            path = path.with_name(f"{path.name}.pdf")
        self._begin()
        self.run_task(
            partial(
                badges.write_badges,
                path=path,
                wanted=self.wanted(),
                language=current_language(),
                progress=self.drawn.emit,
            ),
            partial(self._made, path),
            self._ended,
        )

    def choose_invitation_folder(self) -> None:
        """Ask where the invitations go and write them."""
        if self.open_event is None:
            return
        chosen = self.context.prompts.choose_folder(self, tr("badges.invite"))
        if not chosen:
            return
        self._begin()
        self.run_task(
            partial(
                invitations.write_invitations,
                folder=Path(chosen),
                who=self.who.text(),
                language=current_language(),
                progress=self.drawn.emit,
            ),
            self._invited,
            self._ended,
        )

    def _begin(self) -> None:
        self.say("")
        self.problems.setText("")
        self.open_folder.hide()
        for button in (self.make, self.invite):
            button.setEnabled(False)
        self.progress.show()

    def _told(self, count: int) -> None:
        if self.progress.isVisible():
            self.say(tr("organiser.badges_drawn", count=count, shown=number(count)))

    def _ended(self) -> None:
        for button in (self.make, self.invite):
            button.setEnabled(self.open_event is not None)
        self.progress.hide()

    def _made(self, path: Path, run: BadgeRun) -> None:
        self.made = path
        self.open_folder.show()
        self.say(
            tr(
                "organiser.badges_done",
                badges=number(run.badges),
                pages=number(run.pages),
                file=path.name,
            ),
            "good",
        )
        self._show_problems(run.problems)
        # The sheet that was left half used is gone on with.
        self.preview.show_sheet(self.preview.sheet, run.next_place)
        self.preview.chosen = True
        self._show_place()

    def _invited(self, done: Invitations) -> None:
        self.made = done.list_path
        self.open_folder.show()
        words = tr("badges.invited", count=done.files, shown=number(done.files))
        if done.without_email:
            lacking = done.without_email
            words += " " + tr("badges.without_email", count=lacking, shown=number(lacking))
        self.say(words, "good")
        self._show_problems(done.problems)

    def _show_problems(self, problems: tuple[BadgeProblem, ...]) -> None:
        told = [
            coded_text(problem.code_, {**problem.facts, "name": problem.name})
            for problem in problems[:PROBLEMS_SHOWN]
        ]
        if len(problems) > len(told):
            told.append(tr("organiser.more_problems", count=len(problems) - len(told)))
        self.problems.setText("\n".join(told))

    def show_folder(self) -> None:
        """Open the folder of what was written."""
        if self.made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.made.parent)))

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event."""
        super().set_event(event)
        self.problems.setText("")
        self.open_folder.hide()
        self._ended()
        self.reload()

    def reload(self) -> None:
        """Offer the event's layouts, sheets and this desk's printers again."""
        event = self.open_event
        if event is None:
            return
        self.layout_choice.set_options(
            {found.name: found.title(current_language()) for found in layouts.layouts(event)}
        )
        printers = self.printing.book.printers() if self.printing else []
        self.printer.set_options({p.name: p.name for p in printers} | _shared(printers))
        self.fields["printer"].setVisible(bool(printers))
        self.print.setVisible(bool(printers))
        self.make.set_kind("secondary" if printers else "primary")
        self._layout_changed()

    def _layout_changed(self) -> None:
        event, name = self.open_event, self.layout_choice.key()
        if event is None or not name:
            return
        layout = layouts.layout(event, name)
        offered = {
            key: sheet.title or tr("designer.sheet_single")
            for key, sheet in layouts.sheets(event).items()
            if fits(layout, sheet)
        }
        self.sheet.set_options(offered)
        self.sheet.set_key(layout.sheet)
        self._show_sheet()

    def _show_sheet(self) -> None:
        event = self.open_event
        if event is None or not self.sheet.key():
            return
        sheet = layouts.sheet(event, self.sheet.key())
        start = 0
        if self.printing and self.printer.key():
            start = self.printing.book.printer(self.printer_names()[0]).place_on(sheet)
        self.preview.show_sheet(sheet, start)
        self._show_place()

    def printer_names(self) -> list[str]:
        """The printer chosen, or those that share the badges."""
        return self.printer.key().split(_AND)

    def _is_roll(self) -> bool:
        """Whether the chosen printer has labels or cards, one for each badge."""
        first = self.printer_names()[0]
        printers = self.printing.book.printers() if self.printing else []
        return any(p.name == first and p.model != LASER for p in printers)

    def count(self) -> None:
        """Say how many badges and sheets the choices make, before anything is printed."""
        self._asked += 1
        asked, wanted = self._asked, self.wanted()

        def told(count: int) -> None:
            if asked == self._asked:
                self._show_count(count)

        self.run_task(lambda event: badges.chosen_count(event, wanted), told)

    def _count_soon(self) -> None:
        if self.isVisible():
            self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is counted."""
        self._soon.stop()
        super().hideEvent(event)

    def _show_count(self, count: int) -> None:
        words = tr("badges.total", count=count, shown=number(count))
        sheet = self.preview.sheet
        if sheet is not None and count and not self._is_roll():
            sheets = -(-(self.preview.start + count) // len(sheet.places))
            words = tr(
                "badges.total_on",
                badges=words,
                sheets=tr("badges.total_sheets", count=sheets, shown=number(sheets)),
            )
        self.total.setText(words)

    def _follow_printer(self) -> None:
        """A job used places of the sheet that lies in the printer."""
        names = [p.name for p in self.printing.book.printers()] if self.printing else []
        if not self.preview.chosen and self.printer_names()[0] in names:
            self._show_sheet()

    def _show_place(self) -> None:
        self._count_soon()
        sheet = self.preview.sheet
        self.place.setVisible(sheet is not None)
        if self._is_roll():
            self.place.setText(tr("badges.roll_hint"))
        elif sheet is not None:
            free = len(sheet.places) - self.preview.start
            self.place.setText(
                tr("badges.start", place=self.preview.start + 1, count=free, shown=number(free))
            )

    def shown(self) -> None:
        """Layouts and printers may have changed; what was told before is over."""
        self.say("")
        self.reload()

    def show_changes(self, changes: Changes) -> None:
        """A layout changed, or the list."""
        if not self.isVisible():
            return
        if Topic.BADGES in changes.topics:
            self.reload()
        elif Topic.PEOPLE in changes.topics:
            self._count_soon()

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("organiser.badges_heading"))
        self.hint.setText(tr("badges.print_hint"))
        self.fields["layout"].set_label(tr("organiser.badge_layout"))
        self.fields["sheet"].set_label(tr("organiser.badge_sheet"))
        self.fields["order"].set_label(tr("badges.order"))
        self.fields["printer"].set_label(tr("badges.printer"))
        self.who.set_label(tr("organiser.badge_who"))
        self.who.line.setPlaceholderText(tr("organiser.badge_everybody"))
        self.order.set_options({name: tr(f"badges.order_{name}") for name in ORDERS})
        self.missing_only.setText(tr("badges.missing_only"))
        self.corrected.setText(tr("badges.corrected"))
        self.corrected.setToolTip(tip(tr("badges.corrected_hint")))
        self.corrected.setAccessibleDescription(tr("badges.corrected_hint"))
        self.marks.setText(tr("badges.marks"))
        self.print.setText(tr("badges.print"))
        self.make.setText(tr("organiser.make_badges"))
        self.invite.setText(tr("badges.invite"))
        self.open_folder.setText(tr("organiser.open_folder"))
        self.reload()


def _shared(printers: Sequence[Printer]) -> dict[str, str]:
    """For printers of one kind, the choice to give each of them its share, one after the other."""
    kinds: dict[str, list[str]] = {}
    for printer in printers:
        kinds.setdefault(printer.model, []).append(printer.name)
    return {
        _AND.join(names): tr("badges.shared", names=" + ".join(names))
        for names in kinds.values()
        if len(names) > 1
    }
