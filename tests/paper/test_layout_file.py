"""Layout files: what is written is read back, and what is wrong is named."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import Element, ElementKind, Face, Fold, Layout, Part
from raict_desktop.paper.badges.layout_file import layout_of, layout_text, read_layout, table_of

FOLDER = Path(__file__).parents[2] / "resources" / "layouts"
FILES = sorted(FOLDER.glob("*.toml"))
SMALL = """
name = "x"
width = 60
height = 40
[[element]]
kind = "words"
x = 1
y = 2
width = 30
height = 10
[[element.part]]
field = "given_name"
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_ready_layout_survives_writing_and_reading(path: Path) -> None:
    layout = read_layout(path)
    assert layout.name == path.stem
    assert layout.title("fr") != layout.title("en") != layout.name
    assert layout_of(tomllib.loads(layout_text(layout))) == layout
    assert layout_of(table_of(layout)) == layout


def test_every_value_survives() -> None:
    part = Part(
        "text", 20.5, 11, 5, "Bold", "#12aB34", 1, 2.5, 1.5, 0.1, 3, True, True, 'a"\\\n', "é"
    )
    element = Element(
        ElementKind.WORDS, -1.25, 0.1, 30, 12.3, Face.BACK, "right", "bottom", (part,), "category",
        "white", 1.5, 2, 0.5, "", ("presse",), ("elu", "l’été"), "logos",
    )  # fmt: skip
    picture = Element(ElementKind.PICTURE, 0, 0, 10, 10, file="partner.svg")
    layout = Layout(
        "own-1",
        (("fr", "À moi"), ("en", "Mine\x7f")),
        70,
        99.5,
        (element, picture),
        Fold.SIDE,
        "a4-4",
    )
    assert layout_of(tomllib.loads(layout_text(layout))) == layout
    assert layout_of(table_of(layout)) == layout


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('name = "x"', 'name = "../x"', "name"),
        ("width = 60", "width = 0.1", "width"),
        ("width = 60", "width = nan", "width"),
        ("height = 40", 'height = "40"', "height"),
        ("height = 40", "height = 40\nfold = 'twice'", "fold"),
        ('kind = "words"', 'kind = "video"', "element 1: kind"),
        ('kind = "words"', 'kind = "box"', "element 1: part"),
        ("x = 1", "x = true", "element 1: x"),
        ("y = 2", "y = 2\nfill = 'rouge'", "element 1: fill"),
        ("y = 2", "y = 2\nfile = '../secret.png'", "element 1: file"),
        ("y = 2", "y = 2\nwobble = 1", "element 1: wobble"),
        ("y = 2", "y = 2\nonly = 'presse'", "element 1: only"),
        ('field = "given_name"', 'field = "password"', "element 1, part 1: field"),
        ('field = "given_name"', 'field = "code"\nlargest = 5', "element 1, part 1: largest"),
        ('field = "given_name"', 'field = "code"\nleast = 900', "element 1, part 1: least"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(SMALL, "utf-8")
    assert len(read_layout(path).elements) == 1
    assert old in SMALL
    path.write_text(SMALL.replace(old, new, 1), "utf-8")
    with pytest.raises(UserError) as refused:
        read_layout(path)
    assert (refused.value.code, refused.value.facts) == ("paper.layout_wrong", {"what": what})


@pytest.mark.parametrize("content", [b"\xff\xfe", b"name = ", b"x" * 300_000, b"a=" + b"[" * 5_000])
def test_what_is_no_layout_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"paper\.layout_(unreadable|wrong)"):
        read_layout(path)
    with pytest.raises(UserError, match=r"paper\.layout_unreadable"):
        read_layout(tmp_path / "none.toml")


def test_faces_follow_the_fold() -> None:
    back = Element(ElementKind.BOX, 0, 0, 5, 5, Face.BACK, fill="ink")
    layout = Layout("x", (), 100, 150, (back,))
    assert layout.two_sided
    assert (layout.paper_width, layout.paper_height) == (100, 150)
    butterfly = replace(layout, fold=Fold.TOP)
    assert not butterfly.two_sided
    assert (butterfly.paper_width, butterfly.paper_height) == (100, 300)
    quarter = replace(layout, fold=Fold.QUARTER)
    assert (quarter.paper_width, quarter.paper_height) == (200, 300)
