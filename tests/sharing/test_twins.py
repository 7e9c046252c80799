"""A computer made from a copy of another's disk writes under the same identity, until they meet."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from raict_desktop.services import hub_sharing, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing.link import LinkState
from tests.laptops import Laptop, laptops
from tests.sharing.test_service import Joined, LineOf, joined, line_of

__all__ = ["line_of"]


def copied(folder: Path) -> tuple[Laptop, Laptop]:
    """Two laptops; ``twin`` makes the second write as the first."""
    first, second = laptops(folder, ["a", "b"])
    return first, second


def twin(of: Laptop, event: OpenEvent) -> str:
    """What a copied disk does, down to the marks by which a copied file would be known."""
    with of.open() as original:
        station = original.station
    event.file.take_station(station)
    return station


def told_of_a_fork(desk: Joined) -> bool:
    def told() -> bool:
        news = desk.sharing.news
        return news is not None and (news.state, news.code) == (LinkState.LIVE, "sharing.fork")

    return desk.wait_until(told)


def test_twins_that_hear_each_other_part_before_they_write(tmp_path: Path, line_of: LineOf) -> None:
    first, second = copied(tmp_path)
    line = line_of(first)
    with first.open() as event:
        hub_sharing.name_station(event, "Accueil 1")
    with ExitStack() as stack:
        a = stack.enter_context(joined(first, line))
        b = stack.enter_context(joined(second, line))
        # Both hold the same lines; from here on only their next ones could contradict each other.
        assert a.live()
        assert b.live()
        assert b.wait_until(
            lambda: hub_sharing.station_name(b.event, a.event.station) == "Accueil 1"
        )
        b.event.file.take_station(a.event.station)
        assert a.event.station == b.event.station
        assert a.wait_until(lambda: a.event.station != b.event.station)
        for number, desk in enumerate((a, b)):
            check_in_person(desk.event, people.everybody(desk.event)[number].id)
        for desk in (a, b):
            assert desk.wait_until(
                lambda desk=desk: all(p.present for p in people.everybody(desk.event)[:2])
            )
        assert hub_sharing.given_name(a.event) == "Accueil 1"


def test_twins_that_wrote_equally_much_are_told_and_go_on(tmp_path: Path, line_of: LineOf) -> None:
    first, second = copied(tmp_path)
    line = line_of(first)
    with second.open() as event:
        station = twin(first, event)
        for number in range(3):
            check_in_code(event, f"SECOND-{number}")
        before = event.station
    with first.open() as event:
        if event.station != station:
            event.file.take_station(station)
        for number in range(3):
            check_in_code(event, f"FIRST-{number}")
    with joined(first, line) as a:
        assert a.live()
    with joined(second, line) as b:
        assert told_of_a_fork(b)
        assert b.event.station != before
        somebody = people.everybody(b.event)[0].id
        check_in_person(b.event, somebody)
        assert check(b.event).ok
        with joined(first, line) as a:
            assert a.wait_until(lambda: people.everybody(a.event)[0].present)
            assert check(a.event).ok


def test_a_twin_that_wrote_more_does_not_mix_its_lines_in(tmp_path: Path, line_of: LineOf) -> None:
    first, second = copied(tmp_path)
    line = line_of(first)
    with first.open() as event:
        station = event.station
        for number in range(3):
            check_in_code(event, f"FIRST-{number}")
    with joined(first, line) as a:
        assert a.live()
        assert a.event.station == station
        with second.open() as event:
            event.file.take_station(station)
            for number in range(5):
                check_in_code(event, f"SECOND-{number}")
        with joined(second, line) as b:
            assert told_of_a_fork(b)
        # The first one's journal is still its own, and still goes out.
        check_in_person(a.event, people.everybody(a.event)[3].id)
        assert check(a.event).ok
    third = laptops(tmp_path / "third", ["c"])[0]
    with joined(third, line) as c:
        assert c.wait_until(lambda: people.everybody(c.event)[3].present)
        assert check(c.event).ok
        with first.open() as event:
            assert fingerprint(c.event) == fingerprint(event)
