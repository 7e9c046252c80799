"""Two sessions in one room, one speaker in two sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from raict_desktop.domain.clashes import clashes
from raict_desktop.domain.records import Session, SessionKind

START = datetime(2021, 6, 29, 9, 0, tzinfo=UTC)


def session(name: str, room: str, begin: int, minutes: int, **values: object) -> Session:
    start = START + timedelta(minutes=begin)
    end = start + timedelta(minutes=minutes)
    return Session(name, name, SessionKind.WORKSHOP, room, start, end, **values)  # type: ignore[arg-type]


def test_rooms_and_speakers() -> None:
    listed = [
        session("a", "Salle 1", 0, 60, speakers=("Ana", "Bo")),
        session("b", "salle 1", 59, 60),
        session("c", "Salle 2", 30, 60, speakers=("ana",)),
        session("d", "Salle 1", 119, 10),
        session("e", "", 0, 60),
        session("f", "", 0, 60),
        session("g", "Salle 2", 40, 10, cancelled=True),
    ]
    found = [(c.first.id, c.second.id, c.speaker) for c in clashes(listed)]
    assert found == [("a", "c", "Ana"), ("a", "b", "")]
