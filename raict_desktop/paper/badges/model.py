"""What a badge layout is: elements in boxes of millimetres on the faces of a piece of paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache


class Fold(StrEnum):
    """How the faces lie on the paper."""

    NONE = "none"
    """Front; the back, when it has elements, is the other side of the sheet."""
    TOP = "top"
    """Butterfly: the back stands head down above the front and folds over behind it."""
    SIDE = "side"
    """A5 folded to A6: the back stands at the left of the front."""
    QUARTER = "quarter"
    """A4 folded in four: front at the bottom right, back at its left, the inside above head down."""


class Face(StrEnum):
    """The faces a layout may have."""

    FRONT = "front"
    BACK = "back"
    INSIDE_LEFT = "inside_left"
    INSIDE_RIGHT = "inside_right"


class ElementKind(StrEnum):
    """What an element draws."""

    WORDS = "words"
    QR = "qr"
    LOGOS = "logos"
    PICTURE = "picture"
    LINE = "line"
    BOX = "box"


FIELDS = (
    "given_name",
    "family_name",
    "full_name",
    "function",
    "organisation",
    "country",
    "delegation",
    "category",
    "code",
    "workshops",
    "event_title",
    "event_place",
    "tray",
    "text",
)
"""What a part of a words element may say; ``text`` says the part's own words."""

WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
ALIGNMENTS = ("left", "centre", "right")
ANCHORS = ("top", "middle", "bottom")
CONDITIONS = ("", "logos", "no_logos", "workshops", "no_workshops", "country", "no_country")


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a words element.

    Sizes are in points: ``largest`` is wished for, ``floor`` the smallest that reads well (below it
    a problem is told), ``least`` the smallest that is printed (below it the text is cut).
    ``below`` keeps the text so many points smaller than the part above it. ``gap`` is the distance
    to that part in millimetres, ``pitch`` the distance of two baselines and ``tracking`` the extra
    distance of letters, both in em. ``colour`` is ``ink``, ``quiet``, ``white``, ``category`` or
    ``#RRGGBB``. ``fr`` and ``en`` are the words of the field ``text``.
    """

    field: str
    largest: float = 12.0
    floor: float = 9.0
    least: float = 6.0
    weight: str = "Regular"
    colour: str = "ink"
    lines: int = 2
    gap: float = 0.0
    pitch: float = 1.2
    tracking: float = 0.0
    below: float = 0.0
    capitals: bool = False
    flag: bool = False
    fr: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """A thing in a box on a face, in millimetres from the face's top left corner.

    A QR code's box includes its quiet zone of four modules and is square: ``width`` counts. ``only``
    and ``never`` are category keys; ``when`` asks whether the event has logos, or the
    person workshops or a country. ``fill`` and
    ``stroke`` are colours as in ``Part``, empty for none.
    """

    kind: ElementKind
    x: float
    y: float
    width: float
    height: float
    face: Face = Face.FRONT
    align: str = "left"
    anchor: str = "top"
    parts: tuple[Part, ...] = ()
    fill: str = ""
    stroke: str = ""
    thickness: float = 0.3
    radius: float = 0.0
    padding: float = 0.0
    file: str = ""
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    when: str = ""

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Bottom edge."""
        return self.y + self.height

    def shows(self, category_key: str) -> bool:
        """Whether people of this category get the element."""
        return (not self.only or category_key in self.only) and category_key not in self.never


@dataclass(frozen=True, slots=True)
class Layout:
    """A badge of ``width`` by ``height`` millimetres (one face).

    ``name`` is stable and unique; ``titles`` are shown to people by language. ``sheet`` is the sheet
    it is usually printed on. ``mirror`` changes left and right over on the badge of a name that is read
    from the right, as Arabic and Hebrew are.
    """

    name: str
    titles: tuple[tuple[str, str], ...]
    width: float
    height: float
    elements: tuple[Element, ...] = ()
    fold: Fold = Fold.NONE
    sheet: str = "single"
    mirror: bool = False

    def title(self, language: str) -> str:
        """The title in a language, else in another one, else the name."""
        titles = dict(self.titles)
        return titles.get(language) or next(iter(titles.values()), "") or self.name

    @property
    def faces(self) -> tuple[Face, ...]:
        """The faces that something stands on; the front always."""
        used = {element.face for element in self.elements}
        return tuple(face for face in self.possible_faces if face in used or face is Face.FRONT)

    @property
    def possible_faces(self) -> tuple[Face, ...]:
        """The faces that the fold gives."""
        return tuple(Face) if self.fold is Fold.QUARTER else (Face.FRONT, Face.BACK)

    @property
    def paper_width(self) -> float:
        """Width of the unfolded badge."""
        return self.width * (2 if self.fold in (Fold.SIDE, Fold.QUARTER) else 1)

    @property
    def paper_height(self) -> float:
        """Height of the unfolded badge."""
        return self.height * (2 if self.fold in (Fold.TOP, Fold.QUARTER) else 1)

    @property
    def two_sided(self) -> bool:
        """Whether the back goes on the other side of the paper."""
        return self.fold is Fold.NONE and Face.BACK in self.faces

    def with_element(self, place: int, element: Element) -> Layout:
        """The layout with one element replaced."""
        elements = (*self.elements[:place], element, *self.elements[place + 1 :])
        return replace(self, elements=elements)


@lru_cache(maxsize=16)
def mirrored(layout: Layout) -> Layout:
    """The layout with the left and the right of each face changed over; always the same object."""
    elements = (replace(e, x=layout.width - e.right) for e in layout.elements)
    return replace(layout, elements=tuple(elements))
