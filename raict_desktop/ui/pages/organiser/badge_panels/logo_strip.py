"""The row of partners' logos as it stands at the head of a badge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QSizePolicy,
    QWidget,
)

from raict_desktop.paper.pictures import Logo, logo_row
from raict_desktop.paper.primitives import Placed
from raict_desktop.ui import theme
from raict_desktop.ui.paper_painter import PaperPainter

_ROW_MM, _MARGIN_MM = (88.0, 9.5), 4.0
_STRIP = QSize(560, 92)


class LogoStrip(QWidget):
    """The row of logos as it is printed at the head of a badge, on paper's white."""

    def __init__(self) -> None:
        super().__init__()
        self._painter: PaperPainter | None = None
        self._logos: tuple[Logo, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_STRIP.width())
        self.setMinimumWidth(240)
        self.setFixedHeight(_STRIP.height())
        theme.notifier.changed.connect(self.update)

    def show_logos(self, painter: PaperPainter, logos: Sequence[Logo]) -> None:
        """Show other logos."""
        self._painter, self._logos = painter, tuple(logos)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the proportions of the head of a badge."""
        return _STRIP

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the head of a badge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(theme.tokens().line, 1))
        painter.setBrush(QColor("white"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if self._painter is None:
            return
        scale = self.width() / (_ROW_MM[0] + 2 * _MARGIN_MM)
        painter.scale(scale, scale)
        top = (self.height() / scale - _ROW_MM[1]) / 2
        self._painter.paint(painter, Placed(logo_row(self._logos, _MARGIN_MM, top, *_ROW_MM)))
