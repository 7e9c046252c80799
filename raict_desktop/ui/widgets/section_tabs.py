"""The tabs above the organiser's sections: all of them in view, on the smallest screen too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QTabBar, QWidget

from raict_desktop.ui import mnemonics, theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.mnemonics import without_mark

HEIGHT, MARK = 44, 3
SIZES = ((15, 14), (15, 10), (14, 9), (13, 8), (13, 6), (13, 4))
"""Type size and the room on each side of a label, from the roomiest to the tightest."""


class SectionTabs(QTabBar):
    """Tabs painted from the theme; labels close up before any would leave the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._room = SIZES[0]
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.notifier.changed.connect(self.update)
        mnemonics.notifier.changed.connect(self.update)

    def _font(self) -> QFont:
        # A tab keeps its width when it is chosen: the mark tells, not the weight.
        return font(self._size, 500)

    def _fit(self) -> None:
        labels = [without_mark(self.tabText(place)) for place in range(self.count())]
        for size, room in SIZES:
            self._size, self._room = size, room
            metrics = QFontMetrics(font(size, 500))
            if sum(metrics.horizontalAdvance(label) + 2 * room for label in labels) <= self.width():
                break
        self.setFont(self._font())

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the label as it reads, and the height of a target for any finger."""
        label = without_mark(self.tabText(index))
        return QSize(
            QFontMetrics(self._font()).horizontalAdvance(label) + 2 * self._room + 1, HEIGHT
        )

    def minimumTabSizeHint(self, index: int) -> QSize:
        """As ``tabSizeHint``: a label is never cut."""
        return self.tabSizeHint(index)

    def minimumSizeHint(self) -> QSize:
        """Let the window be as narrow as it wants; the labels close up."""
        return QSize(0, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose type and room for the new width."""
        self._fit()
        super().resizeEvent(event)

    def tabLayoutChange(self) -> None:
        """Fit again after a label changed."""
        before = (self._size, self._room)
        self._fit()
        super().tabLayoutChange()
        if before != (self._size, self._room):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every label, the mark below the chosen one, and the ring of the focus."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        under = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for place in range(self.count()):
            box = QRectF(self.tabRect(place))
            chosen = place == self.currentIndex()
            painter.setPen(t.accent if chosen else t.text if place == under else t.quiet)
            centred = int(Qt.AlignmentFlag.AlignCenter) | int(mnemonics.text_flag())
            painter.drawText(box, centred, self.tabText(place))
            if not chosen:
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(t.accent)
            width = box.width() - 2 * self._room
            mark = QRectF(box.left() + self._room, box.bottom() - MARK - 4, width, MARK)
            painter.drawRoundedRect(mark, MARK / 2, MARK / 2)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(t.accent, 2))
                painter.drawRoundedRect(box.adjusted(1, 2, -1, -2), 8, 8)
