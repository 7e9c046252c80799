"""Finding a person from what a volunteer types: from two letters, in any order, a slip forgiven.

Words are looked for in widening rings (whole names, beginnings of names, whole words of anything
and names with a typing error, then the rest) and only as far out as it takes to fill the list.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from threading import Lock

from raict_desktop.domain import codes
from raict_desktop.domain.records import Person
from raict_desktop.matching.folding import fold
from raict_desktop.matching.vocabulary import Vocabulary

MINIMUM = 2
# Words too common in names to be asked for: they help to rank, their absence excludes nobody.
PARTICLES = frozenset(
    [
        "d",
        "da",
        "das",
        "de",
        "degli",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "et",
        "al",
        "l",
        "la",
        "las",
        "le",
        "les",
        "los",
        "o",
        "of",
        "the",
        "y",
        "van",
        "von",
        "zu",
        "zur",
    ]
)
_RINGS = 4
_SCORED_AT_MOST = 1_000
_CODE_LETTERS = 4
_SURNAME, _GIVEN, _ORGANISATION, _DELEGATION, _COUNTRY, _EMAIL = range(6)
_WEIGHTS = (100.0, 96.0, 75.0, 70.0, 65.0, 60.0)
# Given name and surname are one place: "helene muler" fits one name, not two fields.
_PLACES = (0, 0, 1, 2, 3, 4)
_SAME_PLACE = 25.0
_PARTICLE_FITS = 4.0
_WHOLE_SURNAME = 2.0
_ORDER_FITS = 1.0
_FULL_CODE, _LONG_CODE, _SHORT_CODE = 500.0, 90.0, 60.0

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Card:
    """The words of one person, field by field in the order of ``_WEIGHTS``."""

    id: str
    code: str
    label: str
    surname: _Words
    given: _Words
    fields: tuple[_Words, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A word asked for: the people per ring, and how well each known word fits it (0 to 1)."""

    rings: tuple[set[int], ...]
    fits: dict[str, float]


@lru_cache(maxsize=4_096)
def with_joined(text: str) -> _Words:
    """List the words of a field and those made by writing a particle or an initial together.

    "N'Diaye" gives n, diaye and ndiaye; "Jean-Pierre" gives jean, pierre and jeanpierre.
    """
    words = fold(text).split()
    made = dict.fromkeys(words)
    run = ""
    for word in words:
        if len(word) == 1 or word in PARTICLES:
            run += word
        elif run:
            made[run + word] = None
            run = ""
    if len(words) > 1:
        made["".join(words)] = None
    return tuple(made)


@lru_cache(maxsize=4_096)
def _plain(text: str) -> _Words:
    return tuple(dict.fromkeys(fold(text).split()))


def _is_minor(word: str) -> bool:
    return len(word) == 1 or word in PARTICLES


def asked_words(words: Sequence[str]) -> tuple[list[_Words], list[str]]:
    """List the words that must fit, each with the spellings that serve as well, and the minor words.

    "n diaye" asks for diaye or ndiaye, and n is minor; words that are all minor ("le van") must all
    fit, and initials alone are read together ("l y" is "ly").
    """
    if all(_is_minor(word) for word in words):
        if any(len(word) == 1 for word in words):
            return [("".join(words),)], []
        return [(word,) for word in words], []
    asked: list[_Words] = []
    minor: list[str] = []
    before: list[str] = []
    for word in words:
        if _is_minor(word):
            before.append(word)
            minor.append(word)
            continue
        joined = ["".join(before[start:]) + word for start in range(len(before))]
        asked.append((word, *joined))
        before = []
    return asked, minor


class PersonIndex:
    """The words of everybody, in memory; safe to use from several threads.

    Args:
        country_names: the names of a country code in every language searched ("Espagne Spain").
    """

    def __init__(self, country_names: Callable[[str], str]) -> None:
        self._country_names = country_names
        self._names = Vocabulary()
        self._others = Vocabulary()
        self._cards: list[_Card | None] = []
        self._numbers: dict[str, int] = {}
        self._codes: list[tuple[str, int]] = []
        self._lock = Lock()

    def replace(self, people: Iterable[Person]) -> None:
        """Forget everybody and take these people."""
        with self._lock:
            self._names.clear()
            self._others.clear()
            self._cards.clear()
            self._numbers.clear()
            self._codes.clear()
            for person in people:
                number = self._numbers.get(person.id)
                if number is not None:
                    self._forget(number)
                self._note(person, sort=False)
            self._names.sort()
            self._others.sort()
            self._codes.sort()

    def update(self, person: Person) -> None:
        """Add one person, or take their new values."""
        with self._lock:
            number = self._numbers.get(person.id)
            if number is not None:
                self._forget(number)
            self._note(person, sort=True)

    def search(self, words: str, limit: int = 20) -> list[str]:
        """Ids of the people that fit what was typed, best first.

        Every word has to fit; where nobody fits them all, one may miss.

        Args:
            words: names, organisation, country, delegation, e-mail or beginning of a code, in any
                order; nothing is found below two letters.
            limit: how many people at most.
        """
        typed = fold(words).split()
        if len("".join(typed)) < MINIMUM or limit < 1:
            return []
        with self._lock:
            scores = self._by_code(words)
            for number, score in self._by_words(typed, limit).items():
                scores[number] = max(score, scores.get(number, 0.0))
            best = nsmallest(limit, scores.items(), key=lambda it: (-it[1], self._label(it[0])))
            return [card.id for number, _ in best if (card := self._cards[number]) is not None]

    def _label(self, number: int) -> tuple[str, str]:
        card = self._cards[number]
        return (card.label, card.id) if card is not None else ("", "")

    def _card(self, person: Person) -> _Card:
        surname, given = with_joined(person.family_name), with_joined(person.given_name)
        country = self._country_names(person.country) if person.country else ""
        fields = (
            surname,
            given,
            with_joined(person.organisation),
            with_joined(person.delegation),
            with_joined(country),
            tuple(dict.fromkeys(fold(person.email).split())),
        )
        label = fold(f"{person.family_name} {person.given_name}")
        return _Card(
            person.id,
            codes.typed(person.code),
            label,
            _plain(person.family_name),
            _plain(person.given_name),
            fields,
        )

    def _note(self, person: Person, *, sort: bool) -> None:
        card = self._card(person)
        number = len(self._cards)
        self._cards.append(card)
        self._numbers[card.id] = number
        if card.code:
            if sort:
                insort(self._codes, (card.code, number))
            else:
                self._codes.append((card.code, number))
        for index, field in enumerate(card.fields):
            vocabulary = self._names if index <= _GIVEN else self._others
            # Every e-mail address is a word of its own: too many to compare one by one, and a
            # typing error in one is found through the name.
            vocabulary.add(number, field, likeable=index != _EMAIL, sort=sort)

    def _forget(self, number: int) -> None:
        """Take a card out; its number is not given again."""
        card = self._cards[number]
        if card is None:
            return
        self._cards[number] = None
        self._numbers.pop(card.id, None)
        if card.code:
            self._codes = [pair for pair in self._codes if pair[1] != number]
        for index, field in enumerate(card.fields):
            (self._names if index <= _GIVEN else self._others).remove(number, field)

    def _by_code(self, words: str) -> dict[int, float]:
        """People whose code begins with what was typed, from four letters."""
        start = codes.typed(words)
        found: dict[int, float] = {}
        if len(start) < _CODE_LETTERS:
            return found
        at = bisect_left(self._codes, (start, -1))
        while at < len(self._codes) and self._codes[at][0].startswith(start):
            code, number = self._codes[at]
            if code == start:
                found[number] = _FULL_CODE
            else:
                found[number] = _LONG_CODE if len(start) >= codes.SHORT_LENGTH else _SHORT_CODE
            if len(found) >= _SCORED_AT_MOST:
                break
            at += 1
        return found

    def _by_words(self, typed: Sequence[str], limit: int) -> dict[int, float]:
        spellings, minor = asked_words(typed)
        scores = self._scored(spellings, minor, limit)
        # "mac donald" for MacDonald: neighbours read together, as long as somebody is called that.
        for at in range(len(typed) - 1):
            pair = typed[at] + typed[at + 1]
            if self._names.bearers(pair) or self._names.beginning_with(pair):
                rest, rest_minor = asked_words([*typed[:at], pair, *typed[at + 2 :]])
                for number, score in self._scored(rest, rest_minor, limit).items():
                    # As good as if the words had fitted one by one.
                    full = score + _WEIGHTS[_SURNAME] * max(0, len(spellings) - len(rest))
                    scores[number] = max(full, scores.get(number, 0.0))
        return scores

    def _scored(
        self, spellings: Sequence[_Words], minor: Sequence[str], limit: int
    ) -> dict[int, float]:
        alone = len(spellings) == 1
        asked = [self._look_up(words, alone) for words in dict.fromkeys(spellings)]
        chosen: set[int] = set()
        for ring in range(_RINGS):
            chosen = set.intersection(*(word.rings[ring] for word in asked))
            if len(chosen) >= limit:
                break
        if not chosen and len(asked) > 1:
            chosen = self._all_but_one(asked)
        if len(chosen) > _SCORED_AT_MOST:
            chosen = set(nsmallest(_SCORED_AT_MOST, chosen))
        return {number: self._score(number, asked, minor) for number in chosen}

    @staticmethod
    def _all_but_one(asked: Sequence[_Asked]) -> set[int]:
        found: set[int] = set()
        for left_out in range(len(asked)):
            others = [w.rings[-1] for i, w in enumerate(asked) if i != left_out]
            found |= set.intersection(*others)
        return found

    def _look_up(self, spellings: _Words, alone: bool) -> _Asked:
        """Find everybody whom one asked word may mean, ring by ring, each ring holding the one before.

        Args:
            spellings: the word and what serves as well.
            alone: no other word narrows the search, so that a ring full enough is not filled up.
        """
        fits: dict[str, float] = {}
        people: set[int] = set()
        rings: list[set[int]] = []

        def take(vocabulary: Vocabulary, found: Iterable[tuple[str, float]]) -> None:
            for word, fit in found:
                if alone and len(people) >= _SCORED_AT_MOST:
                    return
                people.update(vocabulary.bearers(word))
                if fit > fits.get(word, 0.0):
                    fits[word] = fit

        names, others = self._names, self._others
        take(names, ((word, 1.0) for word in spellings))
        rings.append(set(people))
        for word in spellings:
            take(names, self._beginnings(names, word))
        rings.append(set(people))
        take(others, ((word, 1.0) for word in spellings))
        for word in spellings:
            take(names, self._likes(names, word))
        rings.append(set(people))
        for word in spellings:
            take(others, self._beginnings(others, word))
            take(others, self._likes(others, word))
        rings.append(people)
        return _Asked(tuple(rings), fits)

    @staticmethod
    def _beginnings(vocabulary: Vocabulary, word: str) -> Iterable[tuple[str, float]]:
        if len(word) < MINIMUM:
            return ()
        length = len(word)
        return ((w, 0.8 + 0.1 * length / len(w)) for w in vocabulary.beginning_with(word))

    @staticmethod
    def _likes(vocabulary: Vocabulary, word: str) -> Iterable[tuple[str, float]]:
        return (
            (w, (0.85 if w[0] == word[0] else 0.8) - slips / max(len(w), len(word)))
            for w, slips in vocabulary.like(word)
        )

    def _score(self, number: int, asked: Sequence[_Asked], minor: Sequence[str]) -> float:
        card = self._cards[number]
        if card is None:
            return 0.0
        total = 0.0
        hits = [0] * 5
        surname_fits = 0
        for word in asked:
            fits = word.fits
            best, seen = 0.0, set()
            for index, field in enumerate(card.fields):
                here = max((fits.get(w, 0.0) for w in field), default=0.0)
                if here:
                    best = max(best, here * _WEIGHTS[index])
                    seen.add(_PLACES[index])
                    surname_fits += index == _SURNAME and here == 1.0
            total += best
            for place in seen:
                hits[place] += 1
        total += _SAME_PLACE * max(0, max(hits) - 1)
        if surname_fits and len(card.surname) == len(asked) + len(minor):
            total += _WHOLE_SURNAME
        if minor:
            total += self._minor_score(card, minor)
        if len(asked) > 1 and any(w in asked[0].fits for w in card.given):
            total += _ORDER_FITS
        return total

    @staticmethod
    def _minor_score(card: _Card, minor: Sequence[str]) -> float:
        """Count a particle that the person has, and an initial that begins one of their names."""
        total = 0.0
        for word in minor:
            if word in card.surname or word in card.given or word in card.fields[_ORGANISATION]:
                total += _PARTICLE_FITS
            elif any(name.startswith(word) for name in (*card.given, *card.surname)):
                total += _PARTICLE_FITS / 2
        return total
