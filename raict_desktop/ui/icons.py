"""Line icons drawn in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from raict_desktop import paths
from raict_desktop.ui.theme import tokens

_SCALES = (1, 2, 3)


def icon(name: str, color: QColor | None = None, size: int = 20) -> QIcon:
    """The icon ``name`` at ``size`` pixels in ``color`` (text colour); empty if not shipped."""
    file = paths.resources() / "icons" / f"{name}.svg"
    result = QIcon()
    if not file.is_file():
        return result
    colour = (color or tokens().text).name()
    drawing = QByteArray(file.read_text("utf-8").replace("currentColor", colour).encode())
    renderer = QSvgRenderer(drawing)
    for scale in _SCALES:
        pixmap = QPixmap(size * scale, size * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size * scale, size * scale))
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        result.addPixmap(pixmap)
    return result
