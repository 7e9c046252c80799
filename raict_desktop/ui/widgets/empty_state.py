"""What a page says while it has nothing to show: what will be here, and the one thing to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.fonts import font
from raict_desktop.ui.icons import icon
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel

_ICON = 40
_NARROWEST, _WIDEST = 300, 460


class EmptyState(QWidget):
    """An icon, a title, a sentence and an action in the middle of the page."""

    action = Signal()

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.picture, self.title, self.sentence = PlainLabel(), PlainLabel(), PlainLabel()
        self.button = Button(kind="primary")
        self.title.setFont(font(20, 600))
        self.sentence.setFont(font(15))
        self.sentence.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(1)
        for widget in (self.picture, self.title, self.sentence, self.button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            if isinstance(widget, PlainLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        self.button.clicked.connect(self.action)
        theme.notifier.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        drawn = icon(self._icon_name, theme.tokens().quiet, _ICON)
        self.picture.setPixmap(QPixmap() if drawn.isNull() else drawn.pixmap(_ICON, _ICON))
        tint(self.sentence, "quiet")

    def set_texts(self, title: str, sentence: str, action: str = "") -> None:
        """Say what will be here; without ``action`` no button is shown."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        # A layout that centres a label does not ask how high it gets at its width.
        width = self.sentence.fontMetrics().horizontalAdvance(sentence) + 8
        self.sentence.setFixedWidth(max(_NARROWEST, min(_WIDEST, width)))
        self.sentence.setFixedHeight(self.sentence.heightForWidth(self.sentence.width()))
        self.button.setText(action)
        self.button.updateGeometry()
        self.button.setVisible(bool(action))
