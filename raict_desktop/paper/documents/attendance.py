"""Attendance sheets: before a session with lines to sign on, after it with the presence noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from raict_desktop.paper.colours import INK, QUIET
from raict_desktop.paper.documents.setting import Setter
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.pictures import Logo, logo_row
from raict_desktop.paper.primitives import Line, Page, Placed, Primitive, Rectangle, Text

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 15.0
INNER = WIDTH - 2 * MARGIN
ROW = 10.0
_RULE, _SHADE = "#C9CFD6", "#F4F5F7"
SHARES = (9.0, 56.0, 50.0, 65.0)
_TOP, _BOTTOM = 62.0, HEIGHT - 18.0


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person: name, what stands under it, organisation, and what the last column says."""

    name: str
    detail: str
    organisation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Everything on a sheet that is not a person.

    Attributes:
        heading: what the sheet is.
        title: of the session or half-day.
        facts: room, time, speakers, each on its own line.
        event: title of the event.
        columns: titles of the four columns.
        foot: at the foot of each page, beside ``page``, a text with ``{page}`` and ``{pages}``.
        page: see ``foot``.
        shares: widths of the four columns, mm.
    """

    heading: str
    title: str
    facts: tuple[str, ...]
    event: str
    columns: tuple[str, str, str, str]
    foot: str
    page: str
    shares: tuple[float, float, float, float] = SHARES


def write_sheet(
    path: Path,
    words: SheetWords,
    rows: Sequence[SheetRow],
    *,
    blank: int,
    fonts: FontFolder,
    logos: Sequence[Logo] = (),
) -> int:
    """Write one attendance sheet and give its number of pages.

    Args:
        path: the PDF.
        words: what is said around the people.
        rows: the people, in order.
        blank: empty lines after them, for people who are not on the list.
        fonts: the fonts.
        logos: of partners, at the top of each page.
    """
    lines: list[SheetRow | None] = [*rows, *([None] * blank)]
    per_page = int((_BOTTOM - _TOP - 8) / ROW)
    parts = [lines[start : start + per_page] for start in range(0, len(lines), per_page)] or [[]]
    setter = Setter(fonts)

    def pages() -> Iterator[Page]:
        for number, part in enumerate(parts):
            drawn = [
                *_head(setter, words, logos),
                *_table(setter, words, part, number * per_page),
                *_foot(setter, words, number + 1, len(parts)),
            ]
            yield Page(WIDTH, HEIGHT, (Placed(tuple(drawn)),))

    write_pages(path, pages(), fonts, title=f"{words.heading} – {words.title}")
    return len(parts)


def _head(setter: Setter, words: SheetWords, logos: Sequence[Logo]) -> list[Primitive]:
    drawn: list[Primitive] = [
        *setter.line(words.event, MARGIN, 17, 9, colour=QUIET, width=INNER - 72),
        *setter.line(words.heading, MARGIN, 27, 18, weight="SemiBold", width=INNER - 72),
        *_title(setter, words.title),
        *logo_row(logos, WIDTH - MARGIN - 68, 12, 68, 14, "right"),
    ]
    for number, fact in enumerate(words.facts[:3]):
        drawn += setter.line(fact, MARGIN, 43 + number * 5, 10, colour=QUIET, width=INNER)
    return drawn


def _title(setter: Setter, text: str) -> tuple[Text, ...]:
    """On one line, or smaller on two."""
    one = setter.lines(text, MARGIN, 36, 13, width=INNER, weight="SemiBold")
    if len(one) == 1:
        return one
    return setter.lines(text, MARGIN, 34, 11, width=INNER, weight="SemiBold", pitch=1.15)


def _table(
    setter: Setter, words: SheetWords, rows: Sequence[SheetRow | None], before: int
) -> list[Primitive]:
    edges = [MARGIN]
    for share in words.shares:
        edges.append(edges[-1] + share)
    y = _TOP
    drawn: list[Primitive] = []
    for title, x, wide in zip(words.columns, edges, words.shares, strict=False):
        drawn += setter.line(
            title, x + 1.5, y - 1.5, 8.5, weight="SemiBold", colour=QUIET, width=wide - 3
        )
    drawn.append(Line(MARGIN, y, WIDTH - MARGIN, y, 0.35, INK))
    for number, row in enumerate(rows):
        if number % 2:
            drawn.append(Rectangle(MARGIN, y, INNER, ROW, _SHADE))
        if row is not None:
            drawn += _person(setter, words.shares, row, edges, y, before + number + 1)
        y += ROW
        drawn.append(Line(MARGIN, y, WIDTH - MARGIN, y, 0.2, _RULE))
    drawn += [Line(x, _TOP, x, y, 0.2, _RULE) for x in edges]
    return drawn


def _person(
    setter: Setter,
    shares: Sequence[float],
    row: SheetRow,
    edges: Sequence[float],
    y: float,
    number: int,
) -> list[Primitive]:
    wide, low = [share - 3 for share in shares], y + 4.6
    if row.detail:
        name = setter.line(row.name, edges[1] + 1.5, low, 10, weight="SemiBold", width=wide[1])
    else:
        name = _one_or_two(setter, row.name, edges[1] + 1.5, y, 10, wide[1], "SemiBold")
    place = _one_or_two(setter, row.organisation, edges[2] + 1.5, y, 9, wide[2])
    return [
        *setter.line(
            str(number), edges[0], y + 6.4, 8, colour=QUIET, width=shares[0] - 1.5, align="right"
        ),
        *name,
        *setter.line(row.detail, edges[1] + 1.5, y + 8.4, 7.5, colour=QUIET, width=wide[1]),
        *place,
        *_one_or_two(setter, row.note, edges[3] + 1.5, y, 8.5, wide[3]),
    ]


def _one_or_two(
    setter: Setter,
    text: str,
    x: float,
    y: float,
    size: float,
    width: float,
    weight: str = "Regular",
) -> tuple[Text, ...]:
    """In the middle of a row on one line, or a little smaller on two."""
    one = setter.lines(text, x, y + 6.4, size, width=width, weight=weight)
    if len(one) < 2:
        return one
    two = setter.lines(text, x, y + 4.4, size * 0.92, width=width, weight=weight)
    if len(two) < 2:
        return setter.lines(text, x, y + 6.4, size * 0.92, width=width, weight=weight)
    return two


def _foot(setter: Setter, words: SheetWords, page: int, pages: int) -> list[Primitive]:
    base = HEIGHT - 9
    return [
        *setter.line(words.foot, MARGIN, base, 8, colour=QUIET, width=INNER - 30),
        *setter.line(
            words.page.format(page=page, pages=pages),
            MARGIN,
            base,
            8,
            colour=QUIET,
            width=INNER,
            align="right",
        ),
    ]
