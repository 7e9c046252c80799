"""Backups: made in use, verified, thinned, found again by date, put back with the former file kept."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import FileIO
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.services import people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backup_files import Backup, choose, parse_name, worth_keeping
from raict_desktop.services.backups import back_up, backups_for, backups_of, restore
from raict_desktop.services.care import BACKUP_SECONDS, IDLE_SECONDS, SECOND_SECONDS, Care
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.services.recovery import recover
from raict_desktop.storage import backup as storage_backup
from raict_desktop.storage import settled_copy
from raict_desktop.storage.backup import copy_open_event, examine_copy
from raict_desktop.storage.snapshot import snapshot
from tests.builders import START, World, add_person, make_event


def test_a_backup_is_one_whole_private_file(event: OpenEvent, world: World) -> None:
    person_id = add_person(event, "A", "B")
    made = back_up(event).backup
    folder = made.path.parent
    assert folder == event.backup_folder
    assert sorted(f.name for f in folder.iterdir()) == [made.path.name, "origin"]
    assert made.path.name == f"day-20210629T063000Z-{event.entry_count()}.raict"
    assert made.path.stat().st_mode & 0o777 == 0o600
    check_in_person(event, person_id)  # the desk goes on
    with world.application() as other:
        copy = other.open_event(Path(shutil.copy(made.path, folder / "copy.raict")))
        assert check(copy).problems == ()
        assert [p.present for p in people.everybody(copy)] == [False]


def test_a_backup_holds_what_is_only_in_the_wal(event: OpenEvent) -> None:
    event.file.checkpoint()
    add_person(event, "A", "B")
    wal = event.path.with_name("day.raict-wal")
    assert wal.stat().st_size > 0
    assert back_up(event).backup.entries == event.entry_count()


def test_copies_made_while_the_desk_writes_are_each_one_state_of_the_event(
    event: OpenEvent, tmp_path: Path
) -> None:
    """The file is copied byte for byte: not one page may come from a later moment."""
    ids = [add_person(event, f"A{n}", f"B{n}") for n in range(40)]
    stop = threading.Event()
    faults: list[BaseException] = []

    def desk() -> None:
        try:
            while not stop.is_set():
                for person_id in ids:
                    check_in_person(event, person_id)
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    scanning = threading.Thread(target=desk)
    scanning.start()
    try:
        made = []
        for number in range(25):
            before = event.entry_count()
            copy = tmp_path / f"{number}.raict"
            copied = copy_open_event(event.file, copy)
            made.append((before, copied, event.entry_count(), copy))
    finally:
        stop.set()
        scanning.join(60)
    assert not faults
    assert made[-1][1].entries > made[0][1].entries
    for before, copied, after, copy in made:
        assert before <= copied.entries <= after
        assert examine_copy(copy) == copied
        assert not copy.with_name(f"{copy.name}-wal").exists()


def test_a_copy_is_made_though_somebody_reads_an_older_state(
    event: OpenEvent, tmp_path: Path
) -> None:
    add_person(event, "A", "B")
    with snapshot(event.file):
        add_person(event, "C", "D")
        copied = copy_open_event(event.file, tmp_path / "copy.raict")
    assert copied.entries == event.entry_count()
    assert examine_copy(tmp_path / "copy.raict") == copied


def test_a_disk_that_gives_back_something_else_is_noticed(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(event, "A", "B")
    target = tmp_path / "copy.raict"

    def weak(copy: FileIO, since: int) -> None:
        os.pwrite(copy.fileno(), b"?", since + 5000)

    monkeypatch.setattr(settled_copy, "_send_off", weak)
    monkeypatch.setattr(settled_copy, "_PIECE", 4096)
    monkeypatch.setattr(settled_copy, "_SENT_OFF", 8192)
    with pytest.raises(UnsafeFileError, match="copy_differs"):
        copy_open_event(event.file, target)
    assert not target.exists()


def test_the_second_place_gets_a_copy_and_its_loss_is_no_fault(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = back_up(event, second_place=stick)
    assert made.second is not None
    assert made.second.path.read_bytes() == made.backup.path.read_bytes()
    assert [b.path for b in backups_of(event, stick)].count(made.second.path) == 1
    world.clock.forward(minutes=6)
    shutil.rmtree(stick)
    made = back_up(event, second_place=stick)
    assert made.backup.path.exists()
    assert made.second_fault is not None
    assert made.second_fault.code == "backups.second_place_gone"


def test_an_unwritable_place_is_told_and_leaves_nothing(event: OpenEvent, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnsafeFileError, match=r"storage\."):
        back_up(event, tmp_path / "file" / "deeper")
    with pytest.raises(UnsafeFileError, match=r"storage\."):
        back_up(event, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b""


def test_a_wrong_copy_is_not_kept(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk gives back something else than was written."""
    monkeypatch.setattr("raict_desktop.storage.backup._quick_check", lambda db: "row 3 missing")
    with pytest.raises(UnsafeFileError, match="copy_differs"):
        back_up(event, tmp_path / "there")
    assert list((tmp_path / "there").iterdir()) == []


def taken(at: datetime) -> Backup:
    return Backup(Path(f"day-{at:%Y%m%dT%H%M%S}Z-1.raict"), at, 1)


def test_thinning_keeps_five_minutes_hours_and_days() -> None:
    now = datetime(2021, 6, 29, 18, 0, tzinfo=UTC)
    everything = [taken(now - timedelta(minutes=5 * n)) for n in range(12 * 24 * 30)]
    random.Random(3).shuffle(everything)
    kept = worth_keeping(everything)
    ages = sorted(now - b.at for b in everything if b.path in kept)
    assert ages[:24] == [timedelta(minutes=5 * n) for n in range(24)]
    assert len(ages) <= 24 + 24 + 14
    assert timedelta(days=12) < ages[-1] < timedelta(days=14)
    # What is kept stays kept: thinning the rest again loses nothing more.
    assert worth_keeping([b for b in everything if b.path in kept]) == kept


def test_names_tell_time_and_count() -> None:
    found = parse_name(Path("12es rencontres-20210629T063000Z-1234.raict"))
    assert found is not None
    assert (found.at, found.entries) == (START, 1234)
    for other in ("day.raict", "day-20210629T063000Z-x.raict", "d-20219929T063000Z-1.raict"):
        assert parse_name(Path(other)) is None


def day_with_backups(world: World, tmp_path: Path) -> list[Backup]:
    with world.application() as application:
        event = make_event(application, tmp_path)
        for name in ("A", "B", "C"):
            add_person(event, name, name)
            back_up(event)
            world.clock.forward(minutes=10)
        add_person(event, "D", "D")
        return backups_of(event)


def names(event: OpenEvent) -> list[str]:
    return [p.family_name for p in people.everybody(event)]


@pytest.mark.parametrize("state", ["whole", "damaged", "gone", "emptied"])
def test_the_backup_of_a_time_comes_back_and_the_former_file_is_kept(
    world: World, tmp_path: Path, state: str
) -> None:
    made = day_with_backups(world, tmp_path)
    path = tmp_path / "day.raict"
    if state == "damaged":
        path.write_bytes(path.read_bytes()[:5000])
    elif state == "emptied":
        path.write_bytes(b"")
    elif state == "gone":
        path.unlink()
    former = path.read_bytes() if path.exists() else None
    with world.application() as application:
        found = backups_for(path, application.backups)
        assert [b.path for b in found] == [b.path for b in made]
        chosen = choose(found, START + timedelta(minutes=15))
        assert chosen.entries == made[1].entries
        result = restore(chosen.path, path)
    assert result.entries == chosen.entries
    if former is None:
        assert result.aside is None or not (result.aside / "day.raict").exists()
    else:
        assert result.aside is not None
        assert (result.aside / "day.raict").read_bytes() == former
    world.seed = 9
    with world.application() as application:
        event = application.open_event(path)
        assert (event.notice, names(event)) == ("", ["A", "B"])
        add_person(event, "E", "E")
        stations = event.file.connection.execute("SELECT count(DISTINCT station) FROM journal")
        assert stations.fetchone()[0] == 2  # a new writer after a restore
        assert check(event).problems == ()


def test_a_damaged_backup_is_refused_and_changes_nothing(world: World, tmp_path: Path) -> None:
    newest = day_with_backups(world, tmp_path)[0]
    path = tmp_path / "day.raict"
    before = path.read_bytes()
    content = bytearray(newest.path.read_bytes())
    place = content.index(b"person_added")
    content[place : place + 12] = b"person_4dded"
    newest.path.write_bytes(content)
    with pytest.raises(UnsafeFileError, match=r"storage\.damaged"):
        restore(newest.path, path)
    assert path.read_bytes() == before
    with pytest.raises(UserError, match=r"storage\.not_found"):
        restore(tmp_path / "none.raict", path)
    with pytest.raises(UserError, match=r"storage\.no_folder"):
        restore(newest.path, tmp_path / "none" / "day.raict")
    (tmp_path / "list.raict").write_text("Nom;Prénom")
    with pytest.raises(UnsafeFileError, match=r"storage\.not_an_event"):
        restore(tmp_path / "list.raict", path)


def test_an_open_event_is_not_replaced(event: OpenEvent) -> None:
    made = back_up(event).backup
    with pytest.raises(UnsafeFileError, match=r"backups\.in_use"):
        restore(made.path, event.path)


def test_without_backups_the_user_is_told(application: Application, tmp_path: Path) -> None:
    assert backups_for(tmp_path / "day.raict", application.backups) == []
    with pytest.raises(UserError, match=r"backups\.none"):
        choose([], None)


@dataclass
class Cared:
    """A care whose clock is in the test's hands, and what it told."""

    event: OpenEvent
    told: list[str] = field(default_factory=list)
    seconds: float = 0.0
    second: Path | None = None

    def later(self, seconds: float) -> None:
        """Time goes by, on the wall as well."""
        self.seconds += seconds
        self.event.outside.clock.forward(seconds=seconds)  # type: ignore[attr-defined]

    def make(self) -> Care:
        return Care(self.event, self._tell, lambda: self.second, lambda: self.seconds)

    def _tell(self, code: str, facts: Mapping[str, object]) -> None:
        self.told.append(code)


@pytest.fixture
def cared(event: OpenEvent) -> Cared:
    return Cared(event)


def count(event: OpenEvent) -> int:
    return len(backups_of(event))


def test_care_backs_up_every_five_minutes_when_something_changed(
    cared: Cared, world: World
) -> None:
    event, care = cared.event, cared.make()
    care.turn()
    assert count(event) == 0  # nothing changed since the opening
    add_person(event, "A", "B")
    care.turn()
    assert count(event) == 1
    add_person(event, "C", "D")
    cared.later(BACKUP_SECONDS - 1)
    world.clock.forward(minutes=5)
    care.turn()
    assert count(event) == 1
    cared.later(2)
    care.turn()
    assert count(event) == 2
    cared.later(BACKUP_SECONDS * 3)
    care.turn()
    assert count(event) == 2
    world.clock.forward(minutes=5)
    add_person(event, "E", "F")
    care.stop()
    assert count(event) == 3
    care.stop()
    assert count(event) == 3
    assert cared.told == []


def test_care_empties_the_wal_when_the_desk_is_quiet(cared: Cared) -> None:
    event, care = cared.event, cared.make()
    wal = event.path.with_name("day.raict-wal")
    add_person(event, "A", "B")
    care.turn()
    cared.later(IDLE_SECONDS - 1)
    care.turn()
    assert wal.stat().st_size > 0
    cared.later(1)
    care.turn()
    assert wal.stat().st_size == 0


def test_care_tells_a_fault_once_and_goes_on(cared: Cared, tmp_path: Path) -> None:
    event = cared.event
    cared.second = tmp_path / "gone"
    care = cared.make()
    for _ in range(3):
        add_person(event, "A", "B")
        care.turn()
        cared.later(BACKUP_SECONDS + 1)
    both = ["merge.folder_gone", "backups.second_place_gone"]
    assert cared.told == both
    cared.second.mkdir()
    add_person(event, "A", "B")
    care.turn()
    cared.second.rmdir() if not list(cared.second.iterdir()) else shutil.rmtree(cared.second)
    cared.later(BACKUP_SECONDS + 1)
    add_person(event, "A", "B")
    care.turn()
    assert cared.told == both * 2


def test_care_finds_what_is_wrong_in_the_file(cared: Cared) -> None:
    event = cared.event
    add_person(event, "A", "B")
    db = event.file.connection
    db.execute("DROP TRIGGER journal_is_append_only_update")
    db.execute("UPDATE journal SET at_ms = 5 WHERE kind = 'person_added'")
    cared.make().turn()
    assert cared.told == ["storage.entry_altered"]


def test_care_runs_on_its_own_thread_and_ends(cared: Cared) -> None:
    care = cared.make()
    care.start()
    add_person(cared.event, "A", "B")
    care.stop()
    assert count(cared.event) >= 1


def test_the_ballast_is_laid_and_given_back(
    event: OpenEvent, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from raict_desktop.storage import ballast

    monkeypatch.setattr(ballast, "SIZE", 65536)
    person_id = add_person(event, "A", "B")
    assert event.file.lay_ballast()
    laid = ballast.ballast_path(event.path)
    assert (laid.stat().st_size, laid.stat().st_mode & 0o777) == (65536, 0o600)
    monkeypatch.setattr(ballast, "free_bytes", lambda path: ballast.LOW - 1)
    check_in_person(event, person_id)
    assert not laid.exists()
    assert event.file.reserve_used()
    assert not event.file.reserve_used()
    assert people.get(event, person_id).present


def test_the_second_place_holds_the_journal_as_it_grows_and_gives_lost_lines_back(
    world: World, tmp_path: Path
) -> None:
    """Killed with its WAL lost: what was written in the last seconds comes back from the stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with world.application() as application:
        event = make_event(application, tmp_path)
        cared = Cared(event, second=stick)
        care = cared.make()
        add_person(event, "A", "B")
        care.turn()  # a backup, which empties the WAL into the file
        ids = [add_person(event, f"C{n}", "D") for n in range(3)]
        check_in_person(event, ids[0])
        cared.later(SECOND_SECONDS)
        care.turn()
        (tmp_path / "dead").mkdir()
        for suffix in ("", "-head"):  # the WAL is not there
            shutil.copy(tmp_path / f"day.raict{suffix}", tmp_path / "dead")
        entries = event.entry_count()
    world.seed = 9
    with world.application() as application:
        event = application.open_event(tmp_path / "dead" / "day.raict")
        assert event.notice == "storage.lines_missing"
        recovery = recover(event, stick)
        assert (recovery.found, recovery.missing) == (4, 0)
        assert event.entry_count() == entries + 1
        assert people.get(event, ids[0]).present
        assert check(event).problems == ()


def test_care_notices_a_clock_that_goes_back(cared: Cared, world: World) -> None:
    care = cared.make()
    for _ in range(3):
        cared.later(1)
        care.turn()
    world.clock.forward(hours=8)  # the laptop slept
    care.turn()
    assert cared.told == []
    world.clock.forward(hours=-25)
    cared.later(1)
    care.turn()
    care.turn()
    assert cared.told == ["storage.clock_back"]


def test_emptying_the_wal_waits_for_no_reader_and_is_tried_again(cared: Cared) -> None:
    """A long examination must not hold up the desk through the lock that a checkpoint takes."""
    event, care = cared.event, cared.make()
    add_person(event, "A", "B")
    care.turn()
    cared.later(IDLE_SECONDS)
    with snapshot(event.file) as reading:
        add_person(event, "C", "D")
        assert event.file.checkpoint() is False
        assert reading.execute("SELECT count(*) FROM people").fetchone()[0] == 1
        care.turn()
        cared.later(IDLE_SECONDS)
        care.turn()
    wal = event.path.with_name("day.raict-wal")
    assert wal.stat().st_size > 0
    care.turn()
    assert wal.stat().st_size == 0
    assert cared.told == []


def test_a_time_before_every_backup_says_when_the_oldest_was_made() -> None:
    with pytest.raises(UserError, match=r"backups\.none$"):
        choose([], START)
    with pytest.raises(UserError) as refused:
        choose([taken(START), taken(START + timedelta(hours=1))], START - timedelta(seconds=1))
    assert refused.value.code == "backups.none_so_early"
    assert refused.value.facts["first"] == f"{START.astimezone():%Y-%m-%d %H:%M}"


class _Stumbling:
    """A connection whose examination meets a fault of the moment."""

    def __init__(self, fault: str, code: int) -> None:
        self._fault = sqlite3.OperationalError(fault)
        self._fault.sqlite_errorcode = code

    def execute(self, _statement: str) -> None:
        raise self._fault

    def close(self) -> None:
        """Nothing was opened."""


@pytest.mark.parametrize(
    ("fault", "number", "code"),
    [
        ("database is locked", sqlite3.SQLITE_BUSY, "storage.locked"),
        ("disk I/O error", sqlite3.SQLITE_IOERR, "storage.disk_error"),
        ("unable to open database file", sqlite3.SQLITE_CANTOPEN, "storage.cannot_open"),
    ],
)
def test_a_backup_that_could_not_be_examined_is_kept(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch, fault: str, number: int, code: str
) -> None:
    """It was compared with the event byte by byte before: a busy moment proves nothing against it."""
    add_person(event, "A", "B")
    monkeypatch.setattr(storage_backup, "look", lambda _path: _Stumbling(fault, number))
    with pytest.raises(UnsafeFileError) as told:
        back_up(event)
    assert told.value.code == code
    monkeypatch.undo()
    (kept,) = backups_of(event)
    assert examine_copy(kept.path).entries == event.entry_count()
    assert back_up(event).backup.entries == event.entry_count()


def test_a_backup_proved_unsound_is_not_kept(
    event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(event, "A", "B")
    named = storage_backup.name_durably

    def spoiled(path: Path, name: Path) -> Path:
        found = named(path, name)
        with found.open("r+b") as stream:
            stream.seek(4096)
            stream.write(b"\xff" * 8192)
        return found

    monkeypatch.setattr(storage_backup, "name_durably", spoiled)
    with pytest.raises(UnsafeFileError):
        back_up(event)
    assert backups_of(event) == []
