"""Sets headings, paragraphs, tables and columns one under the other on A4 pages.

Everything reads without colour: shades of one ink, words, and lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from raict_desktop.paper.colours import INK, QUIET
from raict_desktop.paper.fonts import FontFolder, ShapedText, tidy
from raict_desktop.paper.primitives import (
    MM_PER_POINT,
    Line,
    Page,
    Placed,
    Primitive,
    Rectangle,
    RoundedRectangle,
    Text,
)

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
INNER = WIDTH - 2 * MARGIN
RULE, SHADE, BAR = "#C9CFD6", "#F1F3F5", "#0B5D5D"
_FOOT = 14.0
_ROW = 6.2
_NEXT_LINE = 4.0
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: title, share of the width, and whether figures stand to the right."""

    title: str
    share: float
    figures: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its heading; ``note`` stands under it, ``empty`` in place of no rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ColumnsBlock:
    """Counts as columns over labels, some places marked by a dashed line with a word."""

    title: str
    values: tuple[tuple[str, int], ...]
    marks: tuple[tuple[float, str], ...] = ()
    empty: str = ""


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
        if self.y + height > HEIGHT - MARGIN - _FOOT + 6:
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
        """A heading that is never the last thing on a page."""
        self.space(6)
        self.room(needed)
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
        """A table; its titles come again on every page."""
        self.heading(block.title)
        if not block.rows:
            self.words(block.empty, 9.5, colour=QUIET)
            return
        self._titles(block.columns)
        for number, row in enumerate(block.rows):
            lines = self._row_lines(block.columns, row)
            high = _ROW + (lines - 1) * _NEXT_LINE
            if self.y + high > HEIGHT - MARGIN - _FOOT + 6:
                self.new_page()
                self._titles(block.columns)
            if number % 2:
                self.add(Rectangle(MARGIN, self.y, INNER, high, SHADE))
            self._cells(block.columns, row, 9, "Regular", INK)
            self.y += high - _ROW
        self.add(Line(MARGIN, self.y, WIDTH - MARGIN, self.y, 0.25, RULE))
        if block.note:
            self.space(1.5)
            self.words(block.note, 8.5, colour=QUIET)

    def _titles(self, columns: Sequence[Column]) -> None:
        self._cells(columns, [column.title for column in columns], 8, "SemiBold", QUIET)
        self.add(Line(MARGIN, self.y, WIDTH - MARGIN, self.y, 0.35, INK))

    def _row_lines(self, columns: Sequence[Column], cells: Sequence[str]) -> int:
        """One line, or two where a text is too long for its column."""
        total = sum(column.share for column in columns)
        return max(
            len(self._wrapped(cell, 9, "Regular", INNER * column.share / total - 3)[:2]) or 1
            for column, cell in zip(columns, cells, strict=True)
            if not column.figures
        )

    def _cells(
        self,
        columns: Sequence[Column],
        cells: Sequence[str],
        size: float,
        weight: str,
        colour: str,
    ) -> None:
        total = sum(column.share for column in columns)
        x = MARGIN
        for column, cell in zip(columns, cells, strict=True):
            wide = INNER * column.share / total - 3
            lines = [cell]
            if not column.figures:
                wrapped = [line.words for line in self._wrapped(cell, size, weight, wide)]
                # What does not fit two lines is cut at the end of the second.
                lines = [*wrapped[:1], " ".join(wrapped[1:])] if len(wrapped) > 1 else lines
            for number, line in enumerate(lines):
                self.add(
                    *self._line(
                        line, x + 1.5, self.y + 4.3 + number * _NEXT_LINE, size,
                        weight=weight, colour=colour, width=wide,
                        align="right" if column.figures else "left",
                    )
                )  # fmt: skip
            x += wide + 3
        self.y += _ROW

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
        # Only plain blanks break a line: « 15 % » stays together.
        for word in filter(None, (tidy(part) for part in text.split(" "))):
            longer = f"{line} {word}" if line else word
            if line and self._fonts.shape(longer, weight).width * em > width:
                lines.append(self._fonts.shape(line, weight))
                line = word
            else:
                line = longer
        return [*lines, self._fonts.shape(line, weight)] if line else lines

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
