"""A full disk: nothing half done stays, everything recorded does, and the desk goes on when there is room.

A small disk is mounted where the tests may do so; elsewhere the same gestures are refused their room by
the system call that asks for it.
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.services import people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.backups import back_up
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.day_end import export
from raict_desktop.services.integrity import check
from raict_desktop.storage import ballast
from tests.builders import World, add_person, make_event

MEGABYTES = 3


def mount(folder: Path) -> bool:
    if os.name == "nt" or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=700", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if not mount(folder):
        pytest.skip("a small disk cannot be mounted here; the tests without one run all the same")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(folder: Path, leave: int = 0) -> Path:
    """Take all the room but a little; give it back by removing the file."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017
        size = stream.tell()
        stream.truncate(max(0, size - leave))
    return filler


def test_the_desk_on_a_full_disk_and_after(small_disk: Path, world: World) -> None:
    with world.application() as application:
        event = make_event(application, small_disk)
        ids = [add_person(event, f"A{n}", f"B{n}") for n in range(40)]
        check_in_person(event, ids[0])
        filler = fill_up(small_disk, leave=20_000)
        recorded: list[str] = []
        with pytest.raises(UnsafeFileError, match=r"storage\.(disk_full|disk_error)"):
            recorded.extend(check_in_person(event, person).entry_id for person in ids[1:] * 20)
        filler.unlink()
        check_in_person(event, ids[-1])
        known = {row[0] for row in event.file.connection.execute("SELECT id FROM journal")}
        assert set(recorded) <= known
        assert check(event).problems == ()
        assert people.get(event, ids[-1]).present


def test_an_event_on_a_full_disk_leaves_nothing(small_disk: Path, world: World) -> None:
    filler = fill_up(small_disk, leave=8192)
    with world.application() as application, pytest.raises(UnsafeFileError, match=r"storage\."):
        make_event(application, small_disk)
    assert [file.name for file in small_disk.iterdir()] == [filler.name]


def test_a_cold_start_on_a_full_disk_is_told(small_disk: Path, world: World) -> None:
    with world.application() as application:
        add_person(make_event(application, small_disk), "A", "B")
    before = (small_disk / "day.raict").read_bytes()
    filler = fill_up(small_disk)
    world.seed = 2
    with world.application() as application, pytest.raises(UnsafeFileError) as told:
        application.open_event(small_disk / "day.raict")
    assert told.value.code == "storage.disk_full"  # not “the disk does not answer well”
    filler.unlink()
    world.seed = 3
    with world.application() as application:
        assert check(application.open_event(small_disk / "day.raict")).problems == ()
    assert before


def test_a_cold_start_on_a_full_disk_gives_the_ballast_back(
    small_disk: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk filled overnight, while nobody could give back the room held for just that."""
    monkeypatch.setattr(ballast, "SIZE", 1 << 20)
    monkeypatch.setattr(ballast, "SPARE", 0)
    monkeypatch.setattr(ballast, "LOW", 64 << 10)
    with world.application() as application:
        event = make_event(application, small_disk)
        person_id = add_person(event, "A", "B")
        assert event.file.lay_ballast()
    fill_up(small_disk)
    world.seed = 2
    with world.application() as application:
        event = application.open_event(small_disk / "day.raict")
        assert event.file.reserve_used()
        check_in_person(event, person_id)
        assert check(event).problems == ()
        assert people.get(event, person_id).present


def test_the_ballast_lets_the_desk_go_on(
    small_disk: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "SIZE", 1 << 20)
    monkeypatch.setattr(ballast, "SPARE", 0)
    monkeypatch.setattr(ballast, "LOW", 64 << 10)
    with world.application() as application:
        event = make_event(application, small_disk)
        ids = [add_person(event, f"A{n}", f"B{n}") for n in range(20)]
        assert event.file.lay_ballast()
        fill_up(small_disk)
        for person_id in ids:
            check_in_person(event, person_id)
        assert event.file.reserve_used()
        assert all(person.present for person in people.everybody(event))
        assert check(event).problems == ()


@pytest.mark.parametrize(
    "work",
    [
        lambda event, folder: back_up(event, folder / "out"),
        lambda event, folder: export(event, folder / "out"),
    ],
    ids=["backup", "export"],
)
def test_a_copy_on_a_full_disk_keeps_no_name(
    small_disk: Path, event: OpenEvent, work: Callable[[OpenEvent, Path], object]
) -> None:
    add_person(event, "A", "B")
    (small_disk / "out").mkdir()
    fill_up(small_disk)
    with pytest.raises(UserError, match=r"disk_full|disk_error|cannot_open"):
        work(event, small_disk)
    assert list((small_disk / "out").iterdir()) == []
    assert check(event).problems == ()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_backup_whose_disk_fails_keeps_no_name(
    event: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UnsafeFileError, match=r"storage\.disk_full"):
        back_up(event, tmp_path / "out")
    monkeypatch.undo()
    assert list((tmp_path / "out").iterdir()) == []
    assert check(event).problems == ()


def test_a_file_made_while_the_disk_fails_is_none(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("raict_desktop.storage.event_file.make_private", full)
    with pytest.raises(UnsafeFileError, match=r"storage\.disk_full"):
        make_event(application, tmp_path)
    assert list(tmp_path.iterdir()) == []
