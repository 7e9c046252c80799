"""The registration list: first what a file would change, then, on a press, the change itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from raict_desktop.services import registrations
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.registrations import ImportResult
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.pages.organiser.parts import Section, Words, coded_text
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.empty_state import EmptyState
from raict_desktop.ui.widgets.figure_tile import FigureTile
from raict_desktop.ui.widgets.table import Table

FIGURES = ("new", "changed", "unchanged", "left_out")
PROBLEMS_SHOWN = 500


class ImportPage(Section):
    """Choose, look, apply."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.result: ImportResult | None = None
        self.path: Path | None = None
        self.applied = False
        self.empty = EmptyState("upload")
        self.heading, self.source = Words(20, 600), Words(13, 400, "quiet")
        self.unknown = Words(13, 400, "warn")
        self.problems_title = Words(15, 600)
        self.tiles = {name: FigureTile() for name in FIGURES}
        self.choose, self.apply = Button(icon="folder-open"), Button(kind="primary", icon="check")
        self.problems = QStandardItemModel(0, 3, self)
        self.table = Table()
        self.table.setModel(self.problems)
        self.table.set_widths((70, 170, 300), stretch=2)
        self.card = Card(margin=20)
        self._build()
        self.choose.clicked.connect(self.choose_file)
        self.empty.action.connect(self.choose_file)
        self.apply.clicked.connect(self.apply_list)
        self.retranslate()

    def _build(self) -> None:
        column = self.column()
        column.addWidget(self.notice)
        column.addWidget(self.empty, 1)
        column.addWidget(self.card, 1)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.choose)
        top.addWidget(self.apply)
        self.card.column.addLayout(top)
        self.card.column.addWidget(self.source)
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, 0, place)
        self.card.column.addLayout(grid)
        for widget in (self.unknown, self.problems_title):
            self.card.column.addWidget(widget)
        self.card.column.addWidget(self.table, 1)
        self.card.column.addStretch(0)

    def choose_file(self) -> None:
        """Ask for a file and show what it would change."""
        if self.open_event is None:
            return
        chosen = self.context.prompts.choose_open_file(
            self, tr("organiser.import_title"), tr("organiser.list_files")
        )
        if chosen:
            self._read(Path(chosen), preview=True)

    def apply_list(self) -> None:
        """Make the change that was shown."""
        if self.path is not None and not self.applied:
            self._read(self.path, preview=False)

    def _read(self, path: Path, *, preview: bool) -> None:
        self.say(tr("organiser.reading"))
        self._lock(busy=True)
        self.run_task(
            partial(registrations.import_list, path=path, preview=preview),
            partial(self._read_done, path, preview),
            partial(self._lock, busy=False),
        )

    def _lock(self, *, busy: bool) -> None:
        ready = self.open_event is not None and not self.open_event.read_only and not busy
        self.choose.setEnabled(ready)
        self.empty.button.setEnabled(ready)
        self.apply.setEnabled(ready and self.result is not None and not self.applied)

    def _read_done(self, path: Path, preview: bool, result: ImportResult) -> None:
        self.path, self.result, self.applied = path, result, not preview
        self.say("" if preview else tr("organiser.import_done"), "good")
        self._show()
        self._lock(busy=False)

    def _show(self) -> None:
        result = self.result
        self.card.setVisible(result is not None)
        self.empty.setVisible(result is None)
        if result is None:
            return
        self.heading.setText(Path(result.file).name)
        self.source.setText(
            tr("organiser.import_rows", count=result.rows, shown=number(result.rows))
        )
        for name, tile in self.tiles.items():
            tile.show_figure(number(getattr(result, name)), tr(f"organiser.import_{name}"))
        self.unknown.setVisible(bool(result.unknown_workshops))
        names = ", ".join(result.unknown_workshops)
        self.unknown.setText(tr("organiser.unknown_workshops", names=names))
        self.apply.setVisible(not self.applied)
        total = len(result.problems)
        self.problems_title.setText(
            tr("organiser.problems", count=total, shown=number(total))
            if total
            else tr("organiser.no_problems")
        )
        self.table.setVisible(bool(total))
        self.problems.setRowCount(0)
        for problem in result.problems[:PROBLEMS_SHOWN]:
            texts = (
                str(problem.row),
                problem.column,
                coded_text(problem.code, problem.facts),
            )
            items = [QStandardItem(text) for text in texts]
            for item, text in zip(items, texts, strict=True):
                item.setEditable(False)
                item.setToolTip(text)
            items[0].setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.problems.appendRow(items)
        if total > PROBLEMS_SHOWN:
            rest = QStandardItem(tr("organiser.more_problems", count=total - PROBLEMS_SHOWN))
            self.problems.appendRow([QStandardItem(), QStandardItem(), rest])

    def set_event(self, event: OpenEvent | None) -> None:
        """Start anew with another event."""
        super().set_event(event)
        self.result, self.path, self.applied = None, None, False
        self._show()
        self._lock(busy=False)

    def retranslate(self) -> None:
        """Read every text again."""
        self.empty.set_texts(
            tr("organiser.import_empty"), tr("organiser.import_hint"), tr("organiser.choose_file")
        )
        self.choose.setText(tr("organiser.other_file" if self.result else "organiser.choose_file"))
        self.apply.setText(tr("organiser.apply"))
        self.table.setAccessibleName(tr("organiser.problems_table"))
        self.problems.setHorizontalHeaderLabels(
            [tr(f"organiser.problem_{name}") for name in ("row", "column", "what")]
        )
        self._show()
