"""A list too long for the search in memory: the same people are found, from the first moment on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.records import Person
from raict_desktop.services import large_list, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.large_list import LargeList
from raict_desktop.services.people import PeopleQuery
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.word_store import WordStore, word_rows
from tests.builders import add_person

NAMES = (
    ("Hélène", "Müller"), ("Mamadou", "N’Diaye"), ("Jean-Christophe", "Roy"), ("Angus", "MacDonald"),
    ("Anne", "de La Tour"), ("Łukasz", "Kowalski"), ("Nguyễn", "Văn An"), ("Zoé", "Roy"),
    ("Sacha", "Guitry"), ("Marie", "Sacha"), ("Владимир", "Иванов"), ("Y", "Ly"),
)  # fmt: skip
TYPED = (
    "muller", "helene", "ndiaye", "n diaye", "diaye", "christophe", "jean christophe", "mac donald",
    "macdonald", "tour", "de la tour", "kowalsky", "kowa", "nguyen an", "roy zoe", "sacha", "sacha g",
    "vladimir", "l y", "commune", "hélène mul", "helene xyz", "tacha",
)  # fmt: skip


@pytest.fixture
def large(event: OpenEvent, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenEvent]:
    monkeypatch.setattr(large_list, "LARGE", 3)
    for given, family in NAMES:
        add_person(event, given, family, organisation="Commune de Lyon", email=f"{family}@b.org")
    yield event
    assert isinstance(event._large, LargeList)


def _found(event: OpenEvent, words: str) -> list[str]:
    return [f"{p.given_name} {p.family_name}" for p in people.search(event, words, 20)]


def _walk_in(event: OpenEvent, given: str, family: str) -> str:
    person = people.add_walk_in(
        event, given_name=given, family_name=family, organisation=given, check_in=False
    )
    assert isinstance(person, Person)
    return person.id


def _collect(event: OpenEvent) -> None:
    for _ in range(20):
        if event.warm_index():
            return
    pytest.fail("the words are not collected")


@pytest.mark.parametrize("words", TYPED)
def test_the_same_people_in_the_same_order_as_in_a_short_list(large: OpenEvent, words: str) -> None:
    _collect(large)
    found = _found(large, words)
    ids = large.index().search(words, 20)
    assert found == [f"{p.given_name} {p.family_name}" for p in (people.get(large, i) for i in ids)]


def test_beginnings_of_names_and_codes_are_found_at_once(large: OpenEvent) -> None:
    assert _found(large, "mull") == ["Hélène Müller"]
    assert _found(large, "sacha") == ["Marie Sacha", "Sacha Guitry"]
    assert _found(large, "zoe roy") == _found(large, "roy zo") == ["Zoé Roy"]
    person = people.search(large, "guitry", 1)[0]
    assert _found(large, person.code[:6]) == ["Sacha Guitry"]


def test_who_comes_or_changes_is_found_before_and_after_the_words_are_collected(
    large: OpenEvent,
) -> None:
    assert _found(large, "petit") == []
    for collected in (False, True):
        if collected:
            _collect(large)
        name = "Odile" if collected else "Awa"
        person_id = add_person(large, name, f"Du Petit {name}")
        assert _found(large, f"petit {name}") == [f"{name} Du Petit {name}"]
        people.correct(large, person_id, {"family_name": f"Le Grand {name}"})
        assert _found(large, f"grand {name}") == [f"{name} Le Grand {name}"]
        assert _found(large, f"petit {name}") != [f"{name} Du Petit {name}"]


def test_what_changes_while_the_words_are_collected_is_not_lost(
    large: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_list, "_AT_ONCE", 2)
    monkeypatch.setattr(large_list, "_PIECES", 1)
    assert not large.warm_index()
    assert not large.warm_index()
    first = people.search(large, "muller", 1)[0]
    people.correct(large, first.id, {"family_name": "Von Berg"})
    _collect(large)
    assert _found(large, "berg") == ["Hélène Von Berg"]
    large.tell(Changes.of(Topic.PEOPLE), None)  # many
    assert not large.warm_index()
    _collect(large)
    assert _found(large, "berg") == ["Hélène Von Berg"]


def test_without_an_index_of_words_beginnings_are_found(
    large: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WordStore, "made", lambda: None)
    assert large.warm_index()
    assert _found(large, "mull") == ["Hélène Müller"]
    assert _found(large, "tour") == []


def test_the_participants_table_of_a_large_list(large: OpenEvent) -> None:
    _collect(large)
    query = PeopleQuery(words="roy", sort="given_name", descending=True)
    assert people.count(large, query) == 2
    assert [p.given_name for p in people.page(large, query, 0, 10)] == ["Zoé", "Jean-Christophe"]
    assert [p.given_name for p in people.page(large, query, 1, 10)] == ["Jean-Christophe"]
    assert people.count(large, PeopleQuery(words="zzzz")) == 0
    assert people.count(large, PeopleQuery()) == len(NAMES)


@pytest.mark.parametrize("words", ["r", " - ", "’"])
def test_less_than_two_letters_leave_the_table_as_it_is(large: OpenEvent, words: str) -> None:
    query = PeopleQuery(words=words)
    assert people.count(large, query) == len(NAMES)
    assert len(people.page(large, query, 0, 50)) == len(NAMES)
    assert people.count(large, PeopleQuery(words="ro")) == 2


def test_closing_the_event_while_the_words_are_collected_ends_quietly(
    large: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The care thread is in the middle of a piece when the window closes."""
    monkeypatch.setattr(large_list, "_AT_ONCE", 2)
    faults: list[BaseException] = []
    ended: list[bool] = []
    reading, dropped = threading.Event(), threading.Event()
    read, close = word_rows, WordStore.close

    def read_while_the_event_closes(db: Connection, after: str, count: int) -> list[Any]:
        reading.set()
        dropped.wait(0.3)  # what is being filled must not go away meanwhile
        return read(db, after, count)

    def told_of(store: WordStore) -> None:
        close(store)
        dropped.set()

    def care() -> None:
        try:
            ended.extend((large.warm_index(), large.warm_index()))
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    monkeypatch.setattr(large_list, "word_rows", read_while_the_event_closes)
    monkeypatch.setattr(WordStore, "close", told_of)
    collecting = threading.Thread(target=care)
    collecting.start()
    assert reading.wait(10)
    large.close()
    collecting.join(10)
    assert faults == []
    assert ended == [True, True]
    assert dropped.is_set()


def test_a_row_that_cannot_be_noted_takes_nothing_with_it() -> None:
    store = WordStore()
    broken: Any = [("1", "muller", "lyon"), ("2", object(), "lyon")]
    with pytest.raises(sqlite3.Error):
        store.add(broken)
    assert store.bearers([["muller"]], 5, names=True, beginnings=False) == []
    store.add([("1", "muller", "lyon")])
    assert store.bearers([["muller"]], 5, names=True, beginnings=False) == ["1"]
    store.close()
