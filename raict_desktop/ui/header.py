"""The line above every page: which event, which day, how many are here, what time it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, time_sentence, time_text, tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.elided_label import ElidedLabel
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel, tip
from raict_desktop.ui.widgets.link_sign import LinkSign, link_text

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.ui.network import Network

_SECOND_MS = 1000
_WIDE = 1080
_WIDER = 1400
"""From this width on the day of the week has its place."""


def day_text(day: datetime) -> str:
    """Say a local day in words: mardi 29 juin, Tuesday 29 June."""
    return tr(
        "shell.day",
        weekday=tr(f"shell.weekday_{day.weekday()}"),
        day=tr("shell.first") if day.day == 1 else day.day,
        month=tr(f"shell.month_{day.month}"),
    )


class Header(QWidget):
    """Shows an event's state; ``refresh`` counts again, the clock moves by itself."""

    desk_clicked = Signal()
    mute_toggled = Signal()

    def __init__(self, network: Network, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._event: OpenEvent | None = None
        self._network = network
        self.link = LinkSign()
        self._small = False
        self.title, self.day, self.list_of = ElidedLabel(), PlainLabel(), PlainLabel()
        self.present, self.clock = PlainLabel(), PlainLabel()
        self.title.setFont(font(15, 600))
        for label in (self.day, self.list_of):
            label.setFont(font(13))
        self.present.setFont(font(15, 600, tabular=True))
        self.clock.setFont(font(20, 600, tabular=True))
        self._row = row = QHBoxLayout(self)
        row.addWidget(self.title, 1)
        row.addWidget(self.link)
        network.changed.connect(self._show_link)
        self.desk, self.mute = Button("", "ghost", "user"), Button("", "ghost", "volume-2")
        self.desk.setFont(font(13, 500))
        self.desk.clicked.connect(self.desk_clicked)
        self.mute.clicked.connect(self.mute_toggled)
        self._station = self._operator = ""
        self._sound = True
        for part in (self.day, self.list_of, self.present, self.desk, self.mute, self.clock):
            row.addWidget(part)
            if part in (self.desk, self.mute):
                part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._timer = QTimer(self, interval=_SECOND_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        theme.notifier.changed.connect(self._dress)
        self.set_small(False)
        self._dress()
        self.retranslate()

    def set_small(self, small: bool) -> None:
        """On a small screen the line is lower, and day and list give way to the title."""
        self._small = small
        self.setFixedHeight(44 if small else 56)
        self._row.setContentsMargins(*((12, 0, 8, 0) if small else (24, 0, 16, 0)))
        self._row.setSpacing(6 if small else 16)
        self._give_room()

    def _dress(self) -> None:
        tint(self.day, "quiet")
        tint(self.list_of, "quiet")
        self.update()

    def set_event(self, event: OpenEvent | None) -> None:
        """Show another event, or only the program's name."""
        self._event = event
        self.retranslate()

    def set_desk(self, station: str, operator: str) -> None:
        """Say which station this is, and who is at it."""
        self._station, self._operator = station, operator
        shown = " · ".join(text[:24] for text in (station, operator) if text)
        # "&" would mark a shortcut.
        self.desk.setText((shown or tr("lock.nobody")).replace("&", "&&"))
        self.desk.setToolTip(tr("lock.shift"))
        self.desk.updateGeometry()

    def set_sound(self, on: bool) -> None:
        """Say whether the desk sounds."""
        self._sound = on
        self.mute.set_icon_name("volume-2" if on else "volume-x")
        text = tr("lock.mute" if on else "lock.unmute")
        self.mute.setToolTip(tip(f"{text} (Ctrl+M)"))
        self.mute.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the day out where there is no room."""
        super().resizeEvent(event)
        self._give_room()

    def refresh(self) -> None:
        """Count the people again and ask when the list came in."""
        event = self._event
        for part in (self.list_of, self.present, self.clock, self.desk, self.mute):
            part.setVisible(event is not None)
        self._give_room()
        if event is None:
            return
        from raict_desktop.services.people import head_count

        expected, here = head_count(event)
        self.present.setText(
            tr("shell.present", present=number(here), expected=number(expected), count=here)
        )
        imported = event.last_import()
        if imported is None:
            self.list_of.setText(tr("shell.no_list"))
        else:
            at = event.local(imported)
            self.list_of.setText(tr("shell.list_of", day=f"{at:%d/%m}", time=time_sentence(at)))

    def _give_room(self) -> None:
        """In a narrow window the date and the list's age give way to the link and the figures."""
        there = self._event is not None and not self._small
        self.day.setVisible(there and self.width() >= (_WIDER if self.link.text() else _WIDE))
        self.list_of.setVisible(there and (self.width() >= _WIDE or not self.link.text()))

    def _show_link(self) -> None:
        event, news = self._event, self._network.news
        if event is None or news is None:
            self.link.show_link("", "", "")
            return
        detail = tr(f"errors_{news.code}") if news.code else tr("network.live_detail")
        self.link.show_link(str(news.state), link_text(self._network, event), detail)
        self._give_room()

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.set_text(self._event.info.title if self._event else tr("shell.app"))
        self.refresh()
        self.set_desk(self._station, self._operator)
        self.set_sound(self._sound)
        self._tick()

    def _tick(self) -> None:
        if self._event is None:
            return
        now = self._event.local(self._event.clock())
        self.clock.setText(time_text(now))
        self._show_link()
        self.day.setText(day_text(now))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surface and the hairline below it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().surface)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.tokens().line)
