"""The frame of a panel beside the verdict: a title, a way out, and keys that stay inside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel, tip


class DeskPanel(QWidget):
    """A panel of the reception's side column; scanning goes on while it is open.

    Args:
        title_key: the catalogue's key of the title.
    """

    closed = Signal()

    def __init__(self, title_key: str) -> None:
        super().__init__()
        self._title_key = title_key
        self.title, self.hint = PlainLabel(), PlainLabel()
        self.title.setFont(font(20, 600))
        self.title.setWordWrap(True)
        self.hint.setFont(font(13))
        self.hint.setWordWrap(True)
        self.close_button = Button("", "ghost", "x")
        self.close_button.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addLayout(top)
        self._hint_colour = "quiet"
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        tint(self.hint, self._hint_colour)

    def say(self, text: str, colour: str = "bad") -> None:
        """Say why something did not work, or what to do."""
        self.hint.setText(text)
        self._hint_colour = colour
        self._dress()

    def retranslate(self) -> None:
        """Read every text again."""
        self.title.setText(tr(self._title_key))
        self.close_button.setAccessibleName(tr("desk.cancel"))
        self.close_button.setToolTip(tip(f"{tr('desk.cancel')} (Esc)"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no other key leaves the panel for the page's own keys."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        event.accept()
