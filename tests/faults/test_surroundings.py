"""What happens around the file: other programs, people who clear up, clocks, little memory, long names."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backup_files import choose
from raict_desktop.services.backups import back_up, backups_for, restore
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.contact_list import write_paper_list
from raict_desktop.services.day_end import export
from raict_desktop.services.integrity import check
from raict_desktop.services.report import report
from raict_desktop.storage.backup import examine_copy
from tests.builders import World, add_person, make_event

LITTLE_MEMORY = r"""
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
sys.path.insert(0, sys.argv[2])
from raict_desktop.services.backups import back_up
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.contact_list import write_paper_list
from raict_desktop.services.day_end import export
from raict_desktop.services.integrity import check
from raict_desktop.services.people import everybody, search
from raict_desktop.services.registrations import import_list
from tests.builders import World, make_event
folder = Path(sys.argv[1])
source = folder / "list.csv"
source.write_text("Prénom;Nom\n" + "".join(f"Ada {n};Curie {n}\n" for n in range(3000)), "utf-8")
with World().application() as application:
    application.backups = folder / "backups"
    event = make_event(application, folder)
    import_list(event, source)
    for person in everybody(event)[:50]:
        check_in_person(event, person.id)
    assert search(event, "curie 2999", 5)
    back_up(event)
    export(event, folder / "out")
    write_paper_list(event, folder / "list.pdf")
    assert check(event).ok
    print("well")
"""


def test_another_program_that_holds_the_file_for_a_moment_is_waited_for(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    asked = threading.Event()

    def check_in() -> None:
        asked.set()
        check_in_person(event, person_id)

    desk = threading.Thread(target=check_in)
    with closing(sqlite3.connect(event.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.start()
        assert asked.wait(30)
        desk.join(0.3)
        assert desk.is_alive()
        other.execute("COMMIT")
        desk.join(30)
    assert people.get(event, person_id).present
    assert check(event).ok


def test_another_program_that_does_not_let_go_is_told_and_nothing_is_half(event: OpenEvent) -> None:
    person_id = add_person(event, "A", "B")
    event.file.connection.execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(event.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnsafeFileError, match=r"storage\.locked"):
            check_in_person(event, person_id)
        other.execute("COMMIT")
    assert not people.get(event, person_id).present
    check_in_person(event, person_id)
    assert people.get(event, person_id).present


@pytest.mark.parametrize("how", ["moved", "erased", "replaced", "folder"])
def test_a_file_taken_away_while_it_is_open_acknowledges_nothing_more(
    world: World, tmp_path: Path, how: str
) -> None:
    """The system would write on, into a file without a name."""
    folder = tmp_path / "event"
    folder.mkdir()
    moved = tmp_path / "trash" / "day.raict"
    moved.parent.mkdir()
    with world.application() as application:
        application.backups = tmp_path / "backups"
        event = make_event(application, folder)
        person_id, other = add_person(event, "A", "B"), add_person(event, "C", "D")
        check_in_person(event, person_id)
        back_up(event)
        if how == "erased":
            event.path.unlink()
        elif how == "folder":
            shutil.rmtree(folder)
        else:
            event.path.rename(moved)
        if how == "replaced":
            shutil.copy(moved, event.path)
        with pytest.raises(UnsafeFileError, match=r"storage\.file_gone"):
            check_in_person(event, other)
        assert not people.get(event, other).present
        path = event.path
    if how in ("erased", "folder"):
        folder.mkdir(exist_ok=True)
        restore(choose(backups_for(path, tmp_path / "backups"), None).path, path)
    with World(seed=8).application() as application:
        again = application.open_event(moved if moved.exists() else path)
        assert [p.present for p in people.everybody(again)] == [True, False]


LOOK_IN = """
import sqlite3, sys
with_it = sqlite3.connect(sys.argv[1])
print(with_it.execute("SELECT count(*) FROM journal").fetchone()[0])
with_it.close()
"""


def _seen_by_another_program(event: OpenEvent) -> int:
    """Open and close the file as a browser of databases does; the last to close takes the log away."""
    seen = subprocess.run(
        [sys.executable, "-c", LOOK_IN, str(event.path)], capture_output=True, text=True, check=True
    )
    return int(seen.stdout)


@pytest.mark.parametrize("meanwhile", ["nothing", "backup", "examined", "opened again", "upgraded"])
def test_another_program_that_looks_into_the_file_takes_no_passage_away(
    world: World, tmp_path: Path, meanwhile: str
) -> None:
    """POSIX locks go when any handle is closed: a backup once took SQLite's own away."""
    with world.application() as application:
        application.backups = tmp_path / "backups"
        if meanwhile == "upgraded":
            old = Path(__file__).parent.parent / "files" / "events" / "schema_9.raict"
            event = application.open_event(shutil.copy(old, tmp_path / "old.raict"))
            assert event.notice == "storage.upgraded"
        else:
            event = make_event(application, tmp_path)
        first, second = add_person(event, "A", "B"), add_person(event, "C", "D")
        check_in_person(event, first)
        assert event.file.checkpoint()
        if meanwhile == "backup":
            back_up(event)
        elif meanwhile == "examined":
            examine_copy(event.path)
        elif meanwhile == "opened again":
            with world.application() as other:
                assert other.open_event(event.path).read_only
        check_in_person(event, first)
        assert _seen_by_another_program(event) == event.entry_count()
        check_in_person(event, second)
        assert _seen_by_another_program(event) == event.entry_count()


def test_a_log_taken_away_while_the_file_is_open_acknowledges_nothing_more(
    world: World, tmp_path: Path
) -> None:
    with world.application() as application:
        event = make_event(application, tmp_path)
        first, second = add_person(event, "A", "B"), add_person(event, "C", "D")
        check_in_person(event, first)
        event.path.with_name(event.path.name + "-wal").unlink()
        with pytest.raises(UnsafeFileError, match=r"storage\.log_gone"):
            check_in_person(event, second)
        # All there is after a power cut now:
        kept = shutil.copy(event.path, tmp_path / "kept.raict")
    for path in (event.path, kept):
        with World(seed=8).application() as application:
            again = application.open_event(Path(path))
            assert [p.present for p in people.everybody(again)] == [True, False]


@pytest.mark.parametrize(
    "at",
    [
        datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 59, 58, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 59, 58, tzinfo=UTC),
    ],
    ids=["factory", "2038", "spring", "autumn"],
)
def test_passages_stand_whatever_the_clock_says(
    event: OpenEvent, world: World, at: datetime
) -> None:
    ids = [add_person(event, "A", f"B{n}") for n in range(4)]
    world.clock.now = at
    for person_id in ids:
        check_in_person(event, person_id)
        world.clock.forward(seconds=1)
    assert all(person.present for person in people.everybody(event))
    assert report(event).participants == 4
    assert check(event).ok
    with event.file.reading() as db:
        rows = db.execute(
            "SELECT at_ms, offset_minutes FROM journal WHERE kind = 'entry'"
        ).fetchall()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    if at.month in (3, 10):
        assert {row[1] for row in rows} == {60, 120}


def test_a_name_too_long_for_the_disk_is_told_and_a_deep_folder_is_no_fault(
    event: OpenEvent, tmp_path: Path
) -> None:
    add_person(event, "A", "B")
    with pytest.raises(UserError, match=r"cannot_write"):
        write_paper_list(event, tmp_path / f"{'x' * 260}.pdf")
    with pytest.raises(UserError):
        export(event, tmp_path / ("x" * 260))
    deep = tmp_path.joinpath(*["d" * 100] * 4)
    deep.mkdir(parents=True)
    assert export(event, deep / "out")


def test_four_hundred_megabytes_are_enough(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", LITTLE_MEMORY, str(tmp_path), root],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert ran.stdout == "well\n", ran.stderr[-2000:]
