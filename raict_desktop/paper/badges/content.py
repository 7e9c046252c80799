"""What a badge says, and what comes out of drawing many of them.

Callers need these names long before anything is printed, so nothing heavy is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BadgeContent:
    """What one badge says, in the words that are printed.

    ``category_key`` chooses the colour of the band and answers the layout's conditions,
    ``category`` is the word on it. ``country_code`` (ISO 3166-1 alpha-2) chooses the flag. ``tray``
    is where the printed badge waits, such as ``C 128``, ``event_place`` when and where the event is.
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
    country_code: str = ""
    delegation: str = ""
    tray: str = ""
    event_place: str = ""


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
    """How many badges were drawn on how many pages, and what to look at before printing them.

    ``next_place`` is the first free place of the last sheet, from 0; 0 when that sheet is full.
    """

    badges: int
    pages: int
    problems: tuple[BadgeProblem, ...]
    next_place: int = 0
