"""The volunteers' card: one A5 page beside the laptop with the five answers and the keys."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.verdict_colours import COLOURS
from raict_desktop.paper.fonts import FontFolder, tidy
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.primitives import (
    MM_PER_POINT,
    Artwork,
    Frame,
    Line,
    Page,
    Placed,
    Primitive,
    RoundedRectangle,
    Segment,
    Shape,
    Text,
)

WIDTH, HEIGHT, MARGIN = 148.0, 210.0, 10.0
_INK, _QUIET, _LINE, _ACCENT = "#14171C", "#5B6573", "#C9CFD8", "#0B6B6B"


@dataclass(frozen=True, slots=True)
class CardWords:
    """Everything the card says.

    Attributes:
        title: at the head, with ``subtitle`` below it.
        subtitle: whose card it is.
        answers: by verdict its word and what to do.
        keys_title: above the keys.
        keys: a key and what it does.
        rules_title: above the rules.
        rules: sentences.
        foot: the last line: who is where, to be noted by hand.
    """

    title: str
    subtitle: str
    answers: Sequence[tuple[Verdict, str, str]]
    keys_title: str
    keys: Sequence[tuple[str, str]]
    rules_title: str
    rules: Sequence[str]
    foot: Sequence[str]


def write_volunteer_card(path: Path, pages: Sequence[CardWords], fonts: Path) -> None:
    """Write the card as a PDF of A5 pages, one for each language.

    Args:
        path: the PDF.
        pages: what each page says.
        fonts: the folder of the program's fonts.

    Raises:
        UserError: the file cannot be written.
    """
    folder = FontFolder(fonts)
    drawn = (_page(words, folder) for words in pages)
    write_pages(path, drawn, folder, pages[0].title if pages else "")


class _Pen:
    """Sets texts down the page and keeps where it is (``y``, millimetres)."""

    def __init__(self, fonts: FontFolder) -> None:
        self._fonts = fonts
        self.y = MARGIN
        self.drawn: list[Primitive] = []

    def lines(self, text: str, size: float, weight: str, width: float) -> Iterator[str]:
        """The text broken at blanks so that each line fits."""
        line = ""
        for word in tidy(text).split(" "):
            longer = f"{line} {word}".strip()
            if line and self._width(longer, size, weight) > width:
                yield line
                line = word
            else:
                line = longer
        if line:
            yield line

    def _width(self, text: str, size: float, weight: str) -> float:
        return self._fonts.shape(text, weight).width * size * MM_PER_POINT

    def text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        weight: str = "Regular",
        colour: str = _INK,
    ) -> None:
        """Set one line with its baseline at ``y``."""
        shaped = self._fonts.shape(tidy(text), weight)
        self.drawn.append(Text(x, y, size, colour, shaped.runs, shaped.words))

    def block(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        size: float,
        *,
        weight: str = "Regular",
        colour: str = _INK,
    ) -> float:
        """Set a text in lines from the top ``y``; returns where it ends."""
        pitch = size * MM_PER_POINT * 1.32
        for line in self.lines(text, size, weight, width):
            self.text(line, x, y + size * MM_PER_POINT, size, weight=weight, colour=colour)
            y += pitch
        return y


def _page(words: CardWords, fonts: FontFolder) -> Page:
    pen, inner = _Pen(fonts), WIDTH - 2 * MARGIN
    pen.y = pen.block(words.title, MARGIN, pen.y, inner, 20, weight="Bold")
    pen.y = pen.block(words.subtitle, MARGIN, pen.y + 0.5, inner, 10.5, colour=_QUIET) + 4
    for verdict, word, action in words.answers:
        _answer(pen, verdict, word, action, inner)
    pen.y += 3
    _heading(pen, words.keys_title, inner)
    half = -(-len(words.keys) // 2)
    column = inner / 2
    top = pen.y
    for place, (key, what) in enumerate(words.keys):
        x, y = MARGIN + place // half * column, top + place % half * 7.0
        _key(pen, key, x, y)
        pen.text(what, x + 24, y + 4.3, 9.5)
    pen.y = top + half * 7.0 + 3
    _heading(pen, words.rules_title, inner)
    for number, rule in enumerate(words.rules, 1):
        pen.text(str(number), MARGIN, pen.y + 3.6, 10, weight="Bold", colour=_ACCENT)
        pen.y = pen.block(rule, MARGIN + 6, pen.y, inner - 6, 10) + 1.4
    foot = HEIGHT - MARGIN
    pen.drawn.append(Line(MARGIN, foot - 6, WIDTH - MARGIN, foot - 6, 0.2, _LINE))
    for place, text in enumerate(words.foot):
        pen.text(text, MARGIN + place * column, foot, 9.5, colour=_QUIET)
    return Page(WIDTH, HEIGHT, (Placed(tuple(pen.drawn)),))


def _heading(pen: _Pen, text: str, width: float) -> None:
    pen.drawn.append(Line(MARGIN, pen.y, MARGIN + width, pen.y, 0.2, _LINE))
    pen.y = pen.block(text, MARGIN, pen.y + 2.5, width, 11.5, weight="Bold") + 1.2


def _answer(pen: _Pen, verdict: Verdict, word: str, action: str, width: float) -> None:
    ground, ink = COLOURS[verdict]
    chip, tall = 46.0, 13.5
    pen.drawn.append(RoundedRectangle(MARGIN, pen.y, chip, tall, 2.0, ground))
    if verdict is Verdict.UNKNOWN_CODE:
        pen.drawn.append(Frame(MARGIN, pen.y, chip, tall, 2.0, 0.5, ink))
    side = 8.0
    at = (MARGIN + 2.6, pen.y + (tall - side) / 2)
    pen.drawn.append(Artwork(*at, side, 100, 100, (Shape(verdict_mark(verdict), "", ink, 8.0),)))
    lines = list(pen.lines(word, 9.5, "Bold", chip - side - 6))
    y = pen.y + tall / 2 - len(lines) * 9.5 * MM_PER_POINT * 1.15 / 2 + 9.5 * MM_PER_POINT * 0.92
    for line in lines:
        pen.text(line, MARGIN + side + 4.6, y, 9.5, weight="Bold", colour=ink)
        y += 9.5 * MM_PER_POINT * 1.15
    lines = list(pen.lines(action, 10, "Regular", width - chip - 5))
    top = pen.y + (tall - len(lines) * 10 * MM_PER_POINT * 1.32) / 2
    pen.block(action, MARGIN + chip + 5, top, width - chip - 5, 10)
    pen.y += tall + 2.4


def _key(pen: _Pen, key: str, x: float, y: float) -> None:
    pen.drawn.append(Frame(x, y, 21, 5.8, 1.2, 0.25, _QUIET))
    pen.text(key, x + 2, y + 4.1, 8.5, weight="Bold")


def verdict_mark(verdict: Verdict) -> tuple[Segment, ...]:
    """The shape and the mark of a verdict in a box of 100 by 100, to be stroked."""
    if verdict is Verdict.WELCOME:
        return (*_circle(50, 50, 44), *_stroke((28, 53), (44, 68), (73, 35)))
    if verdict is Verdict.ALREADY_IN:
        box = _closed((6, 6), (94, 6), (94, 94), (6, 94))
        return (*box, *_arc(50, 52, 23, -60, 240), *_stroke((27, 20), (32, 37), (49, 32)))
    if verdict is Verdict.PLEASE_CHECK:
        return (
            *_closed((50, 6), (97, 92), (3, 92)),
            *_stroke((50, 36), (50, 62)),
            *_stroke((50, 76), (50, 77)),
        )
    if verdict is Verdict.NOT_ALLOWED:
        turns = [math.radians(22.5 + 45 * n) for n in range(8)]
        corners = [(50 + 48 * math.cos(t), 50 + 48 * math.sin(t)) for t in turns]
        crossed = (*_stroke((33, 33), (67, 67)), *_stroke((67, 33), (33, 67)))
        return (*_closed(*corners), *crossed)
    diamond = _closed((50, 2), (98, 50), (50, 98), (2, 50))
    return (
        *diamond,
        *_arc(50, 40, 12, 180, 415),
        *_stroke((50, 54), (50, 62)),
        *_stroke((50, 73), (50, 74)),
    )


_Point = tuple[float, float]


def _stroke(*points: _Point) -> tuple[Segment, ...]:
    first, *rest = points
    return (("M", first), *(("L", point) for point in rest))


def _closed(*points: _Point) -> tuple[Segment, ...]:
    return (*_stroke(*points), ("Z", ()))


def _circle(x: float, y: float, radius: float) -> tuple[Segment, ...]:
    return _arc(x, y, radius, 0, 360)


def _arc(x: float, y: float, radius: float, begin: float, end: float) -> tuple[Segment, ...]:
    """An arc in degrees, clockwise from the right, as Bézier curves of at most a quarter."""
    count = max(1, math.ceil(abs(end - begin) / 90))
    step = math.radians((end - begin) / count)
    pull = 4 / 3 * math.tan(step / 4) * radius
    turn = math.radians(begin)
    found: list[Segment] = [("M", (x + radius * math.cos(turn), y + radius * math.sin(turn)))]
    for _ in range(count):
        after = turn + step
        from_x, from_y = x + radius * math.cos(turn), y + radius * math.sin(turn)
        to_x, to_y = x + radius * math.cos(after), y + radius * math.sin(after)
        found.append(
            (
                "C",
                (
                    from_x - pull * math.sin(turn),
                    from_y + pull * math.cos(turn),
                    to_x + pull * math.sin(after),
                    to_y - pull * math.cos(after),
                    to_x,
                    to_y,
                ),
            )
        )
        turn = after
    return tuple(found)
