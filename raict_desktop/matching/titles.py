"""Which session of the programme a title in a list means, although forms cut, number and misspell them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from raict_desktop.matching.folding import fold

CERTAIN = 90.0
"""From this likeness on (0 to 100) a title is taken for a session's, if no other is nearly as like."""
SUGGESTED = 70.0
_MARGIN = 5.0
_LEAST_BEGINNING = 12
_NUMBERED = re.compile(r"^(?:(?:micro )?(?:atelier|workshop|session|seance)s? )?(?:n )?\d{1,2} ")
_CLOCK = re.compile(r"^(?:\d{1,2} ?h ?\d{0,2} )+")


def title_key(title: str) -> str:
    """A title's words without "Atelier 3 :" or an hour in front."""
    words = fold(title)
    bare = _NUMBERED.sub("", _CLOCK.sub("", words + " ")).strip()
    return bare or words


def nearest_title(text: str, titles: Iterable[str]) -> tuple[str, bool]:
    """The title most like a text, and whether it is certain.

    Args:
        text: a choice as a list writes it.
        titles: of the programme.

    Returns:
        The title, empty where nothing is like it.
    """
    wanted = title_key(text)
    if not wanted:
        return "", False
    scored: list[tuple[float, str]] = []
    for title in titles:
        key = title_key(title)
        score = fuzz.ratio(wanted, key)
        shorter, longer = sorted((wanted, key), key=len)
        if len(shorter) >= _LEAST_BEGINNING and longer.startswith(shorter):
            score = max(score, 96.0)
        if wanted == key:
            score = 100.0
        scored.append((score, title))
    scored.sort(key=lambda pair: -pair[0])
    if not scored or scored[0][0] < SUGGESTED:
        return "", False
    alone = len(scored) == 1 or scored[0][0] - scored[1][0] >= _MARGIN
    return scored[0][1], scored[0][0] >= CERTAIN and alone
