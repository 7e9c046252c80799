"""A laptop without the event takes it from the hub: whole, or not at all and told why."""

from __future__ import annotations

import signal
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
import pytest

from raict_desktop.domain.errors import UserError
from raict_desktop.services import hub_visit, pairings, people
from raict_desktop.services.application import Application
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.hub_sharing import open_hub, pair
from raict_desktop.services.hub_visit import Progress, event_from_hub, file_name, meet_once
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint
from raict_desktop.sharing.hub_setup import erase_event
from raict_desktop.sharing.pairing import Pairing, pairing_line, read_pairing
from raict_desktop.sharing.protocol import exchange
from raict_desktop.storage import ballast
from tests.builders import World
from tests.laptops import Laptop, laptops, work
from tests.sharing.hub_server import HubServer
from tests.sharing.proxy import Proxy

PEOPLE = 30


@pytest.fixture
def desk(tmp_path: Path) -> Laptop:
    (made,) = laptops(tmp_path, ["desk"], PEOPLE)
    work(made, 0)
    return made


@pytest.fixture
def line(desk: Laptop, shared_server: HubServer, scripts: Path) -> str:
    """The line of a hub that holds the desk's whole event."""
    with desk.open() as event:
        open_hub(event, shared_server.url, scripts)
        # Every test's world begins with the same chance, so every test's event has the same id.
        erase_event(shared_server.url, event.file.event_id)
        made = open_hub(event, shared_server.url, scripts)
        pair(event, desk.path.parent / "hubs", made)
        meet_once(event, desk.path.parent / "hubs")
    return made


class Newcomer:
    """A laptop with nothing on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.hubs = folder / "events", folder / "hubs"
        self.folder.mkdir(parents=True)
        self.heard: list[Progress] = []
        self.stop = threading.Event()
        self.on_progress: Callable[[], object] = lambda: None

    def _hear(self, progress: Progress) -> None:
        self.heard.append(progress)
        self.on_progress()

    def join(self, application: Application, line: str, name: str = "") -> hub_visit.Taken:
        where = self.folder / name if name else self.folder
        return event_from_hub(
            application, where, line, self.hubs, progress=self._hear, stop=self.stop
        )

    def fails(self, line: str, name: str = "") -> str:
        """The code of the fault; what the folder holds must be what it held."""
        before = sorted(self.folder.iterdir())
        with (
            World(machine="newcomer").application() as application,
            pytest.raises(UserError) as fault,
        ):
            self.join(application, line, name)
        assert sorted(self.folder.iterdir()) == before
        return fault.value.code


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    return Newcomer(tmp_path / "newcomer")


def other(line: str, **values: object) -> str:
    return pairing_line(replace(read_pairing(line), **values))  # type: ignore[arg-type]


def test_a_laptop_without_the_event_takes_everybody_home(
    desk: Laptop, line: str, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_visit, "exchange", partial(exchange, batch=20))
    with World(machine="newcomer").application() as application:
        taken = newcomer.join(application, line)
        event = taken.event
        with desk.open() as theirs:
            assert event.path == newcomer.folder / file_name(theirs.info.title)
            assert fingerprint(event) == fingerprint(theirs)
            assert event.station != theirs.station
            assert taken.entries == theirs.entry_count()
        assert taken.refused == 0
        assert check(event).ok
        assert len(people.everybody(event)) >= PEOPLE
        # It writes at once, and is linked at once.
        check_in_person(event, people.everybody(event)[-1].id)
        assert pairings.kept(newcomer.hubs, event.file.event_id) is not None
    done = [progress.done for progress in newcomer.heard]
    assert newcomer.heard[0] == Progress(0, taken.entries)
    assert done == sorted(done)
    assert len(done) > 3
    assert newcomer.heard[-1] == Progress(taken.entries, taken.entries)
    names = {path.name for path in newcomer.folder.iterdir()}
    assert not [name for name in names if ".part" in name]


def test_the_file_may_have_another_name_and_one_that_is_there_stays(
    line: str, newcomer: Newcomer
) -> None:
    with World(machine="newcomer").application() as application:
        taken = newcomer.join(application, line, "desk 3")
        assert taken.event.path.name == "desk 3.raict"
    standing = (newcomer.folder / "desk 3.raict").read_bytes()
    assert newcomer.fails(line, "desk 3.raict") == "storage.exists"
    assert (newcomer.folder / "desk 3.raict").read_bytes() == standing
    assert hub_visit.is_of_pairing(newcomer.folder / "desk 3.raict", line)
    assert not hub_visit.is_of_pairing(newcomer.folder / "desk 3.raict", "nonsense")
    assert newcomer.fails(line, "no folder/x.raict") == "storage.no_folder"


def test_every_reason_not_to_join_is_told_and_leaves_nothing(
    line: str, newcomer: Newcomer, pairing: Pairing
) -> None:
    assert newcomer.fails("nonsense") == "sharing.bad_pairing"
    assert newcomer.fails(other(line, salt="")) == "sharing.bad_pairing"
    assert newcomer.fails(other(line, salt="5" * 63)) == "sharing.bad_pairing"
    # A stranger's card must not choose where files are written.
    assert newcomer.fails(other(line, event_id="../" * 12)) == "sharing.bad_pairing"
    assert newcomer.fails(other(line, port=1)) == "sharing.join_unreachable"
    assert newcomer.fails(other(line, password="old")) == "sharing.join_wrong_password"
    # A card of yesterday's event: its entrance is there, its event is not.
    assert newcomer.fails(other(line, event_id="e" * 36)) == "sharing.join_other_event"
    # A hub nobody has pushed to yet.
    assert newcomer.fails(pairing_line(replace(pairing, salt="5" * 64))) == "sharing.empty_hub"
    assert not newcomer.hubs.exists() or not list(newcomer.hubs.glob(".hub-*"))


@pytest.mark.parametrize(
    ("version", "code"), [(1, "sharing.join_older_hub"), (99, "sharing.join_newer_hub")]
)
def test_another_version_is_told(
    line: str, newcomer: Newcomer, shared_server: HubServer, version: int, code: str
) -> None:
    with psycopg.connect(shared_server.url, autocommit=True) as db:
        before = db.execute("SELECT version FROM raict.hub").fetchone()
        assert before is not None
        db.execute("UPDATE raict.hub SET version = %s", (version,))
        try:
            assert newcomer.fails(line) == code
        finally:
            db.execute("UPDATE raict.hub SET version = %s", before)


def test_a_network_lost_half_way_leaves_nothing_and_the_next_try_works(
    line: str, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_visit, "exchange", partial(exchange, batch=20))
    proxy = Proxy(read_pairing(line).port)
    try:
        newcomer.on_progress = lambda: proxy.cut() if len(newcomer.heard) == 3 else None
        through = other(line, port=proxy.port)
        assert newcomer.fails(through) == "sharing.lost_half_way"
        assert newcomer.heard[-1].done > 0
        proxy.heal()
        with World(machine="newcomer").application() as application:
            assert newcomer.join(application, through).entries == newcomer.heard[-1].total
    finally:
        proxy.close()


def test_a_hub_that_hangs_is_given_up(
    desk: Laptop,
    newcomer: Newcomer,
    server: HubServer,
    scripts: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with desk.open() as event:
        hanging = open_hub(event, server.url, scripts)
        meet_once(event, newcomer.hubs, pairing=read_pairing(hanging))
    monkeypatch.setattr(hub_visit, "STUCK_S", 0.2)
    newcomer.on_progress = lambda: server.signal(signal.SIGSTOP)
    try:
        assert newcomer.fails(hanging) == "sharing.lost_half_way"
    finally:
        server.signal(signal.SIGCONT)


def test_somebody_who_gives_up_leaves_nothing(
    line: str, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_visit, "exchange", partial(exchange, batch=20))
    newcomer.on_progress = lambda: newcomer.stop.set() if len(newcomer.heard) == 3 else None
    assert newcomer.fails(line) == "sharing.stopped"
    newcomer.stop.clear()
    with World(machine="newcomer").application() as application:
        assert newcomer.join(application, line).entries > 0


def test_a_full_disk_is_told_and_leaves_nothing(
    line: str, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = pytest.MonkeyPatch()

    def no_room(_path: Path) -> bool:
        raise sqlite3.OperationalError("database or disk is full")

    newcomer.on_progress = lambda: full.setattr(ballast, "make_room", no_room)
    try:
        assert newcomer.fails(line) == "sharing.join_disk_full"
    finally:
        full.undo()


def test_what_a_killed_attempt_left_is_cleared_away(line: str, newcomer: Newcomer) -> None:
    with World(machine="newcomer").application() as application:
        taken = newcomer.join(application, line)
        leftover = newcomer.folder / f".{taken.event.path.stem}.part.raict"
        path = taken.event.path
    path.rename(leftover)
    with World(machine="newcomer").application() as application:
        assert newcomer.join(application, line).event.path == path
    assert not leftover.exists()


def test_a_title_makes_a_file_name_every_system_takes() -> None:
    assert file_name("Rencontres 2026") == "Rencontres 2026.raict"
    assert file_name(' A/B\\C:"D"?<*>|\n\u202ee ') == "A B C D e.raict"
    assert file_name("../..") == "RAICT.raict"
    assert file_name("con") == "RAICT con.raict"
    assert file_name("aux.2026") == "RAICT aux.2026.raict"
    assert len(file_name("é" * 500)) <= 90
