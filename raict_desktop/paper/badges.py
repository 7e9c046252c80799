"""The way into this package: badges in, a PDF out.

Callers need these names long before anything is printed, so nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from raict_desktop.domain.errors import UserError

LAYOUTS = ("a6-conference",)
SHEETS = ("a4-4", "single")


@dataclass(frozen=True, slots=True)
class BadgeContent:
    """What one badge says, in the words that are printed.

    ``category_key`` chooses the colour of the band, ``category`` is the word on it.
    """

    given_name: str
    family_name: str
    function: str
    organisation: str
    country: str
    category: str
    category_key: str
    code: str
    workshops: tuple[str, ...] = ()
    event_title: str = ""


@dataclass(frozen=True, slots=True)
class BadgeProblem:
    """Something to look at before printing.

    Args:
        code_: such as ``paper.missing_glyph``; its sentence stands in ``errors_paper.toml``.
        name: of the person, or of the picture for ``paper.logo_unreadable``.
        facts: other values named in the sentence. ``field`` is a field of ``BadgeContent``.
    """

    code_: str
    name: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadgeRun:
    """How many badges were drawn on how many pages, and what to look at before printing them."""

    badges: int
    pages: int
    problems: tuple[BadgeProblem, ...]


def write_badges(
    path: Path,
    badges: Iterable[BadgeContent],
    *,
    fonts: Path,
    logos: Sequence[Path] = (),
    layout: str = "a6-conference",
    sheet: str = "a4-4",
    progress: Callable[[int], None] | None = None,
) -> BadgeRun:
    """Write badges as a PDF; an older file of that name is replaced only once the new one is whole.

    A badge with a fault is drawn as well as it can be and told in ``problems``; the batch always
    finishes.

    Args:
        path: the PDF.
        badges: drawn in this order; any iterable, read once.
        fonts: folder of the fonts.
        logos: PNG or JPEG pictures of partners, from left to right.
        layout: one of ``LAYOUTS``.
        sheet: one of ``SHEETS``: ``a4-4`` puts four A6 badges with crop marks on an A4 page,
            ``single`` one badge on a page of its own size.
        progress: told after each badge how many are drawn.

    Raises:
        UserError: ``paper.unknown_layout`` for another layout or sheet, ``paper.no_badges`` when
            there is nothing to draw, ``paper.no_fonts``, ``paper.cannot_write``.
    """
    for name, known in ((layout, LAYOUTS), (sheet, SHEETS)):
        if name not in known:
            raise UserError("paper.unknown_layout", name=name, known=", ".join(known))
    from raict_desktop.paper.pdf import write_pdf

    return write_pdf(
        path, badges, fonts=fonts, logos=logos, layout=layout, sheet=sheet, progress=progress
    )
