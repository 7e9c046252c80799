"""A small map of the world, some countries dark: it reads in greyscale and without a legend."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.paper.primitives import Segment, Shape

Outline = tuple[float, ...]
LAND, HERE, BORDER = "#DDE2E7", "#0B5D5D", "#FFFFFF"
_DOT = 6.5
_ROUND = 0.5523
"""How far the control points of a quarter circle lie from its ends, for a radius of 1."""
_SEEN = 14
"""A country narrower than this gets a dot as well: a few pixels tell nobody anything."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country's middle and its outlines, empty for one that is only a point at this size."""

    at: tuple[float, float]
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class WorldMap:
    """Outlines in units of the map's own.

    Attributes:
        width: of the map.
        height: of the map.
        countries: by ISO code.
        others: land that is in no country of the list.
        borders: lines between two countries.
    """

    width: float
    height: float
    countries: Mapping[str, Country]
    others: tuple[Outline, ...]
    borders: tuple[Outline, ...]

    @classmethod
    def from_file(cls, path: Path) -> WorldMap:
        """Read what ``packaging/make_world_map.py`` wrote."""
        value = json.loads(path.read_text("utf-8"))
        return cls(
            value["width"],
            value["height"],
            {
                code: Country(tuple(found["at"]), tuple(map(tuple, found["rings"])))
                for code, found in value["countries"].items()
            },
            tuple(map(tuple, value["other"])),
            tuple(map(tuple, value["borders"])),
        )

    def shapes(
        self,
        present: Collection[str],
        *,
        land: str = LAND,
        here: str = HERE,
        border: str = BORDER,
    ) -> tuple[Shape, ...]:
        """The map with some countries dark.

        Args:
            present: their ISO codes; unknown ones are passed over.
            land: colour of every other country.
            here: colour of those that are present.
            border: colour of the lines between countries, and around dots.
        """
        drawn: list[Shape] = []
        rest = [*self.others]
        dark: list[Outline] = []
        dots: list[Segment] = []
        for code, country in self.countries.items():
            if code not in present:
                rest += country.outlines
                continue
            dark += country.outlines
            if not country.outlines or _extent(country.outlines[0]) < _SEEN:
                dots += _circle(*country.at, _DOT)
        for outlines, colour in ((rest, land), (dark, here)):
            # Holes are outlines too; those of a neighbour fill them again.
            closed = tuple(s for outline in outlines for s in _path(outline, closed=True))
            drawn.append(Shape(closed, colour, even_odd=True))
        lines = tuple(s for outline in self.borders for s in _path(outline, closed=False))
        drawn.append(Shape(lines, "", border, 1.6))
        if dots:
            drawn.append(Shape(tuple(dots), here, border, 2.0))
        return tuple(drawn)


def _path(outline: Outline, *, closed: bool) -> list[Segment]:
    points = list(zip(outline[::2], outline[1::2], strict=True))
    segments: list[Segment] = [("M" if place == 0 else "L", p) for place, p in enumerate(points)]
    return [*segments, ("Z", ())] if closed else segments


def _extent(outline: Outline) -> float:
    return max(max(values) - min(values) for values in (outline[::2], outline[1::2]))


def _circle(x: float, y: float, radius: float) -> list[Segment]:
    r, k = radius, radius * _ROUND
    return [
        ("M", (x + r, y)),
        ("C", (x + r, y + k, x + k, y + r, x, y + r)),
        ("C", (x - k, y + r, x - r, y + k, x - r, y)),
        ("C", (x - r, y - k, x - k, y - r, x, y - r)),
        ("C", (x + k, y - r, x + r, y - k, x + r, y)),
        ("Z", ()),
    ]
