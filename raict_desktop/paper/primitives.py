"""What a badge is made of, in millimetres, so that PDF, printer and screen draw the same thing.

The origin is the top left corner and y grows downwards. Texts are already shaped: a painter only
has to place glyphs and never decides about fonts, directions or line breaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path
from typing import Self

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
    """One line of text; ``x`` is its left end, ``size`` is in points, ``words`` what it says.

    ``tracking`` (em) sets the letters of scripts that are not joined further apart.
    """

    x: float
    baseline: float
    size: float
    colour: str
    runs: tuple[GlyphRun, ...]
    words: str
    tracking: float = 0.0


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
class Frame:
    """The outline of a rectangle; the pen runs along its edge."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    thickness: float
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


Segment = tuple[str, tuple[float, ...]]
"""``M`` and ``L`` with a point, ``C`` with two control points and an end point, ``Z`` alone."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A path of a drawing, filled, stroked or both; colours are ``#RRGGBB`` or empty for none."""

    segments: tuple[Segment, ...]
    fill: str
    stroke: str = ""
    thickness: float = 0.0
    even_odd: bool = False


@dataclass(frozen=True, slots=True)
class Artwork:
    """Shapes in a box of ``shape_width`` by ``shape_height`` units, scaled to ``width`` (mm)."""

    x: float
    y: float
    width: float
    shape_width: float
    shape_height: float
    shapes: tuple[Shape, ...]


Primitive = Text | Rectangle | RoundedRectangle | Frame | Line | ModulePath | Picture | Artwork


@dataclass(frozen=True, slots=True)
class Transform:
    """Where a drawing goes: ``(x, y)`` becomes ``(a x + c y + e, b x + d y + f)``, in millimetres."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @classmethod
    def moved(cls, x: float, y: float) -> Self:
        """The origin moved to a point."""
        return cls(e=x, f=y)

    @classmethod
    def scaled(cls, x: float, y: float) -> Self:
        """Stretched from the origin."""
        return cls(a=x, d=y)

    @classmethod
    def turned(cls, degrees: float) -> Self:
        """Turned clockwise about the origin."""
        angle = radians(degrees)
        cosine, sine = round(cos(angle), 12), round(sin(angle), 12)
        return cls(cosine, sine, -sine, cosine)

    def then(self, after: Transform) -> Transform:
        """This transform, then another one."""
        return Transform(
            after.a * self.a + after.c * self.b,
            after.b * self.a + after.d * self.b,
            after.a * self.c + after.c * self.d,
            after.b * self.c + after.d * self.d,
            after.a * self.e + after.c * self.f + after.e,
            after.b * self.e + after.d * self.f + after.f,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes."""
        return (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)


@dataclass(frozen=True, slots=True)
class Placed:
    """A drawing and where it goes on a page."""

    primitives: tuple[Primitive, ...]
    at: Transform = Transform()


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a piece of paper, in millimetres."""

    width: float
    height: float
    drawings: tuple[Placed, ...]
