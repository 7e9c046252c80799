"""Searching a list of hundreds of thousands of people: the few who may be meant are looked up and ranked.

Ranking is that of every other list; only whom it looks at differs. From the first moment on the event
file's own indices give those whose names begin so; once the words are collected, beside the desk, also
those with a word in the middle, of an organisation or a country, and with a typing error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from threading import Event, Lock

from raict_desktop.domain import codes
from raict_desktop.matching.folding import fold
from raict_desktop.matching.search import MINIMUM, PersonIndex, asked_words, with_joined
from raict_desktop.matching.vocabulary import NearWords
from raict_desktop.storage import queries
from raict_desktop.storage.event_file import Connection, EventFile
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.storage.word_store import WordStore, coded, has_more_people, named, word_rows

LARGE = 100_000
"""People above which a list is large: below, every word in memory is quicker and takes little."""
MOST_CHANGED = 2_000
"""Changed people who are always looked at; with more of them the words are collected anew."""
_AT_ONCE, _PIECES = 500, 20
_CANDIDATES = 150
_CODE_LETTERS = 4


def is_large(file: EventFile) -> bool:
    """Whether an event has too many people for the words of all of them in memory."""
    with file.reading() as db:
        return has_more_people(db, LARGE)


class LargeList:
    """The search of one large list; safe to use from several threads.

    Args:
        file: the open event file.
        country_names: as ``PersonIndex`` wants them.
    """

    def __init__(self, file: EventFile, country_names: Callable[[str], str]) -> None:
        self._file = file
        self._country_names = country_names
        self._lock = Lock()
        self._changed: dict[str, int] = {}
        self._changes = 0
        self._stale = True
        self._half_made: WordStore | None = None
        self._last = ""
        self._seen = 0
        # Held while a piece is collected: closing waits for that, five hundred people at most.
        self._collecting = Lock()
        self._closing = Event()
        # Taken after the file's own lock, or alone: whoever holds it waits for nobody.
        self._guard = Lock()
        self._words: tuple[WordStore, NearWords] | None = None

    def note(self, ids: Collection[str]) -> None:
        """Look at these people in every search, for their words changed; none: many people's did."""
        with self._lock:
            self._changes += 1
            self._changed.update(dict.fromkeys(ids, self._changes))
            if not ids or len(self._changed) > MOST_CHANGED:
                self._stale = True

    def collect(self) -> bool:
        """Go on collecting the words, where they are missing or stale: a piece at a time.

        A million people take a hundred pieces of half a second; between two, the caller does what
        else is due.

        Returns:
            Whether nothing is left to collect; so it is once the event is being closed.
        """
        with self._collecting:
            return self._closing.is_set() or self._collect_piece()

    def _collect_piece(self) -> bool:
        with self._lock:
            if self._stale:
                self._stale = False
                self._drop_half_made()
                self._half_made, self._last, self._seen = WordStore.made(), "", self._changes
            store = self._half_made
        if store is None:
            return True
        with snapshot(self._file) as db:
            for _ in range(_PIECES):
                if self._closing.is_set():
                    return True
                rows = word_rows(db, self._last, _AT_ONCE)
                if not rows:
                    return self._collected(store)
                store.add(map(self._words_of, rows))
                self._last = rows[-1][0]
        return False

    def _collected(self, store: WordStore) -> bool:
        near = NearWords(store.name_words())
        with self._guard:
            former, self._words = self._words, (store, near)
            if former is not None:
                former[0].close()
        with self._lock:
            self._half_made = None
            self._changed = {one: at for one, at in self._changed.items() if at > self._seen}
            return not self._stale

    def _drop_half_made(self) -> None:
        if self._half_made is not None:
            self._half_made.close()
            self._half_made = None

    def close(self) -> None:
        """Give the memory back; whoever is collecting ends quietly, and it is waited for."""
        self._closing.set()
        with self._collecting, self._guard:
            self._drop_half_made()
            if self._words is not None:
                self._words[0].close()
                self._words = None

    def _words_of(self, row: tuple[str, ...]) -> tuple[str, str, str]:
        person_id, family, given, organisation, delegation, country, email = row
        names = (*with_joined(family), *with_joined(given))
        of_country = self._country_names(country) if country else ""
        others = (
            *with_joined(organisation),
            *with_joined(delegation),
            *with_joined(of_country),
            fold(email),
        )
        return person_id, " ".join(names), " ".join(others)

    def search(self, words: str, limit: int) -> list[str]:
        """Ids of the people that fit what was typed, best first; as ``PersonIndex.search``."""
        typed = fold(words).split()
        if len("".join(typed)) < MINIMUM or limit < 1:
            return []
        found = PersonIndex(self._country_names)
        with self._lock:
            candidates = dict.fromkeys(self._changed)
            always = len(candidates)
        with self._file.reading() as db, self._guard:
            candidates.update(dict.fromkeys(self._likely(db, words, typed)))
            for ring in self._rings(typed):
                candidates.update(dict.fromkeys(ring))
                if len(candidates) - always >= min(limit, _CANDIDATES):
                    break
            people = (queries.person(db, person_id) for person_id in candidates)
            found.replace(person for person in people if person is not None)
        return found.search(words, limit)

    @staticmethod
    def _likely(db: Connection, words: str, typed: list[str]) -> Iterator[str]:
        yield from named(db, typed, _CANDIDATES)
        start = codes.typed(words)
        if len(start) >= _CODE_LETTERS:
            yield from coded(db, start, _CANDIDATES)

    def _rings(self, typed: list[str]) -> Iterator[list[str]]:
        """Whom the words collected give, from the narrowest understanding to the widest."""
        if self._words is None:
            return
        store, near = self._words
        asked = [list(group) for group in asked_words(typed)[0]]
        together = [
            [*typed[:at], typed[at] + typed[at + 1], *typed[at + 2 :]]
            for at in range(len(typed) - 1)
        ]

        def bearers(
            groups: list[list[str]], *, names: bool = False, beginnings: bool = False
        ) -> list[str]:
            return store.bearers(groups, _CANDIDATES, names=names, beginnings=beginnings)

        # "mac donald" for MacDonald is as good as the words by themselves.
        yield [
            person_id
            for words in together
            for person_id in bearers(
                [list(group) for group in asked_words(words)[0]], names=True, beginnings=True
            )
        ] + bearers(asked, names=True)
        yield bearers(asked, names=True, beginnings=True)
        alike = [[*group, *(w for word in group for w in near.like(word))] for group in asked]
        yield bearers(alike, names=True) + bearers(asked)
        yield bearers(alike) + bearers(asked, beginnings=True)
        if len(asked) > 1:
            for left_out in range(len(asked)):
                yield bearers(alike[:left_out] + alike[left_out + 1 :])
