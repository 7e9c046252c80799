"""A QR code on its own white ground, to be scanned from the screen or saved as a picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from raict_desktop.paper.qr import Matrix, qr_matrix
from raict_desktop.ui import theme

QUIET = 4


class CodePicture(QWidget):
    """Shows ``text`` as a square of ``side`` pixels, white in both themes: readers need that."""

    def __init__(self, text: str, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: Matrix = qr_matrix(text)
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.notifier.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the modules."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # On a white page the hairline shows where the code's white ground ends.
        painter.setPen(QPen(theme.tokens().line, 1))
        painter.setBrush(QColor("white"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        side = len(self._matrix) + 2 * QUIET
        module = self.width() // side
        edge = (self.width() - module * len(self._matrix)) // 2
        self._draw(painter, module, edge)

    def _draw(self, painter: QPainter, module: int, edge: int) -> None:
        for row, line in enumerate(self._matrix):
            for column, dark in enumerate(line):
                if dark:
                    left, top = edge + column * module, edge + row * module
                    painter.fillRect(left, top, module, module, QColor("black"))

    def image(self, module: int = 16) -> QImage:
        """The code as a picture of ``module`` pixels a module, to print or to send to a phone."""
        side = (len(self._matrix) + 2 * QUIET) * module
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        self._draw(painter, module, QUIET * module)
        painter.end()
        return image
