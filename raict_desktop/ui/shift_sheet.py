"""Who is at the desk now: the name noted on every passage of the shift, and the station's name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import Field
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.sheet import Sheet

WIDTH = 420
MOST = 80


class ShiftSheet(Sheet):
    """``chosen`` carries the station's name and the operator's."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sentence, self.operator, self.station = PlainLabel(), Field(), Field()
        self.sentence.setFont(font(15))
        self.sentence.setWordWrap(True)
        self.done = Button(kind="primary", icon="check")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.done)
        self.card.setFixedWidth(WIDTH)
        for part in (self.sentence, self.operator, self.station):
            self.card.column.addWidget(part)
        self.card.column.addLayout(row)
        for field in (self.operator, self.station):
            field.line.setMaxLength(MOST)
            field.line.returnPressed.connect(self._keep)
        self.done.clicked.connect(self._keep)
        self.retranslate()

    def ask(self, station: str, operator: str) -> None:
        """Ask who takes over."""
        self.station.line.setText(station)
        self.operator.line.setText(operator)
        self.operator.line.selectAll()
        self.open_over(self.operator.line)

    def _keep(self) -> None:
        self.put_away()
        self.chosen.emit(self.station.text(), self.operator.text())

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr("lock.shift"))
        self.sentence.setText(tr("lock.shift_hint"))
        self.operator.set_label(tr("lock.operator"))
        self.station.set_label(tr("lock.station"))
        self.done.setText(tr("lock.shift_done"))
