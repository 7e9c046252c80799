"""The program's push button, painted from the theme so that it looks alike on every system."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from raict_desktop.ui import mnemonics, theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.mnemonics import without_mark

Kind = Literal["primary", "secondary", "ghost"]
ICON, GAP, PADDING, RADIUS, HEIGHT = 20, 8, 18, 8, 44


@lru_cache(maxsize=128)
def _drawn(name: str, colour: int) -> QIcon:
    """Draw an icon once for each colour rather than at every repaint."""
    return icon(name, QColor.fromRgba(colour), ICON)


def enter_presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button that Qt leaves to the space bar alone, when the key is Enter; whether it was.

    Once, however long the key is held: as the space bar does.
    """
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not event.isAutoRepeat():
        button.click()
    event.accept()
    return True


class Button(QPushButton):
    """A button with a label and an icon.

    Args:
        text: the label.
        kind: ``primary`` for the one main action of a screen, ``secondary`` outlined, ``ghost``
            without an outline.
        icon: name of a shipped icon, or empty.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = "secondary",
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind: Kind = kind
        self._icon_name = icon
        self._own: tuple[QColor, QColor] | None = None
        self.setFont(font(15, 600 if kind == "primary" else 500))
        # Enter presses the button that has the focus; a scanner's own Enter never comes this far.
        self.setAutoDefault(True)
        self.setMinimumHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.notifier.changed.connect(self.update)
        mnemonics.notifier.changed.connect(self.update)

    @property
    def kind(self) -> Kind:
        """How the button weighs on its screen."""
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Give the button another weight."""
        self._kind = kind
        self.update()

    def set_own_colours(self, ground: QColor, ink: QColor) -> None:
        """Stand on a ground that is not the theme's, with colours that stand out there."""
        self._own = (ground, ink)
        self.update()

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for icon, label and padding."""
        width = QFontMetrics(self.font()).horizontalAdvance(without_mark(self.text()))
        if self._icon_name:
            width += ICON + (GAP if self.text() else 0)
        padding = PADDING if self.text() else 12
        return QSize(width + 2 * padding, max(HEIGHT, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``: a label is never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it once, however long it is held: Qt would undo passage after passage."""
        if not (self.autoDefault() and enter_presses(self, event)):
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint for the hover colour."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Repaint without the hover colour."""
        super().leaveEvent(event)
        self.update()

    def _colours(self) -> tuple[QColor, QColor, QColor]:
        """Ground, outline and ink for the present state."""
        t = theme.tokens()
        clear = QColor(0, 0, 0, 0)
        if self._own is not None:
            return self._own[0], clear, self._own[1]
        touched = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._kind == "primary":
            if not self.isEnabled():
                return t.line, clear, t.quiet
            factor = 118 if self.isDown() else 108
            return (t.accent.darker(factor) if touched else t.accent), clear, t.on_accent
        ink = t.text if self.isEnabled() else t.quiet
        tint = QColor(t.accent)
        tint.setAlpha(56 if self.isDown() or self.isChecked() else 28)
        plain = t.surface if self._kind == "secondary" else clear
        ground = tint if touched or self.isChecked() else plain
        return ground, (t.line if self._kind == "secondary" else clear), ink

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, focus ring, icon and label."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, outline, ink = self._colours()
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.hasFocus():
            painter.setPen(QPen(self._own[0] if self._own else theme.tokens().accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
            body = body.adjusted(4, 4, -4, -4)
        painter.setPen(QPen(outline, 1) if outline.alpha() else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(body, RADIUS, RADIUS)
        text_width = QFontMetrics(self.font()).horizontalAdvance(without_mark(self.text()))
        total = text_width + (ICON + (GAP if text_width else 0) if self._icon_name else 0)
        left = max(8.0, (self.width() - total) / 2)
        if self._icon_name:
            top = (self.height() - ICON) // 2
            _drawn(self._icon_name, ink.rgba()).paint(painter, int(left), top, ICON, ICON)
            left += ICON + GAP
        painter.setPen(ink)
        painter.setFont(self.font())
        box = QRectF(left, 0, self.width() - left, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, int(flags) | int(mnemonics.text_flag()), self.text())
