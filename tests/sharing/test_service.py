"""Stations with real event files meet at a hub: what one commits, the others show."""

from __future__ import annotations

import shutil
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.services import hub_sharing, pairings, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing.hub_setup import erase_event, make_hub
from raict_desktop.sharing.link import LinkState
from raict_desktop.sharing.pairing import Pairing, pairing_line
from tests.laptops import Laptop, laptops, work
from tests.sharing.hub_server import HubServer
from tests.sharing.stations import QUICK

LineOf = Callable[[Laptop], str]


class Joined:
    """One laptop with its event open and shared."""

    def __init__(self, event: OpenEvent, folder: Path) -> None:
        self.event = event
        self._heard = threading.Condition()
        self.changes: list[Changes] = []
        self.sharing = hub_sharing.HubSharing(
            event, folder, deliver=self._deliver, told=self._told, pace=QUICK
        )

    def _deliver(self, changes: Changes) -> None:
        self.event.tell(changes, self.sharing)
        with self._heard:
            self.changes.append(changes)
            self._heard.notify_all()

    def _told(self) -> None:
        with self._heard:
            self._heard.notify_all()

    def wait_until(self, what: object, seconds: float = 30) -> bool:
        with self._heard:
            return self._heard.wait_for(what, seconds)  # type: ignore[arg-type]

    def live(self) -> bool:
        return self.wait_until(
            lambda: self.sharing.news is not None and self.sharing.news.state is LinkState.LIVE
        )


@contextmanager
def joined(laptop: Laptop, line: str) -> Iterator[Joined]:
    with laptop.open() as event:
        made = Joined(event, laptop.path.parent / "config")
        if not made.sharing.start():
            made.sharing.join(line)
        try:
            yield made
        finally:
            made.sharing.stop()


def event_id_of(laptop: Laptop) -> str:
    with laptop.open() as event:
        return event.file.event_id


@pytest.fixture
def line_of(shared_server: HubServer, scripts: Path) -> LineOf:
    def made(laptop: Laptop) -> str:
        # Every test's world begins with the same chance, so every test's event has the same id.
        event_id = event_id_of(laptop)
        make_hub(shared_server.url, scripts, event_id, "Rencontres")
        erase_event(shared_server.url, event_id)
        return pairing_line(make_hub(shared_server.url, scripts, event_id, "Rencontres"))

    return made


def test_somebody_admitted_at_one_desk_is_present_at_the_others(
    tmp_path: Path, line_of: LineOf
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    line = line_of(first)
    with joined(first, line) as a, joined(second, line) as b:
        assert a.live()
        assert b.live()
        somebody = people.everybody(a.event)[0]
        check_in_person(a.event, somebody.id)
        passage = Topic.PASSAGES
        assert b.wait_until(lambda: any(passage in c.topics for c in b.changes))
        again = check_in_person(b.event, somebody.id)
        assert again.verdict is Verdict.ALREADY_IN
        # Exactly this person changed: pages reload one line, not everything.
        told = next(c for c in b.changes if c.topics == {Topic.PASSAGES})
        assert told.ids == {somebody.id}


def test_after_a_day_apart_all_know_the_same(tmp_path: Path, line_of: LineOf) -> None:
    desks = laptops(tmp_path, ["a", "b", "c"])
    line = line_of(desks[0])
    for number, desk in enumerate(desks):
        work(desk, number)
    with ExitStack() as stack:
        together = [stack.enter_context(joined(desk, line)) for desk in desks]
        total = 0
        for desk in together:
            assert desk.live()
        total = max(desk.event.entry_count() for desk in together)
        for desk in together:
            # Whoever was live first hears of the later ones by and by.
            assert desk.wait_until(lambda d=desk: d.event.entry_count() >= total)
    prints = set()
    for desk in desks:
        with desk.open() as event:
            assert check(event).ok
            prints.add(fingerprint(event))
    assert len(prints) == 1


def test_names_and_neighbours_are_told(tmp_path: Path, line_of: LineOf) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    line = line_of(first)
    with joined(first, line) as a, joined(second, line) as b:
        hub_sharing.name_station(a.event, "  Accueil   3 ")
        assert b.wait_until(lambda: [n.name for n in b.sharing.neighbours()] == ["Accueil 3"])
        assert b.wait_until(
            lambda: hub_sharing.station_name(b.event, a.event.station) == "Accueil 3"
        )
        with pytest.raises(UserError, match="bad_name"):
            hub_sharing.name_station(a.event, " ")


def test_two_desks_at_the_same_instant_do_not_both_say_welcome(
    tmp_path: Path, line_of: LineOf
) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    line = line_of(first)
    with joined(first, line) as a, joined(second, line) as b:
        assert a.live()
        assert b.live()
        for desk in (a, b):
            desk.sharing.claim_first(True)
        somebody = people.everybody(a.event)[1].id
        assert a.event.rival is not None
        assert b.event.rival is not None
        # The first question also opens the claims' own connection, which may take longer than it waits.
        assert b.wait_until(lambda: b.event.rival("", "somebody else") == "")
        a.event.rival("", somebody)
        assert b.wait_until(lambda: b.event.rival("", somebody) == a.event.station, 4)


def test_a_restored_copy_shares_as_a_new_station(tmp_path: Path, line_of: LineOf) -> None:
    first, second = laptops(tmp_path, ["a", "b"])
    line = line_of(first)
    backup = tmp_path / "backup.raict"
    shutil.copy(first.path, backup)
    with joined(first, line) as a, joined(second, line) as b:
        for person in people.everybody(a.event)[:4]:
            check_in_person(a.event, person.id)
        old_station, count = a.event.station, a.event.entry_count()
        assert b.wait_until(lambda: b.event.entry_count() >= count)
    for leftover in first.path.parent.glob("day.raict*"):
        if leftover.is_file():
            leftover.unlink()
    shutil.copy(backup, first.path)
    first.world.seed = 77
    with joined(first, line) as a:
        assert a.event.station != old_station
        # What the lost disk held comes back from the others, and nothing is counted twice.
        assert a.wait_until(lambda: a.event.entry_count() >= count)
        assert (
            check_in_person(a.event, people.everybody(a.event)[0].id).verdict is Verdict.ALREADY_IN
        )
        assert check(a.event).ok


def test_the_desk_never_waits_for_a_hub_that_is_not_there(tmp_path: Path) -> None:
    (only,) = laptops(tmp_path, ["a"])
    nowhere = Pairing("127.0.0.1", 1, "hub", "u", "p", event_id_of(only))
    with joined(only, pairing_line(nowhere)) as a:
        for person in people.everybody(a.event)[:5]:
            assert check_in_person(a.event, person.id).verdict is Verdict.WELCOME
        assert a.sharing.news is not None
        assert a.sharing.news.state is LinkState.ALONE


def test_a_line_of_another_event_is_refused(tmp_path: Path, pairing: Pairing) -> None:
    (only,) = laptops(tmp_path, ["a"])
    with only.open() as event:
        made = hub_sharing.HubSharing(event, tmp_path / "config")
        with pytest.raises(UserError, match="other_event"):
            made.join(pairing_line(pairing))
        assert not made.paired


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_kept_pairing_is_for_its_owner_alone(tmp_path: Path, pairing: Pairing) -> None:
    pairings.keep(tmp_path / "c", pairing)
    (file,) = (tmp_path / "c").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert pairings.kept(tmp_path / "c", pairing.event_id) == pairing
    file.write_text("raict-hub:rubbish")
    assert pairings.kept(tmp_path / "c", pairing.event_id) is None
    assert pairings.forget(tmp_path / "c", pairing.event_id)


def test_leaving_forgets_and_ends(tmp_path: Path, line_of: LineOf) -> None:
    (only,) = laptops(tmp_path, ["a"])
    with joined(only, line_of(only)) as a:
        assert a.live()
        a.sharing.leave()
        assert not a.sharing.paired
        assert not a.sharing.start()
