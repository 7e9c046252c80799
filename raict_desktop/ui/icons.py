"""Line icons drawn in the colours of the theme."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from raict_desktop import paths
from raict_desktop.ui.theme import tokens

_SCALES = (1, 2, 3)
_WINDOW_SIZES = (16, 24, 32, 48, 64, 128, 256)
_SMALL = 24


def application_icon() -> QIcon:
    """The program's own icon at the sizes that windows, task bars and switchers ask for."""
    folder = paths.resources() / "icons" / "app"
    result = QIcon()
    for size in _WINDOW_SIZES:
        name = "raict-desktop-small.svg" if size <= _SMALL else "raict-desktop.svg"
        result.addPixmap(drawing(folder / name, size))
    return result


def drawing(file: Path, size: int, scale: float = 1) -> QPixmap:
    """A drawing in its own colours, ``size`` pixels wide and high on a screen of ``scale``."""
    pixmap = QPixmap(round(size * scale), round(size * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(str(file)).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


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
