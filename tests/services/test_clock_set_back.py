"""Whoever changes what stands has seen it: the change wins, whatever the clocks say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import merge
from raict_desktop.storage import journal
from tests.builders import World, add_person, add_session, enrol
from tests.laptops import laptops


def test_a_change_made_while_the_clock_is_set_back_stands(event: OpenEvent, world: World) -> None:
    session, person_id = add_session(event, "Plenary"), add_person(event, "A", "B")
    enrol(event, person_id, session)
    people.correct(event, person_id, {"function": "Mayor"})
    world.clock.forward(hours=-3)
    programme.save_session(event, replace(session, title="Plenary, moved"))
    people.correct(event, person_id, {"function": "Minister"})
    people.correct(event, person_id, {"function": "Senator"})
    (now,) = programme.sessions(event)
    assert (now.title, people.get(event, person_id).function) == ("Plenary, moved", "Senator")
    assert check(event).problems == ()  # the tables are what the journal says


def test_of_two_stations_the_later_change_wins_though_its_clock_is_behind(tmp_path: Path) -> None:
    ahead, behind = laptops(tmp_path, ("ahead", "behind"), people_count=1)
    ahead.world.clock.forward(hours=5)
    with ahead.open() as event:
        (person,) = people.everybody(event)
        people.correct(event, person.id, {"function": "Mayor"})
    with behind.open() as event:
        merge(event, [ahead.path])
        people.correct(event, person.id, {"function": "Minister"})
        assert people.get(event, person.id).function == "Minister"
    with ahead.open() as event:
        merge(event, [behind.path])
        assert people.get(event, person.id).function == "Minister"


def test_passages_keep_the_time_of_their_clock(event: OpenEvent, world: World) -> None:
    """A passage is a moment, not a value that another replaces."""
    first, second = add_person(event, "A", "B"), add_person(event, "C", "D")
    check_in_person(event, first)
    world.clock.forward(hours=-3)
    check_in_person(event, second)
    with event.file.reading() as db:
        times = [
            row[0]
            for row in db.execute(
                "SELECT at_ms FROM journal WHERE kind = 'entry' ORDER BY sequence"
            )
        ]
    assert times[1] - times[0] == -timedelta(hours=3) / timedelta(milliseconds=1)


def test_the_last_millisecond_of_all_years_breaks_nothing(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    last = datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
    stranger = Draft(Kind.PERSON_CORRECTED, person_id, facts={"delegation": "Lyon"})
    with event.file.writing():
        journal.append(event.file, [stranger], journal.Moment(last), event.ids())
    for name in ("Minister", "Senator"):
        people.correct(event, person_id, {"delegation": name})
        assert people.get(event, person_id).delegation == name
    assert check(event).problems == ()
