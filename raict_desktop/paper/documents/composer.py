"""Sets headings, paragraphs, tables and columns one under the other on A4 pages.

Everything reads without colour: shades of one ink, words, and lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from raict_desktop.paper.colours import INK, QUIET
from raict_desktop.paper.fonts import FontFolder, ShapedText, tidy
from raict_desktop.paper.primitives import (
    MM_PER_POINT,
    Artwork,
    Line,
    Page,
    Placed,
    Primitive,
    Rectangle,
    RoundedRectangle,
    Shape,
    Text,
)

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
INNER = WIDTH - 2 * MARGIN
RULE, SHADE, BAR = "#C9CFD6", "#F1F3F5", "#0B5D5D"
_FOOT = 14.0
_ROW = 6.2
_NEXT_LINE = 4.0
_MOST_LINES = 4
_BETWEEN = 8.0
"""Between the halves of a table that are set side by side."""
_BESIDE = 8
"""Tables of fewer rows are not halved."""
_BOTTOM = HEIGHT - MARGIN - _FOOT + 6
_MOST_ROWS_AFTER = 20
_KEPT_TOGETHER = 140.0
"""Tables lower than this are not broken over two pages."""
_ELLIPSIS = "…"
_NEVER_FIRST, _NEVER_LAST = re.compile(r" (?=[?!;:»%€])"), re.compile(r"(?<=«) ")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: title, share of the width, and whether figures stand to the right.

    The cells of a ``bar`` say how long it is, from 0 to 1.
    """

    title: str
    share: float
    figures: bool = False
    bar: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its heading; ``note`` stands under it, ``empty`` in place of no rows.

    ``beside`` sets a long table of short rows as two halves, side by side; ``broken`` lets even a short
    one go on over the page.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    empty: str = ""
    beside: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class ColumnsBlock:
    """Counts as columns over labels, some places marked by a dashed line with a word."""

    title: str
    values: tuple[tuple[str, int], ...]
    marks: tuple[tuple[float, str], ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class MapBlock:
    """A drawing over the whole width, of ``width`` by ``height`` units, and a note under it.

    ``rows_after`` is how many rows of a table should stand on the same page.
    """

    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    note: str = ""
    rows_after: int = 0


class Composer:
    """Pages under way.

    Args:
        fonts: the fonts.
        foot: said at the foot of every page, beside its number.
    """

    def __init__(self, fonts: FontFolder, foot: str) -> None:
        self._fonts = fonts
        self._foot = foot
        self._pages: list[list[Primitive]] = [[]]
        self.y = MARGIN

    def pages(self, page_word: str) -> list[Page]:
        """The pages with their feet; ``page_word`` is a text with ``{page}`` and ``{pages}``."""
        made: list[Page] = []
        for number, primitives in enumerate(self._pages, 1):
            base = HEIGHT - _FOOT + 5
            foot: list[Primitive] = [
                Line(MARGIN, base - 5, WIDTH - MARGIN, base - 5, 0.2, RULE),
                *self._line(self._foot, MARGIN, base, 8, colour=QUIET, width=INNER - 30),
                *self._line(
                    page_word.format(page=number, pages=len(self._pages)),
                    MARGIN, base, 8, colour=QUIET, width=INNER, align="right",
                ),
            ]  # fmt: skip
            made.append(Page(WIDTH, HEIGHT, (Placed((*primitives, *foot)),)))
        return made

    def add(self, *primitives: Primitive) -> None:
        """Put primitives on the page under way, where they say."""
        self._pages[-1] += primitives

    def room(self, height: float) -> None:
        """Begin a new page where less than this height is left."""
        if self.y + height > _BOTTOM:
            self.new_page()

    def new_page(self) -> None:
        """Begin a new page."""
        self._pages.append([])
        self.y = MARGIN

    def space(self, height: float) -> None:
        """Leave a gap."""
        self.y += height

    def words(
        self,
        text: str,
        size: float,
        *,
        weight: str = "Regular",
        colour: str = INK,
        indent: float = 0.0,
        pitch: float = 1.35,
    ) -> None:
        """A paragraph over the whole width, broken at blanks."""
        for line in self._wrapped(text, size, weight, INNER - indent):
            height = size * MM_PER_POINT * pitch
            self.room(height)
            self.y += height
            self.add(
                Text(
                    MARGIN + indent,
                    self.y - 0.3 * size * MM_PER_POINT,
                    size,
                    colour,
                    line.runs,
                    line.words,
                )
            )

    def heading(self, text: str, needed: float = 30.0) -> None:
        """A heading that is never the last thing on a page; an empty one leaves a gap only."""
        self.space(6 if text else 3)
        self.room(needed)
        if not text:
            return
        if self.y == MARGIN:
            self.space(-1.5)  # the first heading of a page stands where its text would
        self.words(text, 13, weight="SemiBold")
        self.space(1.5)

    def figures(self, shown: Sequence[tuple[str, str]]) -> None:
        """Large figures with the words under them, three in a row."""
        wide, high, gap = (INNER - 8) / 3, 26.0, 4.0
        for start in range(0, len(shown), 3):
            self.room(high + gap)
            for place, (figure, words) in enumerate(shown[start : start + 3]):
                x = MARGIN + place * (wide + gap)
                self.add(RoundedRectangle(x, self.y, wide, high, 2.5, SHADE))
                self.add(*self._line(figure, x + 5, self.y + 13, 26, weight="SemiBold"))
                self.add(
                    *self._line(words, x + 5, self.y + 20.5, 9.5, colour=QUIET, width=wide - 8)
                )
            self.y += high + gap

    def table(self, block: TableBlock) -> None:
        """A table; its titles come again on every page. One that is short stays on one page."""
        if not block.rows:
            self.heading(block.title)
            self.words(block.empty, 9.5, colour=QUIET)
            return
        beside = block.beside and len(block.rows) >= _BESIDE
        halves = 2 if beside else 1
        wide = (INNER - (halves - 1) * _BETWEEN) / halves
        heights = [self._row_height(block.columns, row, wide) for row in block.rows]
        whole = sum(heights) / halves + 2 * _ROW + (8 if block.note else 0)
        together = whole < _KEPT_TOGETHER and not block.broken
        self.heading(block.title, whole + 10 if together else 34.0)
        if beside:
            self._beside(block, wide)
        else:
            self._rows(block, heights)
        if block.note:
            self.space(1.5)
            self.words(block.note, 8.5, colour=QUIET)

    def _rows(self, block: TableBlock, heights: Sequence[float]) -> None:
        self._titles(block.columns)
        for number, (row, high) in enumerate(zip(block.rows, heights, strict=True)):
            if self.y + high > _BOTTOM:
                self.new_page()
                self._titles(block.columns)
            if number % 2:
                self.add(Rectangle(MARGIN, self.y, INNER, high, SHADE))
            self._cells(block.columns, row, 9, "Regular", INK)
            self.y += high
        self.add(Line(MARGIN, self.y, WIDTH - MARGIN, self.y, 0.25, RULE))

    def _beside(self, block: TableBlock, wide: float) -> None:
        """Two halves side by side on each page, read down one and then down the other."""
        rows = list(block.rows)
        while rows:
            if self.y + 3 * _ROW > _BOTTOM:
                self.new_page()
            room = int((_BOTTOM - self.y - _ROW) / _ROW)
            taken, rows = rows[: 2 * room], rows[2 * room :]
            first = (len(taken) + 1) // 2
            top = self.y
            for place, half in enumerate((taken[:first], taken[first:])):
                left = MARGIN + place * (wide + _BETWEEN)
                self.y = top
                self._titles(block.columns, left, wide)
                for number, row in enumerate(half):
                    if number % 2:
                        self.add(Rectangle(left, self.y, wide, _ROW, SHADE))
                    self._cells(block.columns, row, 9, "Regular", INK, left, wide, most=1)
                    self.y += _ROW
                self.add(Line(left, self.y, left + wide, self.y, 0.25, RULE))
            self.y = top + (first + 1) * _ROW

    def _titles(self, columns: Sequence[Column], left: float = MARGIN, wide: float = INNER) -> None:
        titles = [column.title for column in columns]
        self._cells(columns, titles, 8, "SemiBold", QUIET, left, wide, most=1, title=True)
        self.y += _ROW
        self.add(Line(left, self.y, left + wide, self.y, 0.35, INK))

    def _row_height(self, columns: Sequence[Column], cells: Sequence[str], wide: float) -> float:
        """Of as many lines as the longest text needs, up to ``_MOST_LINES``."""
        total = sum(column.share for column in columns)
        lines = max(
            len(self._wrapped(cell, 9, "Regular", wide * column.share / total - 3)[:_MOST_LINES])
            for column, cell in zip(columns, cells, strict=True)
            if not column.figures and not column.bar
        )
        return _ROW + (max(lines, 1) - 1) * _NEXT_LINE

    def _cells(
        self,
        columns: Sequence[Column],
        cells: Sequence[str],
        size: float,
        weight: str,
        colour: str,
        left: float = MARGIN,
        wide: float = INNER,
        *,
        most: int = _MOST_LINES,
        title: bool = False,
    ) -> None:
        """One row at the height under way; what needs more than ``most`` lines is cut in the last."""
        total = sum(column.share for column in columns)
        x = left
        for column, cell in zip(columns, cells, strict=True):
            within = wide * column.share / total - 3
            if column.bar and not title:
                self._bar(x + 1.5, within, float(cell))
            else:
                wrapped = [line.words for line in self._wrapped(cell, size, weight, within)]
                fits = column.figures or len(wrapped) < 2
                rest = most - 1
                lines = [cell] if fits else [*wrapped[:rest], " ".join(wrapped[rest:])]
                for number, line in enumerate(filter(None, lines)):
                    self.add(
                        *self._line(
                            line, x + 1.5, self.y + 4.3 + number * _NEXT_LINE, size,
                            weight=weight, colour=colour, width=within,
                            align="right" if column.figures else "left",
                        )
                    )  # fmt: skip
            x += within + 3

    def _bar(self, x: float, wide: float, share: float) -> None:
        long = wide * min(1.0, max(0.0, share))
        if long > 0:
            self.add(Rectangle(x, self.y + 1.9, max(long, 0.4), 2.4, BAR))

    def map(self, block: MapBlock) -> None:
        """A map under its heading."""
        high = INNER * block.height / block.width
        after = min(block.rows_after, _MOST_ROWS_AFTER) * _ROW
        self.heading(block.title, high + 26 + after)
        self.add(Artwork(MARGIN, self.y, INNER, block.width, block.height, block.shapes))
        self.y += high
        if block.note:
            self.space(1)
            self.words(block.note, 8.5, colour=QUIET)

    def columns(self, block: ColumnsBlock) -> None:
        """Counts as columns, with three guide lines and a label where there is room."""
        self.heading(block.title, 66)
        if not block.values:
            self.words(block.empty, 9.5, colour=QUIET)
            return
        high, top_value = 48.0, _ceiling(max(count for _, count in block.values))
        left, top = MARGIN + 10, self.y + 6
        wide = INNER - 10
        for value in (0, top_value // 2, top_value):
            y = top + high * (1 - value / top_value)
            self.add(Line(left, y, left + wide, y, 0.2, RULE))
            self.add(
                *self._line(str(value), MARGIN, y + 1, 8, colour=QUIET, width=8, align="right")
            )
        slot = wide / len(block.values)
        every = max(1, int(12 / slot) + 1)
        for place, (label, count) in enumerate(block.values):
            tall = high * count / top_value
            x = left + place * slot
            if count:
                self.add(Rectangle(x + slot * 0.14, top + high - tall, slot * 0.72, tall, BAR))
            if slot >= 5 and count:
                self.add(
                    *self._line(
                        str(count), x, top + high - tall - 1, 7,
                        colour=QUIET, width=slot, align="centre",
                    )
                )  # fmt: skip
            if place % every == 0:
                self.add(
                    *self._line(
                        label, x + slot / 2 - 6, top + high + 4.5, 7.5,
                        colour=QUIET, width=12, align="centre",
                    )
                )  # fmt: skip
        for at, word in block.marks:
            x = left + at * slot
            for dash in range(0, int(high + 4), 3):
                self.add(Line(x, top - 4 + dash, x, top - 2.4 + dash, 0.35, INK))
            self.add(*self._line(word, x + 1.2, top - 2, 8, weight="SemiBold", width=55))
        self.y = top + high + 7

    def _wrapped(self, text: str, size: float, weight: str, width: float) -> list[ShapedText]:
        em = size * MM_PER_POINT
        lines: list[ShapedText] = []
        line = ""
        # Only plain blanks break a line: « 15 % » stays together. A typed one may stand where French
        # wants none that breaks.
        kept = _NEVER_FIRST.sub("\u00a0", _NEVER_LAST.sub("\u00a0", text))
        parts = (tidy(part) for part in kept.split(" "))
        for word in (w for part in parts for w in self._pieces(part, size, weight, width)):
            longer = f"{line} {word}" if line else word
            if line and self._fonts.shape(longer, weight).width * em > width:
                lines.append(self._fonts.shape(line, weight))
                line = word
            else:
                line = longer
        return [*lines, self._fonts.shape(line, weight)] if line else lines

    def _pieces(self, word: str, size: float, weight: str, width: float) -> list[str]:
        """A word, in pieces where it is longer than a line: an address must be read to its end.

        Never behind a hyphen, which at the end of a line would be taken for one of the setting.
        """
        em = size * MM_PER_POINT
        pieces: list[str] = []
        while word and self._fonts.shape(word, weight).width * em > width > 0:
            fitting = len(word) - 1
            while fitting > 1 and self._fonts.shape(word[:fitting], weight).width * em > width:
                fitting -= 1
            natural = max(word.rfind(sign, 0, fitting) + 1 for sign in "@._/")
            cut = natural if natural > fitting // 2 else max(1, fitting)
            pieces.append(word[:cut])
            word = word[cut:]
        return [*pieces, word] if word else pieces

    def _line(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        weight: str = "Regular",
        colour: str = INK,
        width: float = INNER,
        align: str = "left",
    ) -> list[Primitive]:
        """One line, cut with an ellipsis where it is too long."""
        em = size * MM_PER_POINT
        shaped = self._fonts.shape(tidy(text), weight)
        words = shaped.words
        while shaped.width * em > width and words:
            words = words[: max(1, int(len(words) * width / (shaped.width * em))) - 1].rstrip()
            shaped = self._fonts.shape(words + _ELLIPSIS, weight)
        if not shaped.runs:
            return []
        spare = max(0.0, width - shaped.width * em)
        x += {"left": 0.0, "centre": spare / 2, "right": spare}[align]
        return [Text(x, baseline, size, colour, shaped.runs, shaped.words)]

    def line(self, text: str, x: float, baseline: float, size: float, **how: str) -> None:
        """One line of text at a place of its own on the page."""
        self.add(*self._line(text, x, baseline, size, **how))  # type: ignore[arg-type]


def _ceiling(highest: int) -> int:
    power = 1
    while True:
        for step in (2, 4, 10):
            if step * power >= highest:
                return step * power
        power *= 10
