"""The grid in an area that scrolls both ways, with the theme's bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from raict_desktop.ui import theme
from raict_desktop.ui.widgets.table import scroll_style
from raict_desktop.ui.widgets.timetable import HEAD, ROOM_WIDTH, Timetable


class GridArea(QScrollArea):
    """Scrolls; the hours and the rooms' names stay in sight."""

    def __init__(self, grid: Timetable) -> None:
        super().__init__()
        self._grid = grid
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(grid)
        self.viewport().setAutoFillBackground(False)
        grid.setAutoFillBackground(False)
        grid.walked.connect(self._follow)
        # What stays in sight is painted where the view is: a scroll must not drag it along.
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(grid.update)
        # A bound method: a closure would outlive the area and be called for a dead one.
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the session chosen in sight when its sheet takes room beside the grid."""
        super().resizeEvent(event)
        chosen = self._grid.selected_box()
        if chosen is not None:
            self._follow(chosen)

    def _follow(self, place: QRectF) -> None:
        centre = place.center().toPoint()
        across, down = round(place.width() / 2) + ROOM_WIDTH, round(place.height() / 2) + HEAD
        self.ensureVisible(centre.x(), centre.y(), across, down)

    def _dress(self) -> None:
        self.setStyleSheet(
            scroll_style() + "QAbstractScrollArea::corner{background:transparent;border:0;}"
        )
