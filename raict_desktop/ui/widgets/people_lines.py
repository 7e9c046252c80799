"""Lines of a list that nobody edits: a time, a mark, a name and, quieter, where or from where."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font

LINE, SINGLE = 42, 26
_TIME, _MARK = 46, 20


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """One line; ``time`` and ``mark`` may be empty, and so may the quieter ``below``."""

    name: str
    below: str = ""
    time: str = ""
    mark: str = ""

    def words(self) -> str:
        """The line as a screen reader says it."""
        return "  ".join(text for text in (self.time, self.mark, self.name, self.below) if text)


class PeopleLines(QWidget):
    """Painted lines: twenty of them change three times a second without a widget being made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[PeopleLine, ...] = ()
        self._empty = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.notifier.changed.connect(self.update)

    def show_lines(self, lines: tuple[PeopleLine, ...], empty: str) -> None:
        """Replace the lines; ``empty`` is said where there is none."""
        if (lines, empty) == (self._lines, self._empty):
            return
        self._lines, self._empty = lines, empty
        self.setAccessibleName(self.text())
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def text(self) -> str:
        """Every line as text."""
        return "\n".join(line.words() for line in self._lines) or self._empty

    def sizeHint(self) -> QSize:
        """Every line whole."""
        return QSize(160, sum(_tall(line) for line in self._lines) or SINGLE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are in sight."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        top, wide = 0.0, float(self.width())
        if not self._lines:
            _write(painter, QRectF(0, 0, wide, SINGLE), self._empty, font(13), t.quiet)
        for line in self._lines:
            tall = _tall(line)
            if QRectF(0, top, wide, tall).intersects(QRectF(event.rect())):
                self._paint_line(painter, line, top)
            top += tall

    def _paint_line(self, painter: QPainter, line: PeopleLine, top: float) -> None:
        t, left = theme.tokens(), 0.0
        for text, width in ((line.time, _TIME), (line.mark, _MARK)):
            if line.time:
                box = QRectF(left, top, width, 22)
                _write(painter, box, text, font(13, 500, tabular=True), t.quiet)
                left += width
        wide = self.width() - left
        _write(painter, QRectF(left, top, wide, 22), line.name, font(13, 500), t.text)
        if line.below:
            _write(painter, QRectF(left, top + 18, wide, 18), line.below, font(12), t.quiet)


def _tall(line: PeopleLine) -> int:
    return LINE if line.below else SINGLE


def _write(painter: QPainter, box: QRectF, text: str, face: QFont, colour: QColor) -> None:
    painter.setFont(face)
    painter.setPen(colour)
    shown = QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
