"""Every room just now as tiles: the count large, how full in colour and word; no names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.services.programme import SessionState
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, time_text, tr
from raict_desktop.ui.widgets.capacity_gauge import Level, gauge_colour, level
from raict_desktop.ui.widgets.two_lines import two_lines

GAP = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes in pixels: tiles and the letters on them."""

    least_width: int
    height: int
    count: int
    title: int
    small: int

    def times(self, factor: float) -> Scale:
        """Larger or smaller in every part."""
        sizes = (self.least_width, self.height, self.count, self.title, self.small)
        return Scale(*(round(size * factor) for size in sizes))


NEAR = Scale(216, 166, 34, 13, 12)
FAR = Scale(360, 268, 72, 22, 19)
"""For a second screen, read from across a hall."""
LEAST_FACTOR, MOST_FACTOR = 0.6, 1.7


class RoomBoard(QWidget):
    """Tiles of sessions; ``chosen`` carries the id of one that was clicked."""

    chosen = Signal(str)

    def __init__(self, scale: Scale = NEAR, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._far = scale, scale is FAR
        self._columns, self._room_for = 1, 0
        self._states: tuple[SessionState, ...] = ()
        self._local: Callable[[datetime], datetime] = lambda moment: moment
        self._selected = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.notifier.changed.connect(self.update)

    def show_rooms(
        self, states: tuple[SessionState, ...], local: Callable[[datetime], datetime]
    ) -> None:
        """Show these rooms, in this order."""
        self._states, self._local = states, local
        said = ", ".join(
            f"{s.session.room} {s.session.title} {self._count(s)} {self._word(s)} {self._left(s)}"
            for s in states
        )
        self.setAccessibleName(f"{tr('board.rooms')}. {said}")
        self._fit()
        self.update()

    def select(self, session_id: str) -> None:
        """Mark a room."""
        self._selected = session_id
        self.update()

    def columns(self) -> int:
        """Tiles side by side."""
        return self._columns

    def shown_rooms(self) -> tuple[SessionState, ...]:
        """The rooms that have a tile; a screen in a hall does not scroll, the first matter most."""
        return self._states[: self._room_for]

    def hidden_rooms(self) -> int:
        """How many rooms have no tile."""
        return len(self._states) - len(self.shown_rooms())

    def _fit(self) -> None:
        if self._far:
            self._fill()
            return
        self._columns = max(1, (self.width() + GAP) // (self._scale.least_width + GAP))
        self._room_for = len(self._states)
        rows = -(-max(1, len(self._states)) // self._columns)
        self.setMinimumHeight(rows * (self._scale.height + GAP) - GAP)

    def _fill(self) -> None:
        """Choose the columns that let every tile be largest in the room there is."""
        count, best = max(1, len(self._states)), 0.0
        for columns in range(1, min(count, 8) + 1):
            rows = -(-count // columns)
            wide = (self.width() - GAP * (columns - 1)) / columns
            tall = (self.height() - GAP * (rows - 1)) / rows
            factor = min(wide / FAR.least_width, tall / FAR.height)
            if factor > best:
                best, self._columns = factor, columns
        factor = min(MOST_FACTOR, max(LEAST_FACTOR, best))
        self._scale = FAR.times(factor)
        if best < LEAST_FACTOR:
            self._columns = max(1, (self.width() + GAP) // (self._scale.least_width + GAP))
        rows = max(1, (self.height() + GAP) // (self._scale.height + GAP))
        self._room_for = self._columns * rows

    def resizeEvent(self, event: object) -> None:
        """Take as many rows as the width asks for."""
        del event
        self._fit()

    def sizeHint(self) -> QSize:
        """A few tiles wide."""
        return QSize(self._scale.least_width * 3, self._scale.height * 2)

    def tile(self, place: int) -> QRectF:
        """Where a tile is drawn."""
        columns = self._columns
        wide = (self.width() - GAP * (columns - 1)) / columns
        x = (place % columns) * (wide + GAP)
        y = (place // columns) * (self._scale.height + GAP)
        return QRectF(x, y, wide, self._scale.height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a room."""
        for place, state in enumerate(self.shown_rooms()):
            if self.tile(place).contains(event.position()):
                self._choose(state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go from room to room."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns(),
            Qt.Key.Key_Down: self.columns(),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._states:
            super().keyPressEvent(event)
            return
        ids = [state.session.id for state in self._states]
        here = ids.index(self._selected) if self._selected in ids else -1
        place = 0 if here < 0 else min(max(0, here + step), len(ids) - 1)
        self._choose(self._states[place])

    def _choose(self, state: SessionState) -> None:
        self._selected = state.session.id
        self.update()
        self.chosen.emit(state.session.id)

    @staticmethod
    def _shown(state: SessionState) -> int:
        return state.attendance if state.over and not state.inside else state.inside

    def _count(self, state: SessionState) -> str:
        capacity = state.session.capacity
        shown = number(self._shown(state))
        return f"{shown} / {number(capacity)}" if capacity else shown

    def _word(self, state: SessionState) -> str:
        """How full it is in a word; empty where there is nothing to say."""
        session = state.session
        if session.cancelled:
            return tr("door.cancelled")
        if state.over:
            return tr("board.over")
        now = level(self._shown(state), session.capacity)
        if now is Level.FULL:
            return tr("door.full")
        return "" if now is Level.CALM else tr(f"door.{now.value}")

    def _left(self, state: SessionState) -> str:
        """How many places are left."""
        capacity, shown = state.session.capacity, self._shown(state)
        if not capacity or state.over or state.session.cancelled or shown >= capacity:
            return ""
        return tr("door.left", count=capacity - shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(event.rect())
        for place, state in enumerate(self.shown_rooms()):
            box = self.tile(place)
            if box.intersects(QRectF(event.rect())):
                self._paint_tile(painter, box, state)

    def _paint_tile(self, painter: QPainter, box: QRectF, state: SessionState) -> None:
        """From the top: where and when, the title, the count; from the foot: the word, the bar."""
        t, scale, session = theme.tokens(), self._scale, state.session
        chosen = session.id == self._selected
        painter.setPen(QPen(t.accent if chosen else t.line, 2 if chosen else 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 10, 10)
        pad = scale.small
        inner = box.adjusted(pad, pad, -pad, -pad)
        quiet = state.over or session.cancelled
        now = level(self._shown(state), session.capacity)
        loud = {Level.FULL: t.bad, Level.NEARLY: t.warn, Level.SOON: t.warn}.get(now, t.text)
        loud = t.quiet if quiet else loud
        start, end = self._local(session.start), self._local(session.end)
        where = session.room or tr("door.no_room")
        small, title = font(scale.small, tabular=True), font(scale.title, 600)
        top = inner.top()
        when = f"{where}  ·  {time_text(start)}–{time_text(end)}"
        top = _line(painter, inner, top, [when], small, t.quiet) + scale.small * 0.2
        lines = two_lines(session.title, QFontMetrics(title), int(inner.width()))
        _line(painter, inner, top, lines, title, t.quiet if quiet else t.text)
        word = font(scale.small + 1, 600, tabular=True)
        metrics = QFontMetrics(word)
        foot = inner.bottom() - metrics.descent()
        painter.setFont(word)
        painter.setPen(loud)
        painter.drawText(QPointF(inner.left(), foot), self._word(state))
        left = self._left(state)
        painter.setPen(t.quiet)
        painter.drawText(QPointF(inner.right() - metrics.horizontalAdvance(left), foot), left)
        bar = QRectF(inner.left(), 0, inner.width(), scale.small * 0.6)
        bar.moveBottom(foot - metrics.ascent() - scale.small * 0.45)
        if session.capacity:
            self._bar(painter, bar, state)
        painter.setFont(font(scale.count, 700, tabular=True))
        painter.setPen(loud)
        painter.drawText(QPointF(inner.left(), bar.top() - scale.small), self._count(state))

    def _bar(self, painter: QPainter, box: QRectF, state: SessionState) -> None:
        inside, capacity = self._shown(state), state.session.capacity or 1
        radius = box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().line)
        painter.drawRoundedRect(box, radius, radius)
        share = min(1.0, inside / capacity)
        if share:
            calm = theme.tokens().quiet if state.over else theme.tokens().accent
            painter.setBrush(calm if state.over else gauge_colour(inside, capacity) or calm)
            filled = QRectF(box)
            filled.setWidth(max(box.height(), box.width() * share))
            painter.drawRoundedRect(filled, radius, radius)


def _line(
    painter: QPainter, inner: QRectF, top: float, lines: list[str], face: QFont, colour: QColor
) -> float:
    """Write lines from ``top`` downwards, each cut where the tile ends; give where they end."""
    metrics = QFontMetrics(face)
    painter.setFont(face)
    painter.setPen(colour)
    for text in lines:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(QPointF(inner.left(), top + metrics.ascent()), shown)
        top += metrics.height()
    return top
