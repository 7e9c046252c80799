"""Sheets that nobody sells under a name the program knows: measured once, kept in the event."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.sheets import SHEETS, Sheet, checked_sheet
from raict_desktop.services import layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.designer.fields import NumberBox
from raict_desktop.ui.pages.organiser.badge_panels.sheet_preview import SheetPreview
from raict_desktop.ui.pages.organiser.parts import (
    FORM_WIDTH,
    Choice,
    Section,
    Words,
    fault_text,
    scrolled,
)
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import Field

NEW = ""
MEASURES = (
    "page_width",
    "page_height",
    "badge_width",
    "badge_height",
    "columns",
    "rows",
    "left",
    "top",
    "pitch_x",
    "pitch_y",
)
_COUNTS = ("columns", "rows")
_START = SHEETS["avery-l7418"]


class SheetsPanel(Section):
    """A form and the sheet it makes."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.hint = Words(13, 400, "quiet")
        self.which, self.title = Choice(), Field()
        self.which_field = Field(self.which)
        self.numbers = {
            name: NumberBox(1, 50, 1, "", 0) if name in _COUNTS else NumberBox(0, 1200, 0.5)
            for name in MEASURES
        }
        self.fields = {name: Field(box) for name, box in self.numbers.items()}
        self.cut, self.preview = CheckBox(), SheetPreview()
        self.save = Button(kind="primary", icon="save")
        self.remove = Button(kind="ghost", icon="trash-2")
        self._build()
        self.which.currentIndexChanged.connect(self._show_sheet)
        for box in self.numbers.values():
            box.valueChanged.connect(self._show_preview)
        self.save.clicked.connect(self.keep)
        self.remove.clicked.connect(self.take_out)
        self.retranslate()

    def _build(self) -> None:
        inner, grid = QWidget(), QGridLayout()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        card = Card()
        card.column.setSpacing(16)
        names, body, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        names.setSpacing(16)
        names.addWidget(self.which_field, 1)
        names.addWidget(self.title, 1)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // 2, place % 2)
        body.setSpacing(24)
        body.addLayout(grid, 1)
        body.addWidget(self.preview)
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        card.column.addWidget(self.hint)
        card.column.addLayout(names)
        card.column.addLayout(body)
        card.column.addWidget(self.cut)
        card.column.addLayout(buttons)
        card.column.addWidget(self.notice)
        column.addWidget(card)
        column.addStretch(1)
        self.column().addWidget(scrolled(inner, FORM_WIDTH))

    def sheet(self) -> Sheet:
        """The sheet as the form has it; the name is made from the title."""
        title = self.title.text().strip()
        plain = "".join(c if c.isalnum() else "-" for c in title.casefold())
        counts = {name: round(self.numbers[name].value()) for name in _COUNTS}
        lengths = {
            name: round(box.value(), 2) for name, box in self.numbers.items() if name not in _COUNTS
        }
        name = self.which.key() or f"own-{plain}"[:60]
        return Sheet(name if title else "", title, cut=self.cut.isChecked(), **counts, **lengths)  # type: ignore[arg-type]

    def keep(self) -> None:
        """Keep the sheet in the event."""
        event = self.open_event
        if event is None:
            return
        kept = self.attempt(lambda: layouts.save_sheet(event, self.sheet(), origin=self))
        if kept is not None:
            self.reload()
            self.which.set_key(kept.name)
            self.say(tr("badges.sheet_kept", name=kept.title), "good")

    def take_out(self) -> None:
        """Take the chosen sheet out of the event."""
        event, name = self.open_event, self.which.key()
        if event is None or name == NEW:
            return
        if self.context.prompts.confirm(
            self, self.title.text(), tr("badges.forget_sheet", name=self.title.text())
        ):
            self.attempt(lambda: layouts.remove_sheet(event, name, origin=self))
            self.reload()

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's sheets."""
        super().set_event(event)
        self.reload()

    def reload(self) -> None:
        """Offer the event's own sheets again."""
        event = self.open_event
        own = {}
        if event is not None:
            own = {n: s.title for n, s in layouts.sheets(event).items() if n not in SHEETS}
        self.which.set_options(own | {NEW: tr("badges.new_sheet")})
        self.save.setEnabled(event is not None and not event.read_only)
        self._show_sheet()

    def _show_sheet(self) -> None:
        event, name = self.open_event, self.which.key()
        self.remove.setEnabled(name != NEW)
        sheet = layouts.sheet(event, name) if event is not None and name != NEW else _START
        self.title.line.setText(sheet.title if name != NEW else "")
        for measure, box in self.numbers.items():
            box.blockSignals(True)
            box.setValue(getattr(sheet, measure))
            box.blockSignals(False)
        self.cut.setChecked(sheet.cut)
        self._show_preview()

    def _show_preview(self) -> None:
        try:
            self.preview.show_sheet(checked_sheet(self.sheet()))
        except UserError as fault:
            self.preview.show_sheet(None)
            self.say(fault_text(fault), "warn")
        else:
            self.say("")

    def shown(self) -> None:
        """Show the sheets."""
        self.reload()

    def show_changes(self, changes: Changes) -> None:
        """A sheet changed elsewhere."""
        if Topic.BADGES in changes.topics and self.isVisible():
            self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.hint.setText(tr("badges.sheets_hint"))
        self.which_field.set_label(tr("badges.sheet_which"))
        self.title.set_label(tr("badges.sheet_title"))
        for name, field in self.fields.items():
            field.set_label(tr(f"badges.measure_{name}"))
        self.cut.setText(tr("badges.sheet_cut"))
        self.save.setText(tr("designer.save"))
        self.remove.setText(tr("badges.remove"))
        self.reload()
