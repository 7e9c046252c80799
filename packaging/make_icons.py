"""Render the project's own icons to every size the systems ask for: ``make_icons.py TARGET``.

TARGET gets ``hicolor/<size>x<size>/{apps,mimetypes}`` and ``hicolor/scalable`` as Linux wants them, and
``raict-desktop.ico`` and ``.icns`` (with ``raict-event`` beside them) for Windows and macOS.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCES = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
SMALL = 24
KINDS = {"raict-desktop": "apps", "raict-event": "mimetypes"}
MIME_NAME = "application-x-raict-event"


def source(name: str, size: int) -> Path:
    """The drawing of an icon for a size in pixels; small sizes may have their own."""
    small = SOURCES / f"{name}-small.svg"
    return small if size <= SMALL and small.is_file() else SOURCES / f"{name}.svg"


def render(name: str, size: int) -> Image.Image:
    """One icon at one size, on nothing.

    Raises:
        ValueError: the drawing cannot be read.
    """
    file = source(name, size)
    renderer = QSvgRenderer(str(file))
    if not renderer.isValid():
        raise ValueError(f"{file.name} is no drawing")
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(buffer.data().data())).convert("RGBA")


def write_linux(target: Path) -> None:
    """Write the icon theme's tree."""
    for name, kind in KINDS.items():
        shown = MIME_NAME if kind == "mimetypes" else name
        for size in SIZES:
            file = target / "hicolor" / f"{size}x{size}" / kind / f"{shown}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            render(name, size).save(file, optimize=True)
        scalable = target / "hicolor" / "scalable" / kind / f"{shown}.svg"
        scalable.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SOURCES / f"{name}.svg", scalable)


def write_others(target: Path) -> None:
    """Write the icon files of Windows and macOS."""
    for name in KINDS:
        drawn = {size: render(name, size) for size in {*ICO_SIZES, *ICNS_SIZES}}
        largest = max(ICO_SIZES)
        drawn[largest].save(
            target / f"{name}.ico",
            sizes=[(size, size) for size in ICO_SIZES],
            append_images=[drawn[size] for size in ICO_SIZES if size != largest],
        )
        largest = max(ICNS_SIZES)
        drawn[largest].save(
            target / f"{name}.icns",
            append_images=[drawn[size] for size in ICNS_SIZES if size != largest],
        )


def main(target: Path) -> None:
    """Write everything."""
    _application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    target.mkdir(parents=True, exist_ok=True)
    write_linux(target)
    write_others(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
