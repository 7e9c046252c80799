"""This desk's printers and its policy: when a check-in prints, where, and which layout."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.paper.badges.sheets import Calibration
from raict_desktop.paper.printing.calibration_page import frame_inset
from raict_desktop.paper.printing.profiles import MODELS, Printer
from raict_desktop.services import layouts
from raict_desktop.services.printers import calibration_pages, measured, test_paper
from raict_desktop.ui.badge_printing import PRINT_WHEN, BadgePrinting
from raict_desktop.ui.context import Context
from raict_desktop.ui.deferred_printing import desk_printing
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.pages.designer.fields import NumberBox
from raict_desktop.ui.pages.organiser.parts import FORM_WIDTH, Choice, Section, Words, scrolled
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.segmented import Segmented

NEW = ""
EDGES = ("edge_left", "edge_right", "edge_top", "edge_bottom")


class PrintersPanel(Section):
    """One card for the desk's policy, one for a printer."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.when = Segmented(PRINT_WHEN)
        self.desk_printer, self.desk_layout = Choice(), Choice()
        self.which, self.queue, self.model, self.sheet = Choice(), Choice(), Choice(), Choice()
        self.name = Field()
        self.numbers = {
            "offset_x": NumberBox(-20, 20, 0.1),
            "offset_y": NumberBox(-20, 20, 0.1),
            "scale_x": NumberBox(0.9, 1.1, 0.001, "", 4),
            "scale_y": NumberBox(0.9, 1.1, 0.001, "", 4),
        }
        self.measures = {name: NumberBox(0, 40, 0.5) for name in EDGES}
        self.calculate = Button(icon="ruler")
        self.fields = {
            name: Field(editor)
            for name, editor in (
                ("desk_printer", self.desk_printer),
                ("desk_layout", self.desk_layout),
                ("which", self.which),
                ("queue", self.queue),
                ("model", self.model),
                ("printer_sheet", self.sheet),
                *self.measures.items(),
                *self.numbers.items(),
            )
        }
        self.flip = CheckBox()
        self.save = Button(kind="primary", icon="save")
        self.test = Button(icon="ruler")
        self.remove = Button(kind="ghost", icon="trash-2")
        self.headings = {name: Words(20, 600) for name in ("desk", "printer")}
        self.hints = {name: Words(13, 400, "quiet") for name in ("desk", "calibration")}
        self._build()
        self._connect()
        self.retranslate()

    @property
    def printing(self) -> BadgePrinting | None:
        """The desk's printing, None in a window without printers."""
        return desk_printing(self.context.printing)

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        desk, printer = Card(), Card()
        for card in (desk, printer):
            card.column.setSpacing(16)
            column.addWidget(card)
        column.addStretch(1)
        desk.column.addWidget(self.headings["desk"])
        desk.column.addWidget(self.hints["desk"])
        desk.column.addWidget(self.when)
        desk.column.addLayout(self._row("desk_printer", "desk_layout"))
        printer.column.addWidget(self.headings["printer"])
        printer.column.addWidget(self.fields["which"])
        first = QHBoxLayout()
        first.setSpacing(16)
        first.addWidget(self.name, 1)
        first.addWidget(self.fields["queue"], 1)
        printer.column.addLayout(first)
        printer.column.addLayout(self._row("model", "printer_sheet"))
        printer.column.addWidget(self.hints["calibration"])
        distances = self._row(*self.measures)
        distances.addWidget(self.calculate, 0, Qt.AlignmentFlag.AlignBottom)
        printer.column.addLayout(distances)
        printer.column.addLayout(self._row(*self.numbers))
        printer.column.addWidget(self.flip)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.save, self.test, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        printer.column.addLayout(buttons)
        printer.column.addWidget(self.notice)
        self.column().addWidget(scrolled(inner, FORM_WIDTH))

    def _row(self, *names: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        for name in names:
            row.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        return row

    def _connect(self) -> None:
        self.when.chosen.connect(lambda key: self._keep(print_when=key))
        self.desk_printer.currentIndexChanged.connect(
            lambda _i: self._keep(printer=self.desk_printer.key())
        )
        self.desk_layout.currentIndexChanged.connect(
            lambda _i: self._keep(badge_layout=self.desk_layout.key())
        )
        self.which.currentIndexChanged.connect(self._show_printer)
        self.save.clicked.connect(self.keep_printer)
        self.test.clicked.connect(self.print_test_page)
        self.calculate.clicked.connect(self.calibrate)
        self.model.currentIndexChanged.connect(self._show_distances)
        self.remove.clicked.connect(self.remove_printer)

    def _keep(self, **values: Any) -> None:
        try:
            self.context.settings_store.change(**values)
        except OSError:
            self.say(tr("settings.not_kept"), "bad")

    def printer(self) -> Printer:
        """The printer as the form has it."""
        former = self._chosen()
        return Printer(
            name=self.name.text().strip(),
            queue=self.queue.key(),
            model=self.model.key(),
            sheet=self.sheet.key(),
            calibration=Calibration(**{n: round(b.value(), 4) for n, b in self.numbers.items()}),
            flip_short=self.flip.isChecked(),
            next_place=former.next_place if former else 0,
            half_used=former.half_used if former else "",
        )

    def _chosen(self) -> Printer | None:
        name = self.which.key()
        if self.printing is None or name == NEW:
            return None
        return next((p for p in self.printing.book.printers() if p.name == name), None)

    def keep_printer(self) -> bool:
        """Keep what the form says; whether it is."""
        printing = self.printing
        if printing is None:
            return False
        printer, former = self.printer(), self.which.key()

        def save() -> bool:
            printing.book.save(printer, former)
            return True

        if not self.attempt(save):
            return False
        self.reload()
        self.which.set_key(printer.name)
        self.say(tr("badges.printer_kept", name=printer.name), "good")
        return True

    def remove_printer(self) -> None:
        """Forget the chosen printer."""
        printing, name = self.printing, self.which.key()
        if printing is None or name == NEW:
            return
        if self.context.prompts.confirm(self, name, tr("badges.forget_printer", name=name)):
            self.attempt(lambda: printing.book.remove(name))
            self.reload()

    def print_test_page(self) -> None:
        """Save, then print the page from which shift and stretch are read."""
        printing = self.printing
        if printing is None or not self.keep_printer():
            return
        printer = self.printer()
        words = {
            "title": tr("badges.test_title", name=printer.name),
            "hint": tr("badges.test_hint"),
        }
        label = tr("badges.test_page")
        self.attempt(
            lambda: printing.queue.add_pages(
                lambda fonts: calibration_pages(printer, fonts, words), printer.name, label
            )
        )
        self.say(tr("badges.test_queued"), "good")

    def calibrate(self) -> None:
        """Turn the distances measured on the test page into shift and scale, and save them."""
        printer, distances = self.printer(), tuple(box.value() for box in self.measures.values())
        left, right, top, bottom = distances
        found = self.attempt(lambda: measured(printer, (left, right, top, bottom)))
        if found is None:
            return
        for name, box in self.numbers.items():
            box.setValue(getattr(found.calibration, name))
        if self.keep_printer():
            self._show_distances()
            self.say(tr("badges.calibrated"), "good")

    def _show_distances(self) -> None:
        """The distances that a printer in order would give."""
        inset = frame_inset(*test_paper(self.printer()))
        for box in self.measures.values():
            box.setValue(round(inset, 1))

    def reload(self) -> None:
        """Offer this computer's queues and this desk's printers again."""
        printing, event = self.printing, self.open_event
        book = printing.book.printers() if printing else []
        settings = self.context.settings_store.settings
        names = {printer.name: printer.name for printer in book}
        self.desk_printer.set_options(names)
        self.desk_printer.blockSignals(True)
        self.desk_printer.set_key(settings.printer)
        self.desk_printer.blockSignals(False)
        self.fields["desk_printer"].setEnabled(bool(names))
        if event is not None:
            self.desk_layout.set_options(
                {found.name: found.title(current_language()) for found in layouts.layouts(event)}
            )
            self.desk_layout.blockSignals(True)
            self.desk_layout.set_key(settings.badge_layout)
            self.desk_layout.blockSignals(False)
            sheets = {
                name: sheet.title for name, sheet in layouts.sheets(event).items() if sheet.title
            }
            self.sheet.set_options({"": tr("badges.sheet_of_layout")} | sheets)
        self.when.set_value(settings.print_when)
        first = not self.which.count()
        self.which.set_options(names | {NEW: tr("badges.new_printer")})
        if first:
            self.which.setCurrentIndex(0)
        if printing is not None:
            # Asking the system may take seconds where a print server is far away.
            self.context.tasks.run(printing.queue.spooler.queues, self._show_queues, self.fail)
        self._show_printer()

    def _show_queues(self, queues: list[str]) -> None:
        former = self._chosen()
        known = [*queues, former.queue] if former and former.queue not in queues else queues
        self.queue.set_options({name: name for name in known})
        if former is not None:
            self.queue.set_key(former.queue)
        if not known:
            self.say(tr("badges.no_queues"), "warn")

    def _show_printer(self) -> None:
        printer = self._chosen()
        self.remove.setEnabled(printer is not None)
        shown = printer or Printer("", "")
        self.name.line.setText(shown.name)
        if printer is not None:
            self.queue.set_key(printer.queue)
        self.model.set_key(shown.model)
        self.sheet.set_key(shown.sheet)
        for name, box in self.numbers.items():
            box.setValue(getattr(shown.calibration, name))
        self.flip.setChecked(shown.flip_short)
        self._show_distances()

    def shown(self) -> None:
        """Printers come and go."""
        self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        for name, heading in self.headings.items():
            heading.setText(tr(f"badges.heading_{name}"))
        for name, hint in self.hints.items():
            hint.setText(tr(f"badges.hint_{name}"))
        for name, field in self.fields.items():
            field.set_label(tr(f"badges.{name}"))
        self.name.set_label(tr("badges.printer_name"))
        for key in PRINT_WHEN:
            self.when.set_text(key, tr(f"badges.when_{key}"))
        laser = {"a4-laser": tr("badges.model_laser"), "card-cr80": tr("badges.model_card")}
        self.model.set_options({name: laser.get(name, m.title) for name, m in MODELS.items()})
        self.flip.setText(tr("badges.flip_short"))
        self.save.setText(tr("designer.save"))
        self.test.setText(tr("badges.test_page"))
        self.calculate.setText(tr("badges.calculate"))
        self.remove.setText(tr("badges.forget"))
        if self.isVisible():
            self.reload()
