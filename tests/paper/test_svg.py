"""SVG logos: drawn as they are, or refused; never half drawn, never reaching outside their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from raict_desktop.paper.pictures import read_logo
from raict_desktop.paper.svg import Drawing, UnreadableError, path_segments, read_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'


def drawn(tmp_path: Path, body: str, head: str = HEAD) -> Drawing:
    path = tmp_path / "logo.svg"
    path.write_text(f"{head}{body}</svg>", "utf-8")
    return read_svg(path)


def test_shapes_take_colours_and_transforms_from_their_groups(tmp_path: Path) -> None:
    drawing = drawn(
        tmp_path,
        "<style>.a{fill:#0f0}</style><title>Logo</title>"
        '<g fill="red" transform="translate(10 5) scale(2)"><rect width="4" height="3"/>'
        '<circle class="a" r="1"/><path d="M0 0h5" style="fill:none;stroke:blue;stroke-width:.5"/>'
        "</g><rect display='none' width='9' height='9'/>",
    )
    assert (drawing.width, drawing.height) == (40, 20)
    box, circle, line = drawing.shapes
    assert box.fill == "#ff0000"
    assert [points for _, points in box.segments][:3] == [(10, 5), (18, 5), (18, 11)]
    assert circle.fill == "#00ff00"
    assert (line.fill, line.stroke, line.thickness) == ("", "#0000ff", 1.0)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("M1 2 3 4l1-1-2.5.5z", [(1, 2), (3, 4), (4, 3), (1.5, 3.5), ()]),
        ("m1,1h4v3H0V0", [(1, 1), (5, 1), (5, 4), (0, 4), (0, 0)]),
        ("M0 0q5 0 5 5t5 5", [(0, 0), (5, 5), (10, 10)]),
        ("M0 0c1 1 2 1 3 0s2-1 3 0", [(0, 0), (3, 0), (6, 0)]),
        ("M10 0a10 10 0 0110 10", [(10, 0), (20, 10)]),
        ("M0 0a5 5 0 1 0 10 0", [(0, 0), (5, 5), (10, 0)]),
    ],
)
def test_paths_end_where_they_should(text: str, ends: list[tuple[float, ...]]) -> None:
    found = [points[-2:] for _, points in path_segments(text)]
    assert [tuple(round(v, 6) for v in point) for point in found] == ends


def test_an_arc_stays_on_its_circle() -> None:
    kinds = list(path_segments("M0 0A10 10 0 1 1 20 0"))
    assert [round(v, 4) for v in kinds[1][1][-2:]] == [10, -10]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<text>Logo</text>",
        '<rect width="5" height="5" fill="url(#g)"/>',
        '<rect width="5" height="5" opacity="0.5"/>',
        '<image href="file:///etc/passwd"/>',
        '<use href="#x"/>',
        '<path d="M0 0L1"/>',
        '<g clip-path="url(#c)"><rect width="5" height="5"/></g>',
        '<rect width="5" height="5" transform="matrix(1)"/>',
        '<rect width="5" height="5" filter="url(#f)"/>',
    ],
)
def test_what_it_cannot_draw_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(UnreadableError):
        drawn(tmp_path, body)


def test_a_file_with_entities_or_no_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        drawn(tmp_path, "&a;", f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}')
    with pytest.raises(UnreadableError):
        drawn(tmp_path, '<rect width="1" height="1"/>', '<svg xmlns="http://www.w3.org/2000/svg">')


def test_a_logo_that_cannot_be_drawn_is_no_logo(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(f"{HEAD}<text>x</text></svg>", "utf-8")
    assert read_logo(path) is None
    path.write_text(f'{HEAD}<rect width="40" height="20"/></svg>', "utf-8")
    logo = read_logo(path)
    assert logo is not None
    assert logo.ratio == 2
