"""A workshop's door through the services: deduced exits, recounts, moves, waiting lists, options."""

from __future__ import annotations

from datetime import timedelta

import pytest

from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Kind
from raict_desktop.domain.presence import Leaving
from raict_desktop.domain.records import Admission, Session
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import DOOR_CHECKS_IN, check_in_person, last_passages, undo
from raict_desktop.services.integrity import check
from raict_desktop.services.report import report
from raict_desktop.storage import queries
from tests.builders import START, World, add_person, add_session, enrol


@pytest.fixture
def room(event: OpenEvent) -> Session:
    return add_session(event, capacity=10, exits=True)


@pytest.fixture
def other(event: OpenEvent) -> Session:
    return add_session(event, "Atelier 2", room="Salle 2")


def crowd(event: OpenEvent, count: int) -> list[str]:
    return [add_person(event, f"Given{n}", f"Family{n}") for n in range(count)]


def test_an_entry_elsewhere_leaves_the_former_room(
    event: OpenEvent, room: Session, other: Session, world: World
) -> None:
    world.clock.forward(hours=2)
    person_id = add_person(event, "A", "B")
    check_in_person(event, person_id, checkpoint=room.id)
    world.clock.forward(minutes=10)
    result = check_in_person(event, person_id, checkpoint=other.id)
    assert result.left_session == room.title
    former = programme.state(event, room.id)
    assert (former.inside, former.present, former.left) == (0, 1, {Leaving.DEDUCED: 1})
    undo(event, result.entry_id)
    assert programme.state(event, room.id).inside == 1
    check_in_person(event, person_id, checkpoint=other.id)
    world.clock.forward(minutes=5)
    assert check_in_person(event, person_id, checkpoint=room.id).reason is Reason.RE_ENTRY
    assert check(event).ok


def test_the_end_of_the_session_empties_the_room(
    event: OpenEvent, room: Session, world: World
) -> None:
    world.clock.now = room.start
    first, second = crowd(event, 2)
    check_in_person(event, first, checkpoint=room.id)
    world.clock.forward(minutes=11)
    late = check_in_person(event, second, checkpoint=room.id)
    assert late.late == timedelta(minutes=11)
    programme.change_headcount(event, room.id, 3)
    world.clock.now = room.end
    state = programme.state(event, room.id)
    assert (state.inside, state.attendance, state.peak, state.late) == (0, 5, 5, 1)
    assert (state.left, state.over) == ({Leaving.PRESUMED: 2}, True)
    world.clock.forward(minutes=2)
    programme.save_session(event, add_minutes(room, 30))
    assert programme.state(event, room.id).inside == 5


def add_minutes(session: Session, minutes: int) -> Session:
    from dataclasses import replace

    return replace(session, end=session.end + timedelta(minutes=minutes))


def test_recount(event: OpenEvent, room: Session) -> None:
    for person_id in crowd(event, 4):
        check_in_person(event, person_id, checkpoint=room.id)
    state = programme.recount(event, room.id, 6)
    assert (state.inside, state.headcount) == (6, 2)
    state = programme.recount(event, room.id, 3)
    assert (state.inside, state.headcount, state.attendance) == (3, -1, 4)
    assert programme.change_headcount(event, room.id, -1).inside == 3
    programme.undo_last(event, room.id)
    assert programme.state(event, room.id).inside == 6
    for wrong in (-1, 100_001):
        with pytest.raises(UserError, match="bad_count"):
            programme.recount(event, room.id, wrong)


def test_a_batch_counted_in_the_wrong_session_is_moved_and_put_back(
    event: OpenEvent, room: Session, other: Session, world: World
) -> None:
    early, *rest = crowd(event, 4)
    check_in_person(event, early, checkpoint=room.id)
    world.clock.forward(minutes=5)
    since = world.clock.now
    for person_id in rest:
        check_in_person(event, person_id, checkpoint=room.id)
    programme.change_headcount(event, room.id, 2)
    before = event.entry_count()
    assert programme.movable(event, room.id, since) == (3, 1)
    moved = programme.move(event, room.id, other.id, since=since)
    assert (moved.passages, moved.counts) == (3, 1)
    assert [programme.state(event, s.id).inside for s in (room, other)] == [1, 5]
    assert len(last_passages(event, checkpoint=other.id)) == 3
    assert len(last_passages(event, checkpoint=room.id)) == 1
    assert check(event).ok
    assert programme.undo_last(event, other.id) is not None
    assert [programme.state(event, s.id).inside for s in (room, other)] == [6, 0]
    assert event.entry_count() == before + 8
    assert programme.undo_move(event, moved.batch) == 0
    for to, code in ((room.id, "same_session"), ("nowhere", "no_such_session")):
        with pytest.raises(UserError, match=code):
            programme.move(event, room.id, to)
    with pytest.raises(UserError, match="nothing_to_move"):
        programme.move(event, other.id, room.id)
    assert check(event).ok


def test_beyond_the_quota_people_wait(event: OpenEvent, world: World) -> None:
    session = add_session(event, quota=2, admission=Admission.REQUIRED)
    ids = crowd(event, 4)
    for person_id in ids[:3]:
        world.clock.forward(seconds=1)
        enrol(event, person_id, session)
    state = programme.state(event, session.id)
    assert (state.registered, state.waiting) == (3, 1)
    waiting = check_in_person(event, ids[2], checkpoint=session.id)
    assert (waiting.verdict, waiting.reason) == (Verdict.NOT_ALLOWED, Reason.WAITING)
    people.correct(event, ids[0], {"status": "cancelled"})
    assert check_in_person(event, ids[2], checkpoint=session.id).verdict is Verdict.WELCOME
    stranger = check_in_person(event, ids[3], checkpoint=session.id)
    assert stranger.reason is Reason.NOT_ENROLLED


def test_a_cancelled_session_asks_and_keeps_what_was_counted(event: OpenEvent) -> None:
    from dataclasses import replace

    session = add_session(event)
    first, second = crowd(event, 2)
    check_in_person(event, first, checkpoint=session.id)
    programme.save_session(event, replace(session, cancelled=True))
    asked = check_in_person(event, second, checkpoint=session.id)
    assert (asked.verdict, asked.reason) == (Verdict.PLEASE_CHECK, Reason.SESSION_CANCELLED)
    admitted = check_in_person(event, second, checkpoint=session.id, override=True)
    assert admitted.verdict is Verdict.WELCOME
    assert programme.state(event, session.id).present == 2


def test_a_scan_at_a_door_checks_in_to_the_event_when_wanted(
    event: OpenEvent, room: Session, other: Session
) -> None:
    one, two = crowd(event, 2)
    check_in_person(event, one, checkpoint=room.id)
    assert not people.get(event, one).present
    programme.choose(event, DOOR_CHECKS_IN, "yes")
    result = check_in_person(event, two, checkpoint=room.id)
    assert people.get(event, two).present
    count = event.entry_count()
    check_in_person(event, two, checkpoint=other.id)
    assert event.entry_count() == count + 1
    undo(event, result.entry_id)
    assert not people.get(event, two).present
    assert check(event).ok


def test_languages_speakers_and_quota_are_kept(event: OpenEvent) -> None:
    saved = add_session(
        event, languages=("FR", "en", "fr"), speakers=("Aïssatou Diallo", " "), quota=30
    )
    (found,) = programme.sessions(event)
    assert found == saved
    assert (found.languages, found.speakers, found.quota) == (
        ("fr", "en"),
        ("Aïssatou Diallo",),
        30,
    )
    event.file.connection.execute("DELETE FROM personal_values")
    from raict_desktop.storage import journal

    journal.rebuild(event.file)
    assert programme.sessions(event)[0].speakers == ()
    for wrong in ({"languages": ("français",)}, {"quota": 0}):
        with pytest.raises(UserError, match=r"doors\.bad_"):
            add_session(event, "B", **wrong)
    assert saved.start > START


def test_exceptions_have_a_figure_of_their_own(event: OpenEvent, other: Session) -> None:
    room = add_session(event, "Atelier 3", capacity=3, admission=Admission.WARN)
    first, second, third, fourth = crowd(event, 4)
    for person_id in (first, second, fourth):
        enrol(event, person_id, room)
    # Who has a place is no exception, however the key was pressed.
    check_in_person(event, first, checkpoint=room.id, override=True)
    check_in_person(event, third, checkpoint=room.id)
    assert programme.state(event, room.id).admitted == 0
    stranger = check_in_person(event, third, checkpoint=room.id, override=True)
    check_in_person(event, second, checkpoint=room.id)
    beyond = check_in_person(event, fourth, checkpoint=room.id, override=True)
    with event.file.reading() as db:
        kept = {e.id: e.facts for e in queries.entries(db, [Kind.ENTRY])}
    assert kept[stranger.entry_id] == {"despite": "not_enrolled"}
    assert kept[beyond.entry_id] == {"despite": "full"}
    assert programme.state(event, room.id).admitted == 2
    line = next(line for line in report(event).sessions if line.id == room.id)
    assert (line.present, line.admitted) == (4, 2)
    undo(event, beyond.entry_id)
    assert programme.state(event, room.id).admitted == 1
    programme.move(event, room.id, other.id)
    assert programme.state(event, room.id).admitted == 0
    assert programme.state(event, other.id).admitted == 1
