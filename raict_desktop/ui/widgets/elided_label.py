"""A line of text that ends in an ellipsis where its room ends."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.widgets.label import tip


class ElidedLabel(QWidget):
    """A single line that gives way to its neighbours and ends in an ellipsis; its tool tip has it whole.

    Args:
        quiet: whether it is written in the theme's quiet ink.
    """

    def __init__(self, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._quiet = "", quiet
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(tip(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._text), metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Ask for a few letters at least."""
        return QSize(80, self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        t = theme.tokens()
        painter.setPen(t.quiet if self._quiet else t.text)
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._text, mode, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)
