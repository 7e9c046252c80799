"""The table of stations, and clocks corrected without touching what was written."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person, last_passages
from raict_desktop.services.day_end import export
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint, merge
from raict_desktop.services.report import report
from raict_desktop.services.stations import correct_clock, find, stations
from tests.builders import World, add_person
from tests.laptops import Laptop, laptops

HOURS = timedelta(hours=2)


def arrive(laptop: Laptop, first: int, last: int) -> str:
    """People of a range arrive one a minute; gives back the station."""
    with laptop.open() as event:
        laptop.world.clock.forward(minutes=60)
        for person in people.everybody(event)[first:last]:
            laptop.world.clock.forward(minutes=1)
            check_in_person(event, person.id)
        return event.station


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Laptop, Laptop, str]:
    """An office, and a desk whose clock is two hours ahead."""
    office, desk = laptops(tmp_path, ("office", "desk"), people_count=20)
    desk.world.clock.forward(hours=2)
    arrive(office, 0, 10)
    return office, desk, arrive(desk, 10, 20)


def test_a_clock_two_hours_ahead_is_told_corrected_and_taken_back(
    pair: tuple[Laptop, Laptop, str],
) -> None:
    office, desk, late = pair
    with office.open() as event:
        merge(event, [desk.path])
        wrong = fingerprint(event)
        before = report(event).arrivals
        line = find(event, late[-8:])
        assert (line.passages, line.proposal, line.correction) == (10, -HOURS, timedelta())
        correct_clock(event, late, line.proposal)
        corrected = find(event, late)
        assert (corrected.correction, corrected.proposal) == (-HOURS, timedelta())
        assert corrected.first == (line.first or event.clock()) - HOURS
        assert len(report(event).arrivals) < len(before)
        assert last_passages(event, limit=20)
        assert check(event).ok
        correct_clock(event, late, timedelta())
        assert report(event).arrivals == before
        assert fingerprint(event) != wrong  # two more lines in the journal
        assert find(event, late).proposal == -HOURS


def test_corrections_travel_with_the_journal(
    pair: tuple[Laptop, Laptop, str], tmp_path: Path
) -> None:
    office, desk, late = pair
    plain = Laptop(World(machine="third", seed=44), tmp_path / "third.raict")
    shutil.copy(office.path, plain.path)
    with office.open() as event:
        merge(event, [desk.path])
        correct_clock(event, late, -HOURS)
        known = fingerprint(event)
        export(event, tmp_path / "a", profile="exchange")
    # The third takes them in the other way round: the correction before the passages it corrects.
    with plain.open() as event:
        merge(event, [office.path])
        merge(event, [desk.path])
        assert fingerprint(event) == known
        export(event, tmp_path / "b", profile="exchange")
        assert check(event).ok
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_what_comes_after_a_correction_is_not_touched(
    pair: tuple[Laptop, Laptop, str],
) -> None:
    office, _desk, _late = pair
    with office.open() as event:
        correct_clock(event, event.station, HOURS)
        now = event.clock()
        person = next(p for p in people.everybody(event) if not p.present)
        check_in_person(event, person.id)
        assert last_passages(event, limit=1)[0].at == now


def test_somebody_kept_in_the_list_by_a_passage_has_corrected_times_too(event: OpenEvent) -> None:
    person_id = add_person(event, "Awa", "Diop")
    check_in_person(event, person_id)
    correct_clock(event, event.station, -HOURS)
    # Another station takes them out of the list, and has not heard that they came.
    event.write([Draft(Kind.PERSON_REMOVED, person_id)], Changes.of(Topic.PEOPLE))
    assert check(event).ok
    correct_clock(event, event.station, timedelta())
    assert check(event).ok


def test_bad_corrections(event: OpenEvent) -> None:
    with pytest.raises(UserError, match="correction_too_large"):
        correct_clock(event, event.station, timedelta(days=401))
    with pytest.raises(UserError, match="no_station"):
        correct_clock(event, "nobody", timedelta(hours=1))
    with pytest.raises(UserError, match="no_station"):
        find(event, "")
    assert [line.here for line in stations(event)] == [True]
