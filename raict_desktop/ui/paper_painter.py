"""Paints paper's primitives with Qt: on the screen, on pictures and on printers, all as vectors.

Glyphs are painted as their outlines, so that what is on the screen, in the PDF and on paper is the
same, whatever fonts a machine or a printer has. May be used on any thread that owns its device.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from raict_desktop.paper.fonts import PLAIN_FAMILIES, FontFolder
from raict_desktop.paper.primitives import (
    MM_PER_POINT,
    Artwork,
    Frame,
    Line,
    ModulePath,
    Page,
    Picture,
    Placed,
    Primitive,
    Rectangle,
    RoundedRectangle,
    Segment,
    Text,
    Transform,
)

_MOST_GLYPHS = 4096
PICTURE_DOTS_PER_MM = 16


class PaperPainter:
    """Paints pages and badges; keeps glyphs and pictures between them.

    Args:
        fonts: the fonts that the texts name.
    """

    def __init__(self, fonts: FontFolder) -> None:
        self._fonts = fonts
        self._glyphs: dict[tuple[str, int], QPainterPath] = {}
        self._pictures: dict[object, QImage] = {}

    def paint_page(self, painter: QPainter, page: Page, dots_per_mm: float) -> None:
        """Paint a page whose top left corner is the painter's origin."""
        painter.save()
        painter.scale(dots_per_mm, dots_per_mm)
        for drawing in page.drawings:
            self.paint(painter, drawing)
        painter.restore()

    def paint(self, painter: QPainter, drawing: Placed) -> None:
        """Paint a drawing; the painter's unit is a millimetre."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setWorldTransform(_qt(drawing.at), True)
        for primitive in drawing.primitives:
            self._paint(painter, primitive)
        painter.restore()

    def _paint(self, painter: QPainter, primitive: Primitive) -> None:
        match primitive:
            case Text():
                self._text(painter, primitive)
            case ModulePath():
                self._modules(painter, primitive)
            case Rectangle():
                painter.fillRect(_rect(primitive), QColor(primitive.colour))
            case RoundedRectangle():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(primitive.colour))
                _box(painter, _rect(primitive), primitive.radius)
            case Frame():
                painter.setPen(_pen(primitive.colour, primitive.thickness))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                _box(painter, _rect(primitive), primitive.radius)
            case Line():
                painter.setPen(_pen(primitive.colour, primitive.thickness))
                painter.drawLine(
                    QPointF(primitive.x1, primitive.y1), QPointF(primitive.x2, primitive.y2)
                )
            case Picture():
                scale = abs(painter.deviceTransform().m11()) or abs(painter.deviceTransform().m12())
                painter.drawImage(_rect(primitive), self._picture(primitive, scale))
            case Artwork():
                draw_artwork(painter, primitive)

    def _text(self, painter: QPainter, text: Text) -> None:
        em = text.size * MM_PER_POINT
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(text.colour))
        whole = QPainterPath()
        whole.setFillRule(Qt.FillRule.WindingFill)
        x = 0.0
        for run in text.runs:
            apart = text.tracking if run.font.split("-", 1)[0] in PLAIN_FAMILIES else 0.0
            for glyph in run.glyphs:
                path = self._glyph(run.font, glyph.number)
                whole.addPath(path.translated(x + glyph.x_offset, -glyph.y_offset))
                x += glyph.advance + apart
        place = QTransform(em, 0, 0, em, text.x, text.baseline)
        painter.drawPath(place.map(whole))

    def _glyph(self, font: str, number: int) -> QPainterPath:
        known = self._glyphs.get((font, number))
        if known is None:
            if len(self._glyphs) >= _MOST_GLYPHS:
                self._glyphs.clear()
            known = self._glyphs[font, number] = _path(self._fonts.outline(font, number))
            known.setFillRule(Qt.FillRule.WindingFill)
        return known

    @staticmethod
    def _modules(painter: QPainter, code: ModulePath) -> None:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        m = code.module
        for y, row in enumerate(code.rows):
            start = -1
            for x, dark in enumerate((*row, False)):
                if dark and start < 0:
                    start = x
                elif not dark and start >= 0:
                    path.addRect(code.x + start * m, code.y + y * m, (x - start) * m, m)
                    start = -1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(code.colour))
        # Antialiased neighbours would let the ground shine through between two rows.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPath(path)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _picture(self, picture: Picture, scale: float) -> QImage:
        """The picture at the device's own sharpness: painting a much larger one smaller tears it."""
        sharpness = min(PICTURE_DOTS_PER_MM, scale)
        key = (picture.path, round(picture.width * sharpness))
        known = self._pictures.get(key)
        if known is None:
            known = QImage(str(picture.path))
            width = max(1, round(picture.width * sharpness))
            if known.width() > width:
                known = known.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
            if len(self._pictures) > 200:
                self._pictures.clear()
            self._pictures[key] = known
        return known


def page_image(painter: PaperPainter, page: Page, dots_per_mm: float) -> QImage:
    """A picture of a page on white paper."""
    width, height = round(page.width * dots_per_mm), round(page.height * dots_per_mm)
    image = QImage(max(1, width), max(1, height), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    brush = QPainter(image)
    painter.paint_page(brush, page, dots_per_mm)
    brush.end()
    return image


def _qt(at: Transform) -> QTransform:
    return QTransform(at.a, at.b, at.c, at.d, at.e, at.f)


def _rect(box: Rectangle | RoundedRectangle | Frame | Picture) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _pen(colour: str, thickness: float) -> QPen:
    pen = QPen(QBrush(QColor(colour)), thickness)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _box(painter: QPainter, box: QRectF, radius: float) -> None:
    radius = min(radius, box.width() / 2, box.height() / 2)
    if radius > 0:
        painter.drawRoundedRect(box, radius, radius)
    else:
        painter.drawRect(box)


def _path(segments: Iterable[Segment]) -> QPainterPath:
    path = QPainterPath()
    for kind, points in segments:
        if kind == "M":
            path.moveTo(*points)
        elif kind == "L":
            path.lineTo(*points)
        elif kind == "C":
            path.cubicTo(*points)
        else:
            path.closeSubpath()
    return path


def draw_artwork(painter: QPainter, artwork: Artwork) -> None:
    """Paint shapes in their box."""
    painter.save()
    painter.translate(artwork.x, artwork.y)
    scale = artwork.width / artwork.shape_width
    painter.scale(scale, scale)
    for shape in artwork.shapes:
        path = _path(shape.segments)
        rule = Qt.FillRule.OddEvenFill if shape.even_odd else Qt.FillRule.WindingFill
        path.setFillRule(rule)
        painter.setBrush(QColor(shape.fill) if shape.fill else QBrush())
        pen = _pen(shape.stroke, shape.thickness) if shape.stroke else QPen(Qt.PenStyle.NoPen)
        painter.setPen(pen)
        painter.drawPath(path)
    painter.restore()
