"""Badges on sheets: where each stands, half-used sheets, two sides, folds, impossible paper."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import Element, ElementKind, Face, Fold, Layout
from raict_desktop.paper.badges.sheets import (
    SHEETS,
    SINGLE,
    Calibration,
    Sheet,
    checked_sheet,
    fitting,
    sheet_pages,
)
from raict_desktop.paper.badges.unfolded import BadgeDrawing, unfolded
from raict_desktop.paper.primitives import Line, Page, Rectangle

FRONT = Element(ElementKind.BOX, 0, 0, 1, 1)
BACK = Element(ElementKind.BOX, 0, 0, 1, 1, Face.BACK)
A6 = Layout("a6", (), 105, 148, (FRONT,))


def drawing(number: int = 0, *faces: Face) -> BadgeDrawing:
    """A badge whose mark tells its number: a rectangle so high, at its top left corner."""
    return BadgeDrawing(
        {face: (Rectangle(0, 0, 10, number + 1, "#000000"),) for face in (faces or (Face.FRONT,))},
        (),
    )


def marks(page: Page) -> list[tuple[int, float, float]]:
    """Number and place of each badge's top left corner."""
    return [
        (int(mark.height) - 1, *(round(v, 2) for v in placed.at.point(mark.x, mark.y)))
        for placed in page.drawings
        for mark in placed.primitives
        if isinstance(mark, Rectangle)
    ]


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.name)
def test_every_sheet_is_possible_and_its_places_do_not_touch(sheet: Sheet) -> None:
    checked_sheet(sheet)
    for (x1, y1), (x2, y2) in combinations(sheet.places, 2):
        apart_x = abs(x1 - x2) >= sheet.badge_width - 0.01
        apart_y = abs(y1 - y2) >= sheet.badge_height - 0.01
        assert apart_x or apart_y


FACTS = {
    # Badge, columns and rows, left and top of the first, pitch: the makers' templates, in millimetres.
    ("Avery L7418",): (86, 55, 2, 4, 19, 38.5, 86, 55),
    ("Avery L4785", "Herma 4412"): (80, 50, 2, 5, 17.5, 13.5, 95, 55),
    ("Avery 32015", "C32015", "C9312"): (85, 54, 2, 4, 17, 31.5, 91, 60),
    ("Avery C2364", "C9362"): (85, 54, 2, 5, 15, 13.5, 95, 54),
    ("Avery L7417", "L7419"): (90, 54, 2, 5, 15, 13.5, 90, 54),
    ("Avery L7414", "L7415"): (90, 52, 2, 5, 15, 18.5, 90, 52),
    ("Avery Zweckform 63,5 × 29,6",): (63.5, 29.6, 3, 9, 7.15, 15.3, 66.1, 29.6),
    ("DURABLE 1445-02",): (90, 54, 2, 5, 15, 12, 90, 54),
    ("DURABLE 1453-02", "8334-02"): (75, 40, 2, 6, 30, 28.5, 75, 40),
    ("DURABLE 1456-02",): (90, 60, 2, 4, 15, 28.5, 90, 60),
    ("Herma 9012",): (90, 60, 2, 4, 10, 28.5, 100, 60),
    ("Lyreco 143.344",): (70, 36, 3, 8, 0, 4.5, 70, 36),
    ("A4 / 4",): (105, 148, 2, 2, 0, 0, 105, 148),
    ("A4 / 8",): (105, 74, 2, 4, 0, 0, 105, 74),
}


@pytest.mark.parametrize("names", FACTS, ids=lambda names: names[0])
def test_every_sheet_has_its_makers_measures(names: tuple[str, ...]) -> None:
    width, height, columns, rows, left, top, pitch_x, pitch_y = FACTS[names]
    (sheet,) = [s for s in SHEETS.values() if set(names) <= set(s.title.split(", "))] or [
        s for s in SHEETS.values() if s.title == names[0]
    ]
    assert (sheet.page_width, sheet.page_height) == (210, 297)
    badge = Layout("b", (), width, height, (Element(ElementKind.BOX, 0, 0, 1, 1),))
    count = columns * rows
    (page,) = sheet_pages(badge, (drawing(n) for n in range(count)), sheet, marks=False)
    # What is printed, not what is written down: the corner of every badge on the page.
    assert marks(page) == [
        (row * columns + column, round(left + column * pitch_x, 2), round(top + row * pitch_y, 2))
        for row in range(rows)
        for column in range(columns)
    ]


def test_there_is_no_sheet_without_its_facts() -> None:
    titles = {SHEETS[name].title for name in SHEETS} - {SINGLE.title, SHEETS["a4-1"].title}
    assert len(titles) == len(FACTS)


def test_badges_fill_sheets_in_order_and_the_last_one_partly() -> None:
    pages = list(sheet_pages(A6, (drawing(n) for n in range(6)), SHEETS["a4-4"], marks=False))
    assert [[number for number, _, _ in marks(page)] for page in pages] == [[0, 1, 2, 3], [4, 5]]
    assert marks(pages[1]) == [(4, 0, 0), (5, 105, 0)]


def test_a_half_used_sheet_starts_at_its_first_free_place() -> None:
    pages = list(sheet_pages(A6, map(drawing, range(3)), SHEETS["a4-4"], start=2, marks=False))
    assert marks(pages[0]) == [(0, 0, 148), (1, 105, 148)]
    assert marks(pages[1]) == [(2, 0, 0)]
    with pytest.raises(UserError, match=r"paper\.no_such_place"):
        list(sheet_pages(A6, [drawing()], SHEETS["a4-4"], start=4))


def test_a_badge_is_turned_where_only_that_fits() -> None:
    a7 = Layout("a7", (), 74, 105)
    at = fitting(a7, SHEETS["a4-8"])
    assert [at.point(0, 0), at.point(74, 105)] == [(105, 0), (0, 74)]
    with pytest.raises(UserError) as refused:
        fitting(A6, SHEETS["avery-l7418"])
    assert refused.value.code == "paper.sheet_too_small"


def test_a_small_badge_stands_in_the_middle_of_its_place() -> None:
    card = Layout("card", (), 85.6, 53.98)
    assert fitting(card, SHEETS["avery-l7417"]).point(0, 0) == pytest.approx((2.2, 0.01))


def test_crop_marks_stand_on_cut_sheets_only_unless_asked_for() -> None:
    def lines(sheet: str, marks: bool | None) -> int:
        small = Layout("s", (), 74, 105) if sheet == "a4-8" else Layout("s", (), 80, 50)
        (page,) = sheet_pages(small, [drawing()], SHEETS[sheet], marks=marks)
        return sum(isinstance(p, Line) for placed in page.drawings for p in placed.primitives)

    assert lines("a4-8", None) > 0
    assert lines("a4-8", False) == 0
    assert lines("avery-l4785", None) == 0
    assert lines("avery-l4785", True) > 0


def test_the_back_lies_behind_its_front() -> None:
    two = replace(A6, elements=(FRONT, BACK))
    both = [drawing(n, Face.FRONT, Face.BACK) for n in range(2)]
    front, back = sheet_pages(two, both, SHEETS["a4-4"], marks=False)
    assert marks(front) == [(0, 0, 0), (1, 105, 0)]
    # Turned over the long edge, left and right change places.
    assert marks(back) == [(0, 105, 0), (1, 0, 0)]
    _, short = sheet_pages(two, both, SHEETS["a4-4"], marks=False, flip_short=True)
    # Turned over the short edge, top and bottom do, and the back stands on its head.
    assert marks(short) == [(0, 105, 297), (1, 210, 297)]


def test_folds_put_the_faces_where_folding_needs_them() -> None:
    every = drawing(0, *Face)
    layout = replace(A6, width=100, height=150, elements=(FRONT, BACK))

    def corners(fold: Fold) -> list[tuple[float, float]]:
        (side,) = unfolded(replace(layout, fold=fold), every)
        return [tuple(round(v, 6) for v in placed.at.point(0, 0)) for placed in side]  # type: ignore[misc]

    assert corners(Fold.TOP) == [(0, 150), (100, 150)]
    assert corners(Fold.SIDE) == [(100, 0), (0, 0)]
    assert corners(Fold.QUARTER) == [(100, 150), (0, 150), (200, 150), (100, 150)]
    assert len(unfolded(layout, every)) == 2


def test_calibration_moves_and_stretches_the_whole_page() -> None:
    calibration = Calibration(1.5, -0.5, 1.01, 0.99)
    (page,) = sheet_pages(
        A6, map(drawing, range(4)), SHEETS["a4-4"], marks=False, calibration=calibration
    )
    assert marks(page)[3] == (3, 107.55, 146.02)


def test_single_pages_have_the_size_of_the_paper() -> None:
    (page,) = sheet_pages(replace(A6, fold=Fold.TOP), [drawing()], SINGLE)
    assert (page.width, page.height) == (105, 296)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"badge_width": 0}, "badge_width"),
        ({"badge_width": 300}, "badge_width"),
        ({"columns": 0}, "columns"),
        ({"columns": 3}, "columns"),
        ({"rows": 7}, "rows"),
        ({"left": -1}, "left"),
        ({"pitch_x": 50}, "pitch_x"),
        ({"pitch_y": 1}, "pitch_y"),
        ({"page_width": float("nan")}, "page_width"),
    ],
)
def test_an_impossible_sheet_is_refused_and_named(change: dict[str, float], what: str) -> None:
    sheet = replace(SHEETS["avery-l7418"], name="own", **change)  # type: ignore[arg-type]
    with pytest.raises(UserError) as refused:
        checked_sheet(sheet)
    assert (refused.value.code, refused.value.facts) == ("paper.sheet_wrong", {"what": what})
