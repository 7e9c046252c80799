"""Turns words of any script into placed glyphs of the program's own fonts.

No single font holds every script and a PDF painter does not fall back by itself, so each piece of a
text gets the first font that has all its characters, is ordered by the Unicode bidirectional rules
and shaped by HarfBuzz. A character that no font has is left out and named: never a box on paper.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.primitives import Glyph, GlyphRun, Segment

WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")

_FAMILIES = (
    "Inter",
    "NotoSansDevanagari",
    "NotoSans",
    "NotoSansArabic",
    "NotoSansHebrew",
    "NotoSansThai",
    "NotoSansEthiopic",
    "NotoSansSC",
    "NotoSansKR",
)
PLAIN_FAMILIES = ("Inter", "NotoSans")
"""Families for Latin, Greek and Cyrillic: one letter, one glyph."""
# Ligatures and contextual forms of these two are ornaments; without them a PDF stays searchable.
_PLAIN_FEATURES = {"kern": True, "liga": False, "clig": False, "calt": False}
_JOINERS = "\u200c\u200d"
_MOST_KEPT = 2048
# Letters with one mark at most stand before it; two marks on each other, and other scripts, after.
_FIRST_TALL = "\u0250"
PLAIN_INK = (0.76, 0.21)


@dataclass(frozen=True, slots=True)
class ShapedText:
    """A text ready to be placed: ``width`` in em, ``missing`` the characters no font has."""

    words: str
    runs: tuple[GlyphRun, ...]
    width: float
    missing: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def tidy(text: str) -> str:
    """The text in composed form (NFC), on one line, without control characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (
        character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        or character in _JOINERS
        or character.isspace()
    )
    without_selectors = "".join(c for c in kept if not 0xFE00 <= ord(c) <= 0xFE0F)
    return " ".join(without_selectors.split())


@cache
def _harfbuzz() -> Any:
    return import_module("uharfbuzz")  # it has no types, and is only loaded to write badges


class _Face:
    """One font file, read when the first text needs it."""

    def __init__(self, path: Path, family: str) -> None:
        uharfbuzz = _harfbuzz()
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self.name = path.stem
        self.features = _PLAIN_FEATURES if family in PLAIN_FAMILIES else {}
        self._font: Any = uharfbuzz.Font(face)
        self._em = float(face.upem)
        self._letters: set[str] = set()
        self._glyphs: dict[tuple[int, int, str], Glyph] = {}

    def has(self, characters: str) -> bool:
        """Whether the font draws every character, joiners aside."""
        if self._letters.issuperset(characters):
            return True
        glyph = self._font.get_nominal_glyph
        if not all(c in _JOINERS or glyph(ord(c)) for c in characters):
            return False
        self._letters.update(characters)
        return True

    def shape(self, text: str, right_to_left: bool) -> tuple[Glyph, ...]:
        """The glyphs of ``text`` from left to right."""
        uharfbuzz = _harfbuzz()
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        uharfbuzz.shape(self._font, buffer, self.features)
        infos, places, em = buffer.glyph_infos, buffer.glyph_positions, self._em
        starts = [*sorted({info.cluster for info in infos}), len(text)]
        letters = {a: text[a:b] for a, b in pairwise(starts)}
        shaped = []
        for info, place in zip(infos, places, strict=True):
            number, advance, said = info.codepoint, place.x_advance, letters.pop(info.cluster, "")
            if place.x_offset or place.y_offset:
                x, y = place.x_offset / em, place.y_offset / em
                shaped.append(Glyph(number, advance / em, x, y, said))
                continue
            # The same letters come again and again: one glyph serves them all.
            glyph = self._glyphs.get((number, advance, said))
            if glyph is None:
                glyph = Glyph(number, advance / em, letters=said)
                self._glyphs[number, advance, said] = glyph
            shaped.append(glyph)
        return tuple(shaped)

    def ink(self, glyph: int) -> tuple[float, float]:
        """How far a glyph reaches above its baseline and below it, in em."""
        extents = self._font.get_glyph_extents(glyph)
        if extents is None or not extents.height:
            return 0.0, 0.0
        top = extents.y_bearing / self._em
        return top, -top - extents.height / self._em

    def outline(self, glyph: int) -> tuple[Segment, ...]:
        """The outline of a glyph in em, y downwards from the baseline."""
        path: list[Segment] = []
        em = self._em

        def pen(kind: str) -> Any:
            def draw(*values: Any) -> None:
                signs = (1, -1) * (len(values) // 2)
                numbers = values[: len(values) - len(values) % 2]
                path.append((kind, tuple(v * s / em for v, s in zip(numbers, signs, strict=False))))

            return draw

        def quadratic(cx: float, cy: float, x: float, y: float, _: object) -> None:
            # HarfBuzz does not tell where a curve starts: where the last piece ended.
            start = path[-1][1][-2:]
            control, end = (cx / em, -cy / em), (x / em, -y / em)
            first = tuple(a + 2 / 3 * (c - a) for a, c in zip(start, control, strict=True))
            second = tuple(b + 2 / 3 * (c - b) for b, c in zip(end, control, strict=True))
            path.append(("C", (*first, *second, *end)))

        functions = _harfbuzz().DrawFuncs()
        functions.set_move_to_func(pen("M"))
        functions.set_line_to_func(pen("L"))
        functions.set_quadratic_to_func(quadratic)
        functions.set_cubic_to_func(pen("C"))
        functions.set_close_path_func(lambda *_: path.append(("Z", ())))
        self._font.draw_glyph(glyph, functions, None)
        return tuple(path)


class FontFolder:
    """The fonts of a folder, for the writing of one document.

    Args:
        directory: holds ``Family-Weight.ttf`` files.

    Raises:
        UserError: ``paper.no_fonts`` when the folder has no Latin font.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._files = {path.stem: path for path in sorted(directory.glob("*.ttf"))}
        if not any(name.startswith(f"{_FAMILIES[0]}-") for name in self._files):
            raise UserError("paper.no_fonts", folder=directory.name)
        self._faces: dict[str, _Face] = {}
        self._nearest: dict[tuple[str, str], _Face | None] = {}
        self._drawn: set[str] = set()
        self._shaped: dict[tuple[str, str], ShapedText] = {}
        self._outlines: dict[tuple[str, int], tuple[Segment, ...]] = {}

    def path(self, name: str) -> Path:
        """The file of the font that a ``GlyphRun`` names."""
        return self._files[name]

    def missing(self, text: str) -> tuple[str, ...]:
        """The signs of a text that no font draws, each once; quick enough for a whole list."""
        lacking: list[str] = []
        for cluster in _clusters(tidy(text)):
            if cluster not in self._drawn:
                faces = (self._face(family, "Regular") for family in _FAMILIES)
                if not any(face is not None and face.has(cluster) for face in faces):
                    lacking.append(cluster)
                    continue
                self._drawn.add(cluster)
        return tuple(dict.fromkeys(lacking))

    def outline(self, font: str, glyph: int) -> tuple[Segment, ...]:
        """The outline of a glyph of the font that a ``GlyphRun`` names, in em, y downwards."""
        known = self._outlines.get((font, glyph))
        if known is None:
            face = self._faces.get(font)
            if face is None:
                family = font.split("-", maxsplit=1)[0]
                face = self._faces.setdefault(font, _Face(self._files[font], family))
            known = self._outlines[font, glyph] = face.outline(glyph)
        return known

    def shape(self, text: str, weight: str = "Regular") -> ShapedText:
        """Choose fonts, order and shape one line.

        Args:
            text: already ``tidy``.
            weight: one of ``WEIGHTS``; a family without it gives its nearest.
        """
        known = self._shaped.get((text, weight))
        if known is None:
            if len(self._shaped) >= _MOST_KEPT:
                self._shaped.clear()
            known = self._shaped[text, weight] = self._shape(text, weight)
        return known

    def ink(self, line: ShapedText) -> tuple[float, float]:
        """How far a line reaches above its baseline and below it, in em; at least as Latin letters do.

        Plain Latin letters fit every pitch and are not measured.
        """
        if line.words.isascii() or max(line.words, default="") < _FIRST_TALL:
            return PLAIN_INK
        above, below = PLAIN_INK
        for run in line.runs:
            face = self._faces[run.font]
            for glyph in run.glyphs:
                top, bottom = face.ink(glyph.number)
                above, below = max(above, top + glyph.y_offset), max(below, bottom - glyph.y_offset)
        return above, below

    def _shape(self, text: str, weight: str) -> ShapedText:
        if not text:
            return ShapedText("", (), 0.0)
        first = self._face(_FAMILIES[0], weight)
        if first is not None and first.has(text) and not _has_right_to_left(text):
            glyphs = first.shape(text, right_to_left=False)
            width = sum(glyph.advance for glyph in glyphs)
            return ShapedText(text, (GlyphRun(first.name, glyphs),), width)
        pieces, missing = self._pieces(text, weight)
        words = "".join(piece for piece, _ in pieces)
        if missing:
            return _with_missing(self._shape(" ".join(words.split()), weight), missing)
        runs = tuple(
            GlyphRun(face.name, face.shape(part, right_to_left))
            for part, face, right_to_left in _visual_order(pieces)
        )
        return ShapedText(text, runs, sum(g.advance for run in runs for g in run.glyphs))

    def _pieces(self, text: str, weight: str) -> tuple[list[tuple[str, _Face]], list[str]]:
        """Each cluster of the text with its font, and the clusters that no font has."""
        pieces: list[tuple[str, _Face]] = []
        missing: list[str] = []
        for cluster in _clusters(text):
            if pieces and not cluster[0].isalpha() and pieces[-1][1].has(cluster):
                pieces.append((cluster, pieces[-1][1]))
                continue
            faces = (self._face(family, weight) for family in _FAMILIES)
            face = next((face for face in faces if face is not None and face.has(cluster)), None)
            if face is None:
                missing.append(cluster)
            else:
                pieces.append((cluster, face))
        return pieces, missing

    def _face(self, family: str, weight: str) -> _Face | None:
        if (family, weight) not in self._nearest:
            self._nearest[family, weight] = self._load(family, weight)
        return self._nearest[family, weight]

    def _load(self, family: str, weight: str) -> _Face | None:
        wanted = WEIGHTS.index(weight)
        nearest = sorted(WEIGHTS, key=lambda name: abs(WEIGHTS.index(name) - wanted))
        for name in (f"{family}-{other}" for other in nearest):
            if name in self._faces:
                return self._faces[name]
            if name in self._files:
                return self._faces.setdefault(name, _Face(self._files[name], family))
        return None


def spaced_width(text: ShapedText, em: float) -> float:
    """The width in em with the letters ``em`` further apart; joined scripts are left as they are."""
    if not em or not text.runs:
        return text.width
    letters = sum(
        len(run.glyphs) for run in text.runs if run.font.split("-", 1)[0] in PLAIN_FAMILIES
    )
    # The blank after the last letter would push a centred or right-aligned text aside.
    return max(0.0, text.width + em * (letters - 1)) if letters else text.width


def _with_missing(text: ShapedText, missing: list[str]) -> ShapedText:
    return ShapedText(text.words, text.runs, text.width, tuple(dict.fromkeys(missing)))


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks and joiners that follow them."""
    cluster = ""
    for character in text:
        follows = character in _JOINERS or unicodedata.category(character).startswith("M")
        if cluster and not (follows or cluster[-1] == "\u200d"):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def begins_right(text: str) -> bool:
    """Whether a paragraph runs from right to left: by its first letter with a direction (rule P2)."""
    if text.isascii():
        return False
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((d for d in directions if d in ("L", "R", "AL")), "L") != "L"


def _has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text
    )


def _levels(text: str) -> list[int]:
    """The bidirectional level of each character; odd ones run right to left."""
    if not _has_right_to_left(text):
        return [0] * len(text)
    algorithm: Any = import_module("bidi.algorithm")
    storage = algorithm.get_empty_storage()
    base = algorithm.get_base_level(text)
    storage["base_level"] = base
    storage["base_dir"] = "R" if base else "L"
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    if len(storage["chars"]) != len(text):  # a control character that tidy() did not know
        return [base] * len(text)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    return [int(character["level"]) for character in storage["chars"]]


def _visual_order(pieces: list[tuple[str, _Face]]) -> list[tuple[str, _Face, bool]]:
    """Pieces joined while font and direction stay the same, in their order on paper (rule L2)."""
    levels = iter(_levels("".join(text for text, _ in pieces)))
    marked = [(text, face, max(next(levels) for _ in text)) for text, face in pieces]
    parts = [
        ("".join(text for text, _, _ in group), face, level)
        for (face, level), group in (
            (key, list(members)) for key, members in groupby(marked, lambda piece: piece[1:])
        )
    ]
    highest = max((level for _, _, level in parts), default=0)
    for level in range(highest, 0, -1):
        ordered: list[tuple[str, _Face, int]] = []
        for turned, group in groupby(parts, lambda part, at=level: part[2] >= at):  # type: ignore[misc]
            members = list(group)
            ordered += reversed(members) if turned else members
        parts = ordered
    return [(text, face, level % 2 == 1) for text, face, level in parts]
