"""The distinct words of a list and who bears them: exact, beginning with, and like a word typed.

Comparing a typing error with the few thousand distinct words of a list, rather than with every
person, is what keeps a search instant with 50 000 people.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST_LIKE = 60
_NOBODY: frozenset[int] = frozenset()
_AFTER_ANY_LETTER = "\x7f"


def slips_allowed(word: str) -> int:
    """How many typing errors a word of this length may hold: none below four letters."""
    if len(word) < 4 or any(c.isdigit() for c in word):
        return 0
    return 1 if len(word) < 6 else 2


class Vocabulary:
    """Words, each with the numbers of its bearers."""

    def __init__(self) -> None:
        self._bearers: dict[str, set[int]] = {}
        self._sorted: list[str] = []
        self._by_length: dict[int, dict[str, None]] = {}

    def clear(self) -> None:
        """Forget every word."""
        self._bearers.clear()
        self._sorted.clear()
        self._by_length.clear()

    def add(self, number: int, words: Iterable[str], *, likeable: bool, sort: bool = True) -> None:
        """Note the words of one bearer.

        Args:
            number: the bearer.
            words: folded words.
            likeable: whether typing errors may lead to these words.
            sort: False while a whole list is added, with one ``sort()`` after it.
        """
        for word in words:
            bearers = self._bearers.get(word)
            if bearers is None:
                self._bearers[word] = {number}
                if sort:
                    insort(self._sorted, word)
            else:
                bearers.add(number)
            if likeable:
                self._by_length.setdefault(len(word), {})[word] = None

    def sort(self) -> None:
        """Make the beginnings searchable after a bulk of ``add(sort=False)``."""
        self._sorted = sorted(self._bearers)

    def remove(self, number: int, words: Iterable[str]) -> None:
        """Take one bearer away from these words; a word that nobody bears any more finds nobody."""
        for word in words:
            self._bearers.get(word, set()).discard(number)

    def bearers(self, word: str) -> set[int] | frozenset[int]:
        """Give the numbers of those who bear exactly this word; not to be changed."""
        return self._bearers.get(word, _NOBODY)

    def beginning_with(self, word: str) -> list[str]:
        """List the longer words that begin with ``word``, shortest first."""
        start = bisect_left(self._sorted, word)
        end = bisect_left(self._sorted, word + _AFTER_ANY_LETTER, lo=start)
        return sorted((w for w in self._sorted[start:end] if w != word), key=len)

    def like(self, word: str) -> list[tuple[str, int]]:
        """List words one or two typing errors from ``word``, and how many errors, best first."""
        return _near(lambda length: self._by_length.get(length, {}).keys(), word)


class NearWords:
    """Words that a typing error may lead to, without their bearers.

    Args:
        words: folded words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)

    def like(self, word: str) -> list[str]:
        """List words one or two typing errors from ``word``, best first."""
        return [near for near, _ in _near(lambda length: self._by_length.get(length, ()), word)]


def _near(of_length: Callable[[int], Collection[str]], word: str) -> list[tuple[str, int]]:
    slips = slips_allowed(word)
    if not slips:
        return []
    found: list[tuple[str, int]] = []
    for length in range(len(word) - slips, len(word) + slips + 1):
        known = of_length(length)
        if known:
            near = process.extract(
                word, known, scorer=OSA.distance, score_cutoff=slips, limit=_MOST_LIKE
            )
            found += [(w, int(distance)) for w, distance, _ in near if distance]
    # Few mistype the first letter: of two words equally far the one that shares it comes first.
    found.sort(key=lambda it: (it[1], it[0][0] != word[0], it[0]))
    return found[:_MOST_LIKE]
