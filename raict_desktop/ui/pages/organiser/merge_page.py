"""One truth from many laptops: files of other stations are taken in, what differs is settled."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes
from raict_desktop.services.conflicts import Conflicts, choose_value, conflicts, join
from raict_desktop.services.hub_sharing import station_name
from raict_desktop.services.merge import MergeResult, merge
from raict_desktop.services.stations import short, stations
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.models.rows_model import RowsModel
from raict_desktop.ui.pages.organiser.parts import Section, Words, coded_text, scrolled
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from raict_desktop.services.application import OpenEvent

Reading = tuple[Conflicts, dict[str, str]]


def _read(event: OpenEvent) -> Reading:
    names = {line.station: station_name(event, line.station) for line in stations(event)}
    return conflicts(event), names


class MergePage(Section):
    """What other laptops recorded, taken in; what they say differently, settled."""

    stations_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.sources: list[Path] = []
        self._reading: Reading = (Conflicts((), (), ()), {})
        self._preview: MergeResult | None = None
        self._actions: list[Callable[[], None]] = []
        self.heading, self.hint = Words(20, 600), Words(13, 400, "quiet")
        self.add_files = Button(kind="primary", icon="file-plus")
        self.add_folder = Button(icon="folder-open")
        self.apply = Button(kind="primary", icon="check")
        self.forget = Button(kind="ghost", icon="x")
        self.problems = Words(13, 400, "warn")
        self.model, self.table = RowsModel(self), Table()
        self.to_stations = Button(kind="ghost", icon="monitor-smartphone")
        self.differences_title, self.none_differ = Words(15, 600), Words(13, 400, "quiet")
        self.differences, self.differing = RowsModel(self), Table()
        self.settle = Button(icon="check")
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        top, differ = Card(), Card()
        for card in (top, differ):
            card.column.setSpacing(12)
        top.column.addWidget(self.heading)
        top.column.addWidget(self.hint)
        row = _row(self.add_files, self.add_folder, self.apply, self.forget)
        row.addWidget(self.to_stations)
        top.column.addLayout(row)
        top.column.addWidget(self.notice)
        top.column.addWidget(self.problems)
        self.table.setModel(self.model)
        self.table.setMinimumHeight(216)
        top.column.addWidget(self.table)
        differ.column.addWidget(self.differences_title)
        differ.column.addWidget(self.none_differ)
        self.differing.setModel(self.differences)
        self.differing.setMinimumHeight(200)
        differ.column.addWidget(self.differing)
        differ.column.addLayout(_row(self.settle))
        for card in (top, differ):
            column.addWidget(card)
        column.addStretch(1)
        self.column().addWidget(scrolled(inner))

    def _connect(self) -> None:
        self.add_files.clicked.connect(self.choose_file)
        self.add_folder.clicked.connect(self.choose_folder)
        self.apply.clicked.connect(self.merge_now)
        self.forget.clicked.connect(self.forget_sources)
        self.to_stations.clicked.connect(self.stations_wanted)
        self.settle.clicked.connect(self.settle_selected)
        self.differing.selectionModel().selectionChanged.connect(self._show_settle)
        self.differences.modelReset.connect(self._show_settle)

    def choose_file(self) -> None:
        """Ask for another station's file and look into it."""
        title, kinds = tr("dayend.choose_station_file"), tr("dayend.station_files")
        chosen = self.context.prompts.choose_open_file(self, title, kinds)
        if chosen:
            self.look_into(Path(chosen))

    def choose_folder(self) -> None:
        """Ask for a folder of journals or event files and look into it."""
        chosen = self.context.prompts.choose_folder(self, tr("dayend.choose_station_folder"))
        if chosen:
            self.look_into(Path(chosen))

    def look_into(self, source: Path) -> None:
        """Show what a source would add; nothing is written."""
        wanted = [*self.sources, source]
        self.say(tr("dayend.looking"))
        self.run_task(partial(merge, sources=wanted, preview=True), partial(self._looked, wanted))

    def _looked(self, wanted: list[Path], found: MergeResult) -> None:
        self.sources, self._preview = wanted, found
        self.say(tr("merge.would_merge", count=found.merged, known=number(found.known)))
        self._show_problems(found)
        self._show_preview()

    def _show_problems(self, found: MergeResult | None) -> None:
        problems = found.problems if found else ()
        self.problems.setText("\n".join(coded_text(p.code, p.facts) for p in problems))
        self.problems.setVisible(bool(problems))

    def merge_now(self) -> None:
        """Take in what was looked at."""
        if not self.sources:
            return
        self.apply.setEnabled(False)
        self.run_task(
            partial(merge, sources=list(self.sources), origin=self),
            self._merged,
            lambda: self.apply.setEnabled(True),
        )

    def _merged(self, done: MergeResult) -> None:
        self.forget_sources()
        self.say(tr("merge.merged", count=done.merged, known=number(done.known)), "good")
        self._show_problems(done)
        self.refresh()

    def forget_sources(self) -> None:
        """Put away what was looked at."""
        self.sources, self._preview = [], None
        self.say("")
        self._show_problems(None)
        self._show_preview()

    def settle_selected(self) -> None:
        """Settle the selected difference as its button says."""
        row = self.differing.currentIndex().row()
        if 0 <= row < len(self._actions):
            self._actions[row]()

    def refresh(self) -> None:
        """Read stations and differences anew."""
        self.run_task(_read, self._show)

    def _show(self, reading: Reading) -> None:
        self._reading = reading
        self._show_preview()
        self._show_differences()

    def _name(self, station: str) -> str:
        return self._reading[1].get(station, short(station))

    def _show_preview(self) -> None:
        """Station by station, what the sources that were looked at would add."""
        found = self._preview
        titles = ("station", "passages", "first", "last", "new")
        rows = [
            (
                self._name(line.station),
                number(line.passages),
                self._moment(line.first),
                self._moment(line.last),
                number(line.new) if line.new else tr("dayend.already"),
            )
            for line in (found.stations if found else ())
        ]
        self.model.show_rows([tr(f"dayend.column_{t}") for t in titles], rows, (1, 4))
        self.table.set_widths((220, 110, 130, 130, 140), 0)
        self.table.setVisible(found is not None)
        for button in (self.apply, self.forget):
            button.setVisible(found is not None)
        self.add_files.set_kind("secondary" if found is not None else "primary")

    def _moment(self, at: datetime | None) -> str:
        event = self.open_event
        return "–" if at is None or event is None else f"{event.local(at):%d/%m %H:%M}"

    def _show_differences(self) -> None:
        found, event = self._reading[0], self.open_event
        rows: list[tuple[str, ...]] = []
        actions: list[Callable[[], None]] = []
        if event is None:
            found = Conflicts((), (), ())
        for pair in found.added_twice:
            rows.append(
                (
                    tr("dayend.added_twice"),
                    f"{pair.kept.full_name} / {pair.dropped.full_name}",
                    f"{pair.kept.organisation} / {pair.dropped.organisation}",
                    tr("dayend.join"),
                )
            )
            actions.append(partial(self._settle, join, pair.kept.id, pair.dropped.id))
        for case in found.differing:
            for value, station, at in case.values:
                in_force = value == str(getattr(case.person, case.field, ""))
                field = tr(f"organiser.field_{case.field}")
                rows.append(
                    (
                        tr("dayend.differing", field=field),
                        case.person.full_name,
                        f"{value or '–'} ({self._name(station)}, {self._moment(at)})",
                        tr("dayend.in_force") if in_force else tr("dayend.choose_value"),
                    )
                )
                actions.append(
                    (lambda: None)
                    if in_force
                    else partial(self._settle, choose_value, case.person.id, case.field, value)
                )
        for twice in found.seen_twice:
            rows.append(
                (
                    tr("dayend.seen_twice"),
                    twice.person.full_name,
                    ", ".join(f"{self._name(s)} {self._moment(at)}" for s, at in twice.entries),
                    tr("dayend.counted_once"),
                )
            )
            actions.append(lambda: None)
        self._actions = actions
        titles = ("what", "who", "detail", "answer")
        self.differences.show_rows([tr(f"dayend.column_{t}") for t in titles], rows)
        self.differing.set_widths((220, 240, 300, 200), 2)
        self.differing.setVisible(bool(rows))
        self.none_differ.setVisible(not rows)

    def _show_settle(self, *_: object) -> None:
        row = self.differing.currentIndex().row()
        offered = row >= 0 and row < len(self._actions)
        answer = ""
        if offered:
            answer = str(self.differences.data(self.differences.index(row, 3)))
        idle = {tr("dayend.in_force"), tr("dayend.counted_once"), ""}
        self.settle.setVisible(answer not in idle)
        self.settle.setText(answer)

    def _settle(self, action: Callable[..., object], *values: str) -> None:
        def job(event: OpenEvent) -> object:
            return action(event, *values, origin=self)

        self.run_task(job, lambda _person: self.refresh())

    def set_event(self, event: OpenEvent | None) -> None:
        """Work on another event."""
        super().set_event(event)
        self._reading = (Conflicts((), (), ()), {})
        self.forget_sources()
        self._show_differences()

    def shown(self) -> None:
        """Read anew."""
        self.refresh()

    def show_changes(self, changes: Changes) -> None:
        """Read anew while in front."""
        if changes.topics and self.isVisible():
            self.refresh()

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("dayend.merge_heading"))
        self.hint.setText(tr("dayend.merge_hint"))
        self.add_files.setText(tr("dayend.add_file"))
        self.add_folder.setText(tr("dayend.add_folder"))
        self.apply.setText(tr("dayend.merge_now"))
        self.forget.setText(tr("dayend.forget"))
        self.to_stations.setText(tr("dayend.to_stations"))
        self.differences_title.setText(tr("dayend.differences"))
        self.none_differ.setText(tr("dayend.no_differences"))
        self.table.setAccessibleName(tr("dayend.merge_heading"))
        self.differing.setAccessibleName(tr("dayend.differences"))
        self._show_preview()
        self._show_differences()


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
