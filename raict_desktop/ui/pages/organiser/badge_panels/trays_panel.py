"""Printed badges in trays: sort once, number, print separators and labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.services import badges, trays
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.trays import Tray
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import current_language, number, tr
from raict_desktop.ui.models.rows_model import RowsModel
from raict_desktop.ui.pages.designer.fields import NumberBox
from raict_desktop.ui.pages.organiser.parts import Choice, Section, Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.table import Table

COLUMNS = ("tray", "numbers", "count", "from", "to")
ORDERS = ("name", "organisation", "protocol")
USUAL = 50


class TraysPanel(Section):
    """How badges are sorted, and where each tray begins and ends."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.hint = Words(13, 400, "quiet")
        self.order, self.amount = Choice(), NumberBox(trays.LEAST, trays.MOST, 5, "", 0)
        self.amount.setValue(USUAL)
        self.fields = {"order": Field(self.order), "size": Field(self.amount)}
        self.sort = Button(kind="primary", icon="archive")
        self.separators, self.labels = Button(icon="file-text"), Button(icon="file-text")
        self.standing: list[Tray] = []
        self.model, self.table, self.empty = RowsModel(), Table(), EmptyState("archive")
        self.table.setModel(self.model)
        self.table.set_widths((120, 130, 110, 240, 240), stretch=4, spare=(2,))
        top, row = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(16)
        for name, field in self.fields.items():
            field.setFixedWidth(280 if name == "order" else 160)
            top.addWidget(field)
        top.addWidget(self.sort, 0, Qt.AlignmentFlag.AlignBottom)
        top.addStretch(1)
        row.setSpacing(8)
        row.addWidget(self.separators)
        row.addWidget(self.labels)
        row.addStretch(1)
        frame = QWidget()
        self.stack = QStackedLayout(frame)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        column = self.column()
        column.addWidget(self.hint)
        column.addLayout(top)
        column.addWidget(frame, 1)
        column.addLayout(row)
        column.addWidget(self.notice)
        self.sort.clicked.connect(self.sort_badges)
        self.separators.clicked.connect(lambda: self.write("separators"))
        self.labels.clicked.connect(lambda: self.write("labels"))
        self.retranslate()

    def sort_badges(self) -> None:
        """Number all badges anew; numbers told before are asked about."""
        event = self.open_event
        if event is None:
            return
        if self.standing and not self.context.prompts.confirm(
            self, tr("badges.sort"), tr("badges.sort_again")
        ):
            return
        wanted = badges.Wanted(order=self.order.key())
        size = round(self.amount.value())

        def sort() -> list[Tray]:
            people = list(badges.chosen_people(event, wanted))
            return trays.fill_trays(event, people, size, origin=self)

        if self.attempt(sort) is not None:
            self.reload()
            self.say(tr("badges.sorted"), "good")

    def write(self, kind: str) -> None:
        """Ask for a place and write separators or labels."""
        event = self.open_event
        chosen = self.context.prompts.choose_save_file(
            self, tr(f"badges.{kind}"), tr("organiser.pdf_files")
        )
        if event is None or not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        write: Callable[[], int] = lambda: trays.write_papers(  # noqa: E731
            event, path, kind, current_language()
        )
        if self.attempt(write) is not None:
            self.say(tr("badges.given", file=path.name), "good")

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's trays."""
        super().set_event(event)
        self._show([])

    def _show(self, found: list[Tray]) -> None:
        self.standing = found
        self.model.show_rows(
            [tr(f"badges.tray_{column}") for column in COLUMNS],
            [
                (
                    tr("badges.tray_name", name=tray.name),
                    f"{number(tray.first)} – {number(tray.last)}",
                    number(len(tray.people)),
                    tray.people[0].full_name,
                    tray.people[-1].full_name,
                )
                for tray in found
            ],
        )

    def reload(self) -> None:
        """Show the trays as they stand."""
        event = self.open_event
        self._show(trays.standing(event) if event else [])
        some = bool(self.standing)
        self.stack.setCurrentIndex(0 if some else 1)
        for button in (self.separators, self.labels):
            button.setEnabled(some)
        self.sort.setEnabled(event is not None and not event.read_only)

    def shown(self) -> None:
        """Show the trays."""
        self.reload()

    def show_changes(self, changes: Changes) -> None:
        """Badges were sorted elsewhere."""
        if Topic.BADGES in changes.topics and self.isVisible():
            self.reload()

    def retranslate(self) -> None:
        """Read every text again."""
        self.hint.setText(tr("badges.trays_hint"))
        self.fields["order"].set_label(tr("badges.order"))
        self.fields["size"].set_label(tr("badges.tray_size"))
        self.order.set_options({name: tr(f"badges.order_{name}") for name in ORDERS})
        self.sort.setText(tr("badges.sort"))
        self.separators.setText(tr("badges.separators"))
        self.labels.setText(tr("badges.labels"))
        self.table.setAccessibleName(tr("badges.panel_trays"))
        self.empty.set_texts(tr("badges.no_trays"), tr("badges.no_trays_hint"))
        if self.isVisible():
            self.reload()
