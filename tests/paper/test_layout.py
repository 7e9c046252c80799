"""Where things stand on a badge: inside it, apart from each other, large enough."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raict_desktop.domain.records import CATEGORIES
from raict_desktop.paper.badges import BadgeContent, Layout
from raict_desktop.paper.badges.compose import draw_badge as compose
from raict_desktop.paper.badges.layout_file import read_layout
from raict_desktop.paper.badges.model import Face
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.badges.unfolded import BadgeDrawing
from raict_desktop.paper.colours import BANDS, INK, QUIET, WHITE, band_colour, contrast
from raict_desktop.paper.fonts import FontFolder, ShapedText, spaced_width
from raict_desktop.paper.pictures import Logo, logo_row
from raict_desktop.paper.primitives import MM_PER_POINT, ModulePath, Picture, RoundedRectangle, Text
from raict_desktop.paper.text import Style, capitals, fit

RESOURCES = Path(__file__).parents[2] / "resources"
FONTS = FontFolder(RESOURCES / "fonts")
READY = [read_layout(path) for path in sorted((RESOURCES / "layouts").glob("*.toml"))]
A6 = next(layout for layout in READY if layout.name == "a6-conference")
WIDTH, HEIGHT = A6.width, A6.height
BADGE = BadgeContent(
    given_name="Aminata",
    family_name="Diallo",
    function="Maire adjointe",
    organisation="Ville de Lyon",
    country="France",
    category="Participant",
    category_key="participant",
    code="BCDFGHJKLNPRSTVXYBCD",
    event_title="Rencontres AICT",
)


def draw_badge(badge: BadgeContent, layout: Layout = A6) -> BadgeDrawing:
    return compose(layout, badge, Supplies(FONTS))


def texts(badge: BadgeContent) -> list[Text]:
    return [p for p in draw_badge(badge).primitives if isinstance(p, Text)]


def width(text: Text) -> float:
    shaped = ShapedText(text.words, text.runs, sum(g.advance for r in text.runs for g in r.glyphs))
    return spaced_width(shaped, text.tracking) * text.size * MM_PER_POINT


def test_an_ordinary_badge_keeps_to_the_sizes_that_read_from_afar() -> None:
    sizes = {text.words: text.size for text in texts(BADGE)}
    assert 32 <= sizes["Aminata"] <= 48
    assert 8 <= sizes["Aminata"] - sizes["DIALLO"] <= 10
    assert 14 <= sizes["Ville de Lyon"] <= 18
    assert draw_badge(BADGE).problems == ()


def test_the_fields_stand_in_their_order() -> None:
    order = ["Rencontres AICT", "Aminata", "DIALLO", "Maire adjointe", "Ville de Lyon", "France"]
    tops = {text.words: text.baseline for text in texts(BADGE)}
    assert [words for words in sorted(tops, key=lambda w: tops[w]) if words in order] == order


SCRIPTS = {
    "Arabic": (0x0600, 0x06FF),
    "Hebrew": (0x0590, 0x05FF),
    "Devanagari": (0x0900, 0x097F),
    "Thai": (0x0E00, 0x0E5F),
    "Ethiopic": (0x1200, 0x137F),
    "CJK": (0x4E00, 0x4FFF),
    "Hangul": (0xAC00, 0xADFF),
}


@pytest.mark.parametrize("script", SCRIPTS)
@given(st.data())
@settings(max_examples=30, deadline=None)
def test_names_of_every_script_keep_off_the_code(script: str, data: st.DataObject) -> None:
    """Letters that stand apart were counted where they are joined: the words ran into the code."""
    first, last = SCRIPTS[script]
    words = st.text(st.characters(min_codepoint=first, max_codepoint=last) | st.just(" "))
    names = [data.draw(words) for _ in range(4)]
    keeps_to_its_place(data.draw(st.sampled_from(READY)), *names)


@given(
    st.sampled_from(READY),
    st.text(max_size=200),
    st.text(max_size=200),
    st.text(max_size=120),
    st.text(max_size=200),
)
@settings(max_examples=90, deadline=None)
def test_nothing_leaves_the_badge_or_touches_the_code(
    layout: Layout, given_name: str, family_name: str, function: str, organisation: str
) -> None:
    keeps_to_its_place(layout, given_name, family_name, function, organisation)


def keeps_to_its_place(
    layout: Layout, given_name: str, family_name: str, function: str, organisation: str
) -> None:
    badge = replace(
        BADGE,
        given_name=given_name,
        family_name=family_name,
        function=function,
        organisation=organisation,
        delegation=function,
        country=organisation,
        workshops=(function, organisation),
    )
    for primitives in draw_badge(badge, layout).faces.values():
        codes = [p for p in primitives if isinstance(p, ModulePath)]
        for text in (p for p in primitives if isinstance(p, Text)):
            assert text.x >= 1
            assert text.x + width(text) <= layout.width - 1
            assert 1 <= text.baseline <= layout.height - 1
            assert all(glyph.number for run in text.runs for glyph in run.glyphs)
            for code in codes:
                quiet, side = 4 * code.module, code.module * len(code.rows)
                beside = text.x + width(text) <= code.x - quiet + 0.1
                after = text.x >= code.x + side + quiet - 0.1
                above = text.baseline <= code.y - quiet + 0.1
                top = text.baseline - 0.72 * text.size * MM_PER_POINT
                assert beside or after or above or top >= code.y + side + quiet - 0.1


@pytest.mark.parametrize("layout", READY, ids=lambda layout: layout.name)
def test_the_quiet_zone_stays_on_the_badge_and_free(layout: Layout) -> None:
    drawn = draw_badge(BADGE, layout).primitives
    (code,) = [p for p in drawn if isinstance(p, ModulePath)]
    side, quiet = 21 * code.module, 4 * code.module
    assert len(code.rows) == 21
    assert code.module >= 0.85  # a 720p webcam at 30 cm
    assert code.x - quiet >= 0
    assert code.x + side + quiet <= layout.width
    for box in (p for p in drawn if isinstance(p, RoundedRectangle)):
        apart = (
            box.x + box.width <= code.x - quiet + 0.01
            or box.x >= code.x + side + quiet - 0.01
            or box.y + box.height <= code.y - quiet + 0.01
            or box.y >= code.y + side + quiet - 0.01
        )
        assert apart


@pytest.mark.parametrize("layout", READY, ids=lambda layout: layout.name)
def test_an_ordinary_badge_has_nothing_to_complain_of(layout: Layout) -> None:
    drawing = draw_badge(BADGE, layout)
    assert drawing.problems == ()
    sizes = {text.words: text.size for text in drawing.primitives if isinstance(text, Text)}
    assert sizes["Aminata"] > sizes["DIALLO"] > sizes["Ville de Lyon"]


def test_own_codes_stand_in_groups_and_others_are_shortened() -> None:
    from raict_desktop.domain.codes import make_code

    code = make_code("BC", lambda _: 3)
    shown = [text.words for text in texts(replace(BADGE, code=code))]
    assert f"{code[:5]} {code[5:10]}" in shown
    assert f"{code[10:15]} {code[15:]}" in shown
    long = [text.words for text in texts(replace(BADGE, code="k" * 60))]
    assert any(words.startswith("kkk") and words.endswith("…") for words in long)


@pytest.mark.parametrize("key", [*CATEGORIES, "vip", "", "été"])
def test_the_word_on_the_band_has_enough_contrast(key: str) -> None:
    assert contrast(band_colour(key), WHITE) >= 4.5


def test_every_category_has_a_colour_of_its_own() -> None:
    assert set(BANDS) == set(CATEGORIES)
    assert len(set(BANDS.values())) == len(BANDS)
    assert min(contrast(INK, WHITE), contrast(QUIET, WHITE)) >= 4.5


def test_capitals_follow_the_language_of_the_letters() -> None:
    assert capitals("N’Diaye-Müller") == "N’DIAYE-MÜLLER"
    assert capitals("Παπαδόπουλος") == "ΠΑΠΑΔΟΠΟΥΛΟΣ"
    assert capitals("Ταΰγετος") == "ΤΑΫΓΕΤΟΣ"


STYLE = Style("Bold", 40, 30, 15)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Zoé", ["Zoé"]),
        ("Marie Antoinette Joséphine", ["Marie Antoinette", "Joséphine"]),
        ("Maximilien-Alexandre", ["Maximilien-", "Alexandre"]),
    ],
)
def test_lines_break_at_blanks_and_hyphens_only(words: str, lines: list[str]) -> None:
    assert [line.words for line in fit(words, STYLE, 80, FONTS).lines] == lines


@pytest.mark.parametrize("words", ["عبد الرحمن بن محمد الأندلسي", "Apolline", "राजेश कुमार", "晓明"])
@pytest.mark.parametrize("tracking", [-0.05, 0.0, 0.1])
def test_words_of_every_script_keep_to_their_width(words: str, tracking: float) -> None:
    style = Style("Bold", 40, 12, 5, lines=1, tracking=tracking)
    fitted = fit(words, style, 45, FONTS)
    (line,) = fitted.lines
    assert spaced_width(line, tracking) * fitted.size * MM_PER_POINT <= 45.001


def test_what_does_not_fit_shrinks_then_is_cut() -> None:
    small = fit("Wolfeschlegelsteinhausen", STYLE, 87, FONTS)
    assert (len(small.lines), small.small, small.cut) == (1, True, False)
    cut = fit("Wolfeschlegelstein" * 5, STYLE, 87, FONTS)
    assert cut.cut
    assert cut.size == STYLE.least
    assert cut.lines[-1].words.endswith("…")
    many = fit(" ".join(["Jean"] * 60), STYLE, 87, FONTS)
    assert (len(many.lines), many.cut) == (2, True)


def test_logos_share_a_row_without_overlap() -> None:
    logos = [Logo(Path(str(n)), ratio) for n, ratio in enumerate((4.0, 1.0, 9.0, 0.5, 3.0, 3.0))]
    row = logo_row(logos, 9, 8, 87, 10)
    assert all(p.y >= 8 and p.y + p.height <= 18.001 for p in row)
    assert row[-1].x + row[-1].width <= 96.001
    for left, right in pairwise(row):
        assert left.x + left.width < right.x


def test_a_name_takes_the_lines_that_make_it_largest() -> None:
    """On a butterfly this given name was set on one line of 17 points where two of 25 have room."""
    butterfly = next(layout for layout in READY if layout.name == "butterfly")
    badge = replace(
        BADGE,
        given_name="Marie-Christiane Apolline",
        family_name="de La Rochetaillée-Montfaucon",
        function="Vice-présidente déléguée aux relations internationales",
        organisation="Communauté d’agglomération des Trois-Vallées-sur-Ardevan",
    )
    drawn = draw_badge(badge, butterfly).primitives
    sizes = {text.words: text.size for text in drawn if isinstance(text, Text)}
    assert sizes["Marie-Christiane"] == sizes["Apolline"] > 24


def test_what_stands_below_a_long_name_keeps_its_floor() -> None:
    a7 = next(layout for layout in READY if layout.name == "a7-compact")
    badge = replace(BADGE, given_name="Jean-Christophe Apolline", family_name="N’Diaye Le Goff")
    assert {p.facts["field"] for p in draw_badge(badge, a7).problems} <= {"given_name"}


def test_a_heading_of_workshops_stands_only_where_there_are_some() -> None:
    butterfly = next(layout for layout in READY if layout.name == "butterfly")

    def back(badge: BadgeContent) -> set[str]:
        faces = draw_badge(badge, butterfly).faces
        return {p.words for p in faces[Face.BACK] if isinstance(p, Text)}

    assert "Mes ateliers" not in back(BADGE)
    assert {"Mes ateliers", "Climat"} <= back(replace(BADGE, workshops=("Climat",)))


@pytest.mark.parametrize(
    ("given_name", "family_name"), [("عبد الرحمن", "بن يوسف"), ("אברהם", "כהן")]
)
@pytest.mark.parametrize("organisation", ["بلدية المدينة", "Ville de Lyon"])
def test_a_name_from_right_to_left_begins_at_the_right_edge_of_its_box(
    given_name: str, family_name: str, organisation: str
) -> None:
    badge = replace(
        BADGE, given_name=given_name, family_name=family_name, organisation=organisation
    )
    places = [e for e in A6.elements if e.parts and e.parts[0].field == "given_name"]
    (box,) = places
    assert box.align == "left"
    edge = box.right - box.padding
    said = texts(badge)
    names = [text for text in said if text.words in (given_name, family_name)]
    assert len(names) == 2
    assert [text.x + width(text) for text in names] == pytest.approx([edge, edge], abs=0.01)
    latin = [text for text in texts(BADGE) if text.words in ("Aminata", "DIALLO")]
    assert [text.x for text in latin] == pytest.approx([box.x + box.padding] * 2, abs=0.01)


@pytest.mark.parametrize("layout", READY, ids=lambda layout: layout.name)
@pytest.mark.parametrize(("given_name", "family_name"), [("محمد", "Al-Alaoui"), ("אברהם", "כהן")])
def test_the_badge_of_a_name_read_from_the_right_is_the_mirror_of_another(
    layout: Layout, given_name: str, family_name: str
) -> None:
    badge = replace(BADGE, country_code="FR")
    usual = {at: draw_badge(badge, layout).faces[at] for at in layout.faces}
    right = replace(badge, given_name=given_name, family_name=family_name)
    turned = {at: draw_badge(right, layout).faces[at] for at in layout.faces}
    for face in layout.faces:
        for words in ("France", "Ville de Lyon", "PARTICIPANT", "Rencontres AICT"):
            ours = [p for p in usual[face] if isinstance(p, Text) and p.words == words]
            theirs = [p for p in turned[face] if isinstance(p, Text) and p.words == words]
            assert len(ours) == len(theirs)
            for one, other in zip(ours, theirs, strict=True):
                assert other.x + width(other) == pytest.approx(layout.width - one.x, abs=0.01)
        codes = [[p for p in faces[face] if isinstance(p, ModulePath)] for faces in (usual, turned)]
        for one, other in zip(*codes, strict=True):
            side = one.module * len(one.rows)
            assert other.x + side == pytest.approx(layout.width - one.x, abs=0.01)


def test_the_flag_stands_where_reading_begins() -> None:
    flags = RESOURCES / "flags"
    for given_name, first in (("Aminata", True), ("محمد", False)):
        badge = replace(BADGE, given_name=given_name, family_name="Al-Alaoui", country_code="MA")
        drawn = compose(A6, badge, Supplies(FONTS, flags=flags)).primitives
        (flag,) = [p for p in drawn if isinstance(p, Picture)]
        (words,) = [p for p in drawn if isinstance(p, Text) and p.words == "France"]
        if first:
            assert flag.x + flag.width < words.x
        else:
            assert words.x + width(words) < flag.x


def test_a_latin_name_first_keeps_the_badge_as_it_is() -> None:
    mixed = replace(BADGE, given_name="Karim", family_name="العلوي", country_code="MA")
    (one,) = [t for t in texts(BADGE) if t.words == "France"]
    (other,) = [t for t in texts(mixed) if t.words == "France"]
    assert one.x == other.x


def test_a_layout_for_paper_printed_before_is_not_mirrored() -> None:
    badge = replace(BADGE, given_name="محمد")
    fixed = replace(A6, mirror=False)
    (code,) = [p for p in draw_badge(badge, fixed).primitives if isinstance(p, ModulePath)]
    (usual,) = [p for p in draw_badge(BADGE).primitives if isinstance(p, ModulePath)]
    assert code.x == usual.x


@pytest.mark.parametrize("layout", READY, ids=lambda layout: layout.name)
@pytest.mark.parametrize(
    ("given_name", "family_name", "function"),
    [
        ("Karim", "العلوي", "Maire"),
        ("Nguyễn Thị Phương Thảo", "Đặng Hoàng Ngữ Quỳnh", "Phó Chủ tịch"),
        ("สมหญิง", "ใจดีกุลญฎ", "ปลัด"),
    ],
)
def test_letters_that_hang_deep_do_not_touch_the_line_below(
    layout: Layout, given_name: str, family_name: str, function: str
) -> None:
    badge = replace(BADGE, given_name=given_name, family_name=family_name, function=function)
    lines = sorted(
        (p for p in draw_badge(badge, layout).primitives if isinstance(p, Text) and p.size > 5),
        key=lambda text: text.baseline,
    )
    names = [t for t in lines if t.words in f"{given_name} {capitals(family_name)} {function}"]
    assert len(names) >= 3
    for over, under in pairwise(names):
        deep = FONTS.ink(ShapedText(over.words, over.runs, 0.0))[1] * over.size
        tall = FONTS.ink(ShapedText(under.words, under.runs, 0.0))[0] * under.size
        assert under.baseline - over.baseline >= (deep + tall) * MM_PER_POINT - 0.01


def test_a_long_organisation_is_whole_on_every_ready_layout() -> None:
    long = (
        "Syndicat intercommunal à vocation multiple de la vallée de la Haute-Ardevan et du Littoral"
    )
    assert len(long) == 90
    badge = replace(BADGE, organisation=long, given_name="Jean-Baptiste", family_name="Delacroix")
    for layout in READY:
        drawing = draw_badge(badge, layout)
        assert not [p for p in drawing.problems if p.code_ == "paper.text_cut"], layout.name
        for face in drawing.faces.values():
            lines = [p.words for p in face if isinstance(p, Text) and p.words in long]
            assert len(" ".join(lines)) in (0, 90), layout.name


def test_the_back_of_a_butterfly_without_workshops_shows_the_name_as_large_as_the_front() -> None:
    butterfly = next(layout for layout in READY if layout.name == "butterfly")
    faces = draw_badge(BADGE, butterfly).faces
    sizes = [
        max(p.size for p in faces[face] if isinstance(p, Text) and p.words == "Aminata")
        for face in (Face.FRONT, Face.BACK)
    ]
    assert sizes[1] >= sizes[0] > 30


def test_no_bar_stands_alone_on_the_badge_of_somebody_without_a_country() -> None:
    def bars(badge: BadgeContent) -> int:
        drawn = draw_badge(badge).primitives
        return sum(isinstance(p, RoundedRectangle) and p.height < 2 for p in drawn)

    assert bars(BADGE) == 1
    assert bars(replace(BADGE, country="")) == bars(replace(BADGE, country=" ")) == 0
