"""Paints pages as a PDF: text with embedded fonts, QR codes and bands as vectors.

Text and modules are written as PDF operators straight away; the library's own text and rectangle
calls cost several times as much over hundreds of badges.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.files import replaced
from raict_desktop.paper.fonts import PLAIN_FAMILIES, FontFolder
from raict_desktop.paper.pdf_file import PdfFile
from raict_desktop.paper.pdf_fonts import PdfFont
from raict_desktop.paper.primitives import (
    Artwork,
    Frame,
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
_LOGO_DOTS_PER_MM = 16
_JPEG_QUALITY = 90


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


class Painter:
    """Paints primitives on the pages of one PDF.

    Args:
        stream: open for writing bytes.
        fonts: the fonts that the texts name.
        title: of the document.
    """

    def __init__(self, stream: BinaryIO, fonts: FontFolder, title: str = "") -> None:
        self._width = self._height = 0.0
        self._fonts = fonts
        self._file = PdfFile(stream, title)
        self._code: list[str] | None = None
        self._faces: dict[str, PdfFont] = {}
        self._forms: dict[object, str] = {}

    def begin_page(self, width: float, height: float) -> None:
        """End the page before, if any, and begin one of that size (mm)."""
        self._end_page()
        self._width, self._height = width, height
        self._code = []

    def paint(self, primitives: Iterable[Primitive], at: Transform) -> None:
        """Paint on the current page, the primitives transformed by ``at``."""
        if self._code is None:
            raise ValueError("no page was begun")
        x, y = at.e * _POINTS, (self._height - at.f) * _POINTS
        write = self._code.append
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
                write(self._artwork(primitive))
            else:
                write(self._picture(primitive))
        write("Q")

    def finish(self) -> None:
        """End the last page and write everything to the stream."""
        self._end_page()
        for face in self._faces.values():
            face.embed(self._file)
        self._file.finish()

    def _end_page(self) -> None:
        if self._code is not None:
            content = "\n".join(self._code)
            self._file.put_page(self._width * _POINTS, self._height * _POINTS, content)
            self._code = None

    def _text(self, text: Text) -> str:
        x, y = text.x * _POINTS, -text.baseline * _POINTS
        parts = [f"BT {_colour(text.colour)} rg 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        apart = False
        for run in text.runs:
            if text.tracking and apart is not _is_spaced(run.font):
                apart = not apart
                parts.append(f"{text.tracking * text.size if apart else 0:.3f} Tc")
            face = self._faces.get(run.font)
            if face is None:
                label = f"/F{len(self._faces) + 1}"
                face = PdfFont(run.font, self._fonts.path(run.font), label)
                self._faces[run.font] = face
            parts.append(face.show(run, text.size))
        parts.append("0 Tc ET" if apart else "ET")
        return " ".join(parts)

    def _picture(self, picture: Picture) -> str:
        """Logos stand on every badge: each is in the file once, shown again on every badge."""
        width, height = picture.width * _POINTS, picture.height * _POINTS
        key = (picture.path, round(picture.width, 2), round(picture.height, 2))
        name = self._forms.get(key)
        if name is None:
            name = self._forms[key] = f"P{len(self._forms) + 1}"
            self._file.name_picture(name, _embedded(self._file, picture))
        x, y = picture.x * _POINTS, -(picture.y + picture.height) * _POINTS
        return f"q {width:.3f} 0 0 {height:.3f} {x:.2f} {y:.2f} cm /{name} Do Q"

    def _artwork(self, artwork: Artwork) -> str:
        """As a picture; the form is in the artwork's own units."""
        key = (id(artwork.shapes), artwork.shapes[0])
        name = self._forms.get(key)
        if name is None:
            name = self._forms[key] = f"P{len(self._forms) + 1}"
            box = (0.0, -artwork.shape_height, artwork.shape_width, 0.0)
            self._file.put_form(name, "\n".join(_shape(shape) for shape in artwork.shapes), box)
        scale = artwork.width / artwork.shape_width * _POINTS
        x, y = artwork.x * _POINTS, -artwork.y * _POINTS
        return f"q {scale:.5f} 0 0 {scale:.5f} {x:.2f} {y:.2f} cm /{name} Do Q"


@lru_cache(maxsize=64)
def _is_spaced(font: str) -> bool:
    """Whether letters of this font may stand apart; those of joined scripts may not."""
    return font.split("-", maxsplit=1)[0] in PLAIN_FAMILIES


def _embedded(file: PdfFile, picture: Picture) -> Any:
    """Write a picture; what pages name it by."""
    image, photo = _resampled(picture)
    entries = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": image.width,
        "Height": image.height,
        "BitsPerComponent": 8,
    }
    if image.mode == "RGBA":
        veil = image.getchannel("A").tobytes()
        mask = file.put_stream(veil, {**entries, "ColorSpace": "/DeviceGray"})
        entries["SMask"] = mask
        image = image.convert("RGB")
    entries["ColorSpace"] = "/DeviceRGB"
    if photo:
        packed = BytesIO()
        image.save(packed, "JPEG", quality=_JPEG_QUALITY)
        return file.put_packed(packed.getvalue(), "/DCTDecode", entries)
    return file.put_stream(image.tobytes(), entries)


def _resampled(picture: Picture) -> tuple[Any, bool]:
    """The picture at printing resolution, so that a huge file does not swell the PDF; whether a photo."""
    from PIL import Image

    with Image.open(picture.path) as source:
        photo = source.format == "JPEG"
        image = source.convert("RGBA")
    wanted = (
        max(1, round(picture.width * _LOGO_DOTS_PER_MM)),
        max(1, round(picture.height * _LOGO_DOTS_PER_MM)),
    )
    if image.width > wanted[0]:
        image = image.resize(wanted, Image.Resampling.LANCZOS)
    opaque = image.getchannel("A").getextrema()[0] == 255
    return (image.convert("RGB") if opaque else image), photo and opaque


@lru_cache(maxsize=256)
def _colour(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3g}" for at in (1, 3, 5))


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return (x * _POINTS, -(y + height) * _POINTS, width * _POINTS, height * _POINTS)


def _rectangle(box: Rectangle) -> str:
    x, y, width, height = _box(box.x, box.y, box.width, box.height)
    return f"{_colour(box.colour)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f"


@lru_cache(maxsize=256)
def _rounded(box: RoundedRectangle) -> str:
    if not box.radius:
        return _rectangle(Rectangle(box.x, box.y, box.width, box.height, box.colour))
    path = _path(rounded(box.x, box.y, box.width, box.height, box.radius), _POINTS)
    return f"{_colour(box.colour)} rg {path} f"


@lru_cache(maxsize=256)
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
    parts += [_row(row).replace("y", str(y)) for y, row in enumerate(code.rows)]
    parts.append("f Q")
    return " ".join(parts)


@lru_cache(maxsize=4096)
def _row(row: tuple[bool, ...]) -> str:
    """The runs of a row of modules; ``y`` stands for where the row is."""
    parts = []
    start = -1
    for x, dark in enumerate((*row, False)):
        if dark and start < 0:
            start = x
        elif not dark and start >= 0:
            parts.append(f"{start} y {x - start} 1 re")
            start = -1
    return " ".join(parts)
