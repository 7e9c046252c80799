"""The badge on the table: painted as it prints, its elements moved and sized by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from raict_desktop.paper.badges import BadgeContent, BadgeProblem, Element, Face, Layout
from raict_desktop.paper.badges import editing as edit
from raict_desktop.paper.badges.compose import draw_badge, reads_right
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.primitives import Placed, Primitive
from raict_desktop.ui import theme
from raict_desktop.ui.paper_painter import PaperPainter

HANDLE = 8
MARGIN = 28
REACH_PX = 7
ZOOM_LEAST, ZOOM_MOST = 1.0, 24.0
STEP_MM, LARGE_STEP_MM = 0.5, 5.0
_HANDLES = {
    "nw": (0.0, 0.0), "n": (0.5, 0.0), "ne": (1.0, 0.0), "e": (1.0, 0.5),
    "se": (1.0, 1.0), "s": (0.5, 1.0), "sw": (0.0, 1.0), "w": (0.0, 0.5),
}  # fmt: skip
_OTHER_SIDE = str.maketrans("ew", "we")
_CURSORS = {
    "nw": Qt.CursorShape.SizeFDiagCursor,
    "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor,
    "sw": Qt.CursorShape.SizeBDiagCursor,
    "n": Qt.CursorShape.SizeVerCursor,
    "s": Qt.CursorShape.SizeVerCursor,
    "e": Qt.CursorShape.SizeHorCursor,
    "w": Qt.CursorShape.SizeHorCursor,
}


class Canvas(QWidget):
    """Shows one face of a layout with one person's words.

    A change made here is told by ``edited`` with the whole new layout; the canvas shows it once it
    is given back by ``show_layout``.
    """

    edited = Signal(object)
    selected = Signal()
    drawn = Signal(object)
    """The problems of the badge on show, whenever it is composed anew."""

    def __init__(self) -> None:
        super().__init__()
        self.layout_shown: Layout | None = None
        self.face = Face.FRONT
        self.selection: set[int] = set()
        self.content: BadgeContent | None = None
        self.supplies: Supplies | None = None
        self.zoom = 0.0  # dots per millimetre; 0 fits the window
        self._painter: PaperPainter | None = None
        self._composed: tuple[object, tuple[Primitive, ...]] | None = None
        self._handle = ""
        self._grabbed: QPointF | None = None
        self._pulled: Layout | None = None
        self._guides: tuple[edit.Guide, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(280, 280)
        theme.notifier.changed.connect(self.update)

    def show_layout(self, layout: Layout | None) -> None:
        """Show a layout; elements that are gone are no longer selected."""
        self.layout_shown = layout
        count = len(layout.elements) if layout else 0
        self.selection = {place for place in self.selection if place < count}
        if layout and self.face not in layout.possible_faces:
            self.face = Face.FRONT
        self.update()

    def show_sample(self, content: BadgeContent, supplies: Supplies) -> None:
        """Show the words of another person."""
        if self.supplies is not supplies:
            self._painter = PaperPainter(supplies.fonts)
        self.content, self.supplies = content, supplies
        self.update()

    def show_face(self, face: Face) -> None:
        """Turn the badge."""
        self.face = face
        self.select(set())

    def select(self, places: set[int]) -> None:
        """Select these elements and no others."""
        self.selection = set(places)
        self.selected.emit()
        self.update()

    # Where things are on the screen.

    @property
    def scale(self) -> float:
        """Dots per millimetre."""
        if self.zoom or self.layout_shown is None:
            return self.zoom or 4.0
        across = (self.width() - 2 * MARGIN) / self.layout_shown.width
        down = (self.height() - 2 * MARGIN) / self.layout_shown.height
        return max(0.5, min(across, down, ZOOM_MOST))

    def _origin(self) -> QPointF:
        if self.layout_shown is None:
            return QPointF()
        width = self.layout_shown.width * self.scale
        height = self.layout_shown.height * self.scale
        return QPointF((self.width() - width) / 2, (self.height() - height) / 2)

    @property
    def turned(self) -> bool:
        """Whether the person on show has a mirrored badge: what is pulled right moves left in the layout."""
        layout = self.layout_shown
        return layout is not None and self.content is not None and reads_right(layout, self.content)

    def to_mm(self, point: QPointF) -> tuple[float, float]:
        """A point of the widget in millimetres of the badge."""
        moved = point - self._origin()
        x, y = moved.x() / self.scale, moved.y() / self.scale
        return (self.layout_shown.width - x if self.layout_shown and self.turned else x), y

    def to_screen(self, x: float, y: float) -> QPointF:
        """A point of the badge on the widget."""
        if self.layout_shown is not None and self.turned:
            x = self.layout_shown.width - x
        return self._origin() + QPointF(x * self.scale, y * self.scale)

    def _box(self, element: Element) -> QRectF:
        corners = (
            self.to_screen(element.x, element.y), self.to_screen(element.right, element.bottom)
        )  # fmt: skip
        return QRectF(*corners).normalized()

    def zoom_by(self, factor: float) -> None:
        """Nearer or farther."""
        self.zoom = min(ZOOM_MOST, max(ZOOM_LEAST, self.scale * factor))
        if self.layout_shown is not None:
            # A scroll area around the canvas follows its least size.
            width = round(self.layout_shown.width * self.zoom) + 2 * MARGIN
            height = round(self.layout_shown.height * self.zoom) + 2 * MARGIN
            self.setMinimumSize(width, height)
        self.update()

    def zoom_to_fit(self) -> None:
        """The whole badge."""
        self.zoom = 0.0
        self.setMinimumSize(280, 280)
        self.update()

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self.update()

    def _primitives(self, layout: Layout) -> tuple[Primitive, ...]:
        if self.content is None or self.supplies is None:
            return ()
        key = (layout, self.content, self.face, id(self.supplies))
        if self._composed is None or self._composed[0] != key:
            drawing = draw_badge(layout, self.content, self.supplies)
            self._composed = (key, drawing.faces.get(self.face, ()))
            self.drawn.emit(drawing.problems)
        return self._composed[1]

    def problems(self) -> tuple[BadgeProblem, ...]:
        """What to look at on the badge on show."""
        if self.layout_shown is None or self.content is None or self.supplies is None:
            return ()
        return draw_badge(self.layout_shown, self.content, self.supplies).problems

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint table, badge, guides and selection."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), t.ground)
        layout = self._pulled or self.layout_shown
        if layout is None or self._painter is None:
            return
        paper = QRectF(self._origin(), QSizeF(layout.width, layout.height) * self.scale)
        painter.fillRect(paper.translated(0, 2).adjusted(-1, 0, 1, 1), QColor(0, 0, 0, 26))
        painter.fillRect(paper, QColor("white"))
        painter.save()
        painter.setClipRect(paper)
        painter.translate(paper.topLeft())
        painter.scale(self.scale, self.scale)
        primitives = self._primitives(layout)
        self._painter.paint(painter, Placed(primitives))
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(t.line, 1))
        painter.drawRect(paper)
        self._paint_selection(painter, layout)

    def _paint_selection(self, painter: QPainter, layout: Layout) -> None:
        accent = theme.tokens().accent
        painter.setPen(QPen(accent, 1, Qt.PenStyle.DashLine))
        for guide in self._guides:
            at = self.to_screen(guide.at, guide.at)
            if guide.upright:
                painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), self.height()))
            else:
                painter.drawLine(QPointF(0, at.y()), QPointF(self.width(), at.y()))
        painter.setPen(QPen(accent, 2 if self.hasFocus() else 1.5))
        for place in self.selection:
            if layout.elements[place].face is self.face:
                painter.drawRect(self._box(layout.elements[place]))
        painter.setBrush(QColor("white"))
        painter.setPen(QPen(accent, 1.5))
        for _, box in self._handle_boxes(layout):
            painter.drawRect(box)

    def _handle_boxes(self, layout: Layout) -> list[tuple[str, QRectF]]:
        if len(self.selection) != 1:
            return []
        (place,) = self.selection
        box = self._box(layout.elements[place])
        half = HANDLE / 2
        return [
            (
                name,
                QRectF(
                    box.x() + x * box.width() - half,
                    box.y() + y * box.height() - half,
                    HANDLE,
                    HANDLE,
                ),
            )
            for name, (x, y) in _HANDLES.items()
        ]

    def _handle_at(self, point: QPointF) -> str:
        if self.layout_shown is None:
            return ""
        near = (
            name
            for name, box in self._handle_boxes(self.layout_shown)
            if box.adjusted(-3, -3, 3, 3).contains(point)
        )
        return next(near, "")

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, and begin to move or to pull."""
        layout = self.layout_shown
        if layout is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._grabbed = event.position()
        self._handle = self._handle_at(event.position())
        if self._handle:
            return
        x, y = self.to_mm(event.position())
        place = edit.at_point(layout, self.face, x, y, REACH_PX / self.scale)
        more = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if place is None:
            self._grabbed = None
            if not more:
                self.select(set())
        elif more:
            self.select(self.selection ^ {place})
        elif place not in self.selection:
            self.select({place})

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move or pull what was taken; show what a press would take."""
        layout = self.layout_shown
        if layout is None or self._grabbed is None or not self.selection:
            handle = self._handle_at(event.position())
            self.setCursor(QCursor(_CURSORS.get(handle, Qt.CursorShape.ArrowCursor)))
            return
        moved = event.position() - self._grabbed
        right, down = moved.x() / self.scale, moved.y() / self.scale
        right = -right if self.turned else right
        free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self._handle:
            (place,) = self.selection
            if not free:
                right, down = (round(v / edit.GRID) * edit.GRID for v in (right, down))
            handle = self._handle.translate(_OTHER_SIDE) if self.turned else self._handle
            self._pulled = edit.resized(layout, place, handle, right, down)
        else:
            self._guides = ()
            if not free:
                reach = REACH_PX / self.scale
                right, down, self._guides = edit.snapped(layout, self.selection, right, down, reach)
            self._pulled = edit.moved(layout, self.selection, right, down)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Leave it where it is."""
        pulled, self._pulled = self._pulled, None
        self._grabbed, self._handle, self._guides = None, "", ()
        if pulled is not None and pulled != self.layout_shown:
            self.edited.emit(pulled)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)
            event.accept()
        else:
            super().wheelEvent(event)

    # The keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move (with Shift further), Tab goes through the elements, Delete removes."""
        layout = self.layout_shown
        step = STEP_MM
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            step = LARGE_STEP_MM
        ways = {
            Qt.Key.Key_Left: (-step, 0.0),
            Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, -step),
            Qt.Key.Key_Down: (0.0, step),
        }
        way = ways.get(Qt.Key(event.key()))
        if layout is not None and way is not None and self.selection:
            right, down = way
            self.edited.emit(
                edit.moved(layout, self.selection, -right if self.turned else right, down)
            )
        elif event.key() == Qt.Key.Key_Escape and self.selection:
            self.select(set())
        elif layout is not None and event.text() in ("n", "p"):
            self.select_next(1 if event.text() == "n" else -1)
        else:
            super().keyPressEvent(event)

    def select_next(self, by: int) -> None:
        """Select the next (or former) element of this face."""
        if self.layout_shown is None:
            return
        elements = self.layout_shown.elements
        here = [place for place, element in enumerate(elements) if element.face is self.face]
        if not here:
            return
        now = next((here.index(place) for place in self.selection if place in here), None)
        following = 0 if now is None else (now + by) % len(here)
        self.select({here[following if now is not None or by > 0 else -1]})
