"""A sheet as it lies in the printer: used places, the first free one, chosen by click or arrow."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.paper.badges.sheets import Sheet
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr


class SheetPreview(QWidget):
    """Shows a sheet; ``start_chosen`` tells the first place to print on, from 0."""

    start_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.start = 0
        self.chosen = False
        """Whether somebody chose the place; else it is where the last sheet ended."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(font(13, tabular=True))
        theme.notifier.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Ask for a page's proportions."""
        return QSize(200, 270)

    def show_sheet(self, sheet: Sheet | None, start: int = 0) -> None:
        """Show a sheet with its first free place."""
        self.sheet = None if sheet is None or sheet.is_single else sheet
        self.chosen = False
        self.start = start if self.sheet and start < len(self.sheet.places) else 0
        self.setVisible(self.sheet is not None)
        self.setToolTip(tr("badges.start_hint"))
        self.setAccessibleName(tr("badges.start_hint"))
        self.setAccessibleDescription(str(self.start + 1))
        self.update()

    def _scale(self) -> float:
        if self.sheet is None:
            return 1.0
        return min(
            (self.width() - 8) / self.sheet.page_width,
            (self.height() - 8) / self.sheet.page_height,
        )

    def _places(self) -> list[QRectF]:
        if self.sheet is None:
            return []
        scale = self._scale()
        width, height = self.sheet.badge_width * scale, self.sheet.badge_height * scale
        return [QRectF(4 + x * scale, 4 + y * scale, width, height) for x, y in self.sheet.places]

    def choose(self, place: int) -> None:
        """Take another first place."""
        if self.sheet is not None and 0 <= place < len(self.sheet.places) and place != self.start:
            self.start, self.chosen = place, True
            self.setAccessibleDescription(str(place + 1))
            self.start_chosen.emit(place)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin at the place under the pointer."""
        for place, box in enumerate(self._places()):
            if box.contains(event.position()):
                self.choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from place to place."""
        columns = self.sheet.columns if self.sheet else 1
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self.start + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the page and its places."""
        if self.sheet is None:
            return
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        page = QRectF(4, 4, self.sheet.page_width * scale, self.sheet.page_height * scale)
        painter.fillRect(page, QColor("white"))
        painter.setPen(QPen(t.accent if self.hasFocus() else t.line, 2 if self.hasFocus() else 1))
        painter.drawRect(page)
        used = QColor(t.line)
        free = QColor(t.accent)
        free.setAlpha(40)
        for place, box in enumerate(self._places()):
            inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
            painter.setPen(QPen(free.darker(105), 1))
            painter.setBrush(used if place < self.start else free)
            painter.drawRoundedRect(inner, 2, 2)
            if place == self.start:
                painter.setBrush(t.accent)
                painter.drawEllipse(QPointF(inner.center()), 5, 5)
