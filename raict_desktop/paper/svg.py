"""Reads the SVG files that logos come as: shapes, groups, transforms and plain colours.

A logo that needs more (gradients, text, filters, pictures inside) is refused rather than printed
wrong; its owner saves it as PNG. Nothing outside the file is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import atan2, ceil, cos, degrees, hypot, pi, radians, sin, sqrt, tan
from pathlib import Path
from xml.etree import ElementTree

from raict_desktop.paper.primitives import Segment, Shape, Transform

_LARGEST_FILE = 2_000_000
_MOST_SHAPES = 5_000
_ARC = 0.5522847498
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_PIECE = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_CALL = re.compile(r"(\w+)\s*\(([^)]*)\)")
_HARMLESS = {"title", "desc", "metadata", "namedview", "defs", "style", "sodipodi"}
_COLOURS = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000",
    "blue": "#0000ff", "yellow": "#ffff00", "gray": "#808080", "grey": "#808080",
    "silver": "#c0c0c0", "maroon": "#800000", "navy": "#000080", "teal": "#008080",
    "orange": "#ffa500", "purple": "#800080", "lime": "#00ff00", "aqua": "#00ffff",
    "cyan": "#00ffff", "fuchsia": "#ff00ff", "magenta": "#ff00ff", "olive": "#808000",
    "currentcolor": "#000000",
}  # fmt: skip


class UnreadableError(ValueError):
    """Not an SVG file, or one that needs more than this module draws."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of an SVG file in a box of ``width`` by ``height`` of its own units."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """The values that shapes take over from their groups."""

    fill: str = "#000000"
    stroke: str = ""
    thickness: float = 1.0
    even_odd: bool = False
    hidden: bool = False


def read_svg(path: Path) -> Drawing:
    """The drawing in a file.

    Raises:
        UnreadableError: see the class; ``OSError`` when there is no such file.
    """
    if path.stat().st_size > _LARGEST_FILE:
        raise UnreadableError("too large")
    content = path.read_bytes()
    if b"<!ENTITY" in content:
        raise UnreadableError("entities")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - entities are refused above
    except (ElementTree.ParseError, ValueError) as error:
        raise UnreadableError("not XML") from error
    if _name(root) != "svg":
        raise UnreadableError("not SVG")
    left, top, width, height = _view(root)
    styles = {
        key: rule for sheet in root.iter() if _name(sheet) == "style" for key, rule in _rules(sheet)
    }
    start = Transform.moved(-left, -top)
    try:
        shapes = tuple(_shapes(root, start, _Look(), styles))
    except (KeyError, IndexError, ValueError, OverflowError) as error:
        raise UnreadableError(str(error)) from error
    if not shapes:
        raise UnreadableError("nothing to draw")
    return Drawing(width, height, shapes)


def _name(node: ElementTree.Element) -> str:
    return str(node.tag).rsplit("}", 1)[-1]


def _view(root: ElementTree.Element) -> tuple[float, float, float, float]:
    box = _numbers(root.get("viewBox", ""))
    if len(box) != 4:
        sizes = [_numbers(root.get(side, "")) for side in ("width", "height")]
        box = [0.0, 0.0, *(size[0] if size else 0.0 for size in sizes)]
    if not (box[2] > 0 and box[3] > 0):
        raise UnreadableError("no size")
    return (box[0], box[1], box[2], box[3])


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


def _rules(sheet: ElementTree.Element) -> Iterator[tuple[str, dict[str, str]]]:
    for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", sheet.text or ""):
        for selector in selectors.split(","):
            if not re.fullmatch(r"\.?[\w-]+", selector.strip()):
                raise UnreadableError("selector")
            yield selector.strip(), _declarations(body)


def _declarations(text: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _shapes(
    node: ElementTree.Element,
    at: Transform,
    look: _Look,
    styles: Mapping[str, Mapping[str, str]],
) -> Iterator[Shape]:
    for count, child in enumerate(node):
        if count > _MOST_SHAPES:
            raise UnreadableError("too many shapes")
        name = _name(child)
        if not isinstance(child.tag, str) or name in _HARMLESS or not _from_svg(child):
            continue
        values = {**styles.get(name, {})}
        for key in child.get("class", "").split():
            values.update(styles.get(f".{key}", {}))
        values = {**child.attrib, **values, **_declarations(child.get("style", ""))}
        own = _look(values, look)
        if own.hidden:
            continue
        placed = _transform(child.get("transform", "")).then(at)
        if name in ("g", "a", "switch"):
            yield from _shapes(child, placed, own, styles)
            continue
        segments = _segments(name, child)
        if segments:
            moved = tuple((kind, _moved(points, placed)) for kind, points in segments)
            scale = sqrt(abs(placed.a * placed.d - placed.b * placed.c))
            yield Shape(moved, own.fill, own.stroke, own.thickness * scale, own.even_odd)


def _from_svg(node: ElementTree.Element) -> bool:
    return "}" not in node.tag or node.tag.startswith("{http://www.w3.org/2000/svg}")


def _look(values: Mapping[str, str], look: _Look) -> _Look:
    for name in ("filter", "mask", "clip-path"):
        if values.get(name, "none") != "none":
            raise UnreadableError(name)
    for name in ("opacity", "fill-opacity", "stroke-opacity"):
        if name in values and values[name] not in ("1", "1.0", "100%"):
            raise UnreadableError(name)
    if values.get("display") == "none" or values.get("visibility") == "hidden":
        return replace(look, hidden=True)
    if "fill" in values:
        look = replace(look, fill=_colour(values["fill"], look.fill))
    if "stroke" in values:
        look = replace(look, stroke=_colour(values["stroke"], look.stroke))
    if "stroke-width" in values:
        look = replace(look, thickness=_numbers(values["stroke-width"])[0])
    if "fill-rule" in values:
        look = replace(look, even_odd=values["fill-rule"] == "evenodd")
    return look


def _colour(text: str, inherited: str) -> str:
    text = text.strip().lower()
    if text in ("none", "transparent"):
        return ""
    if text == "inherit":
        return inherited
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        return "#" + "".join(2 * digit for digit in text[1:])
    if re.fullmatch(r"#[0-9a-f]{6}", text):
        return text
    if text.startswith("rgb(") and "%" not in text:
        parts = [min(255, max(0, round(part))) for part in _numbers(text)]
        if len(parts) == 3:
            return "#{:02x}{:02x}{:02x}".format(*parts)
    if text in _COLOURS:
        return _COLOURS[text]
    raise UnreadableError(f"colour {text[:30]}")


def _transform(text: str) -> Transform:
    whole = Transform()
    for name, body in _CALL.findall(text):
        n = _numbers(body)
        if name == "matrix" and len(n) == 6:
            step = Transform(*n)
        elif name == "translate":
            step = Transform.moved(n[0], n[1] if len(n) > 1 else 0.0)
        elif name == "scale":
            step = Transform.scaled(n[0], n[-1])
        elif name == "rotate":
            step = Transform.turned(n[0])
            if len(n) == 3:
                step = Transform.moved(-n[1], -n[2]).then(step).then(Transform.moved(n[1], n[2]))
        elif name == "skewX":
            step = Transform(c=tan(radians(n[0])))
        elif name == "skewY":
            step = Transform(b=tan(radians(n[0])))
        else:
            raise UnreadableError(name)
        whole = step.then(whole)
    return whole


def _moved(points: tuple[float, ...], at: Transform) -> tuple[float, ...]:
    pairs = zip(points[::2], points[1::2], strict=True)
    return tuple(value for x, y in pairs for value in at.point(x, y))


def _segments(name: str, node: ElementTree.Element) -> list[Segment]:
    def value(key: str) -> float:
        found = _numbers(node.get(key, "0"))
        return found[0] if found else 0.0

    if name == "path":
        return list(path_segments(node.get("d", "")))
    if name == "rect":
        given = [_numbers(node.get(key, "")) for key in ("rx", "ry")]
        radius = max((n[0] for n in given if n), default=0.0)
        return rounded(value("x"), value("y"), value("width"), value("height"), radius)
    if name == "circle":
        return ellipse(value("cx"), value("cy"), value("r"), value("r"))
    if name == "ellipse":
        return ellipse(value("cx"), value("cy"), value("rx"), value("ry"))
    if name == "line":
        return [("M", (value("x1"), value("y1"))), ("L", (value("x2"), value("y2")))]
    if name in ("polygon", "polyline"):
        n = _numbers(node.get("points", ""))
        lines: list[Segment] = [
            ("L" if at else "M", (n[at], n[at + 1])) for at in range(0, len(n) - 1, 2)
        ]
        return [*lines, ("Z", ())] if name == "polygon" and lines else lines
    raise UnreadableError(name)


def rounded(x: float, y: float, width: float, height: float, radius: float) -> list[Segment]:
    """A rectangle whose corners are quarter circles."""
    r = max(0.0, min(radius, width / 2, height / 2))
    k = r * (1 - _ARC)
    right, bottom = x + width, y + height
    if not r:
        corners = ((x, y), (right, y), (right, bottom), (x, bottom))
        square: list[Segment] = [("L" if at else "M", c) for at, c in enumerate(corners)]
        return [*square, ("Z", ())]
    return [
        ("M", (x + r, y)),
        ("L", (right - r, y)),
        ("C", (right - k, y, right, y + k, right, y + r)),
        ("L", (right, bottom - r)),
        ("C", (right, bottom - k, right - k, bottom, right - r, bottom)),
        ("L", (x + r, bottom)),
        ("C", (x + k, bottom, x, bottom - k, x, bottom - r)),
        ("L", (x, y + r)),
        ("C", (x, y + k, x + k, y, x + r, y)),
        ("Z", ()),
    ]


def ellipse(x: float, y: float, rx: float, ry: float) -> list[Segment]:
    """A whole ellipse about a point."""
    kx, ky = rx * _ARC, ry * _ARC
    return [
        ("M", (x + rx, y)),
        ("C", (x + rx, y + ky, x + kx, y + ry, x, y + ry)),
        ("C", (x - kx, y + ry, x - rx, y + ky, x - rx, y)),
        ("C", (x - rx, y - ky, x - kx, y - ry, x, y - ry)),
        ("C", (x + kx, y - ry, x + rx, y - ky, x + rx, y)),
        ("Z", ()),
    ]


_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}


def path_segments(text: str) -> Iterator[Segment]:
    """The path of a ``d`` attribute in absolute moves, lines and cubic curves."""
    x = y = start_x = start_y = 0.0
    control: tuple[str, float, float] = ("", 0.0, 0.0)
    for letter, body in _PIECE.findall(text):
        kind = letter.upper()
        if kind == "Z":
            yield ("Z", ())
            x, y, control = start_x, start_y, ("", 0.0, 0.0)
            continue
        n = _arc_numbers(body) if kind == "A" else _numbers(body)
        step = _TAKES[kind]
        if not n or len(n) % step:
            raise UnreadableError("path")
        for at in range(0, len(n), step):
            v = n[at : at + step]
            base_x, base_y = (x, y) if letter.islower() else (0.0, 0.0)
            ends = (v[-2] + base_x, v[-1] + base_y) if step > 1 else (x, y)
            kept: tuple[str, float, float] = ("", 0.0, 0.0)
            if kind == "M" and at == 0:
                start_x, start_y = ends
                yield ("M", ends)
            elif kind in "ML":
                yield ("L", ends)
            elif kind == "H":
                ends = (v[0] + base_x, y)
                yield ("L", ends)
            elif kind == "V":
                ends = (x, v[0] + base_y)
                yield ("L", ends)
            elif kind in "CS":
                first = (v[0] + base_x, v[1] + base_y)
                if kind == "S":
                    first = _mirrored(control, "C", x, y)
                second = (v[-4] + base_x, v[-3] + base_y)
                yield ("C", (*first, *second, *ends))
                kept = ("C", *second)
            elif kind in "QT":
                middle = (v[0] + base_x, v[1] + base_y)
                if kind == "T":
                    middle = _mirrored(control, "Q", x, y)
                yield ("C", (*_two_thirds((x, y), middle), *_two_thirds(ends, middle), *ends))
                kept = ("Q", *middle)
            else:
                yield from _arc((x, y), ends, v)
            x, y = ends
            control = kept


def _mirrored(
    control: tuple[str, float, float], kind: str, x: float, y: float
) -> tuple[float, float]:
    if control[0] != kind:
        return (x, y)
    return (2 * x - control[1], 2 * y - control[2])


def _two_thirds(end: tuple[float, float], middle: tuple[float, float]) -> tuple[float, float]:
    return (end[0] + 2 / 3 * (middle[0] - end[0]), end[1] + 2 / 3 * (middle[1] - end[1]))


def _arc_numbers(text: str) -> list[float]:
    """Numbers of an arc, whose two flags may stand without a blank between them."""
    found: list[float] = []
    rest = text.strip(" ,\t\r\n")
    while rest:
        flag = len(found) % 7 in (3, 4)
        match = re.match(r"[01]", rest) if flag else _NUMBER.match(rest)
        if match is None:
            raise UnreadableError("arc")
        found.append(float(match.group()))
        rest = rest[match.end() :].lstrip(" ,\t\r\n")
    return found


def _arc(start: tuple[float, float], end: tuple[float, float], v: list[float]) -> Iterator[Segment]:
    """An elliptical arc as cubic curves (SVG 1.1, appendix F.6)."""
    rx, ry = abs(v[0]), abs(v[1])
    if start == end:
        return
    if not rx or not ry:
        yield ("L", end)
        return
    turn = Transform.turned(v[2])
    back = Transform.turned(-v[2])
    dx, dy = back.point((start[0] - end[0]) / 2, (start[1] - end[1]) / 2)
    grown = hypot(dx / rx, dy / ry)
    if grown > 1:
        rx, ry = rx * grown, ry * grown
    under = max(0.0, (rx * ry) ** 2 - (rx * dy) ** 2 - (ry * dx) ** 2)
    factor = sqrt(under / ((rx * dy) ** 2 + (ry * dx) ** 2))
    if bool(v[3]) == bool(v[4]):
        factor = -factor
    cx, cy = factor * rx * dy / ry, -factor * ry * dx / rx
    middle = turn.point(cx, cy)
    middle = (middle[0] + (start[0] + end[0]) / 2, middle[1] + (start[1] + end[1]) / 2)
    first = atan2((dy - cy) / ry, (dx - cx) / rx)
    sweep = atan2((-dy - cy) / ry, (-dx - cx) / rx) - first
    if v[4] and sweep < 0:
        sweep += 2 * pi
    elif not v[4] and sweep > 0:
        sweep -= 2 * pi
    count = max(1, ceil(abs(degrees(sweep)) / 90 - 1e-9))
    part = sweep / count
    handle = 4 / 3 * tan(part / 4)

    def at(x: float, y: float) -> tuple[float, float]:
        px, py = turn.point(x * rx, y * ry)
        return (px + middle[0], py + middle[1])

    for number in range(count):
        a, b = first + number * part, first + (number + 1) * part
        one = at(cos(a) - handle * sin(a), sin(a) + handle * cos(a))
        two = at(cos(b) + handle * sin(b), sin(b) - handle * cos(b))
        yield ("C", (*one, *two, *(end if number == count - 1 else at(cos(b), sin(b)))))
