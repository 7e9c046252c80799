"""Draws ``resources/flags/*.png`` from the SVG files of the flag-icons project (MIT).

Get them with ``npm pack flag-icons``, unpack, and give the folder ``flags/4x3`` as the argument. Badges
show flags a few millimetres wide: 240 x 180 pixels are 500 dots per inch at 12 mm.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 240, 180


def main() -> None:
    """Draw every country of the program's list."""
    source = Path(sys.argv[1])
    app = QGuiApplication(sys.argv[:1])
    target = ROOT / "resources" / "flags"
    target.mkdir(exist_ok=True)
    with (ROOT / "resources" / "countries.csv").open(encoding="utf-8", newline="") as stream:
        codes = [row["code"].lower() for row in csv.DictReader(stream)]
    for code in codes:
        drawing = QSvgRenderer(str(source / f"{code}.svg"))
        image = QImage(WIDTH * 2, HEIGHT * 2, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
        picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small = picture.quantize(64, dither=Image.Dither.NONE)
        small.save(target / f"{code}.png", optimize=True)
    del app


if __name__ == "__main__":
    main()
