"""The PDF of badges, read back as a door would: rendered, cropped, decoded."""

from __future__ import annotations

import io
import random
import stat
import string
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from raict_desktop.domain.codes import make_code
from raict_desktop.domain.errors import UserError
from raict_desktop.paper.badges import BadgeContent, BadgeRun
from raict_desktop.paper.badges.compose import draw_badge
from raict_desktop.paper.badges.layout_file import read_layout
from raict_desktop.paper.badges.run import PageSetup, write_badges
from raict_desktop.paper.badges.sheets import SHEETS
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import Painter
from raict_desktop.paper.pictures import read_logos
from raict_desktop.paper.primitives import Transform
from raict_desktop.wording import catalogue

RESOURCES = Path(__file__).parents[2] / "resources"
FONTS = FontFolder(RESOURCES / "fonts")
LAYOUT = read_layout(RESOURCES / "layouts" / "a6-conference.toml")
LOGOS = sorted((RESOURCES / "logos").glob("*.png"))
CHOOSE = random.Random(5)


def badge(
    given: str = "Aminata",
    family: str = "Diallo",
    *,
    function: str = "Maire",
    organisation: str = "Ville de Lyon",
    code: str | None = None,
) -> BadgeContent:
    return BadgeContent(
        given_name=given,
        family_name=family,
        function=function,
        organisation=organisation,
        country="France",
        category="Participant",
        category_key="participant",
        code=make_code("BC", CHOOSE.randrange) if code is None else code,
        event_title="Rencontres AICT",
    )


def write(
    path: Path,
    *badges: BadgeContent,
    sheet: str = "a4-4",
    logos: Sequence[Path] = (),
    progress: Callable[[int], None] | None = None,
) -> BadgeRun:
    return write_badges(
        path,
        badges,
        layout=LAYOUT,
        supplies=Supplies(FONTS, read_logos(logos)[0], flags=RESOURCES / "flags"),
        setup=PageSetup(SHEETS[sheet]),
        progress=progress,
    )


def render(path: Path, scale: float = 2.5) -> list[Image.Image]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.render(scale=scale).to_pil() for page in document]


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def codes_by_place(page: Image.Image) -> list[str]:
    """The code of each quarter of an A4 page, left to right, top to bottom."""
    width, height = page.size
    found = []
    for y in (0, 1):
        for x in (0, 1):
            quarter = page.crop(
                (x * width // 2, y * height // 2, (x + 1) * width // 2, (y + 1) * height // 2)
            )
            found += [result.text for result in zxingcpp.read_barcodes(quarter)]
    return found


def test_every_code_reads_back_from_its_own_badge(tmp_path: Path) -> None:
    people = [badge(f"Prénom{n}", f"Nom{n}") for n in range(10)]
    run = write(tmp_path / "badges.pdf", *people, logos=LOGOS)
    assert (run.badges, run.pages, run.problems) == (10, 3, ())
    pages = render(tmp_path / "badges.pdf")
    read = [code for page in pages for code in codes_by_place(page)]
    assert read == [person.code for person in people]


@pytest.mark.parametrize(
    "code", ["12345678901234567890", "https://example.org/b/é?x=1", "inscrit-0042", "A" * 200]
)
def test_codes_of_other_programs_read_back(tmp_path: Path, code: str) -> None:
    write(tmp_path / "b.pdf", badge(code=code), sheet="single")
    (page,) = render(tmp_path / "b.pdf", 4)
    assert [result.text for result in zxingcpp.read_barcodes(page)] == [code]


def test_a_single_sheet_has_one_a6_page_a_badge(tmp_path: Path) -> None:
    run = write(tmp_path / "b.pdf", badge(), badge(), sheet="single")
    assert (run.badges, run.pages) == (2, 2)
    with pypdfium2.PdfDocument(tmp_path / "b.pdf") as document:
        width, height = document[0].get_size()
    assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx((105, 148), abs=0.1)


def test_the_same_badges_give_the_same_bytes(tmp_path: Path) -> None:
    people = [badge(), badge("Zoé", "Łukasz")]
    write(tmp_path / "1.pdf", *people, logos=LOGOS)
    write(tmp_path / "2.pdf", *people, logos=LOGOS)
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


def test_words_are_printed_as_they_are(tmp_path: Path) -> None:
    run = write(
        tmp_path / "b.pdf",
        badge("<b>x", "O'Neill & Co", function="R&D <i>", organisation='"%s" (\\) {0}'),
    )
    text = text_of(tmp_path / "b.pdf")
    assert run.problems == ()
    for words in ("<b>x", "O'NEILL & CO", "R&D <i>", '"%s" (\\) {0}', "PARTICIPANT"):
        assert words in text


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("Thị Hương", "Thị Hương"),
        ("Łukasz-Ğüneş", "Łukasz-Ğüneş"),
        ("Ελένη", "Ελένη"),
        ("Владимир", "Владимир"),
        ("小明", "小明"),
        ("민준", "민준"),
        ("राजेश कुमार", "राजेश कुमार"),
        ("สมชาย", "สมชาย"),
        ("አበበ", "አበበ"),
        ("אברהם", "אברהם"),
    ],
)
def test_a_name_of_any_script_is_in_the_file(tmp_path: Path, given: str, printed: str) -> None:
    run = write(tmp_path / "b.pdf", badge(given))
    assert run.problems == ()
    assert printed in text_of(tmp_path / "b.pdf")


def test_every_font_is_embedded(tmp_path: Path) -> None:
    write(tmp_path / "b.pdf", badge(), badge("محمد"), badge("小明"), logos=LOGOS)
    content = (tmp_path / "b.pdf").read_bytes()
    assert b"Helvetica" not in content  # the library's own, which no printer shop accepts
    named = content.split(b"/Font <<")[1].split(b">>")[0]
    assert named.count(b" R") == content.count(b"/FontFile2") >= 5


def test_a_missing_glyph_is_named_and_left_out(tmp_path: Path) -> None:
    run = write(tmp_path / "b.pdf", badge("Zoé 😀", "Martin"))
    (problem,) = run.problems
    assert problem.code_ == "paper.missing_glyph"
    assert problem.facts == {"field": "given_name", "characters": "😀"}
    assert "Zoé" in text_of(tmp_path / "b.pdf")


def test_faulty_badges_do_not_stop_the_batch(tmp_path: Path) -> None:
    long = "Wolfeschlegelsteinhausen" * 9
    run = write(
        tmp_path / "b.pdf",
        badge("", ""),
        badge(long, long, function=long, organisation=long),
        badge(" ".join(["Jean"] * 50), " ".join(["Dupont"] * 40)),
        badge(code=""),
        badge(code="x" * 4000),
        badge("\ud800\x00\n", "\u202eabc\ufe0f"),
        badge("😀", "Wolfeschlegelsteinhausenberger"),
        badge(),
    )
    assert (run.badges, run.pages) == (8, 2)
    told = {problem.code_ for problem in run.problems}
    assert told == {
        "paper.no_name",
        "paper.text_cut",
        "paper.text_small",
        "paper.no_code",
        "paper.code_too_long",
        "paper.missing_glyph",
    }
    assert len(codes_by_place(render(tmp_path / "b.pdf")[1])) == 3


def test_a_broken_logo_is_told_and_skipped(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(LOGOS[0].read_bytes()[:200])
    words = tmp_path / "words.jpg"
    words.write_text("not a picture")
    good, bad = read_logos([broken, LOGOS[0], words, tmp_path / "none.png"])
    assert [logo.path for logo in good] == [LOGOS[0]]
    assert [path.name for path in bad] == ["broken.png", "words.jpg", "none.png"]
    write(tmp_path / "b.pdf", badge(), logos=[broken, LOGOS[0]])


def test_progress_counts_every_badge(tmp_path: Path) -> None:
    seen: list[int] = []
    write(tmp_path / "b.pdf", badge(), badge(), badge(), progress=seen.append)
    assert seen == [1, 2, 3]


def test_the_file_is_private_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "b.pdf", badge())
    assert [path.name for path in tmp_path.iterdir()] == ["b.pdf"]
    assert stat.S_IMODE((tmp_path / "b.pdf").stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"paper\.cannot_write"):
        write(tmp_path / "missing" / "b.pdf", badge())
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(UserError, match=r"paper\.cannot_write"):
        write(tmp_path / "folder.pdf", badge())
    assert [path.name for path in tmp_path.iterdir()] == ["folder.pdf"]


def test_an_older_file_survives_a_failing_run(tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    path.write_bytes(b"older")
    with pytest.raises(UserError, match=r"paper\.no_badges"):
        write(path)
    with pytest.raises(UserError, match=r"paper\.no_fonts"):
        FontFolder(tmp_path)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("raict_desktop.paper.pdf.Painter.finish", full)
    with pytest.raises(UserError, match=r"paper\.cannot_write"):
        write(tmp_path / "b.pdf", badge())
    assert not list(tmp_path.iterdir())


def test_the_entrance_loads_nothing_heavy() -> None:
    program = "import sys, raict_desktop.paper.badges; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"reportlab", "qrcode", "uharfbuzz", "PIL", "bidi"} & set(loaded)


def test_every_fault_has_its_sentence_in_both_languages() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for room in ("paper", "services")
        for path in (Path(__file__).parents[2] / "raict_desktop" / room).rglob("*.py")
    )
    codes = {part.split('"')[0] for part in sources.split('"paper.')[1:]}
    for language in ("fr", "en"):
        known = {
            key.removeprefix("errors_paper.")
            for key in catalogue(language)
            if key.startswith("errors_paper.")
        }
        assert codes == known


def test_the_sentences_name_the_same_facts_in_both_languages() -> None:
    def names(text: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    for key, text in catalogue("fr").items():
        if key.startswith("errors_paper."):
            assert names(text) == names(catalogue("en")[key])


def test_pages_leave_for_the_file_as_they_are_drawn(tmp_path: Path) -> None:
    """Ten thousand badges must not be held until the last one is drawn."""
    stream = io.BytesIO()
    painter = Painter(stream, FONTS)
    sizes = []
    for page in range(4):
        painter.begin_page(105, 148)
        drawing = draw_badge(LAYOUT, badge(f"P{page}"), Supplies(FONTS))
        painter.paint(drawing.primitives, Transform())
        sizes.append(len(stream.getvalue()))
    assert sizes[1] > sizes[0]
    assert all(after > before + 500 for before, after in pairwise(sizes))
    painter.finish()
    (tmp_path / "b.pdf").write_bytes(stream.getvalue())
    assert [f"P{page}" in text_of(tmp_path / "b.pdf") for page in range(4)] == [True] * 4


def test_the_same_letter_of_two_scripts_is_found_as_it_was_typed(tmp_path: Path) -> None:
    """A Greek, a Cyrillic and a Latin A may look alike: a search must find each."""
    write(tmp_path / "b.pdf", badge("Ана", "x"), badge("Ana", "x"), badge("Άνα", "x"))
    text = text_of(tmp_path / "b.pdf")
    assert [name in text for name in ("Ана", "Ana", "Άνα")] == [True] * 3


def test_a_photo_stays_a_photo_and_a_veil_is_kept(tmp_path: Path) -> None:
    photo = Image.effect_noise((900, 300), 90).convert("RGB")
    photo.save(tmp_path / "photo.jpg")
    veiled = Image.new("RGBA", (300, 100), (200, 0, 0, 0))
    veiled.save(tmp_path / "veil.png")
    run = write(tmp_path / "b.pdf", badge(), logos=[tmp_path / "photo.jpg", tmp_path / "veil.png"])
    content = (tmp_path / "b.pdf").read_bytes()
    assert run.problems == ()
    assert content.count(b"/DCTDecode") == 1
    assert content.count(b"/SMask") == 1
    (page,) = render(tmp_path / "b.pdf", 1)
    assert (page.convert("RGB").getextrema()[0])[0] < 100
    reds = [c for _, c in page.convert("RGB").getcolors(10**6) if c[0] > 150 and c[1] < 60]
    assert not reds


@pytest.mark.parametrize(
    "layout", sorted((RESOURCES / "layouts").glob("*.toml")), ids=lambda path: path.stem
)
def test_a_long_country_is_whole_on_every_ready_layout(layout: Path) -> None:
    person = replace(badge(), country="République démocratique du Congo", country_code="CD")
    supplies = Supplies(FONTS, flags=RESOURCES / "flags")
    problems = draw_badge(read_layout(layout), person, supplies).problems
    cut = [p for p in problems if p.code_ == "paper.text_cut" and p.facts["field"] == "country"]
    assert cut == []
