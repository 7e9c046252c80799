"""Changing a layout by hand: moves, sizes, snapping, alignment, and every step undone and redone.

Layouts never change; each function gives a new one. Elements are named by their places in
``Layout.elements``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from raict_desktop.paper.badges.model import Element, ElementKind, Face, Layout

LEAST_SIDE = 2.0
GRID = 0.5
"""Millimetres on which things come to rest where nothing nearer attracts them."""

_FEWEST_TO_DISTRIBUTE = 3
_COPY_OFFSET = 4.0
_MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that something snapped to: upright at ``x``, or level at ``y``, in millimetres."""

    at: float
    upright: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def xs(self) -> tuple[float, float, float]:
        """Left, middle, right."""
        return (self.left, (self.left + self.right) / 2, self.right)

    @property
    def ys(self) -> tuple[float, float, float]:
        """Top, middle, bottom."""
        return (self.top, (self.top + self.bottom) / 2, self.bottom)


def bounds(layout: Layout, places: Iterable[int]) -> Bounds:
    """The box around some elements."""
    chosen = [layout.elements[place] for place in places]
    return Bounds(
        min(e.x for e in chosen),
        min(e.y for e in chosen),
        max(e.right for e in chosen),
        max(e.bottom for e in chosen),
    )


def _changed(layout: Layout, changes: dict[int, Element]) -> Layout:
    elements = (changes.get(place, element) for place, element in enumerate(layout.elements))
    return replace(layout, elements=tuple(elements))


def moved(layout: Layout, places: Iterable[int], right: float, down: float) -> Layout:
    """Some elements moved by millimetres, each kept on the badge by at least a corner."""
    changes = {}
    for place in places:
        element = layout.elements[place]
        x = min(max(element.x + right, LEAST_SIDE - element.width), layout.width - LEAST_SIDE)
        y = min(max(element.y + down, LEAST_SIDE - element.height), layout.height - LEAST_SIDE)
        changes[place] = replace(element, x=_rounded(x), y=_rounded(y))
    return _changed(layout, changes)


def resized(layout: Layout, place: int, handle: str, right: float, down: float) -> Layout:
    """An element with an edge or corner pulled.

    Args:
        layout: the layout.
        place: of the element.
        handle: letters of the edges that move, of ``n``, ``s``, ``e`` and ``w``.
        right: how far, in millimetres.
        down: how far.
    """
    e = layout.elements[place]
    flat = e.kind is ElementKind.LINE
    least = 0.0 if flat else LEAST_SIDE
    x, y, width, height = e.x, e.y, e.width, e.height
    if "e" in handle:
        width = max(least, width + right)
    if "w" in handle:
        width, x = max(least, width - right), min(x + right, e.right - least)
    if "s" in handle:
        height = max(least, height + down)
    if "n" in handle:
        height, y = max(least, height - down), min(y + down, e.bottom - least)
    if e.kind is ElementKind.QR:
        # Square: the side that was pulled most counts.
        side = max(width, height) if width + height > e.width + e.height else min(width, height)
        x = e.right - side if "w" in handle else x
        y = e.bottom - side if "n" in handle else y
        width = height = side
    x, y, width, height = _rounded(x), _rounded(y), _rounded(width), _rounded(height)
    return layout.with_element(place, replace(e, x=x, y=y, width=width, height=height))


def snapped(
    layout: Layout, places: Collection[int], right: float, down: float, reach: float
) -> tuple[float, float, tuple[Guide, ...]]:
    """A move drawn to the edges and middles of the badge and of other elements.

    Args:
        layout: the layout before the move.
        places: the elements that move together.
        right: of the move, in millimetres.
        down: of the move.
        reach: how near attracts, in millimetres.

    Returns:
        The move to make, and the lines it came to rest on.
    """
    box = bounds(layout, places)
    face = layout.elements[next(iter(places))].face
    others = [
        element
        for place, element in enumerate(layout.elements)
        if place not in places and element.face is face
    ]
    xs = [0.0, layout.width / 2, layout.width]
    ys = [0.0, layout.height / 2, layout.height]
    for other in others:
        xs += [other.x, other.x + other.width / 2, other.right]
        ys += [other.y, other.y + other.height / 2, other.bottom]
    right, x = _drawn([edge + right for edge in box.xs], xs, right, box.left, reach)
    down, y = _drawn([edge + down for edge in box.ys], ys, down, box.top, reach)
    guides = [Guide(x, upright=True)] if x is not None else []
    guides += [Guide(y, upright=False)] if y is not None else []
    return right, down, tuple(guides)


def _drawn(
    edges: Sequence[float], lines: Sequence[float], move: float, start: float, reach: float
) -> tuple[float, float | None]:
    near = min(
        ((abs(edge - line), line - edge, line) for edge in edges for line in lines),
        default=(reach + 1, 0.0, 0.0),
    )
    if near[0] <= reach:
        return round(move + near[1], 6), near[2]
    return round((start + move) / GRID) * GRID - start, None


def aligned(layout: Layout, places: Collection[int], edge: str) -> Layout:
    """Elements put in line with each other; a single one with the badge.

    Args:
        layout: the layout.
        places: of the elements.
        edge: ``left``, ``centre``, ``right``, ``top``, ``middle`` or ``bottom``.
    """
    badge = Bounds(0.0, 0.0, layout.width, layout.height)
    box = bounds(layout, places) if len(places) > 1 else badge
    changes = {}
    for place in places:
        e = layout.elements[place]
        x = {"left": box.left, "centre": box.xs[1] - e.width / 2, "right": box.right - e.width}
        y = {"top": box.top, "middle": box.ys[1] - e.height / 2, "bottom": box.bottom - e.height}
        changes[place] = replace(e, x=_rounded(x.get(edge, e.x)), y=_rounded(y.get(edge, e.y)))
    return _changed(layout, changes)


def distributed(layout: Layout, places: Collection[int], *, across: bool) -> Layout:
    """Three elements or more with equal gaps between the first and the last one."""
    if len(places) < _FEWEST_TO_DISTRIBUTE:
        return layout
    box = bounds(layout, places)

    def size(place: int) -> float:
        element = layout.elements[place]
        return element.width if across else element.height

    order = sorted(places, key=lambda p: layout.elements[p].x if across else layout.elements[p].y)
    room = (box.right - box.left) if across else (box.bottom - box.top)
    gap = (room - sum(size(place) for place in order)) / (len(order) - 1)
    at = box.left if across else box.top
    changes = {}
    for place in order:
        element = layout.elements[place]
        x, y = (_rounded(at), element.y) if across else (element.x, _rounded(at))
        changes[place] = replace(element, x=x, y=y)
        at += size(place) + gap
    return _changed(layout, changes)


def duplicated(layout: Layout, places: Collection[int]) -> tuple[Layout, tuple[int, ...]]:
    """Copies of some elements, a little aside and on top; and the places of the copies."""
    copies = tuple(
        replace(e, x=_rounded(e.x + _COPY_OFFSET), y=_rounded(e.y + _COPY_OFFSET))
        for e in (layout.elements[place] for place in sorted(places))
    )
    first = len(layout.elements)
    whole = replace(layout, elements=(*layout.elements, *copies))
    return whole, tuple(range(first, first + len(copies)))


def removed(layout: Layout, places: Collection[int]) -> Layout:
    """The layout without some elements."""
    kept = (element for place, element in enumerate(layout.elements) if place not in places)
    return replace(layout, elements=tuple(kept))


def added(layout: Layout, element: Element) -> tuple[Layout, int]:
    """The layout with one more element on top, and its place."""
    return replace(layout, elements=(*layout.elements, element)), len(layout.elements)


def raised(layout: Layout, place: int, by: int) -> tuple[Layout, int]:
    """An element drawn later (over others) or earlier, and its new place."""
    target = min(max(place + by, 0), len(layout.elements) - 1)
    elements = list(layout.elements)
    elements.insert(target, elements.pop(place))
    return replace(layout, elements=tuple(elements)), target


def at_point(layout: Layout, face: Face, x: float, y: float, reach: float) -> int | None:
    """The topmost element at a point of a face, thin ones reached from nearby."""
    for place in range(len(layout.elements) - 1, -1, -1):
        e = layout.elements[place]
        more = reach if min(e.width, e.height) < 2 * reach else 0.0
        if (
            e.face is face
            and e.x - more <= x <= e.right + more
            and e.y - more <= y <= e.bottom + more
        ):
            return place
    return None


def resized_to(layout: Layout, width: float, height: float) -> Layout:
    """The whole badge in another size, everything on it stretched alike."""
    across, down = width / layout.width, height / layout.height
    words = min(across, down)
    elements = tuple(
        replace(
            e,
            x=_rounded(e.x * across),
            y=_rounded(e.y * down),
            width=_rounded(e.width * (words if e.kind is ElementKind.QR else across)),
            height=_rounded(e.height * (words if e.kind is ElementKind.QR else down)),
            parts=tuple(
                replace(
                    p,
                    largest=max(1.0, round(p.largest * words, 1)),
                    floor=max(1.0, round(p.floor * words, 1)),
                    least=max(1.0, round(p.least * words, 1)),
                )
                for p in e.parts
            ),
        )
        for e in layout.elements
    )
    return replace(layout, width=width, height=height, elements=elements)


def _rounded(millimetres: float) -> float:
    return round(millimetres, 2)


@dataclass(slots=True)
class History:
    """The steps of one sitting; ``now`` is the layout on the table."""

    now: Layout
    _past: list[Layout] = field(default_factory=list)
    _future: list[Layout] = field(default_factory=list)

    def take(self, layout: Layout) -> bool:
        """One more step; False when nothing changed."""
        if layout == self.now:
            return False
        self._past.append(self.now)
        del self._past[:-_MOST_STEPS]
        self._future.clear()
        self.now = layout
        return True

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether an undone step can be done again."""
        return bool(self._future)

    def undo(self) -> bool:
        """One step back."""
        if not self._past:
            return False
        self._future.append(self.now)
        self.now = self._past.pop()
        return True

    def redo(self) -> bool:
        """The undone step again."""
        if not self._future:
            return False
        self._past.append(self.now)
        self.now = self._future.pop()
        return True
