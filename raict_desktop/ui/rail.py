"""The left rail: the pages of the window, and the language and theme switches at its foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.guard import VOLUNTEER_PAGES
from raict_desktop.ui.icons import icon
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.widgets.button import enter_presses
from raict_desktop.ui.widgets.label import tip

WIDTH = 104
SMALL_WIDTH, SMALL_HEIGHT = 56, 38
"""On a small screen the rail shows icons without labels; the tool tips have them."""
PAGES = {
    "reception": "user-check",
    "session": "door-open",
    "organiser": "layout-dashboard",
    "settings": "settings",
}


class RailButton(QAbstractButton):
    """An icon above its label."""

    def __init__(self, icon_name: str, height: int = 68, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name = icon_name
        self._height, self._small = height, False
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(font(13, 500))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.notifier.changed.connect(self.update)

    def set_small(self, small: bool) -> None:
        """Leave the label out, or write it again."""
        self._small = small
        self.setFixedHeight(SMALL_HEIGHT if small else self._height)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the rail's width."""
        return QSize(WIDTH - 16, self.height())

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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, icon and label."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        tint = QColor(t.accent)
        tint.setAlpha(36 if self.isChecked() else 18)
        touched = self.isEnabled() and self.underMouse()
        painter.setBrush(tint if self.isChecked() or touched else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(t.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 8, 8)
        ink = t.accent if self.isChecked() else (t.text if self.isEnabled() else t.quiet)
        if not self.isEnabled():
            painter.setOpacity(0.55)
        small = self.height() < 60
        side = 20 if small else 24
        top = 6 if small else 11
        if self._small:
            top = (self.height() - side) // 2
        left = (self.width() - side) // 2
        icon(self.icon_name, ink, side).paint(painter, left, top, side, side)
        if self._small:
            return
        painter.setPen(ink)
        painter.setFont(font(13, 600 if self.isChecked() else 500))
        label = QRect(2, top + side + 3, self.width() - 4, 20)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self.text())


class Rail(QWidget):
    """Tells which page a person wants, and when they switch language or theme."""

    page_chosen = Signal(str)
    language_toggled = Signal()
    theme_toggled = Signal()
    lock_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {key: RailButton(name) for key, name in PAGES.items()}
        self.language_button = RailButton("languages", 52)
        self.theme_button = RailButton("moon", 52)
        self.lock_button = RailButton("lock", 52)
        self._locked = False
        self._group = QButtonGroup(self)
        self._column = column = QVBoxLayout(self)
        for key, button in self.buttons.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, key=key: self.page_chosen.emit(key))
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(self.lock_button)
        column.addWidget(self.language_button)
        column.addWidget(self.theme_button)
        self.language_button.clicked.connect(self.language_toggled)
        self.theme_button.clicked.connect(self.theme_toggled)
        self.lock_button.clicked.connect(self.lock_toggled)
        theme.notifier.changed.connect(self.retranslate)
        self.set_small(False)
        self.retranslate()

    def set_small(self, small: bool) -> None:
        """Make room on a small screen, or give the labels back."""
        self.setFixedWidth(SMALL_WIDTH if small else WIDTH)
        self._column.setContentsMargins(*((6, 6, 6, 6) if small else (8, 16, 8, 12)))
        self._column.setSpacing(2 if small else 8)
        foot = (self.lock_button, self.language_button, self.theme_button)
        for button in (*self.buttons.values(), *foot):
            button.set_small(small)

    def set_page(self, key: str) -> None:
        """Press the button of the page on show; an empty key presses none."""
        self._group.setExclusive(False)
        for name, button in self.buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(True)

    def set_event_open(self, is_open: bool) -> None:
        """Pages of an event wait for one."""
        for key in ("reception", "session", "organiser"):
            self.buttons[key].setEnabled(is_open)

    def set_locked(self, locked: bool) -> None:
        """Show a volunteer's pages only."""
        self._locked = locked
        for key, button in self.buttons.items():
            button.setHidden(locked and key not in VOLUNTEER_PAGES)
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text again."""
        self.lock_button.icon_name = "lock-open" if self._locked else "lock"
        lock = tr("lock.unlock" if self._locked else "lock.lock")
        self.lock_button.setText(lock)
        self.lock_button.setToolTip(tip(f"{lock} (Ctrl+L)"))
        self.lock_button.setAccessibleName(lock)
        for number, (key, button) in enumerate(self.buttons.items(), 1):
            button.setText(tr(f"shell.page_{key}"))
            button.setToolTip(tip(f"{tr(f'shell.page_{key}')} (Ctrl+{number})"))
            button.setAccessibleName(tr(f"shell.page_{key}"))
        other = "EN" if current_language() == "fr" else "FR"
        self.language_button.setText(other)
        self.language_button.setToolTip(tr("shell.switch_language"))
        self.language_button.setAccessibleName(tr("shell.switch_language"))
        dark = theme.tokens().ground.lightness() < 128
        self.theme_button.icon_name = "sun" if dark else "moon"
        self.theme_button.setText(tr("shell.theme_light" if dark else "shell.theme_dark"))
        self.theme_button.setToolTip(tr("shell.switch_theme"))
        self.theme_button.setAccessibleName(tr("shell.switch_theme"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surface and the hairline beside it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().surface)
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.tokens().line)
