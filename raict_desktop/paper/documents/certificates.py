"""Certificates of attendance: one page a person, with the sessions and the time spent in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from raict_desktop.domain.errors import UserError
from raict_desktop.paper.colours import INK, QUIET
from raict_desktop.paper.documents.setting import Setter
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.pictures import Logo, logo_row
from raict_desktop.paper.primitives import Line, Page, Placed, Primitive, Text

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 25.0
INNER = WIDTH - 2 * MARGIN
_RULE, _ACCENT = "#C9CFD6", "#0B6B6B"
_FOOT, _ROW, _SECOND = 234.0, 8.2, 4.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one certificate says.

    Attributes:
        body: the sentence that is certified.
        rows: sessions as (day and times, title, time spent).
        total: the time spent in all, in words.
    """

    body: str
    rows: tuple[tuple[str, str, str], ...]
    total: str


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """What every certificate of a run says alike.

    ``made`` is place and date; ``more`` says how many sessions (``{count}``) have no room on the page.
    """

    heading: str
    event: str
    columns: tuple[str, str, str]
    made: str
    signatory: str
    role: str
    signature: str
    more: str = ""


def write_certificates(
    path: Path,
    certificates: Iterable[Certificate],
    words: CertificateWords,
    *,
    fonts: FontFolder,
    logos: Sequence[Logo] = (),
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write certificates, one a page, and give how many.

    Raises:
        UserError: ``doors.nobody_to_certify`` when there is none.
    """
    setter = Setter(fonts)
    made = 0

    def pages() -> Iterator[Page]:
        nonlocal made
        for certificate in certificates:
            made += 1
            yield Page(WIDTH, HEIGHT, (Placed(tuple(_page(setter, certificate, words, logos))),))
            if progress is not None:
                progress(made)
        if not made:
            raise UserError("doors.nobody_to_certify")

    write_pages(path, pages(), fonts, title=words.heading)
    return made


def _page(
    setter: Setter, certificate: Certificate, words: CertificateWords, logos: Sequence[Logo]
) -> list[Primitive]:
    drawn: list[Primitive] = [
        *logo_row(logos, MARGIN, 20, INNER, 20, "centre"),
        *setter.line(words.heading, MARGIN, 68, 26, weight="SemiBold", width=INNER, align="centre"),
        Line(WIDTH / 2 - 14, 75, WIDTH / 2 + 14, 75, 0.8, _ACCENT),
        *setter.line(words.event, MARGIN, 85, 12, colour=QUIET, width=INNER, align="centre"),
    ]
    body, y = setter.paragraph(certificate.body, MARGIN, 104, 12, INNER)
    drawn += body
    y += 6
    edges = (MARGIN, MARGIN + 46, WIDTH - MARGIN - 24)
    widths = (44.0, INNER - 72.0, 24.0)
    for title, x, wide, align in zip(
        words.columns, edges, widths, ("left", "left", "right"), strict=True
    ):
        drawn += setter.line(
            title, x, y, 9, weight="SemiBold", colour=QUIET, width=wide, align=align
        )
    y += 2.5
    drawn.append(Line(MARGIN, y, WIDTH - MARGIN, y, 0.35, INK))
    rows = _fitting(setter, certificate.rows, edges[1], widths[1], y, words.more)
    for (when, _title, spent), broken in rows:
        y += 6.2
        drawn += setter.line(when, edges[0], y, 9.5, width=widths[0])
        drawn += setter.line(spent, edges[2], y, 9.5, width=widths[2], align="right")
        drawn += [replace(line, baseline=line.baseline + y) for line in broken]
        y += 2 + _SECOND * max(0, len(broken) - 1)
        drawn.append(Line(MARGIN, y, WIDTH - MARGIN, y, 0.15, _RULE))
    drawn += setter.line(
        certificate.total, MARGIN, y + 7, 10.5, weight="SemiBold", width=INNER, align="right"
    )
    base = 246.0
    drawn += setter.line(words.made, MARGIN, base, 11, width=INNER / 2)
    right = WIDTH / 2 + 5
    drawn += setter.line(words.signatory, right, base, 11, weight="SemiBold", width=75)
    drawn += setter.line(words.role, right, base + 5.5, 10, colour=QUIET, width=75)
    drawn += setter.line(words.signature, right, base + 11, 8, colour=QUIET, width=75)
    drawn.append(Line(right, base + 33, WIDTH - MARGIN, base + 33, 0.2, _RULE))
    return drawn


_Row = tuple[str, str, str]


def _fitting(
    setter: Setter, rows: Sequence[_Row], x: float, width: float, y: float, more: str
) -> list[tuple[_Row, tuple[Text, ...]]]:
    """The rows with their titles set from 0 downwards; how many have no room stands in the last."""
    found: list[tuple[_Row, tuple[Text, ...]]] = []
    for number, row in enumerate(rows):
        title = setter.lines(row[1], x, 0, 9.5, width=width, most=3)
        y += _ROW + _SECOND * max(0, len(title) - 1)
        last = number == len(rows) - 1
        if y > _FOOT - (0 if last else _ROW):
            hidden = more.format(count=len(rows) - number)
            found.append((("", "", ""), setter.line(hidden, x, 0, 9.5, width=width)))
            break
        found.append((row, title))
    return found
