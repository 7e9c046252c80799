"""The stations of an event as a table: who they are, when they were last heard, what they did."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from raict_desktop.services import hub_sharing
from raict_desktop.services.stations import Station
from raict_desktop.ui import theme
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import number, time_text, tr

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.linked import Neighbour

COLUMNS = ("name", "state", "role", "passages", "first", "last", "clock")
NUMBERS = frozenset({"passages", "first", "last", "clock"})
TOLERABLE_S = 30
"""A clock that is less than this off is not worth a word."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One station: what the journal holds of it, and what the hub tells of it now."""

    name: str
    station: Station
    neighbour: Neighbour | None

    @property
    def shift(self) -> timedelta:
        """By how much its clock is ahead, as far as anybody knows; zero when that is tolerable."""
        if self.neighbour is not None and abs(self.neighbour.clock) >= TOLERABLE_S:
            return timedelta(seconds=round(self.neighbour.clock))
        return -self.station.proposal


class StationsModel(QAbstractTableModel):
    """Stations in the order of their first passage, this one first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._event: OpenEvent | None = None
        self._rows: list[Row] = []
        self._live = False

    def show_stations(
        self,
        event: OpenEvent | None,
        found: list[Station],
        neighbours: list[Neighbour],
        *,
        live: bool = False,
    ) -> None:
        """Show what was read.

        Args:
            event: the open event.
            found: its stations.
            neighbours: those that the hub told of.
            live: whether this station hears the hub now.
        """
        known = {neighbour.station: neighbour for neighbour in neighbours}
        there = {station.station for station in found}
        # Somebody who only just came has no line in the journal yet.
        new = [*known, *([] if event is None else [event.station])]
        found = [*found, *(_silent(s, event) for s in dict.fromkeys(new) if s not in there)]
        self.beginResetModel()
        self._event, self._live = event, live
        rows = (
            []
            if event is None
            else [
                Row(hub_sharing.station_name(event, s.station), s, known.get(s.station))
                for s in found
            ]
        )
        self._rows = sorted(rows, key=lambda row: not row.station.here)
        self.endResetModel()

    def astray(self) -> bool:
        """Whether a clock seems wrong."""
        return any(row.shift and not row.station.correction for row in self._rows)

    def dress(self) -> None:
        """Take the colours of another theme."""
        if self._rows:
            last = self.index(len(self._rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, place: int) -> Row | None:
        """The station of a row."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number of stations."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One column for each of ``COLUMNS``."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text or alignment of a cell."""
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and column in NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column)
        if role == Qt.ItemDataRole.DecorationRole and column == "state":
            name, token = self._mark(row)
            return icon(name, getattr(theme.tokens(), token), 16)
        if role == Qt.ItemDataRole.ForegroundRole and column == "clock" and row.shift:
            return QBrush(theme.tokens().warn)
        return None

    def _mark(self, row: Row) -> tuple[str, str]:
        """Icon and token of the theme for a station's link."""
        if row.station.here:
            return "monitor", "accent"
        return ("wifi", "good") if self._connected(row) else ("wifi-off", "quiet")

    def _connected(self, row: Row) -> bool:
        return self._live and row.neighbour is not None and row.neighbour.here(time.monotonic())

    def _text(self, row: Row, column: str) -> str:
        station = row.station
        if column == "name":
            return row.name
        if column == "state":
            return self._state(row)
        if column == "role":
            role = row.neighbour.role if row.neighbour else ""
            return tr(f"shell.page_{role}") if role in ("reception", "session", "organiser") else ""
        if column == "passages":
            return number(station.passages)
        if column in ("first", "last"):
            at = station.first if column == "first" else station.last
            return time_text(self._event.local(at)) if at is not None and self._event else "–"
        return clock_text(row)

    def _state(self, row: Row) -> str:
        if row.station.here:
            return tr("network.here")
        if row.neighbour is None:
            return tr("network.not_heard")
        if self._connected(row):
            return tr("network.connected")
        now = time.monotonic()
        return tr("network.heard_ago", minutes=max(1, round((now - row.neighbour.heard) / 60)))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Title of a column."""
        horizontal = orientation == Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS)
        if role == Qt.ItemDataRole.DisplayRole and horizontal:
            return tr(f"network.column_{COLUMNS[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole and horizontal and COLUMNS[section] in NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


def _silent(station: str, event: OpenEvent | None) -> Station:
    """A station that has written nothing."""
    here = event is not None and event.station == station
    return Station(station, here, 0, 0, None, None, timedelta(), timedelta())


def clock_text(row: Row) -> str:
    """By how much a clock is off, and what was corrected."""
    if row.station.correction:
        return tr("network.corrected", shift=shift_text(row.station.correction))
    return shift_text(row.shift) if row.shift else tr("network.clock_right")


def shift_text(shift: timedelta) -> str:
    """A shift with its sign: +1 h 02, −45 s."""
    seconds = abs(round(shift.total_seconds()))
    sign = "−" if shift < timedelta() else "+"
    if seconds < 120:
        return f"{sign}{seconds} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours >= 48:
        return (
            f"{sign}{tr('network.days', count=round(hours / 24), shown=number(round(hours / 24)))}"
        )
    return f"{sign}{hours} h {minutes:02}" if hours else f"{sign}{minutes} min"
