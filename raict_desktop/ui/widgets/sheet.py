"""A card over the dimmed window: inside it rather than a dialog, so that scanning goes on behind."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.scroll import ScrollArea


class Sheet(QWidget):
    """Covers its parent; a click beside the card or Esc puts it away and gives the focus back."""

    closed = Signal()

    def __init__(
        self, parent: QWidget, place: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._former: QWidget | None = None
        self.card, self.title = Card(self), PlainLabel()
        self.title.setFont(font(20, 600))
        self.card.column.addWidget(self.title)
        # A card taller than a small screen is scrolled, never squeezed.
        inner, whole = QWidget(), QVBoxLayout(self)
        column = QVBoxLayout(inner)
        column.addWidget(self.card, 0, place)
        area = ScrollArea(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (inner, area.viewport()):
            part.setAutoFillBackground(False)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        parent.installEventFilter(self)
        self.hide()

    def open_over(self, focus: QWidget) -> None:
        """Show the sheet with the focus on one of its parts."""
        if self.isHidden():
            self._former = self._window.focusWidget()
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        focus.setFocus()

    def put_away(self) -> None:
        """Hide the sheet."""
        if self.isHidden():
            return
        self.hide()
        if self._former is not None and self._former.isVisible():
            self._former.setFocus()
        self._former = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the window."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no key reaches the page behind."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close: a click beside the card."""
        if not self.card.rect().contains(self.card.mapFrom(self, event.position().toPoint())):
            self.put_away()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the window behind."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 110))
