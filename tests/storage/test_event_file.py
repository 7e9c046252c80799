from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from raict_desktop import paths
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.records import Status
from raict_desktop.services import people, programme
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_person, undo
from raict_desktop.services.integrity import check
from raict_desktop.storage import journal, projections, queries, rooms
from tests.builders import World, add_person, add_session, enrol, make_event
from tests.old_events import newest_migration


def a_busy_morning(event: OpenEvent, world: World) -> list[str]:
    room = add_session(event, capacity=5, exits=True)
    ids = [add_person(event, f"Given{n}", f"Family{n}") for n in range(6)]
    enrol(event, ids[0], room)
    for person_id in ids[:4]:
        world.clock.forward(seconds=9)
        check_in_person(event, person_id)
        check_in_person(event, person_id, checkpoint=room.id, override=True)
    world.clock.forward(seconds=5)
    result = check_in_person(event, ids[4])
    undo(event, result.entry_id)
    programme.change_headcount(event, room.id, 3)
    programme.change_headcount(event, room.id, -1)
    people.correct(event, ids[1], {"family_name": "Corrigée", "organisation": "Ville de Lyon"})
    return ids


def test_pragmas(event: OpenEvent) -> None:
    db = event.file.connection
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "wal_autocheckpoint": 200,
        "user_version": newest_migration(),
        "application_id": 0x52414943,
    }
    assert {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    tables = db.execute("PRAGMA table_list").fetchall()
    assert [t[1] for t in tables if not t[5] and not t[1].startswith("sqlite_")] == []


def test_projections_rebuilt_from_the_journal_are_the_same(event: OpenEvent, world: World) -> None:
    a_busy_morning(event, world)
    before = queries.dump(event.file.connection, projections.TABLES)
    journal.rebuild(event.file)
    assert queries.dump(event.file.connection, projections.TABLES) == before
    assert check(event).ok


def test_the_journal_refuses_change(event: OpenEvent) -> None:
    add_person(event, "A", "B")
    for statement in ("UPDATE journal SET kind = 'x'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            event.file.connection.execute(statement)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("at_ms", 5, "storage.entry_altered"),
        ("subject", "somebody-else", "storage.entry_altered"),
        ("counter", 999, "storage.gap"),
        ("previous", "0" * 64, "storage.chain_broken"),
    ],
)
def test_a_row_edited_by_hand_is_found(
    event: OpenEvent, column: str, value: object, code: str
) -> None:
    add_person(event, "A", "B")
    add_person(event, "C", "D")
    db = event.file.connection
    db.execute("DROP TRIGGER journal_is_append_only_update")
    db.execute(
        f"UPDATE journal SET {column} = ? WHERE sequence = "
        "(SELECT max(sequence) FROM journal WHERE kind = 'person_added')",
        (value,),
    )
    assert code in {found for found, _ in check(event).problems}


def test_erasing_personal_values_leaves_the_chain_and_figures_whole(
    event: OpenEvent, world: World
) -> None:
    a_busy_morning(event, world)
    before = rooms.tally(event.file.connection, "")
    event.file.connection.execute("DELETE FROM personal_values")
    assert journal.verify(event.file.connection, event.file.salt) == []
    journal.rebuild(event.file)
    assert rooms.tally(event.file.connection, "") == before
    assert not any(p.family_name for p in people.everybody(event))
    assert all(p.status is Status.REGISTERED for p in people.everybody(event))


def test_counters_have_no_gap_and_a_failed_transaction_leaves_nothing(event: OpenEvent) -> None:
    add_person(event, "A", "B")
    before = event.entry_count()
    draft = Draft(Kind.PERSON_ADDED, "p", personal={"given_name": "X"})
    with pytest.raises(sqlite3.IntegrityError), event.file.writing():
        event.append([draft, Draft(Kind.PERSON_ADDED, "x" * 65)])
    assert event.entry_count() == before
    add_person(event, "C", "D")
    counters = [e.counter for e in journal.read(event.file)]
    assert sorted(counters) == list(range(1, len(counters) + 1))


def reopened(world: World, path: Path) -> tuple[str, bool]:
    with world.application() as application:
        opened = application.open_event(path)
        return opened.station, opened.read_only


def test_the_same_file_keeps_its_station(world: World, tmp_path: Path) -> None:
    with world.application() as application:
        station = make_event(application, tmp_path).station
    assert reopened(world, tmp_path / "day.raict")[0] == station


@pytest.mark.parametrize("case", ["copied", "other machine", "restored in place"])
def test_a_copy_takes_a_new_station(world: World, tmp_path: Path, case: str) -> None:
    path = tmp_path / "day.raict"
    with world.application() as application:
        made = make_event(application, tmp_path)
        station = made.station
        made.file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(path, tmp_path / "copy.raict")
        add_person(made, "A", "B")
    world.seed = 2
    if case == "copied":
        path = tmp_path / "copy.raict"
    elif case == "other machine":
        world.machine = "laptop B"
    else:
        path.write_bytes((tmp_path / "copy.raict").read_bytes())
    assert reopened(world, path)[0] != station
    # From then on the new station is kept.
    assert reopened(world, path) == reopened(world, path)


def refused(application: Application, path: Path) -> str:
    with pytest.raises(UserError) as told:
        application.open_event(path)
    return told.value.code


def test_files_that_are_no_events(application: Application, tmp_path: Path) -> None:
    text = tmp_path / "list.raict"
    text.write_text("Nom;Prénom\n", encoding="utf-8")
    empty = tmp_path / "empty.raict"
    empty.touch()
    foreign = tmp_path / "foreign.raict"
    with sqlite3.connect(foreign) as db:
        db.execute("CREATE TABLE t (a)")
    db.close()
    assert refused(application, text) == "storage.not_an_event"
    assert refused(application, empty) == "storage.not_an_event"
    assert refused(application, foreign) == "storage.not_an_event"
    assert refused(application, tmp_path / "none.raict") == "storage.not_found"
    with pytest.raises(UserError, match=r"storage\.exists"):
        make_event(application, tmp_path, "list")


def test_an_event_with_a_strangers_trigger_is_refused(world: World, tmp_path: Path) -> None:
    with world.application() as application:
        make_event(application, tmp_path)
    db = sqlite3.connect(tmp_path / "day.raict")
    db.execute("CREATE TRIGGER spy AFTER INSERT ON journal BEGIN DELETE FROM people; END")
    db.commit()
    db.close()
    with world.application() as application:
        assert refused(application, tmp_path / "day.raict") == "storage.foreign_schema"


def test_a_newer_file_opens_read_only(world: World, tmp_path: Path) -> None:
    with world.application() as application:
        add_person(make_event(application, tmp_path), "Hélène", "Müller")
    db = sqlite3.connect(tmp_path / "day.raict")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with world.application() as application:
        opened = application.open_event(tmp_path / "day.raict")
        assert (opened.read_only, opened.notice) == (True, "storage.newer_file")
        person = people.everybody(opened)[0]
        assert person.family_name == "Müller"
        with pytest.raises(UnsafeFileError, match="newer_file"):
            check_in_person(opened, person.id)


def fill(event: OpenEvent, person_id: str) -> None:
    for number in range(500):
        people.correct(event, person_id, {"function": f"x{number}" + "y" * 190})


def test_a_full_disk_is_told_and_loses_nothing(event: OpenEvent, world: World) -> None:
    ids = a_busy_morning(event, world)
    before = event.entry_count()
    pages = event.file.connection.execute("PRAGMA page_count").fetchone()[0]
    event.file.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UnsafeFileError, match=r"storage\.disk_full"):
        fill(event, ids[0])
    event.file.connection.execute("PRAGMA max_page_count = 1000000")
    assert check(event).ok
    assert event.entry_count() >= before
    check_in_person(event, ids[5])
    assert people.get(event, ids[5]).present


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(f.name[:4]) for f in sorted(paths.migrations().glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))
