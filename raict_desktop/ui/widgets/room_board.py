"""Every room just now as tiles: the count large, how full in colour and word; no names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.services.programme import SessionState
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import number, time_text, tr
from raict_desktop.ui.widgets.capacity_gauge import Level, gauge_colour, level

GAP = 12


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes in pixels: tiles and the letters on them."""

    least_width: int
    height: int
    count: int
    title: int
    small: int


NEAR = Scale(200, 128, 34, 13, 12)
FAR = Scale(360, 236, 72, 22, 19)
"""For a second screen, read from across a hall."""


class RoomBoard(QWidget):
    """Tiles of sessions; ``chosen`` carries the id of one that was clicked."""

    chosen = Signal(str)

    def __init__(self, scale: Scale = NEAR, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
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
            f"{s.session.room} {s.session.title} {self._count(s)} {self._word(s)}" for s in states
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
        return max(1, (self.width() + GAP) // (self._scale.least_width + GAP))

    def _fit(self) -> None:
        if self._scale is FAR:
            return  # a screen that hangs in a hall does not scroll: the first rooms matter most
        rows = -(-max(1, len(self._states)) // self.columns())
        self.setMinimumHeight(rows * (self._scale.height + GAP) - GAP)

    def resizeEvent(self, event: object) -> None:
        """Take as many rows as the width asks for."""
        del event
        self._fit()

    def sizeHint(self) -> QSize:
        """A few tiles wide."""
        return QSize(self._scale.least_width * 3, self._scale.height * 2)

    def tile(self, place: int) -> QRectF:
        """Where a tile is drawn."""
        columns = self.columns()
        wide = (self.width() - GAP * (columns - 1)) / columns
        x = (place % columns) * (wide + GAP)
        y = (place // columns) * (self._scale.height + GAP)
        return QRectF(x, y, wide, self._scale.height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a room."""
        for place, state in enumerate(self._states):
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
        session = state.session
        if session.cancelled:
            return tr("door.cancelled")
        if state.over:
            return tr("board.over")
        now = level(self._shown(state), session.capacity)
        if now is Level.FULL:
            return tr("door.full")
        if now is not Level.CALM:
            return tr(f"door.{now.value}")
        if not session.capacity:
            return ""
        return tr("door.left", count=session.capacity - self._shown(state))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(event.rect())
        for place, state in enumerate(self._states):
            box = self.tile(place)
            if box.intersects(QRectF(event.rect())):
                self._paint_tile(painter, box, state)

    def _paint_tile(self, painter: QPainter, box: QRectF, state: SessionState) -> None:
        t, scale, session = theme.tokens(), self._scale, state.session
        chosen = session.id == self._selected
        edge = t.accent if chosen else t.line
        painter.setOpacity(0.62 if state.over or session.cancelled else 1.0)
        painter.setPen(QPen(edge, 2 if chosen else 1))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 10, 10)
        pad = scale.small
        inner = box.adjusted(pad, pad, -pad, -pad)
        start, end = self._local(session.start), self._local(session.end)
        where = session.room or tr("door.no_room")
        self._line(
            painter,
            f"{where}  ·  {time_text(start)}–{time_text(end)}",
            inner,
            0,
            t.quiet,
            scale.small,
        )
        below = scale.small * 1.5
        self._line(painter, session.title, inner, below, t.text, scale.title, 600)
        now = level(self._shown(state), session.capacity)
        loud = {Level.FULL: t.bad, Level.NEARLY: t.warn, Level.SOON: t.warn}.get(now, t.text)
        loud = t.quiet if state.over else loud
        below += scale.title * 1.55
        self._line(painter, self._count(state), inner, below, loud, scale.count, 700)
        word = self._word(state)
        tone = loud if now is not Level.CALM and not state.over else t.quiet
        metrics = QFontMetrics(font(scale.small + 1, 600))
        base = inner.bottom() - scale.small * 0.9
        painter.setFont(font(scale.small + 1, 600))
        painter.setPen(tone)
        at = QPointF(
            inner.right() - metrics.horizontalAdvance(word), below + inner.top() + scale.count
        )
        painter.drawText(at, word)
        if session.capacity:
            bar = QRectF(inner.left(), base, inner.width(), scale.small * 0.6)
            self._bar(painter, bar, self._shown(state), session.capacity)
        painter.setOpacity(1.0)

    def _bar(self, painter: QPainter, box: QRectF, inside: int, capacity: int) -> None:
        radius = box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().line)
        painter.drawRoundedRect(box, radius, radius)
        share = min(1.0, inside / capacity)
        if share:
            painter.setBrush(gauge_colour(inside, capacity) or theme.tokens().accent)
            filled = QRectF(box)
            filled.setWidth(max(box.height(), box.width() * share))
            painter.drawRoundedRect(filled, radius, radius)

    @staticmethod
    def _line(
        painter: QPainter,
        text: str,
        inner: QRectF,
        top: float,
        colour: QColor,
        size: int,
        weight: int = 400,
    ) -> None:
        face = font(size, weight, tabular=weight != 600)
        metrics = QFontMetrics(face)
        painter.setFont(face)
        painter.setPen(colour)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(QPointF(inner.left(), inner.top() + top + size), shown)
