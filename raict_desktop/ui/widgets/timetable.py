"""The programme as a grid, rooms by time: sessions are dragged to another time or room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from raict_desktop.domain.clashes import clashes
from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import time_text, tr
from raict_desktop.ui.widgets.two_lines import two_lines
from raict_desktop.wording import LANGUAGES, say

ROOM_WIDTH, HEAD, ROW, GAP = 124, 34, 58, 4
LEAST_HOUR, LEAST_BLOCK, WIDEST_HOUR = 66, 50, 170
"""An hour is as wide as makes the shortest session ``LEAST_BLOCK`` wide, within bounds."""
ZOOMS = (1.0, 1.5, 2.0, 3.0)
STEP = timedelta(minutes=5)
_DRAG_FROM = 6
LEAST_WHOLE = 120
"""A narrower block leaves out the kind with which a title begins."""


@dataclass(frozen=True, slots=True)
class Block:
    """One session on the grid; ``start`` and ``end`` are local times.

    Sessions at one time in one room share its row: this one takes the ``lane`` of so many ``lanes``.
    """

    session: Session
    start: datetime
    end: datetime
    clash: bool = False
    lane: int = 0
    lanes: int = 1


class Timetable(QWidget):
    """One day of the programme.

    ``chosen`` carries a session's id; ``moved`` an id, the new local start and the new room. Arrow
    keys go from session to session, Enter opens one; with Alt they move it by five minutes or to the
    next room, as dragging does. Ctrl with +, - or the wheel changes how wide an hour is. ``walked``
    carries the place of a session gone to with the keys.
    """

    chosen = Signal(str)
    moved = Signal(str, object, str)
    walked = Signal(QRectF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: tuple[Block, ...] = ()
        self._rooms: tuple[str, ...] = ()
        self._first = datetime(2000, 1, 1, tzinfo=UTC)
        self._hours = 9
        self._selected, self._zoom = "", 0
        self._pressed: QPoint | None = None
        self._shift = QPoint()
        self.read_only = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.notifier.changed.connect(self.update)

    def show_day(self, sessions: Sequence[tuple[Session, datetime, datetime]]) -> None:
        """Show the sessions of one day with their local start and end."""
        bad = {s.id for c in clashes(s for s, _, _ in sessions) for s in (c.first, c.second)}
        self._blocks = _in_lanes(
            Block(session, start, end, session.id in bad)
            for session, start, end in sorted(sessions, key=lambda item: (item[1], item[0].room))
        )
        self._rooms = tuple(dict.fromkeys(block.session.room for block in self._by_room()))
        if self._blocks:
            first = min(block.start for block in self._blocks)
            last = max(block.end for block in self._blocks)
            self._first = first.replace(minute=0, second=0, microsecond=0)
            self._hours = max(4, ceil((last - self._first).total_seconds() / 3600))
        if self._selected not in {block.session.id for block in self._blocks}:
            self._selected = ""
        said = ", ".join(
            f"{b.start:%H:%M} {b.session.room} {b.session.title}" for b in self._blocks
        )
        self.setAccessibleName(f"{tr('programme.grid')}. {said}")
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.update()

    def _by_room(self) -> list[Block]:
        """Blocks by their room's name; sessions without a room last."""
        return sorted(self._blocks, key=lambda b: (not b.session.room, b.session.room.casefold()))

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms, from top to bottom."""
        return self._rooms

    def select(self, session_id: str) -> None:
        """Mark a session."""
        self._selected = session_id
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Every row whole, every hour wide enough for a word."""
        wide = round(ROOM_WIDTH + self._hours * self._least_hour())
        return QSize(wide, HEAD + max(1, len(self._rooms)) * ROW + 4)

    def sizeHint(self) -> QSize:
        """As the least size."""
        return self.minimumSizeHint()

    def _least_hour(self) -> float:
        shortest = min((b.end - b.start for b in self._blocks), default=timedelta(hours=1))
        wanted = LEAST_BLOCK * 3600 / max(60.0, shortest.total_seconds())
        return min(float(WIDEST_HOUR), max(float(LEAST_HOUR), wanted)) * ZOOMS[self._zoom]

    def _hour_width(self) -> float:
        return max(self._least_hour(), (self.width() - ROOM_WIDTH - 8) / self._hours)

    def zoom(self, step: int) -> None:
        """Make hours wider (1) or narrower (-1); 0 is as wide as the sessions need."""
        wanted = 0 if step == 0 else self._zoom + step
        self._zoom = min(max(0, wanted), len(ZOOMS) - 1)
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def block_box(self, block: Block) -> QRectF:
        """Where a session is drawn."""
        hour = self._hour_width()
        x = ROOM_WIDTH + (block.start - self._first).total_seconds() / 3600 * hour
        wide = max(14.0, (block.end - block.start).total_seconds() / 3600 * hour)
        row = self._rooms.index(block.session.room)
        tall = (ROW - 2 * GAP) / block.lanes
        y = HEAD + row * ROW + GAP + block.lane * tall
        return QRectF(x + 1, y, wide - 2, tall - (1 if block.lanes > 1 else 0))

    def block_of(self, session_id: str) -> Block | None:
        """The block of a session, None when it is not on this day."""
        found = (block for block in self._blocks if block.session.id == session_id)
        return next(found, None)

    def selected_box(self) -> QRectF | None:
        """Where the session chosen is drawn."""
        block = self.block_of(self._selected)
        return self.block_box(block) if block is not None else None

    def _at(self, point: QPoint) -> Block | None:
        hit = [block for block in self._blocks if self.block_box(block).contains(QPointF(point))]
        return hit[-1] if hit else None

    def _target(self, block: Block) -> tuple[datetime, str]:
        """The start and room a dragged session would have, in steps of five minutes."""
        minutes = self._shift.x() / self._hour_width() * 60
        steps = round(minutes / (STEP.total_seconds() / 60))
        row = self._rooms.index(block.session.room) + round(self._shift.y() / ROW)
        row = min(max(0, row), len(self._rooms) - 1)
        return block.start + steps * STEP, self._rooms[row]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a session, and perhaps begin to drag it."""
        block = self._at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and block is not None:
            self._selected = block.session.id
            self._pressed, self._shift = event.position().toPoint(), QPoint()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the session; without a button, show that it can be."""
        point = event.position().toPoint()
        if self._pressed is None:
            over = self._at(point) is not None
            shape = Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        if not self.read_only:
            self._shift = point - self._pressed
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open a session that was clicked, move one that was dragged."""
        block, pressed = self.block_of(self._selected), self._pressed
        self._pressed = None
        if event.button() != Qt.MouseButton.LeftButton or block is None or pressed is None:
            return
        dragged = self._shift.manhattanLength() >= _DRAG_FROM
        start, room = self._target(block)
        self._shift = QPoint()
        self.update()
        if not dragged:
            self.chosen.emit(block.session.id)
        elif (start, room) != (block.start, block.session.room):
            self.moved.emit(block.session.id, start, room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from session to session, open one, or move it."""
        key = event.key()
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        block = self.block_of(self._selected)
        if key == Qt.Key.Key_Escape and self._pressed is not None:
            self._pressed, self._shift = None, QPoint()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and block is not None:
            self.chosen.emit(block.session.id)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.text() in "+-0":
            self.zoom({"+": 1, "-": -1}.get(event.text(), 0))
        elif key in ways and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if block is not None and not self.read_only:
                self._nudge(block, *ways[Qt.Key(key)])
        elif key in ways and self._blocks:
            self._walk(*ways[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def _nudge(self, block: Block, across: int, down: int) -> None:
        row = self._rooms.index(block.session.room) + down
        if 0 <= row < len(self._rooms):
            self.moved.emit(block.session.id, block.start + across * STEP, self._rooms[row])

    def _walk(self, across: int, down: int) -> None:
        block = self.block_of(self._selected)
        if block is None:
            self._selected = self._blocks[0].session.id
        else:
            here = self.block_box(block).center()
            ahead = [
                (other, self.block_box(other).center() - here)
                for other in self._blocks
                if other is not block
            ]
            ahead = [(other, way) for other, way in ahead if way.x() * across + way.y() * down > 0]
            if ahead:
                side = 4.0
                nearest = min(
                    ahead,
                    key=lambda item: (
                        abs(item[1].x()) * (1 if across else side)
                        + abs(item[1].y()) * (1 if down else side)
                    ),
                )
                self._selected = nearest[0].session.id
        here_now = self.block_of(self._selected)
        if here_now is not None:
            self.walked.emit(self.block_box(here_now))
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say everything of a session under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            block = self._at(event.pos())
            if block is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._said(block), self)
            return True
        return super().event(event)

    def _said(self, block: Block) -> str:
        session = block.session
        facts = [
            session.title,
            f"{time_text(block.start)} – {time_text(block.end)}   {session.room}",
            ", ".join(session.speakers),
            tr("programme.capacity", count=session.capacity) if session.capacity else "",
            tr("programme.clash_here") if block.clash else "",
            tr("door.cancelled") if session.cancelled else "",
        ]
        return "\n".join(fact for fact in facts if fact)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint hours, rooms and sessions; a dragged one last, where it would go."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(event.rect())
        self._paint_lines(painter)
        moving = self._pressed is not None and self._shift.manhattanLength() >= _DRAG_FROM
        for block in self._blocks:
            self._paint_block(painter, block, faint=moving and block.session.id == self._selected)
        chosen = self.block_of(self._selected)
        if moving and chosen is not None:
            self._paint_moving(painter, chosen)
        self._paint_edges(painter)

    def _bottom(self) -> int:
        return HEAD + len(self._rooms) * ROW

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.tokens().line, 1))
        hour, bottom = self._hour_width(), self._bottom()
        for number in range(self._hours + 1):
            x = ROOM_WIDTH + number * hour
            painter.drawLine(QPointF(x, HEAD - 8), QPointF(x, bottom))
        for row in range(len(self._rooms) + 1):
            y = HEAD + row * ROW
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _paint_edges(self, painter: QPainter) -> None:
        """The rooms' names and the hours, which stay in sight however far the grid was scrolled."""
        t, seen = theme.tokens(), self.visibleRegion().boundingRect()
        left, top = float(seen.left()), float(seen.top())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.surface)
        if left:
            painter.drawRect(QRectF(left, 0, ROOM_WIDTH - 6, self.height()))
        face = font(13, 600)
        painter.setFont(face)
        for row, room in enumerate(self._rooms):
            y = HEAD + row * ROW
            if left:
                painter.setPen(QPen(t.line, 1))
                painter.drawLine(QPointF(left, y), QPointF(left + ROOM_WIDTH - 6, y))
            painter.setPen(t.text)
            name = room or tr("door.no_room")
            lines = two_lines(name, QFontMetrics(face), ROOM_WIDTH - 18)
            box = QRectF(left + 4, y, ROOM_WIDTH - 14, ROW)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), "\n".join(lines))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRect(QRectF(left, top, seen.width(), HEAD - 9))
        painter.setFont(font(12, 500, tabular=True))
        painter.setPen(t.quiet)
        hour = self._hour_width()
        for number in range(self._hours):
            x = ROOM_WIDTH + number * hour + 6
            if x >= left + ROOM_WIDTH - 6:
                moment = self._first + timedelta(hours=number)
                painter.drawText(QPointF(x, top + HEAD - 14), time_text(moment))

    def _paint_block(self, painter: QPainter, block: Block, *, faint: bool) -> None:
        t = theme.tokens()
        box, session = self.block_box(block), block.session
        fill = QColor(t.accent)
        fill.setAlpha(26 if session.kind is SessionKind.MICRO_WORKSHOP else 40)
        if session.cancelled:
            fill = QColor(t.line)
        chosen = session.id == self._selected
        painter.setOpacity(0.35 if faint else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.surface)
        painter.drawRoundedRect(box, 6, 6)
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 6, 6)
        if block.clash:
            stripes = QColor(t.bad)
            stripes.setAlpha(70)
            painter.setBrush(QBrush(stripes, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(box, 6, 6)
        edge = t.bad if block.clash else t.accent if chosen else QColor(t.accent).lighter(120)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        focus = chosen and self.hasFocus()
        painter.setPen(QPen(edge, 2.5 if focus or block.clash else 2 if chosen else 1))
        painter.drawRoundedRect(box, 6, 6)
        self._paint_words(painter, block, box)
        painter.setOpacity(1.0)

    def _paint_words(self, painter: QPainter, block: Block, box: QRectF) -> None:
        t = theme.tokens()
        inner = box.adjusted(6, 3, -4, -3)
        if inner.width() < 16:
            return
        painter.save()
        painter.setClipRect(inner)
        face = font(12, 600)
        face.setStrikeOut(block.session.cancelled)
        painter.setFont(face)
        painter.setPen(t.quiet if block.session.cancelled else t.text)
        metrics = QFontMetrics(face)
        mark = "⚠ " if block.clash else ""
        title = block.session.title if box.width() >= LEAST_WHOLE else _short(block.session)
        whole = mark + title
        lines = (
            two_lines(whole, metrics, int(inner.width()))
            if block.lanes == 1
            else [metrics.elidedText(whole, Qt.TextElideMode.ElideRight, int(inner.width()))]
        )
        for number, line in enumerate(lines):
            y = inner.top() + metrics.ascent() + number * metrics.height()
            painter.drawText(QPointF(inner.left(), y), line)
        painter.setFont(font(11, 400, tabular=True))
        painter.setPen(t.quiet)
        times = f"{time_text(block.start)}–{time_text(block.end)}"
        room = inner.width() if block.lanes == 1 else 0
        if QFontMetrics(painter.font()).horizontalAdvance(times) <= room:
            painter.drawText(QPointF(inner.left(), inner.bottom() - 2), times)
        painter.restore()

    def _paint_moving(self, painter: QPainter, block: Block) -> None:
        t = theme.tokens()
        start, room = self._target(block)
        hour = self._hour_width()
        x = ROOM_WIDTH + (start - self._first).total_seconds() / 3600 * hour
        y = HEAD + self._rooms.index(room) * ROW + GAP
        box = QRectF(x + 1, y, self.block_box(block).width(), ROW - 2 * GAP)
        painter.setPen(QPen(t.accent, 2, Qt.PenStyle.DashLine))
        painter.setBrush(t.surface)
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(font(13, 700, tabular=True))
        painter.setPen(t.accent)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), time_text(start))


def _in_lanes(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks by start, with lanes given to those of one room that overlap."""
    by_room: dict[str, list[Block]] = {}
    for block in blocks:
        by_room.setdefault(block.session.room, []).append(block)
    found: list[Block] = []
    for listed in by_room.values():
        group: list[Block] = []
        until = listed[0].start
        for block in listed:
            if block.start >= until:
                found += _shared(group)
                group = []
            taken = {b.lane for b in group if b.end > block.start}
            lane = next(n for n in range(len(group) + 1) if n not in taken)
            group.append(replace(block, lane=lane))
            until = block.end if len(group) == 1 else max(until, block.end)
        found += _shared(group)
    return tuple(sorted(found, key=lambda b: (b.start, b.session.room, b.lane)))


def _shared(group: Sequence[Block]) -> list[Block]:
    lanes = max((block.lane for block in group), default=0) + 1
    return [replace(block, lanes=lanes) for block in group]


def _short(session: Session) -> str:
    """A title without its kind before it: "Micro-atelier : l’eau" is "l’eau"."""
    kind, colon, rest = session.title.partition(":")
    key = f"organiser.kind_{session.kind.value.replace('-', '_')}"
    said = {say(key, language).casefold() for language in LANGUAGES}
    return rest.strip() if colon and kind.strip().casefold() in said else session.title
