"""Layouts changed by hand: moves, sizes, snapping, alignment, undo; and what is told of a bad one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from raict_desktop.paper.badges import Element, ElementKind, Face, Layout, Part
from raict_desktop.paper.badges import editing as edit
from raict_desktop.paper.badges.checks import layout_problems
from raict_desktop.paper.badges.layout_file import layout_of, read_layout, table_of

FOLDER = Path(__file__).parents[2] / "resources" / "layouts"
READY = [read_layout(path) for path in sorted(FOLDER.glob("*.toml"))]
A = Element(ElementKind.BOX, 10, 10, 20, 10, fill="ink")
B = Element(ElementKind.BOX, 40, 25, 10, 10, fill="ink")
C = Element(ElementKind.BOX, 80, 70, 10, 20, fill="ink")
QR = Element(ElementKind.QR, 60, 40, 30, 30)
LAYOUT = Layout("x", (), 100, 100, (A, B, C))


def corners(layout: Layout) -> list[tuple[float, float]]:
    return [(e.x, e.y) for e in layout.elements]


def test_elements_move_together_and_never_leave_the_badge_for_good() -> None:
    assert corners(edit.moved(LAYOUT, [0, 2], 5, -3)) == [(15, 7), (40, 25), (85, 67)]
    far = edit.moved(LAYOUT, [0], 1000, -1000)
    assert corners(far)[0] == (98, -8)


@pytest.mark.parametrize(
    ("handle", "box"),
    [
        ("se", (10, 10, 25, 13)),
        ("nw", (15, 13, 15, 7)),
        ("e", (10, 10, 25, 10)),
        ("n", (10, 13, 20, 7)),
    ],
)
def test_an_edge_follows_the_hand(handle: str, box: tuple[float, ...]) -> None:
    e = edit.resized(LAYOUT, 0, handle, 5, 3).elements[0]
    assert (e.x, e.y, e.width, e.height) == box


def test_a_box_never_turns_inside_out_and_a_code_stays_square() -> None:
    small = edit.resized(LAYOUT, 0, "nw", 500, 500).elements[0]
    assert (small.x, small.y, small.width, small.height) == (28, 18, 2, 2)
    coded = replace(LAYOUT, elements=(QR,))
    larger = edit.resized(coded, 0, "se", 10, 2).elements[0]
    assert (larger.x, larger.y, larger.width, larger.height) == (60, 40, 40, 40)
    smaller = edit.resized(coded, 0, "nw", 10, 5).elements[0]
    assert (smaller.right, smaller.bottom, smaller.width) == (90, 70, 20)
    assert smaller.width == smaller.height


def test_a_move_comes_to_rest_on_edges_and_middles() -> None:
    right, down, guides = edit.snapped(LAYOUT, {0}, 30.4, 3.1, 0.5)
    assert (right, down) == (30, 3)
    assert guides == (edit.Guide(40, upright=True),)
    right, _, guides = edit.snapped(LAYOUT, {1}, 4.7, 0.1, 1.0)
    assert right == 5  # its middle on the badge's middle
    assert edit.Guide(50, upright=True) in guides


def test_away_from_everything_it_rests_on_the_grid() -> None:
    alone = replace(LAYOUT, elements=(A,))
    assert edit.snapped(alone, {0}, 3.3, 4.2, 0.5) == (3.5, 4.0, ())


def test_elements_of_another_face_do_not_attract() -> None:
    back = replace(B, face=Face.BACK)
    _, _, guides = edit.snapped(replace(LAYOUT, elements=(A, back)), {0}, 26.2, 3.1, 0.5)
    assert guides == ()


@pytest.mark.parametrize(
    ("edge", "expected"),
    [
        ("left", [(10, 10), (10, 25), (10, 70)]),
        ("right", [(70, 10), (80, 25), (80, 70)]),
        ("centre", [(40, 10), (45, 25), (45, 70)]),
        ("bottom", [(10, 80), (40, 80), (80, 70)]),
    ],
)
def test_alignment(edge: str, expected: list[tuple[float, float]]) -> None:
    assert corners(edit.aligned(LAYOUT, [0, 1, 2], edge)) == expected


def test_a_single_element_aligns_with_the_badge() -> None:
    assert corners(edit.aligned(LAYOUT, [0], "right"))[0] == (80, 10)
    assert corners(edit.aligned(LAYOUT, [0], "middle"))[0] == (10, 45)


def test_distribution_makes_the_gaps_equal() -> None:
    across = edit.distributed(LAYOUT, [0, 1, 2], across=True).elements
    assert across[1].x - across[0].right == across[2].x - across[1].right == 20
    assert edit.distributed(LAYOUT, [0, 1], across=True) == LAYOUT


def test_copies_removal_and_order() -> None:
    copied, places = edit.duplicated(LAYOUT, [0, 2])
    assert places == (3, 4)
    assert corners(copied)[3:] == [(14, 14), (84, 74)]
    assert edit.removed(copied, places) == LAYOUT
    raised, place = edit.raised(LAYOUT, 0, 1)
    assert (raised.elements, place) == ((B, A, C), 1)
    assert edit.raised(LAYOUT, 2, 5) == (LAYOUT, 2)


def test_the_topmost_element_is_taken_and_thin_lines_can_be() -> None:
    over = replace(A, x=12)
    line = Element(ElementKind.LINE, 0, 60, 100, 0, stroke="ink")
    layout = replace(LAYOUT, elements=(A, over, line))
    assert edit.at_point(layout, Face.FRONT, 15, 15, 1) == 1
    assert edit.at_point(layout, Face.FRONT, 11, 15, 1) == 0
    assert edit.at_point(layout, Face.FRONT, 50, 60.8, 1) == 2
    assert edit.at_point(layout, Face.BACK, 15, 15, 1) is None


def test_every_step_is_undone_and_redone() -> None:
    history = edit.History(LAYOUT)
    steps = [edit.moved(LAYOUT, [0], n, 0) for n in (1, 2, 3)]
    for step in steps:
        assert history.take(step)
    assert not history.take(steps[-1])
    assert [history.undo() and history.now for _ in range(3)] == [steps[1], steps[0], LAYOUT]
    assert not history.undo()
    assert history.redo()
    assert history.now == steps[0]
    history.take(steps[2])
    assert not history.can_redo


@pytest.mark.parametrize("layout", READY, ids=lambda layout: layout.name)
def test_a_ready_layout_in_another_size_is_still_one(layout: Layout) -> None:
    half = edit.resized_to(layout, layout.width * 0.8, layout.height * 0.8)
    assert layout_of(table_of(half)) == half
    assert all(e.right <= half.width + 0.1 for e in half.elements)


@pytest.mark.parametrize("layout", READY, ids=lambda layout: layout.name)
def test_the_ready_layouts_have_nothing_to_complain_of(layout: Layout) -> None:
    assert layout_problems(layout, 300) == []
    assert layout_problems(layout, 203) == []


def told(*elements: Element, dpi: int = 300) -> set[tuple[str, int]]:
    layout = Layout("x", (), 100, 100, elements)
    return {(problem.code_, problem.place) for problem in layout_problems(layout, dpi)}


def words(colour: str, **values: object) -> Element:
    parts = (Part("given_name", colour=colour),)
    return Element(ElementKind.WORDS, 5, 5, 30, 10, parts=parts, **values)  # type: ignore[arg-type]


def test_what_is_wrong_with_a_layout_is_told() -> None:
    assert told() == {("paper.layout_without_code", -1)}
    assert told(QR) == set()
    assert told(replace(QR, x=80)) == {("paper.element_outside", 0)}
    assert told(replace(QR, width=20, height=20)) == {("paper.code_for_near", 0)}
    assert told(replace(QR, width=12, height=12), dpi=203) == {("paper.code_too_few_dots", 0)}
    assert told(QR, replace(A, x=45)) == set()
    assert told(QR, replace(A, x=45, y=45)) == {("paper.code_crowded", 0)}
    assert told(replace(A, x=40, y=30, width=60, height=60, fill="white"), QR) == set()
    assert told(QR, words("white")) == {("paper.low_contrast", 1)}
    assert told(QR, words("white", fill="category")) == set()
    assert told(QR, replace(A, x=0, y=0, width=50, height=20), words("quiet")) == {
        ("paper.low_contrast", 2)
    }
