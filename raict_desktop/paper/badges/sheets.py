"""Where badges stand on sheets of paper, in millimetres from the page's top left corner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges.model import Layout
from raict_desktop.paper.badges.unfolded import BadgeDrawing, unfolded
from raict_desktop.paper.primitives import Line, Page, Placed, Transform

_MARK = 5.0
_MARK_COLOUR = "#9AA3AF"
_MARK_THICKNESS = 0.12
_SLACK = 0.5
A4 = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with a grid of places, all of one size.

    ``page_width`` 0 stands for pages of the badge's own size, one badge each. ``cut`` sheets are
    plain paper that is cut afterwards: they get crop marks. ``title`` is what is printed on the
    packet.
    """

    name: str
    title: str
    badge_width: float = 0.0
    badge_height: float = 0.0
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    pitch_x: float = 0.0
    pitch_y: float = 0.0
    page_width: float = A4[0]
    page_height: float = A4[1]
    cut: bool = False

    @property
    def is_single(self) -> bool:
        """Whether each badge has a page of its own size."""
        return not self.page_width

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Top left corners, left to right, then down."""
        return tuple(
            (self.left + column * self.pitch_x, self.top + row * self.pitch_y)
            for row in range(self.rows)
            for column in range(self.columns)
        )


SINGLE = Sheet("single", "", page_width=0.0, page_height=0.0)

# Facts of reference badges.md, from the makers' own templates.
_GRIDS = (
    ("avery-l7418", "Avery L7418", 86, 55, 2, 4, 19, 38.5, 86, 55),
    ("avery-l4785", "Avery L4785, Herma 4412", 80, 50, 2, 5, 17.5, 13.5, 95, 55),
    ("avery-32015", "Avery 32015, C32015, C9312", 85, 54, 2, 4, 17, 31.5, 91, 60),
    ("avery-c2364", "Avery C2364, C9362", 85, 54, 2, 5, 15, 13.5, 95, 54),
    ("avery-l7417", "Avery L7417, L7419", 90, 54, 2, 5, 15, 13.5, 90, 54),
    ("avery-l7414", "Avery L7414, L7415", 90, 52, 2, 5, 15, 18.5, 90, 52),
    ("avery-63x29", "Avery Zweckform 63,5 × 29,6", 63.5, 29.6, 3, 9, 7.15, 15.3, 66.1, 29.6),
    ("durable-1445", "DURABLE 1445-02", 90, 54, 2, 5, 15, 12, 90, 54),
    ("durable-1453", "DURABLE 1453-02, 8334-02", 75, 40, 2, 6, 30, 28.5, 75, 40),
    ("durable-1456", "DURABLE 1456-02", 90, 60, 2, 4, 15, 28.5, 90, 60),
    ("herma-9012", "Herma 9012", 90, 60, 2, 4, 10, 28.5, 100, 60),
    ("lyreco-143344", "Lyreco 143.344", 70, 36, 3, 8, 0, 4.5, 70, 36),
)
SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        Sheet("a4-4", "A4 / 4", 105, 148, 2, 2, 0, 0, 105, 148, cut=True),
        Sheet("a4-8", "A4 / 8", 105, 74, 2, 4, 0, 0, 105, 74, cut=True),
        Sheet("a4-1", "A4", 210, 297, 1, 1, 0, 0, 210, 297),
        SINGLE,
        *(Sheet(*grid) for grid in _GRIDS),
    )
}
"""The sheets the program knows, by name."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes one printer hit its sheets: shift (mm) and stretch of everything on the page."""

    offset_x: float = 0.0
    offset_y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    @property
    def transform(self) -> Transform:
        """The same as a transform of the page."""
        stretched = Transform.scaled(self.scale_x, self.scale_y)
        return stretched.then(Transform.moved(self.offset_x, self.offset_y))


def checked_sheet(sheet: Sheet) -> Sheet:
    """The sheet, when paper can be like that.

    Raises:
        UserError: ``paper.sheet_wrong``; ``what`` is the field that cannot be.
    """
    if sheet.is_single:
        return sheet

    def need(holds: bool, what: str) -> None:
        if not holds:
            raise UserError("paper.sheet_wrong", what=what)

    need(20 <= sheet.page_width <= 1200, "page_width")
    need(20 <= sheet.page_height <= 1200, "page_height")
    need(10 <= sheet.badge_width <= sheet.page_width, "badge_width")
    need(10 <= sheet.badge_height <= sheet.page_height, "badge_height")
    need(1 <= sheet.columns <= 20, "columns")
    need(1 <= sheet.rows <= 50, "rows")
    need(0 <= sheet.left < sheet.page_width, "left")
    need(0 <= sheet.top < sheet.page_height, "top")
    need(sheet.columns == 1 or sheet.pitch_x >= sheet.badge_width - 0.01, "pitch_x")
    need(sheet.rows == 1 or sheet.pitch_y >= sheet.badge_height - 0.01, "pitch_y")
    right = sheet.left + (sheet.columns - 1) * sheet.pitch_x + sheet.badge_width
    bottom = sheet.top + (sheet.rows - 1) * sheet.pitch_y + sheet.badge_height
    need(right <= sheet.page_width + _SLACK, "columns")
    need(bottom <= sheet.page_height + _SLACK, "rows")
    return sheet


def fitting(layout: Layout, sheet: Sheet) -> Transform:
    """How a badge goes into a place of the sheet: centred, turned where only that fits.

    Raises:
        UserError: ``paper.sheet_too_small``.
    """
    width, height = layout.paper_width, layout.paper_height
    if sheet.is_single:
        return Transform()
    room_x, room_y = sheet.badge_width, sheet.badge_height
    if width <= room_x + _SLACK and height <= room_y + _SLACK:
        return Transform.moved((room_x - width) / 2, (room_y - height) / 2)
    if height <= room_x + _SLACK and width <= room_y + _SLACK:
        centre = Transform.moved((room_x + height) / 2, (room_y - width) / 2)
        return Transform.turned(90).then(centre)
    raise UserError(
        "paper.sheet_too_small",
        badge=f"{width:g} × {height:g} mm",
        place=f"{room_x:g} × {room_y:g} mm",
    )


def fits(layout: Layout, sheet: Sheet) -> bool:
    """Whether the badge goes into a place of the sheet."""
    try:
        fitting(layout, sheet)
    except UserError:
        return False
    return True


def sheet_pages(
    layout: Layout,
    drawings: Iterable[BadgeDrawing],
    sheet: Sheet,
    *,
    start: int = 0,
    marks: bool | None = None,
    calibration: Calibration | None = None,
    flip_short: bool = False,
) -> Iterator[Page]:
    """The pages that hold the badges, the last one as full as it gets.

    Args:
        layout: of the badges.
        drawings: the badges; read as pages are asked for, so that memory stays flat.
        sheet: what is in the printer.
        start: the first free place of the first sheet, from 0.
        marks: crop marks; those of cut sheets when left out.
        calibration: of the printer.
        flip_short: the printer turns two-sided paper over its short edge.

    Raises:
        UserError: ``paper.sheet_too_small``, ``paper.sheet_wrong``, ``paper.no_such_place``.
    """
    checked_sheet(sheet)
    inside = fitting(layout, sheet)
    places = sheet.places
    if not 0 <= start < len(places):
        raise UserError("paper.no_such_place", place=start + 1, places=len(places))
    width = sheet.page_width or layout.paper_width
    height = sheet.page_height or layout.paper_height
    adjusted = (calibration or Calibration()).transform
    lines = crop_marks(layout, sheet) if (sheet.cut if marks is None else marks) else ()
    waiting = iter(drawings)
    while batch := list(islice(waiting, len(places) - start)):
        sides: tuple[list[Placed], ...] = ([], [])
        for (x, y), drawing in zip(places[start:], batch, strict=False):
            for side, placed in enumerate(unfolded(layout, drawing)):
                at = inside.then(Transform.moved(x, y))
                if side:
                    at = _other_side(sheet, width, height, x, y, inside, flip_short)
                sides[side].extend(Placed(p.primitives, p.at.then(at)) for p in placed)
        for number in range(2 if layout.two_sided else 1):
            drawn = [Placed(lines), *sides[number]] if lines else sides[number]
            yield Page(
                width, height, tuple(Placed(p.primitives, p.at.then(adjusted)) for p in drawn)
            )
        start = 0


def _other_side(
    sheet: Sheet,
    width: float,
    height: float,
    x: float,
    y: float,
    inside: Transform,
    flip_short: bool,
) -> Transform:
    """Where the back of the badge at ``(x, y)`` goes, so that it lies behind its front."""
    if sheet.is_single:
        here = Transform()
        if flip_short:
            here = Transform.turned(180).then(Transform.moved(width, height))
        return inside.then(here)
    if flip_short:
        turned = Transform.turned(180).then(Transform.moved(sheet.badge_width, sheet.badge_height))
        at = Transform.moved(x, height - y - sheet.badge_height)
        return inside.then(turned).then(at)
    return inside.then(Transform.moved(width - x - sheet.badge_width, y))


def crop_marks(layout: Layout, sheet: Sheet) -> tuple[Line, ...]:
    """Short lines that tell where to cut: at the page's edge and where badges meet."""
    if sheet.is_single:
        return ()
    inside = fitting(layout, sheet)
    corners = [
        inside.point(px, py) for px in (0, layout.paper_width) for py in (0, layout.paper_height)
    ]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    xs = sorted({round(x + side, 2) for x, _ in sheet.places for side in (left, right)})
    ys = sorted({round(y + side, 2) for _, y in sheet.places for side in (top, bottom)})
    xs = [x for x in xs if 1 < x < sheet.page_width - 1]
    ys = [y for y in ys if 1 < y < sheet.page_height - 1]
    lines = []
    for x in xs:
        lines += [_mark(x, 0, 0, _MARK), _mark(x, sheet.page_height - _MARK, 0, _MARK)]
    for y in ys:
        lines += [_mark(0, y, _MARK, 0), _mark(sheet.page_width - _MARK, y, _MARK, 0)]
    for x in xs:
        for y in ys:
            lines += [_mark(x - _MARK / 2, y, _MARK, 0), _mark(x, y - _MARK / 2, 0, _MARK)]
    return tuple(lines)


def _mark(x: float, y: float, right: float, down: float) -> Line:
    return Line(x, y, x + right, y + down, _MARK_THICKNESS, _MARK_COLOUR)
