"""What a badge is made of, in millimetres, so that PDF, printer and screen draw the same thing.

The origin is the top left corner and y grows downwards. Texts are already shaped: a painter only
has to place glyphs and never decides about fonts, directions or line breaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a font; lengths in em, y upwards as fonts have it.

    ``letters`` are the characters it stands for; where several glyphs draw them together, only the
    first one has them.
    """

    number: int
    advance: float
    x_offset: float = 0.0
    y_offset: float = 0.0
    letters: str = ""


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Neighbouring glyphs of one font, left to right as they stand on paper.

    ``font`` is the name of a file of the font folder without its ending.
    """

    font: str
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``x`` is its left end, ``size`` is in points, ``words`` what it says."""

    x: float
    baseline: float
    size: float
    colour: str
    runs: tuple[GlyphRun, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle with square corners."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class RoundedRectangle:
    """A filled rectangle whose corners are quarter circles."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A thin straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float
    colour: str


@dataclass(frozen=True, slots=True)
class ModulePath:
    """The dark modules of a QR code, painted as one path so that no hairline shows between them."""

    x: float
    y: float
    module: float
    rows: tuple[tuple[bool, ...], ...]
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file stretched to a box; the box already has the picture's proportions."""

    x: float
    y: float
    width: float
    height: float
    path: Path


Primitive = Text | Rectangle | RoundedRectangle | Line | ModulePath | Picture
