"""The quiet sign of the link in the header: live, catching up, or alone since when."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import number, time_text, tr
from raict_desktop.ui.widgets.label import tip

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.ui.network import Network

_ICON, _GAP, _PADDING, _HEIGHT = 16, 8, 12, 32
_LOOKS = {
    "live": ("wifi", "good"),
    "catching_up": ("refresh-cw", "accent"),
    "alone": ("wifi-off", "warn"),
}
"""Icon and token of the theme for each state."""


def link_text(network: Network, event: OpenEvent) -> str:
    """How the link is, in a few words; empty for a station that meets nobody."""
    news = network.news
    if news is None:
        return ""
    if news.state == "live":
        count = len(network.here())
        return tr("network.live", count=count, shown=number(count))
    if news.state == "catching_up":
        return tr("network.catching_up", count=news.left, shown=number(news.left))
    since = event.clock() - timedelta(seconds=time.monotonic() - news.since)
    return tr("network.alone", time=time_text(event.local(since)))


class LinkSign(QWidget):
    """Icon and words on a tinted ground; hidden for a station that meets nobody."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._text = "", ""
        self.setFont(font(13, 600))
        self.setFixedHeight(_HEIGHT)
        theme.notifier.changed.connect(self.update)
        self.hide()

    def show_link(self, state: str, text: str, detail: str) -> None:
        """Show a state; an empty one hides the sign.

        Args:
            state: a ``LinkState`` value or empty.
            text: the words.
            detail: the whole sentence, as a tool tip.
        """
        self._state, self._text = state, text
        self.setVisible(bool(state))
        self.setToolTip(tip(detail))
        self.setAccessibleName(text)
        self.setAccessibleDescription(detail)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The words on show."""
        return self._text

    def sizeHint(self) -> QSize:
        """Icon, words, padding."""
        words = self.fontMetrics().horizontalAdvance(self._text)
        return QSize(words + _ICON + _GAP + 2 * _PADDING, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill."""
        if not self._state:
            return
        name, token = _LOOKS[self._state]
        colour = QColor(getattr(theme.tokens(), token))
        ground = QColor(colour)
        ground.setAlpha(30)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), _HEIGHT / 2, _HEIGHT / 2)
        top = (self.height() - _ICON) // 2
        icon(name, colour, _ICON).paint(painter, _PADDING, top, _ICON, _ICON)
        painter.setPen(theme.tokens().text)
        left = _PADDING + _ICON + _GAP
        box = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self._text)
