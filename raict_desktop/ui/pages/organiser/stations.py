"""The stations of the event: how they meet, who is there, what each did, whose clock is wrong."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.services import hub_sharing, stations
from raict_desktop.services.stations import Station
from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.models.stations_model import Row, StationsModel, shift_text
from raict_desktop.ui.pages.organiser.parts import Section, Words, fault_text
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.check_box import CheckBox
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.link_sign import LinkSign, link_text
from raict_desktop.ui.widgets.table import Table

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

WIDTHS = (160, 130, 120, 96, 84, 84, 120)
STRETCH = 0
SPARE = (4, 2)
REFRESH_MS = 2000
"""While the page is on show: figures of other stations move without anybody touching this one."""


class Stations(Section):
    """The link on the left, the stations on the right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.network = context.network
        self.heading, self.sentence = Words(20, 600), Words(13, 400, "quiet")
        self.sign = LinkSign()
        self.name, self.line = Field(), Field()
        self.line.line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.rename, self.join = Button(icon="check"), Button(kind="primary", icon="wifi")
        self.card, self.leave = Button(icon="qr-code"), Button(kind="ghost", icon="wifi-off")
        self.claims = CheckBox()
        self.table_title, self.hint = Words(20, 600), Words(13, 400, "quiet")
        self.correct = Button(icon="clock")
        self.model = StationsModel(self)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS, STRETCH, SPARE)
        self._build()
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.reload)
        self.rename.clicked.connect(self.take_name)
        self.name.line.returnPressed.connect(self.take_name)
        self.join.clicked.connect(self.take_line)
        self.line.line.returnPressed.connect(self.take_line)
        self.card.clicked.connect(self.read_card)
        self.leave.clicked.connect(self.leave_hub)
        self.claims.toggled.connect(self.network.ask_first)
        self.correct.clicked.connect(self.correct_clock)
        self.table.selectionModel().selectionChanged.connect(self._offer)
        self.network.changed.connect(self._show_link)
        theme.notifier.changed.connect(self._show_link)
        self.retranslate()

    def _build(self) -> None:
        body = QHBoxLayout()
        body.setSpacing(16)
        left, right = Card(), Card()
        left.setFixedWidth(340)
        left.column.setSpacing(12)
        for widget in (self.heading, self.sentence, self.sign, self.name, self.rename):
            left.column.addWidget(widget)
        left.column.addSpacing(8)
        for below in (self.line, self.join, self.card, self.claims, self.leave, self.notice):
            left.column.addWidget(below)
        left.column.addStretch(1)
        top = QHBoxLayout()
        titles = QVBoxLayout()
        titles.setSpacing(4)
        titles.addWidget(self.table_title)
        titles.addWidget(self.hint)
        top.addLayout(titles, 1)
        top.addWidget(self.correct)
        right.column.addLayout(top)
        right.column.addWidget(self.table, 1)
        body.addWidget(left)
        body.addWidget(right, 1)
        self.column().addLayout(body)

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event's stations."""
        super().set_event(event)
        self._timer.stop()
        self.model.show_stations(None, [], [])
        self.name.line.setText(
            "" if event is None else hub_sharing.station_name(event, event.station)
        )
        self._show_link()

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
        """Read the stations on another thread."""
        if self.open_event is not None:
            self.run_task(stations.stations, self._show)

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
        if self.open_event is not None and not self.name.line.hasFocus():
            event = self.open_event
            self.name.line.setText(hub_sharing.station_name(event, event.station))
        self._offer()
        self._show_link()

    def take_name(self) -> None:
        """Call this station what was typed."""
        event = self.open_event
        if event is None:
            return
        text = self.name.text()

        def give() -> bool:
            hub_sharing.name_station(event, text)
            self.context.settings_store.change(station_name=text)
            return True

        if self.attempt(give):
            self.say(tr("network.named"), "good")
            self.reload()

    def take_line(self) -> None:
        """Pair by the pasted line."""
        self._join(self.line.text())

    def read_card(self) -> None:
        """Pair by a picture or PDF of the card."""
        kinds = tr("network.card_filter")
        chosen = self.context.prompts.choose_open_file(self, tr("network.read_card"), kinds)
        if chosen:
            from raict_desktop.scanning.pictures import read_codes

            self.run_task(lambda _event: list(read_codes(Path(chosen))), self._on_codes)

    def _on_codes(self, found: list[str]) -> None:
        lines = [code for code in found if hub_sharing.is_pairing(code)]
        if lines:
            self._join(lines[0])
        else:
            self.say(tr("network.no_card"), "bad")

    def _join(self, line: str) -> None:
        if self.open_event is None:
            return
        self.say("")
        try:
            self.network.join(line)
        except UserError as fault:
            self.line.set_fault(fault_text(fault))
            return
        self.line.set_fault("")
        self.line.line.clear()
        self._show_link()

    def leave_hub(self) -> None:
        """Stop meeting the others."""
        title = tr("network.leave")
        if self.context.prompts.confirm(self, title, tr("network.leave_sure")):
            self.network.leave()
            self._show_link()

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
        row = self._chosen()
        self.correct.setEnabled(row is not None and bool(row.station.correction or row.shift))
        back = row is not None and bool(row.station.correction)
        self.correct.setText(tr("network.take_back" if back else "network.correct"))

    def _show_link(self) -> None:
        event, paired = self.open_event, self.network.paired
        news = self.network.news
        self.sign.show_link(
            str(news.state) if news and event else "",
            link_text(self.network, event) if event else "",
            "",
        )
        for widget in (self.line, self.join, self.card):
            widget.setVisible(not paired)
        self.leave.setVisible(paired)
        self.claims.setVisible(paired)
        code = news.code if news else ""
        key = f"errors_{code}" if code else ("network.paired" if paired else "network.unpaired")
        self.sentence.setText(tr(key))

    def retranslate(self) -> None:
        """Read every text again."""
        self.heading.setText(tr("network.heading"))
        self.name.set_label(tr("network.name"))
        self.line.set_label(tr("network.line"))
        self.rename.setText(tr("network.rename"))
        self.join.setText(tr("network.join"))
        self.card.setText(tr("network.read_card"))
        self.leave.setText(tr("network.leave"))
        self.claims.setText(tr("network.claims"))
        self.table_title.setText(tr("network.stations"))
        self.hint.setText(tr("network.hint"))
        self.model.headerDataChanged.emit(
            Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1
        )
        self._offer()
        self._show_link()
