"""A session's list: places and who waits, promotion, moving up by hand, and what a merge makes of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from raict_desktop.domain.checkin import Reason
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import Admission, Session
from raict_desktop.services import enrolments, people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.storage import list_queries
from tests.builders import World, add_person, add_session


@pytest.fixture
def room(event: OpenEvent) -> Session:
    return add_session(event, quota=2, admission=Admission.REQUIRED)


@pytest.fixture
def ids(event: OpenEvent, room: Session) -> list[str]:
    found = [add_person(event, name, "Test") for name in ("Un", "Deux", "Trois", "Quatre", "Cinq")]
    done = enrolments.enrol(event, room.id, found)
    assert done.changed == 5
    assert [p.given_name for p in done.waiting] == ["Trois", "Quatre", "Cinq"]
    return found


def names(event: OpenEvent, room: Session) -> list[tuple[str, int]]:
    return [(e.person.given_name, e.waiting) for e in enrolments.listed(event, room.id)]


def test_a_place_that_frees_goes_to_the_first_who_waits(
    event: OpenEvent, room: Session, ids: list[str]
) -> None:
    assert names(event, room) == [
        ("Un", 0), ("Deux", 0), ("Trois", 1), ("Quatre", 2), ("Cinq", 3),
    ]  # fmt: skip
    assert check_in_person(event, ids[2], checkpoint=room.id).reason is Reason.WAITING
    done = enrolments.unenrol(event, room.id, [ids[0]])
    assert [p.given_name for p in done.promoted] == ["Trois"]
    assert check_in_person(event, ids[2], checkpoint=room.id).recorded
    assert programme.state(event, room.id).waiting == 2
    # A cancelled registration frees a place as well, and restoring it takes the place back.
    people.correct(event, ids[1], {"status": "cancelled"})
    assert names(event, room)[:2] == [("Trois", 0), ("Quatre", 0)]
    people.correct(event, ids[1], {"status": "registered"})
    assert names(event, room)[0] == ("Deux", 0)
    assert enrolments.listed(event, room.id)[1].came
    assert enrolments.unenrol(event, room.id, [ids[0]]).changed == 0
    assert check(event).ok


def test_who_waits_moves_up_and_nobody_loses_a_place(
    event: OpenEvent, room: Session, ids: list[str], world: World
) -> None:
    assert enrolments.move_up(event, room.id, ids[4]) == 2
    assert [n for n, _ in names(event, room)] == ["Un", "Deux", "Trois", "Cinq", "Quatre"]
    assert enrolments.move_up(event, room.id, ids[3], first=True) == 1
    assert enrolments.move_up(event, room.id, ids[3]) == 1
    assert [n for n, _ in names(event, room)] == ["Un", "Deux", "Quatre", "Trois", "Cinq"]
    done = enrolments.give_place(event, room.id, ids[4])
    assert (done.quota, [p.given_name for p in done.promoted]) == (3, ["Cinq"])
    assert names(event, room) == [
        ("Un", 0), ("Deux", 0), ("Cinq", 0), ("Quatre", 1), ("Trois", 2),
    ]  # fmt: skip
    for taken in (ids[0], ids[4], "nobody"):
        with pytest.raises(UserError, match="not_waiting"):
            enrolments.move_up(event, room.id, taken)
        with pytest.raises(UserError, match="not_waiting"):
            enrolments.give_place(event, room.id, taken)
    # Who leaves the list and comes back stands at its end.
    enrolments.unenrol(event, room.id, [ids[0]])
    world.clock.forward(minutes=1)
    enrolments.enrol(event, room.id, [ids[0]])
    assert names(event, room)[-1][0] == "Un"
    assert check(event).ok


def test_many_moves_leave_room_for_one_more(
    event: OpenEvent, room: Session, ids: list[str]
) -> None:
    for _ in range(40):
        for person_id in ids[2:]:
            enrolments.move_up(event, room.id, person_id, first=True)
    assert [n for n, _ in names(event, room)] == ["Un", "Deux", "Cinq", "Quatre", "Trois"]
    assert check(event).ok


def test_who_cannot_be_enrolled_is_told_and_nobody_is(event: OpenEvent, room: Session) -> None:
    good, gone = add_person(event, "A", "B"), add_person(event, "C", "D")
    people.correct(event, gone, {"status": "cancelled"})
    for wrong, match in ((gone, "cancelled_person"), ("nobody", "no_such_person")):
        with pytest.raises(UserError, match=match):
            enrolments.enrol(event, room.id, [good, wrong])
    with pytest.raises(UserError, match="no_such_session"):
        enrolments.enrol(event, "nowhere", [good])
    assert enrolments.listed(event, room.id) == []
    with pytest.raises(UserError, match="nobody_enrolled"):
        enrolments.write_list(event, Path("none.pdf"), room.id)


def test_a_mark_from_a_strangers_journal_means_nothing(
    event: OpenEvent, room: Session, ids: list[str]
) -> None:
    from raict_desktop.domain.changes import Changes

    event.write([Draft(Kind.ENROLLED, ids[4], room.id, facts={"place": "é"})], Changes.of())
    assert names(event, room)[-1] == ("Cinq", 3)
    assert check(event).ok


def test_the_list_on_paper(event: OpenEvent, room: Session, ids: list[str], tmp_path: Path) -> None:
    assert enrolments.write_list(event, tmp_path / "list.pdf", room.id) == 1
    assert enrolments.listed(event, room.id)[0].since <= event.clock() + timedelta(seconds=1)


def test_the_journal_says_where_a_list_was_changed(
    event: OpenEvent, room: Session, ids: list[str]
) -> None:
    with event.file.reading() as db:
        before = list_queries.last_sequence(db)
    enrolments.move_up(event, room.id, ids[4], first=True, source=Source.COMMAND)
    enrolments.give_place(event, room.id, ids[3], source=Source.COMMAND)
    with event.file.reading() as db:
        rows = db.execute("SELECT kind, source FROM journal WHERE sequence > ?", (before,))
        told = rows.fetchall()
    assert told == [(k, "command") for k in ("enrolled", "enrolled", "session_set")]
