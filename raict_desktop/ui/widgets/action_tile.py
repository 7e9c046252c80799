"""Large ways on from the first page: a tile with what it leads to in a sentence, and a row for a file."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from raict_desktop.ui import mnemonics, theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.mnemonics import without_mark
from raict_desktop.ui.widgets.button import enter_presses
from raict_desktop.ui.widgets.label import tip

ICON, LOCK, MARGIN, GAP, RADIUS = 24, 18, 16, 12, 10
TILE_WIDTH, ROW_HEIGHT = 172, 56
_WRAP = int(Qt.TextFlag.TextWordWrap)
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


class _Card(QAbstractButton):
    """A button that looks like a card: ground, outline, focus ring."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name = icon_name
        self.hint = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.notifier.changed.connect(self.update)
        mnemonics.notifier.changed.connect(self.update)

    def set_words(self, text: str, hint: str) -> None:
        """Name the way on, and say where it leads."""
        self.hint = hint
        self.setText(text)
        self.setAccessibleName(f"{without_mark(text)}. {hint}" if hint else without_mark(text))
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as the space bar does."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint for the hover colour."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Repaint without the hover colour."""
        super().leaveEvent(event)
        self.update()

    def _ground(self, painter: QPainter, ground: QColor, outline: QColor | None) -> None:
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.hasFocus():
            painter.setPen(QPen(theme.tokens().accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            body = body.adjusted(4, 4, -4, -4)
        painter.setPen(QPen(outline, 1) if outline else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(body, RADIUS - 2, RADIUS - 2)

    def _touched(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())


class ActionTile(_Card):
    """An icon, a name and a sentence; ``primary`` for the one main action of the page."""

    def __init__(
        self, icon_name: str, *, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(icon_name, parent)
        self._primary, self._locked = primary, False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_locked(self, locked: bool, asks: str) -> None:
        """Show that a code is asked for first: a padlock, and ``asks`` for a screen reader."""
        self._locked = locked
        self.setAccessibleDescription(asks)
        self.setToolTip(tip(asks))
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Words wrap: a narrow tile is a taller one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the icon and every line of the words."""
        room = width - 2 * MARGIN
        return 2 * MARGIN + ICON + GAP + self._text_height(room) + 4 + self._hint_height(room)

    def sizeHint(self) -> QSize:
        """A comfortable tile; a wide one asks for no more height than its words take there."""
        return QSize(TILE_WIDTH, self.heightForWidth(max(TILE_WIDTH, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height of the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _height(self, text: str, size: int, weight: int, room: int) -> int:
        box = QRect(0, 0, max(room, 1), 1000)
        return QFontMetrics(font(size, weight)).boundingRect(box, _WRAP, text).height()

    def _text_height(self, room: int) -> int:
        return self._height(without_mark(self.text()), 15, 600, room)

    def _hint_height(self, room: int) -> int:
        return self._height(self.hint, 13, 400, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card and its words."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, quiet, mark = t.text, t.quiet, t.accent
        if self._primary and self.isEnabled() and not self._locked:
            self._ground(painter, t.accent.darker(108) if self._touched() else t.accent, None)
            ink = quiet = mark = t.on_accent
        else:
            ground = QColor(t.surface)
            if self._touched():
                ground = _mixed(t.surface, t.accent, 0.10)
            self._ground(painter, ground, t.line)
            if not self.isEnabled():
                ink = mark = t.quiet
        room = self.width() - 2 * MARGIN
        icon(self.icon_name, mark, ICON).paint(painter, MARGIN, MARGIN, ICON, ICON)
        if self._locked:
            right = self.width() - MARGIN - LOCK
            icon("lock", t.quiet, LOCK).paint(painter, right, MARGIN, LOCK, LOCK)
        top = MARGIN + ICON + GAP
        painter.setPen(ink)
        painter.setFont(font(15, 600))
        height = self._text_height(room)
        flags = _WRAP | int(mnemonics.text_flag())
        painter.drawText(QRect(MARGIN, top, room, height), flags, self.text())
        painter.setPen(quiet)
        painter.setFont(font(13))
        below = QRect(MARGIN, top + height + 4, room, self._hint_height(room))
        painter.drawText(below, _WRAP, self.hint)


class FileRow(_Card):
    """A file opened before: its name, its folder, and when it was last written."""

    def __init__(self, name: str, folder: str, when: str, parent: QWidget | None = None) -> None:
        super().__init__("history", parent)
        self._when = when
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_words(name.replace("&", "&&"), folder)

    def sizeHint(self) -> QSize:
        """One row of the list."""
        return QSize(320, ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the row."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = _mixed(t.surface, t.accent, 0.10) if self._touched() else t.surface
        self._ground(painter, ground, t.line)
        top = (self.height() - 20) // 2
        icon(self.icon_name, t.quiet, 20).paint(painter, MARGIN, top, 20, 20)
        left, figures = MARGIN + 20 + GAP, font(13, 400, tabular=True)
        room_for_time = QFontMetrics(figures).horizontalAdvance(self._when)
        right = self.width() - MARGIN - room_for_time
        painter.setFont(figures)
        painter.setPen(t.quiet)
        painter.drawText(QRect(right, 0, room_for_time + 2, self.height()), _MIDDLE, self._when)
        room = right - left - GAP
        for text, size, weight, ink, y, mode in (
            (without_mark(self.text()), 15, 600, t.text, 9, Qt.TextElideMode.ElideRight),
            (self.hint, 13, 400, t.quiet, 29, Qt.TextElideMode.ElideMiddle),
        ):
            painter.setFont(font(size, weight))
            painter.setPen(ink)
            short = QFontMetrics(font(size, weight)).elidedText(text, mode, room)
            painter.drawText(QRect(left, y, room, 20), _MIDDLE, short)


def _mixed(ground: QColor, tint: QColor, share: float) -> QColor:
    """``ground`` with a share of ``tint``, opaque."""
    parts = zip(
        (ground.red(), ground.green(), ground.blue()),
        (tint.red(), tint.green(), tint.blue()),
        strict=True,
    )
    return QColor(*(round(a + (b - a) * share) for a, b in parts))
