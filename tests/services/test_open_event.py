"""An event at work: its clock and its index while news come in from elsewhere."""

from __future__ import annotations

import threading

import pytest

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import queries
from tests.builders import add_person


def offsets(event: OpenEvent) -> list[int]:
    with event.file.reading() as db:
        rows = db.execute("SELECT offset_minutes FROM journal ORDER BY sequence").fetchall()
    return [row[0] for row in rows]


def test_entries_keep_the_event_s_offset_while_news_come_in(event: OpenEvent) -> None:
    """Another station's change of the title makes the event be read again; Paris stays Paris."""
    assert event.info.timezone == "Europe/Paris"
    for _ in range(2):
        event.write([Draft(Kind.CASE_OPENED)], Changes())
        event.tell(Changes.of(Topic.EVENT), None)
    assert offsets(event)[-2:] == [120, 120]


def test_somebody_added_while_the_index_is_read_is_found(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sharing thread tells of a newcomer after the list was read and before the index is filled."""
    add_person(event, "Awa", "Diop")
    event.tell(Changes.of(Topic.PEOPLE), None)  # many may have changed: the index is stale
    read = queries.all_people
    added: list[str] = []

    def read_while_somebody_comes(db: object) -> object:
        found = read(db)  # type: ignore[arg-type]
        if not added:
            added.append("once")
            other = threading.Thread(target=event.tell, args=(Changes.of(Topic.PEOPLE), None))
            other.start()
            other.join()
        return found

    monkeypatch.setattr(queries, "all_people", read_while_somebody_comes)
    people.search(event, "diop", 5)
    assert event._index_stale
    monkeypatch.undo()
    assert [p.family_name for p in people.search(event, "diop", 5)] == ["Diop"]
    assert not event._index_stale


def test_the_index_is_filled_beside_the_desk(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first search of the day must not stop the window while fifty thousand people are read."""
    add_person(event, "Awa", "Diop")
    read = queries.all_people
    came: list[str] = []

    def read_while_somebody_comes(db: object) -> object:
        found = read(db)  # type: ignore[arg-type]
        if not came:
            came.append(add_person(event, "Zoé", "Roy"))
        return found

    monkeypatch.setattr(queries, "all_people", read_while_somebody_comes)
    assert not event.warm_index()  # somebody came meanwhile
    assert event.warm_index()
    monkeypatch.setattr(queries, "all_people", lambda _db: pytest.fail("read again"))
    assert [p.family_name for p in people.search(event, "roy", 5)] == ["Roy"]
    assert [p.family_name for p in people.search(event, "diop", 5)] == ["Diop"]
