"""Paints pages as a PDF: text with embedded fonts, QR codes and bands as vectors.

Text and modules are written as PDF operators straight away; the library's own text and rectangle
calls cost several times as much over hundreds of badges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.files import replaced
from raict_desktop.paper.fonts import PLAIN_FAMILIES, FontFolder
from raict_desktop.paper.primitives import (
    Artwork,
    Frame,
    Glyph,
    GlyphRun,
    Line,
    ModulePath,
    Page,
    Picture,
    Primitive,
    Rectangle,
    RoundedRectangle,
    Segment,
    Shape,
    Text,
    Transform,
)
from raict_desktop.paper.svg import rounded

if TYPE_CHECKING:
    from typing import BinaryIO

_POINTS = 72 / 25.4
_PRIVATE_AREA = 0xE000
_LOGO_DOTS_PER_MM = 16


def write_pages(path: Path, pages: Iterable[Page], fonts: FontFolder, title: str = "") -> None:
    """Write pages as a PDF; an older file of that name is replaced only once the new one is whole.

    Args:
        path: the PDF, readable by its owner alone: it carries names.
        pages: each is asked for when the one before it is written.
        fonts: the fonts that the texts name.
        title: of the document.

    Raises:
        UserError: ``paper.cannot_write``; also whatever ``pages`` raises, nothing being written.
    """
    with replaced(path) as stream:
        painter = Painter(stream, fonts, title)
        for page in pages:
            painter.begin_page(page.width, page.height)
            for drawing in page.drawings:
                painter.paint(drawing.primitives, drawing.at)
        try:
            painter.finish()
        except OSError as error:  # the disk is full, the stick was pulled out
            raise UserError("paper.cannot_write", path=path.name) from error


def _part(name: str) -> Any:
    """A module of reportlab, which has no types."""
    return import_module(f"reportlab.{name}")


class Painter:
    """Paints primitives on the pages of one PDF.

    Args:
        stream: open for writing bytes.
        fonts: the fonts that the texts name.
        title: of the document.
    """

    def __init__(self, stream: BinaryIO, fonts: FontFolder, title: str = "") -> None:
        self._height = 0.0
        self._fonts = fonts
        self._begun = False
        # Text armour for binary data: a fifth more bytes, a third more time.
        _part("rl_config").useA85 = 0
        self._canvas: Any = _part("pdfgen.canvas").Canvas(stream, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        # The library lists Helvetica, unused and not embedded, which print shops refuse.
        self._canvas._doc.idToObject["BasicFonts"].dict.pop("F1", None)
        self._faces: dict[str, _PdfFont] = {}
        self._forms: dict[object, str] = {}

    def begin_page(self, width: float, height: float) -> None:
        """End the page before, if any, and begin one of that size (mm)."""
        if self._begun:
            self._canvas.showPage()
        self._begun = True
        self._height = height
        self._canvas.setPageSize((width * _POINTS, height * _POINTS))
        # Setting the size also begins pages with the font that was taken out above.
        self._canvas._preamble = ""

    def paint(self, primitives: Iterable[Primitive], at: Transform) -> None:
        """Paint on the current page, the primitives transformed by ``at``."""
        x, y = at.e * _POINTS, (self._height - at.f) * _POINTS
        write = self._canvas._code.append
        write(f"q {at.a:g} {-at.b:g} {-at.c:g} {at.d:g} {x:.2f} {y:.2f} cm")
        for primitive in primitives:
            if isinstance(primitive, Text):
                write(self._text(primitive))
            elif isinstance(primitive, ModulePath):
                write(_modules(primitive))
            elif isinstance(primitive, RoundedRectangle):
                write(_rounded(primitive))
            elif isinstance(primitive, Rectangle):
                write(_rectangle(primitive))
            elif isinstance(primitive, Line):
                write(_line(primitive))
            elif isinstance(primitive, Frame):
                write(_frame(primitive))
            elif isinstance(primitive, Artwork):
                self._artwork(primitive)
            else:
                self._picture(primitive)
        write("Q")

    def finish(self) -> None:
        """End the last page and write everything to the stream."""
        self._canvas.showPage()
        self._canvas.save()

    def _text(self, text: Text) -> str:
        x, y = text.x * _POINTS, -text.baseline * _POINTS
        parts = [f"BT {_colour(text.colour)} rg 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        for run in text.runs:
            face = self._faces.get(run.font)
            if face is None:
                face = _PdfFont(run.font, self._fonts.path(run.font), self._canvas._doc)
                self._faces[run.font] = face
            parts.append(face.show(run, text.size))
        parts.append("ET")
        return " ".join(parts)

    def _picture(self, picture: Picture) -> None:
        """Logos stand on every badge: each becomes one form, named again on every badge."""
        width, height = picture.width * _POINTS, picture.height * _POINTS
        key = (picture.path, round(picture.width, 2), round(picture.height, 2))
        if key not in self._forms:
            self._forms[key] = f"logo{len(self._forms)}"
            self._canvas.beginForm(self._forms[key], 0, 0, width, height)
            image = _part("lib.utils").ImageReader(_resampled(picture))
            self._canvas.drawImage(image, 0, 0, width, height, mask="auto")
            self._canvas.endForm()
        self._show_form(self._forms[key], picture.x, picture.y + picture.height, 1.0)

    def _artwork(self, artwork: Artwork) -> None:
        """As a picture; the form is in the artwork's own units."""
        key = (id(artwork.shapes), artwork.shapes[0])
        if key not in self._forms:
            self._forms[key] = f"art{len(self._forms)}"
            width, height = artwork.shape_width, artwork.shape_height
            self._canvas.beginForm(self._forms[key], 0, -height, width, 0)
            self._canvas._code.extend(_shape(shape) for shape in artwork.shapes)
            self._canvas.endForm()
        scale = artwork.width / artwork.shape_width * _POINTS
        self._show_form(self._forms[key], artwork.x, artwork.y, scale)

    def _show_form(self, name: str, x: float, y: float, scale: float) -> None:
        write = self._canvas._code.append
        write(f"q {scale:.5f} 0 0 {scale:.5f} {x * _POINTS:.2f} {-y * _POINTS:.2f} cm")
        self._canvas.doForm(name)
        write("Q")


@dataclass(frozen=True, slots=True)
class _PdfGlyph:
    """A glyph's place in its font as the PDF has it; ``width`` in thousandths of an em."""

    subset: int
    code: str
    width: float
    character: str


class _PdfFont:
    """One font of one PDF, which embeds the glyphs that were shown and no others."""

    def __init__(self, name: str, path: Path, document: Any) -> None:
        self._font: Any = _part("pdfbase.ttfonts").TTFont(name, str(path), shapable=False)
        self._document = document
        self._plain = name.split("-", maxsplit=1)[0] in PLAIN_FAMILIES
        self._known: dict[int, _PdfGlyph] = {}
        self._private = _PRIVATE_AREA

    def show(self, run: GlyphRun, size: float) -> str:
        """The operators that show a run from the current point."""
        parts: list[str] = []
        subset = -1
        shown = ""
        rise = pending = 0.0
        in_span = False
        known = [self._known.get(glyph.number) or self._assign(glyph) for glyph in run.glyphs]

        def flush() -> None:
            nonlocal shown
            if shown:
                parts.append(f"[{shown}] TJ")
                shown = ""

        for at, (glyph, pdf) in enumerate(zip(run.glyphs, known, strict=True)):
            if not self._plain and glyph.letters:
                if in_span:
                    flush()
                    parts.append("EMC")
                alone = at + 1 == len(run.glyphs) or run.glyphs[at + 1].letters
                # Joined or stacked glyphs no longer tell their letters: searching needs them.
                in_span = not (alone and pdf.character == glyph.letters)
                if in_span:
                    flush()
                    letters = glyph.letters.encode("utf-16-be").hex()
                    parts.append(f"/Span <</ActualText <feff{letters}>>> BDC")
            if pdf.subset != subset:
                flush()
                name = self._font.getSubsetInternalName(pdf.subset, self._document)
                parts.append(f"{name} {size:.2f} Tf")
                subset = pdf.subset
            if glyph.y_offset != rise:
                flush()
                rise = glyph.y_offset
                parts.append(f"{rise * size:.2f} Ts")
            move = pending + glyph.x_offset * 1000
            if abs(move) >= 0.5:
                shown += f"{-move:.0f}"
            shown += f"<{pdf.code}>"
            pending = (glyph.advance - glyph.x_offset) * 1000 - pdf.width
        if abs(pending) >= 0.5:
            shown += f"{-pending:.0f}"
        flush()
        if in_span:
            parts.append("EMC")
        if rise:
            parts.append("0 Ts")
        return " ".join(parts)

    def _assign(self, glyph: Glyph) -> _PdfGlyph:
        """Give a glyph its place in the embedded font."""
        face = self._font.face
        # A PDF's table of characters takes four hexadecimal digits here.
        characters = [c for c in face.glyphToChar.get(glyph.number, ()) if 0x20 <= c <= 0xFFFF]
        if characters:
            letter = ord(glyph.letters[0]) if glyph.letters else 0
            character = letter if letter in characters else min(characters)
        else:
            # The library embeds characters, not glyphs; a glyph that shaping made has none.
            while self._private in face.charToGlyph:
                self._private += 1
            character = self._private
            face.charToGlyph[character] = glyph.number
            face.charWidths[character] = face.hmetrics[glyph.number][0]
        ((subset, code),) = self._font.splitString(chr(character), self._document)
        width = float(face.getCharWidth(character))
        known = _PdfGlyph(subset, code.hex(), width, chr(character))
        self._known[glyph.number] = known
        return known


def _resampled(picture: Picture) -> Any:
    """The picture at printing resolution, so that a huge file does not swell the PDF."""
    from PIL import Image

    with Image.open(picture.path) as source:
        image = source.convert("RGBA")
    wanted = (
        max(1, round(picture.width * _LOGO_DOTS_PER_MM)),
        max(1, round(picture.height * _LOGO_DOTS_PER_MM)),
    )
    if image.width > wanted[0]:
        image = image.resize(wanted, Image.Resampling.LANCZOS)
    opaque = image.getchannel("A").getextrema()[0] == 255
    return image.convert("RGB") if opaque else image


def _colour(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return (x * _POINTS, -(y + height) * _POINTS, width * _POINTS, height * _POINTS)


def _rectangle(box: Rectangle) -> str:
    x, y, width, height = _box(box.x, box.y, box.width, box.height)
    return f"{_colour(box.colour)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f"


def _rounded(box: RoundedRectangle) -> str:
    if not box.radius:
        return _rectangle(Rectangle(box.x, box.y, box.width, box.height, box.colour))
    path = _path(rounded(box.x, box.y, box.width, box.height, box.radius), _POINTS)
    return f"{_colour(box.colour)} rg {path} f"


def _frame(frame: Frame) -> str:
    path = _path(rounded(frame.x, frame.y, frame.width, frame.height, frame.radius), _POINTS)
    return f"{_colour(frame.colour)} RG {frame.thickness * _POINTS:.2f} w {path} S"


def _shape(shape: Shape) -> str:
    """A shape in its own units, y downwards turned upwards."""
    parts = []
    if shape.fill:
        parts.append(f"{_colour(shape.fill)} rg")
    if shape.stroke:
        parts.append(f"{_colour(shape.stroke)} RG {shape.thickness:.4f} w")
    parts.append(_path(shape.segments, 1.0))
    star = "*" if shape.even_odd else ""
    if shape.fill and shape.stroke:
        parts.append(f"B{star}")
    elif shape.fill:
        parts.append(f"f{star}")
    else:
        parts.append("S" if shape.stroke else "n")
    return " ".join(parts)


_OPERATORS = {"M": "m", "L": "l", "C": "c", "Z": "h"}


def _path(segments: Iterable[Segment], scale: float) -> str:
    parts = []
    for kind, points in segments:
        pairs = zip(points[::2], points[1::2], strict=True)
        parts += [f"{x * scale:.3f} {-y * scale:.3f}" for x, y in pairs]
        parts.append(_OPERATORS[kind])
    return " ".join(parts)


def _line(line: Line) -> str:
    start = f"{line.x1 * _POINTS:.2f} {-line.y1 * _POINTS:.2f} m"
    end = f"{line.x2 * _POINTS:.2f} {-line.y2 * _POINTS:.2f} l"
    return f"{_colour(line.colour)} RG {line.thickness * _POINTS:.2f} w {start} {end} S"


def _modules(code: ModulePath) -> str:
    """One path whose unit is a module: runs of dark modules as rectangles, filled at once."""
    scale = code.module * _POINTS
    parts = [
        f"q {_colour(code.colour)} rg {scale:.4f} 0 0 {-scale:.4f} "
        f"{code.x * _POINTS:.2f} {-code.y * _POINTS:.2f} cm"
    ]
    for y, row in enumerate(code.rows):
        start = -1
        for x, dark in enumerate((*row, False)):
            if dark and start < 0:
                start = x
            elif not dark and start >= 0:
                parts.append(f"{start} {y} {x - start} 1 re")
                start = -1
    parts.append("f Q")
    return " ".join(parts)
