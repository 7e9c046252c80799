"""The stations of the event, live: how this one is linked, who is there, what each did, and clocks."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.services import stations
from raict_desktop.services.stations import Station
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.models.stations_model import Row, StationsModel, shift_text
from raict_desktop.ui.pages.organiser.link_card import LinkCard
from raict_desktop.ui.pages.organiser.parts import Section, Words
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.table import Table

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

WIDTHS = (180, 160, 110, 90, 104, 104, 150)
STRETCH = 0
SPARE = (4, 2)
LOWEST = 180
REFRESH_MS = 2000
"""While the page is on show: figures of other stations move without anybody touching this one."""


class Stations(Section):
    """The link above, the stations below."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.network = context.network
        self.link = LinkCard(context)
        self.heading, self.hint = Words(20, 600), Words(13, 400, "quiet")
        self.correct = Button(icon="clock")
        self.model = StationsModel(self)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS, STRETCH, SPARE)
        self.table.setMinimumHeight(LOWEST)
        self._build()
        self._reading = self._again = False
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.reload)
        self.correct.clicked.connect(self.correct_clock)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.link.told.connect(self.say)
        self.link.named.connect(self.reload)
        theme.notifier.changed.connect(self.model.dress)
        self.retranslate()

    def _build(self) -> None:
        column, below = self.column(), Card()
        top, titles = QHBoxLayout(), QVBoxLayout()
        titles.setSpacing(4)
        titles.addWidget(self.heading)
        titles.addWidget(self.hint)
        top.addLayout(titles, 1)
        top.addWidget(self.correct, 0, Qt.AlignmentFlag.AlignTop)
        below.column.setSpacing(12)
        below.column.addLayout(top)
        below.column.addWidget(self.notice)
        below.column.addWidget(self.table, 1)
        column.addWidget(self.link)
        column.addWidget(below, 1)

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's stations."""
        super().set_event(event)
        self._timer.stop()
        self.model.show_stations(None, [], [])
        self.link.set_event(event)
        self._offer()

    def shown(self) -> None:
        """Read the stations, and again every other second while they are looked at."""
        self.reload()
        self._timer.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        """Nobody looks: stop reading."""
        self._timer.stop()

    def show_changes(self, changes: Changes) -> None:
        """Somebody was let in somewhere, or a station has another name."""
        if self.isVisible() and changes.topics & {Topic.STATIONS, Topic.PASSAGES}:
            self.reload()

    def reload(self) -> None:
        """Read the stations on another thread; a journal of a million lines takes longer than a turn."""
        if self._reading:
            self._again = True
        elif self.open_event is not None:
            self._reading, self._again = True, False
            self.run_task(stations.stations, self._show, self._on_ended)

    def _on_ended(self) -> None:
        self._reading = False
        if self._again and self.isVisible():
            self.reload()

    def _show(self, found: list[Station]) -> None:
        chosen = self._chosen()
        kept = chosen.station.station if chosen else ""
        news = self.network.news
        self.model.show_stations(
            self.open_event,
            found,
            self.network.neighbours(),
            live=news is not None and news.state == "live",
        )
        for place in range(self.model.rowCount()):
            row = self.model.row(place)
            if row is not None and row.station.station == kept:
                self.table.selectRow(place)
        self.link.show_name()
        self.link.show_link()
        self._offer()

    def correct_clock(self) -> None:
        """Correct the clock of the chosen station by what is proposed, or take that back."""
        event, row = self.open_event, self._chosen()
        if event is None or row is None:
            return
        wanted = timedelta() if row.station.correction else -row.shift
        text = (
            tr("network.correct_back", name=row.name)
            if row.station.correction
            else tr("network.correct_sure", name=row.name, shift=shift_text(wanted))
        )
        if not self.context.prompts.confirm(self, tr("network.correct"), text):
            return
        job = partial(stations.correct_clock, station=row.station.station, correction=wanted)
        self.run_task(job, lambda _none: self.reload())

    def _chosen(self) -> Row | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.row(rows[0].row()) if rows else None

    def _offer(self, *_: object) -> None:
        """Offer the correction of the chosen station's clock, and tell where one seems wrong."""
        row = self._chosen()
        back = row is not None and bool(row.station.correction)
        self.correct.setVisible(row is not None and (back or bool(row.shift)))
        self.correct.setText(tr("network.take_back" if back else "network.correct"))
        self.hint.setText(tr("network.clock_hint" if self.model.astray() else "network.hint"))

    def retranslate(self) -> None:
        """Read every text again."""
        self.link.retranslate()
        self.heading.setText(tr("network.stations"))
        self.table.setAccessibleName(tr("network.stations"))
        self.model.headerDataChanged.emit(
            Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1
        )
        self._offer()
