"""The map of the countries present, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.paper.documents.world_map import WorldMap
from raict_desktop.paper.primitives import Artwork
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.paper_painter import draw_artwork


class CountryMap(QWidget):
    """Paints the map as wide as it may; the accessible name says which countries are dark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._world: WorldMap | None = None
        self._present: frozenset[str] = frozenset()
        self._empty = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(160)
        theme.notifier.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Wider than tall."""
        return QSize(420, self.heightForWidth(420))

    def hasHeightForWidth(self) -> bool:
        """The map keeps its proportions."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As the map's."""
        return int(width * 0.433)

    def show_countries(
        self, world: WorldMap, present: Collection[str], name: str, empty: str
    ) -> None:
        """Show some countries dark; ``name`` is told to screen readers, ``empty`` when there are none."""
        self._world, self._present, self._empty = world, frozenset(present), empty
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint land, countries present, and the borders between."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._world is None or not self._present:
            painter.setPen(t.quiet)
            painter.setFont(font(13))
            wrapped = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()), wrapped, self._empty)
            return
        world = self._world
        width = min(self.width(), self.height() * world.width / world.height)
        shapes = world.shapes(
            self._present, land=t.line.name(), here=t.accent.name(), border=t.surface.name()
        )
        left = (self.width() - width) / 2
        draw_artwork(painter, Artwork(left, 0, width, world.width, world.height, shapes))
