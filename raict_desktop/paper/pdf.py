"""Paints badges as a PDF: text with embedded fonts, QR codes and bands as vectors.

Text and modules are written as PDF operators straight away; the library's own text and rectangle
calls cost several times as much over hundreds of badges.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import BadgeContent, BadgeProblem, BadgeRun
from raict_desktop.paper.fonts import PLAIN_FAMILIES, FontFolder
from raict_desktop.paper.layout import HEIGHT, WIDTH, draw_badge
from raict_desktop.paper.logos import read_logos
from raict_desktop.paper.primitives import (
    Glyph,
    GlyphRun,
    Line,
    ModulePath,
    Picture,
    Primitive,
    Rectangle,
    RoundedRectangle,
    Text,
)
from raict_desktop.paper.sheets import sheet_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_POINTS = 72 / 25.4
_PRIVATE_AREA = 0xE000
_LOGO_DOTS_PER_MM = 16
_CIRCLE = 0.5523


def write_pdf(
    path: Path,
    badges: Iterable[BadgeContent],
    *,
    fonts: Path,
    logos: Sequence[Path],
    layout: str,
    sheet: str,
    progress: Callable[[int], None] | None,
) -> BadgeRun:
    """Write badges; see ``paper.badges.write_badges``, which checks ``layout`` and ``sheet``."""
    del layout  # there is one layout so far
    folder = FontFolder(fonts)
    pictures, unreadable = read_logos(logos)
    problems = [BadgeProblem("paper.logo_unreadable", logo.name) for logo in unreadable]
    page = sheet_for(sheet, WIDTH, HEIGHT)
    badge_count = page_count = 0
    with _replaced(path) as stream:
        painter = Painter(stream, page.width, page.height, folder)
        for badge in badges:
            place = badge_count % len(page.places)
            if place == 0:
                if page_count:
                    painter.next_page()
                page_count += 1
                painter.paint(page.marks)
            drawing = draw_badge(badge, pictures, folder)
            painter.paint(drawing.primitives, page.places[place])
            problems += drawing.problems
            badge_count += 1
            if progress is not None:
                progress(badge_count)
        if not badge_count:
            raise UserError("paper.no_badges")
        try:
            painter.finish()
        except OSError as error:  # the disk is full, the stick was pulled out
            raise UserError("paper.cannot_write", path=path.name) from error
    return BadgeRun(badge_count, page_count, tuple(problems))


@contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of ``path`` once all of it is on the disk.

    Badges carry names, so the file is readable by its owner alone.
    """
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent
        )
    except OSError as error:
        raise UserError("paper.cannot_write", path=path.name) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            try:
                stream.flush()
                os.fsync(stream.fileno())
            except OSError as error:
                raise UserError("paper.cannot_write", path=path.name) from error
        try:
            part.replace(path)
        except OSError as error:
            raise UserError("paper.cannot_write", path=path.name) from error
    finally:
        part.unlink(missing_ok=True)


def _part(name: str) -> Any:
    """A module of reportlab, which has no types."""
    return import_module(f"reportlab.{name}")


class Painter:
    """Paints primitives on the pages of one PDF.

    Args:
        stream: open for writing bytes.
        width: of the pages, in millimetres.
        height: of the pages, in millimetres.
        fonts: the fonts that the texts name.
    """

    def __init__(self, stream: BinaryIO, width: float, height: float, fonts: FontFolder) -> None:
        self._stream = stream
        self._height = height
        self._fonts = fonts
        # Text armour for binary data: a fifth more bytes, a third more time.
        _part("rl_config").useA85 = 0
        self._canvas: Any = _part("pdfgen.canvas").Canvas(
            stream, pagesize=(width * _POINTS, height * _POINTS), invariant=1, pageCompression=1
        )
        self._canvas.setTitle("Badges")
        # The library lists Helvetica, unused and not embedded, which print shops refuse.
        self._canvas._preamble = ""
        self._canvas._doc.idToObject["BasicFonts"].dict.pop("F1", None)
        self._faces: dict[str, _PdfFont] = {}
        self._pictures: dict[tuple[Path, float, float], str] = {}

    def paint(self, primitives: Iterable[Primitive], at: tuple[float, float] = (0.0, 0.0)) -> None:
        """Paint on the current page, the origin of the primitives moved to ``at`` (mm)."""
        x, y = at[0] * _POINTS, (self._height - at[1]) * _POINTS
        write = self._canvas._code.append
        write(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
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
            else:
                self._picture(primitive)
        write("Q")

    def next_page(self) -> None:
        """End the current page."""
        self._canvas.showPage()

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
        key = (picture.path, picture.width, picture.height)
        width, height = picture.width * _POINTS, picture.height * _POINTS
        if key not in self._pictures:
            self._pictures[key] = f"logo{len(self._pictures)}"
            self._canvas.beginForm(self._pictures[key], 0, 0, width, height)
            image = _part("lib.utils").ImageReader(_flattened(picture))
            self._canvas.drawImage(image, 0, 0, width, height)
            self._canvas.endForm()
        x, y = picture.x * _POINTS, -picture.y * _POINTS - height
        self._canvas.saveState()
        self._canvas.translate(x, y)
        self._canvas.doForm(self._pictures[key])
        self._canvas.restoreState()


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


def _flattened(picture: Picture) -> Any:
    """The picture on white at printing resolution, so that a huge file does not swell the PDF."""
    from PIL import Image

    with Image.open(picture.path) as source:
        image = source.convert("RGBA")
    wanted = (
        max(1, round(picture.width * _LOGO_DOTS_PER_MM)),
        max(1, round(picture.height * _LOGO_DOTS_PER_MM)),
    )
    if image.width > wanted[0]:
        image = image.resize(wanted, Image.Resampling.LANCZOS)
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _colour(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return (x * _POINTS, -(y + height) * _POINTS, width * _POINTS, height * _POINTS)


def _rectangle(box: Rectangle) -> str:
    x, y, width, height = _box(box.x, box.y, box.width, box.height)
    return f"{_colour(box.colour)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f"


def _rounded(box: RoundedRectangle) -> str:
    x, y, width, height = _box(box.x, box.y, box.width, box.height)
    r = min(box.radius * _POINTS, width / 2, height / 2)
    k = r * (1 - _CIRCLE)
    right, top = x + width, y + height
    return (
        f"{_colour(box.colour)} rg {x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c "
        f"{right:.2f} {top - r:.2f} l "
        f"{right:.2f} {top - k:.2f} {right - k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c "
        f"{x + r:.2f} {top:.2f} l "
        f"{x + k:.2f} {top:.2f} {x:.2f} {top - k:.2f} {x:.2f} {top - r:.2f} c "
        f"{x:.2f} {y + r:.2f} l "
        f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c f"
    )


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
