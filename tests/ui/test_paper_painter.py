"""The two painters draw the same badge: a PDF's raster and Qt's are compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QImage

from raict_desktop.paper.badges import BadgeContent, Element, ElementKind, Layout, Part
from raict_desktop.paper.badges.compose import draw_badge
from raict_desktop.paper.badges.layout_file import read_layout
from raict_desktop.paper.badges.sheets import SINGLE, sheet_pages
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.pictures import logo_files, read_logos
from raict_desktop.ui.paper_painter import PaperPainter, page_image

RESOURCES = Path(__file__).parents[2] / "resources"
FONTS = FontFolder(RESOURCES / "fonts")
LAYOUTS = [read_layout(path) for path in sorted((RESOURCES / "layouts").glob("*.toml"))]
DOTS = 6.0
PERSON = BadgeContent(
    given_name="Jean-Christophe",
    family_name="N’Diaye",
    function="Vice-président délégué",
    organisation="بلدية تونس 2026",
    country="Viêt Nam",
    category="Élu·e",
    category_key="elu",
    code="BCDFGHJKLNPRSTVXYBCB",
    workshops=("Découvrir son jumeau climatique", "小明 राजेश สมชาย"),
    event_title="Rencontres אברהם",
    country_code="VN",
)


def both(layout: Layout, folder: Path, supplies: Supplies) -> list[tuple[NDArray, NDArray]]:
    """Grey pictures of every page as the PDF has it and as Qt paints it."""
    pages = list(sheet_pages(layout, [draw_badge(layout, PERSON, supplies)], SINGLE))
    write_pages(folder / "b.pdf", pages, FONTS)
    found = []
    with pypdfium2.PdfDocument(folder / "b.pdf") as document:
        for page, drawn in zip(pages, document, strict=True):
            image = page_image(PaperPainter(FONTS), page, DOTS)
            # A hair less, or rounding up makes a row of dots more than Qt has.
            scale = (image.width() - 0.02) / drawn.get_size()[0]
            pdf = np.asarray(drawn.render(scale=scale).to_pil().convert("L"), dtype=float)
            whole = image.convertToFormat(QImage.Format.Format_RGBA8888)
            size = (whole.width(), whole.height())
            colours = Image.frombuffer("RGBA", size, bytes(whole.constBits()))
            qt = np.asarray(colours.convert("L"), dtype=float)
            height, width = min(pdf.shape[0], qt.shape[0]), min(pdf.shape[1], qt.shape[1])
            found.append((pdf[:height, :width], qt[:height, :width]))
    return found


def tiles(picture: NDArray, side: int = 12) -> NDArray:
    """Mean greys of 2 mm squares: where and how dark things are, whatever the antialiasing."""
    height, width = (length // side * side for length in picture.shape)
    cut = picture[:height, :width].reshape(height // side, side, width // side, side)
    return cut.mean(axis=(1, 3))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_pdf_and_qt_draw_the_same(layout: Layout, tmp_path: Path, desktop: object) -> None:
    logos, _ = read_logos(logo_files(RESOURCES / "logos"))
    supplies = Supplies(FONTS, logos, flags=RESOURCES / "flags")
    for pdf, qt in both(layout, tmp_path, supplies):
        assert (pdf < 250).mean() > 0.05
        assert np.abs(pdf - qt).mean() < 7
        assert np.abs(tiles(pdf) - tiles(qt)).max() < 32


def test_the_comparison_would_see_a_word_moved_by_a_millimetre(
    tmp_path: Path, desktop: object
) -> None:
    layout = LAYOUTS[0]
    (pdf, _), *_ = both(layout, tmp_path, Supplies(FONTS))
    moved = tuple(
        replace(e, x=e.x + 1) if e.kind is ElementKind.WORDS else e for e in layout.elements
    )
    (_, qt), *_ = both(replace(layout, elements=moved), tmp_path, Supplies(FONTS))
    assert np.abs(tiles(pdf) - tiles(qt)).max() > 40


def test_every_other_primitive_is_drawn_alike(tmp_path: Path, desktop: object) -> None:
    folder = tmp_path / "logos"
    folder.mkdir()
    (folder / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" '
        'fill="#222"/><path d="M5 5h30v10H5zM10 8h20v4H10z" fill="#eee" fill-rule="evenodd"/>'
        '<circle cx="20" cy="10" r="3" fill="none" stroke="red" stroke-width="2"/></svg>'
    )
    layout = Layout(
        "x",
        (),
        60,
        60,
        (
            Element(ElementKind.PICTURE, 2, 2, 40, 20, file="a.svg"),
            Element(ElementKind.PICTURE, 45, 2, 10, 20, file="missing.svg"),
            Element(ElementKind.LINE, 2, 28, 50, 6, stroke="category", thickness=1.2),
            Element(ElementKind.BOX, 4, 38, 30, 18, stroke="ink", thickness=1, radius=4),
            Element(ElementKind.BOX, 40, 38, 15, 18, fill="#ff8800"),
            Element(ElementKind.WORDS, 36, 2, 20, 20, parts=(Part("tray"),), never=("elu",)),
        ),
    )
    ((pdf, qt),) = both(layout, tmp_path, Supplies(FONTS, pictures=(folder,)))
    assert np.abs(tiles(pdf) - tiles(qt)).max() < 26
    assert pdf[int(10 * DOTS), int(50 * DOTS)] == 255  # neither the missing picture nor the words
