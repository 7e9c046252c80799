"""Where badges stand on a page, in millimetres from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from raict_desktop.paper.primitives import Line

_MARK = 5.0
_MARK_COLOUR = "#9AA3AF"
_MARK_THICKNESS = 0.12


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, the top left corners of its badges, and its crop marks."""

    width: float
    height: float
    places: tuple[tuple[float, float], ...]
    marks: tuple[Line, ...] = ()


def sheet_for(name: str, badge_width: float, badge_height: float) -> Sheet:
    """The sheet of that name for badges of that size.

    Args:
        name: ``a4-4`` or ``single``.
        badge_width: in millimetres.
        badge_height: in millimetres.
    """
    if name == "single":
        return Sheet(badge_width, badge_height, ((0.0, 0.0),))
    return _grid(210.0, 297.0, 2, 2, badge_width, badge_height)


def _grid(
    width: float, height: float, columns: int, rows: int, badge_width: float, badge_height: float
) -> Sheet:
    """Badges side by side in the middle of the page, so that one cut serves two of them."""
    left = (width - columns * badge_width) / 2
    top = (height - rows * badge_height) / 2
    xs = [left + column * badge_width for column in range(columns + 1)]
    ys = [top + row * badge_height for row in range(rows + 1)]
    places = tuple((x, y) for y in ys[:-1] for x in xs[:-1])
    marks = [_mark(x, 0, 0, _MARK) for x in xs[1:-1]]
    marks += [_mark(x, height - _MARK, 0, _MARK) for x in xs[1:-1]]
    marks += [_mark(0, y, _MARK, 0) for y in ys[1:-1]]
    marks += [_mark(width - _MARK, y, _MARK, 0) for y in ys[1:-1]]
    for x in xs[1:-1]:
        for y in ys[1:-1]:
            marks.append(_mark(x - _MARK / 2, y, _MARK, 0))
            marks.append(_mark(x, y - _MARK / 2, 0, _MARK))
    return Sheet(width, height, places, tuple(marks))


def _mark(x: float, y: float, right: float, down: float) -> Line:
    return Line(x, y, x + right, y + down, _MARK_THICKNESS, _MARK_COLOUR)
