"""How alike two names of people are, to notice somebody who is being registered twice."""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein

from raict_desktop.matching.folding import fold

LIKELY = 0.88
"""From this likeness on two names may be one person: one slip in nine letters, or none."""
_LEAST_OF_A_PART = 0.74


def likeness(given: str, family: str, other_given: str, other_family: str) -> float:
    """Likeness of two people's names from 0 to 1, whichever field holds which name.

    Accents, capitals, hyphens and blanks do not count, nor whether given name and surname changed
    places. An initial is like every name it begins. Two people who share one name only, such as
    brothers, are not alike.
    """
    one, two = (_letters(given), _letters(family)), (_letters(other_given), _letters(other_family))
    if not all(one) or not all(two):
        return 0.0
    return max(_together(one, two), _together(one, two[::-1]))


def _letters(name: str) -> str:
    return fold(name).replace(" ", "")


def _together(one: tuple[str, str], two: tuple[str, str]) -> float:
    parts = [_alike(a, b) for a, b in zip(one, two, strict=True)]
    if min(parts) < _LEAST_OF_A_PART:
        return 0.0
    lengths = [max(len(a), len(b)) for a, b in zip(one, two, strict=True)]
    return sum(p * n for p, n in zip(parts, lengths, strict=True)) / sum(lengths)


def _alike(one: str, two: str) -> float:
    if 1 in (len(one), len(two)):
        return 0.9 if one[0] == two[0] else 0.0
    return DamerauLevenshtein.normalized_similarity(one, two)
