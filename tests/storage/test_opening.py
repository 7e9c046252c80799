"""What opening a file does when it is not what it was: copies, restorings, losses, strangers' files."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.records import Person
from raict_desktop.services import people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backups import back_up, restore
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from raict_desktop.storage import place, queries
from tests.builders import World, add_person, make_event


def day(tmp_path: Path) -> Path:
    return tmp_path / "day.raict"


@contextmanager
def opened(world: World, path: Path) -> Iterator[OpenEvent]:
    world.seed += 1  # chance goes on between two runs of the program
    with world.application() as application:
        yield application.open_event(path)


def refused(application: Application, path: Path) -> UserError:
    with pytest.raises(UserError) as told:
        application.open_event(path)
    return told.value


def a_day_with_a_backup(world: World, tmp_path: Path) -> Path:
    """An event of three people, and a copy of it as it was after the second."""
    with world.application() as application:
        made = make_event(application, tmp_path)
        add_person(made, "A", "B")
        add_person(made, "C", "D")
    shutil.copy(day(tmp_path), tmp_path / "backup")
    with opened(world, day(tmp_path)) as event:
        add_person(event, "E", "F")
    return tmp_path / "backup"


def heads(event: OpenEvent) -> set[tuple[str, int, str]]:
    rows = event.file.connection.execute("SELECT station, counter, hash FROM journal")
    return set(rows.fetchall())


@pytest.mark.parametrize("note", ["kept", "removed", "garbled", "empty"])
def test_restoring_the_same_backup_twice_never_forks_a_station(
    world: World, tmp_path: Path, note: str
) -> None:
    backup = a_day_with_a_backup(world, tmp_path)
    path = day(tmp_path)
    everything: dict[tuple[str, int], str] = {}
    for name in ("G", "H", "I"):
        path.write_bytes(backup.read_bytes())  # in place: the same inode
        beside = path.with_name("day.raict-head")
        if note == "removed":
            beside.unlink()
        elif note != "kept":
            beside.write_text("{ not a note" if note == "garbled" else "")
        with opened(world, path) as event:
            add_person(event, name, name)
            for station, counter, digest in heads(event):
                assert everything.setdefault((station, counter), digest) == digest


def test_an_untouched_file_keeps_its_station_and_says_nothing(world: World, tmp_path: Path) -> None:
    a_day_with_a_backup(world, tmp_path)
    with opened(world, day(tmp_path)) as event:
        station = event.station
    for _ in range(2):
        with opened(world, day(tmp_path)) as event:
            assert (event.station, event.notice) == (station, "")


def test_an_older_copy_put_back_is_noticed_and_every_check_says_so(
    world: World, tmp_path: Path
) -> None:
    backup = a_day_with_a_backup(world, tmp_path)
    path = day(tmp_path)
    path.write_bytes(backup.read_bytes())
    with opened(world, path) as event:
        assert event.notice == "storage.lines_missing"
        assert event.notice_facts["count"] == 1
        assert ("storage.lines_missing", {"count": 1}) in check(event).problems
        check_in_person(event, people.everybody(event)[0].id)
    evidence = tmp_path / "day.raict-evidence-1"
    assert (evidence / "day.raict").read_bytes() == backup.read_bytes()
    with opened(world, path) as event:
        assert event.notice == ""  # told once; the check goes on telling
        assert [code for code, _ in check(event).problems] == ["storage.lines_missing"]


def test_a_lost_wal_is_noticed(world: World, tmp_path: Path) -> None:
    """The program is killed, and somebody deletes the odd files beside the event."""
    with world.application() as application:
        event = make_event(application, tmp_path)
        add_person(event, "A", "B")
        event.file.checkpoint()
        add_person(event, "C", "D")
        add_person(event, "E", "F")
        (tmp_path / "killed").mkdir()
        for file in tmp_path.glob("day.raict*"):
            shutil.copy(file, tmp_path / "killed")
    path = tmp_path / "killed" / "day.raict"
    path.with_name("day.raict-wal").unlink()
    path.with_name("day.raict-shm").unlink(missing_ok=True)
    with opened(world, path) as found:
        assert found.notice == "storage.lines_missing"
        assert found.notice_facts["count"] == 2


def test_a_second_window_reads_and_does_not_write(world: World, tmp_path: Path) -> None:
    with world.application() as application:
        first = make_event(application, tmp_path)
        person_id = add_person(first, "A", "B")
        with opened(world, day(tmp_path)) as second:
            assert (second.read_only, second.notice) == (True, "storage.in_use")
            assert people.everybody(second)[0].family_name == "B"
            with pytest.raises(UnsafeFileError, match=r"storage\.in_use"):
                check_in_person(second, person_id)
        check_in_person(first, person_id)
    with opened(world, day(tmp_path)) as third:
        assert (third.read_only, third.notice) == (False, "")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA application_id = 123")
        db.execute("CREATE TABLE t (a)")
        db.commit()


def newer_with_other_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE presence")
        db.execute("ALTER TABLE people RENAME COLUMN family_name TO surname")
        db.execute("PRAGMA user_version = 99")
        db.commit()


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


def with_a_trigger(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TRIGGER spy AFTER INSERT ON journal BEGIN DELETE FROM people; END")
        db.commit()


def old_with_a_trigger(path: Path) -> None:
    with_a_trigger(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 0")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (foreign_database, "storage.not_an_event"),
        (newer_with_other_tables, "storage.newer_file"),
        (newer, ""),
        (with_a_trigger, "storage.foreign_schema"),
        (old_with_a_trigger, "storage.foreign_schema"),
    ],
)
def test_opening_a_strangers_or_a_newer_file_changes_no_byte(
    world: World, tmp_path: Path, change: object, code: str
) -> None:
    path = day(tmp_path)
    if change is not foreign_database:
        with world.application() as application:
            add_person(make_event(application, tmp_path), "A", "B")
        for name in ("-head", "-lock"):
            path.with_name(path.name + name).unlink()
    change(path)  # type: ignore[operator]
    before = bytes_of(tmp_path)
    with world.application() as application:
        if code:
            assert refused(application, path).code == code
        else:
            opened_event = application.open_event(path)
            assert opened_event.notice == "storage.newer_file"
            assert people.everybody(opened_event)[0].family_name == "B"
    assert {n: b for n, b in bytes_of(tmp_path).items() if n in before} == before


def test_values_that_only_a_newer_program_knows_are_told_not_crashed_on(
    world: World, tmp_path: Path
) -> None:
    with world.application() as application:
        person_id = add_person(make_event(application, tmp_path), "A", "B")
    with closing(sqlite3.connect(day(tmp_path))) as db:
        db.execute("UPDATE people SET status = 'quantum'")
        db.execute("DROP TRIGGER journal_is_append_only_update")
        db.execute("UPDATE journal SET kind = 'teleported' WHERE subject = ?", (person_id,))
        db.execute("PRAGMA user_version = 99")
        db.commit()
    with world.application() as application:
        event = application.open_event(day(tmp_path))
        with pytest.raises(UnsafeFileError, match=r"newer_file|derivation_differs"):
            people.everybody(event)
        assert "storage.newer_file" in {code for code, _ in check(event).problems}


@contextmanager
def without_rights() -> Iterator[None]:
    """Go on as a user who owns nothing: root may do everything."""
    user = os.geteuid()
    if user != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.skipif(os.name == "nt", reason="rights of files are those of POSIX systems")
def test_missing_rights_are_told(world: World, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    locked = tmp_path / "locked"
    locked.mkdir()
    with world.application() as application:
        make_event(application, locked)
    with opened(world, day(locked)):
        pass
    for mode in (0o000, 0o111):
        locked.chmod(mode)
        day(locked).chmod(0o000) if mode else None
        with without_rights(), world.application() as application:
            assert refused(application, day(locked)).code == "storage.no_permission"
            with pytest.raises(UnsafeFileError, match="no_permission"):
                make_event(application, locked, "other")
        locked.chmod(0o700)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("", "storage.is_folder"),
        ("day.raict/inside.raict", "storage.cannot_open storage.not_found"),
        ("x" * 300 + ".raict", "storage.cannot_open storage.not_found"),
        ("nul\0.raict", "storage.not_found"),
        ("gone.raict", "storage.not_found"),
    ],
)
def test_impossible_paths_are_told(
    application: Application, tmp_path: Path, given: str, code: str
) -> None:
    make_event(application, tmp_path).close()
    assert refused(application, tmp_path / given).code in code.split()


@pytest.mark.parametrize("parent", ["file", "file/deeper", "missing", "x" * 300])
def test_an_event_in_an_impossible_folder_is_told(
    application: Application, tmp_path: Path, parent: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"storage\.(no_folder|cannot_open)"):
        make_event(application, tmp_path / parent)


def test_an_event_that_cannot_be_made_leaves_nothing_behind(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    for target in ("schema.migrate", "second_witness.head"):
        with monkeypatch.context() as patched:
            patched.setattr(f"raict_desktop.storage.{target}", full)
            with pytest.raises(UnsafeFileError, match=r"storage\.disk_full"):
                make_event(application, tmp_path)
        assert list(tmp_path.iterdir()) == []
    with monkeypatch.context() as patched:
        patched.setattr("raict_desktop.services.application.journal.append", full)
        with pytest.raises(UnsafeFileError, match=r"storage\.(disk_full|reserve_used)"):
            make_event(application, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="modes of files are those of POSIX systems")
def test_nobody_else_may_read_the_files(event: OpenEvent, tmp_path: Path) -> None:
    add_person(event, "A", "B")
    assert {oct(f.stat().st_mode & 0o777) for f in tmp_path.glob("day.raict*")} == {"0o600"}


MOUNTS = """\
22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /media/share\\040room rw - cifs //server/share rw
31 30 0:41 / /media/share\\040room/local rw - ext4 /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/a", "ext4"),
        ("/media/share room/x", "cifs"),
        ("/media/share room/local/x", "ext4"),
        ("/media/share", "ext4"),
    ],
)
def test_the_kind_of_disk_is_that_of_the_deepest_mount(folder: str, kind: str) -> None:
    assert place.kind_of_disk(Path(folder), MOUNTS) == kind


def test_network_drives_are_refused(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_event(application, tmp_path).close()
    monkeypatch.setattr(place, "kind_of_disk", lambda folder, mounts: "nfs4")
    monkeypatch.setattr(place.sys, "platform", "linux")
    assert refused(application, day(tmp_path)).code == "storage.network_place"
    with pytest.raises(UnsafeFileError, match="network_place"):
        make_event(application, tmp_path, "other")
    assert not (tmp_path / "other.raict").exists()


@pytest.mark.parametrize("name", ["OneDrive - Cités Unies", "Dropbox (Accueil)", "Nextcloud"])
def test_synchronised_folders_are_refused(
    application: Application, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(UnsafeFileError, match="synchronised_place"):
        make_event(application, tmp_path / name)
    assert list((tmp_path / name).iterdir()) == []


def test_a_person_is_read_the_same_by_both_windows(world: World, tmp_path: Path) -> None:
    with world.application() as application:
        first = make_event(application, tmp_path)
        add_person(first, "A", "B")
        with opened(world, day(tmp_path)) as second:
            mine: list[Person] = queries.all_people(first.file.connection)
            assert people.everybody(second) == mine


def link(tmp_path: Path) -> Path:
    """Another name of the event, as somebody lays it on their desktop."""
    (tmp_path / "desktop").mkdir()
    name = tmp_path / "desktop" / "accueil.raict"
    name.symlink_to(day(tmp_path))
    return name


def test_a_second_window_by_a_link_to_the_file_reads_too(world: World, tmp_path: Path) -> None:
    """By the link's name it found neither lock nor log: two writers, and one blind to the other."""
    name = link(tmp_path)
    with world.application() as first:
        event = make_event(first, tmp_path)
        add_person(event, "A", "B")
        with opened(world, name) as second:
            assert (second.read_only, second.notice) == (True, "storage.in_use")
            assert [p.family_name for p in people.everybody(second)] == ["B"]  # from the log
    assert first.opened(name) is None
    with opened(world, name) as event:
        assert not event.read_only
        assert event.notice == ""  # the note was found: nothing is missing, the station stays
        assert event.path == day(tmp_path)
    assert [file.name for file in name.parent.iterdir()] == ["accueil.raict"]


def test_a_link_does_not_lead_round_the_refusal_of_a_place(
    world: World, application: Application, tmp_path: Path
) -> None:
    with world.application() as first:
        make_event(first, tmp_path)
    (tmp_path / "OneDrive").mkdir()
    shutil.move(day(tmp_path), tmp_path / "OneDrive" / "day.raict")
    name = tmp_path / "day.raict"
    name.symlink_to(tmp_path / "OneDrive" / "day.raict")
    assert refused(application, name).code == "storage.synchronised_place"


def test_a_backup_put_back_by_a_link_takes_the_place_of_the_file(
    world: World, tmp_path: Path
) -> None:
    name = link(tmp_path)
    with world.application() as first:
        event = make_event(first, tmp_path)
        kept = back_up(event, tmp_path / "kept").backup.path
        add_person(event, "A", "B")
        with pytest.raises(UnsafeFileError, match=r"backups\.in_use"):
            restore(kept, name)
    assert restore(kept, name).path == day(tmp_path)
    assert name.is_symlink()
    with opened(world, day(tmp_path)) as event:
        assert people.everybody(event) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
def test_a_pipe_or_a_device_is_no_event_and_is_not_read(
    application: Application, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.raict")
    assert refused(application, tmp_path / "pipe.raict").code == "storage.not_an_event"
    assert refused(application, Path("/dev/zero")).code == "storage.not_an_event"
    (tmp_path / "loop.raict").symlink_to(tmp_path / "loop.raict")
    assert refused(application, tmp_path / "loop.raict").code.startswith("storage.")
