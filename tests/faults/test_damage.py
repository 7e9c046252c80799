"""Damaged files: no flipped bit goes unnoticed, nothing opens as if all were well."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.services import organisations, people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check, repair
from raict_desktop.storage import projections, queries
from raict_desktop.storage.backup import examine_copy
from tests.builders import World, add_person, make_event
from tests.faults import amount
from tests.old_events import fill

Truth = dict[str, list[tuple[Any, ...]]]
PEOPLE = 300
DATA = ("journal", "personal_values", *projections.TABLES)


def a_day(folder: Path) -> Path:
    """An event file with a short day in it, closed."""
    world = World()
    with world.application() as application:
        event = make_event(application, folder)
        fill(event, world)
        # Enough people that most of the file is theirs: a flip in an empty page proves nothing.
        drafts = [
            Draft(
                Kind.PERSON_ADDED,
                event.outside.new_id(),
                source=Source.IMPORT,
                facts={"category": "participant", "status": "registered", "walk_in": 0},
                personal={"given_name": f"Awa {n}", "family_name": f"N’Diaye {n}"},
            )
            for n in range(PEOPLE)
        ]
        event.write(drafts, Changes.of(Topic.PEOPLE))
        return event.path


def truth(path: Path) -> Truth:
    """Everything the file says, and whose it is."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
        found = queries.dump(db, DATA)
        found["event_file"] = db.execute("SELECT event_id, salt FROM event_file").fetchall()
    return found


def opened_as_if_well(path: Path, seed: int) -> bool:
    """Whether the program opens the file, says nothing and finds nothing."""
    world = World(seed=seed)
    world.clock.forward(days=1)
    try:
        with world.application() as application:
            event = application.open_event(path)
            return event.notice == "" and check(event).ok
    except UserError:
        return False


def copied(source: Path, folder: Path) -> Path:
    """The file as it stands, in place: the note beside it too."""
    folder.mkdir(exist_ok=True)
    for suffix in ("", "-wal", "-head"):
        target = folder / (source.name + suffix)
        target.unlink(missing_ok=True)
        beside = source.with_name(source.name + suffix)
        if beside.exists():
            shutil.copy(beside, target)
    return folder / source.name


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content))
    content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


@pytest.mark.parametrize("seed", range(amount(1, 5)))
def test_no_flipped_bit_is_silent(tmp_path: Path, seed: int) -> None:
    """A flip is found, or it struck where nothing is kept and every word is still the same."""
    source = a_day(tmp_path)
    expected = truth(source)
    chance = random.Random(seed)
    found = 0
    for number in range(80):
        path = copied(source, tmp_path / "flipped")
        flip(path, chance)
        if not opened_as_if_well(path, 100 + number):
            found += 1
            continue
        said = truth(path)
        assert said == expected, f"silent change at flip {number} of seed {seed}"
    assert found > 20, found


def test_a_file_format_that_no_sqlite_knows_is_told(tmp_path: Path) -> None:
    """Found by fuzzing: a header whose schema format is no number of any version."""
    path = a_day(tmp_path)
    content = bytearray(path.read_bytes())
    content[44:48] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    damaged = pytest.raises(UnsafeFileError, match=r"storage\.damaged")
    with World(seed=3).application() as application, damaged:
        application.open_event(path)
    with pytest.raises(UnsafeFileError, match=r"storage\.damaged"):
        examine_copy(path)
    assert path.read_bytes() == content


def test_values_that_a_flip_took_from_their_entry_are_missed(tmp_path: Path) -> None:
    """The entry looks like one whose values were erased, and of a removed person nothing is derived."""
    with World().application() as application:
        event = make_event(application, tmp_path)
        person = add_person(event, "Retiré", "Nom")
        event.write([Draft(Kind.PERSON_REMOVED, person)], Changes.of(Topic.PEOPLE))
        path = event.path
    before = truth(path)["personal_values"]
    key = before[0][0].encode()
    content = path.read_bytes()
    place = content.index(key + b'{"code"') + len(key) - 1
    flipped = bytearray(content)
    flipped[place] ^= 1
    path.write_bytes(flipped)
    assert truth(path)["personal_values"] != before
    world = World(seed=3)
    with world.application() as application:
        problems = check(application.open_event(path)).problems
    assert [code for code, _ in problems] == ["storage.damaged"]
    with pytest.raises(UnsafeFileError, match=r"storage\.damaged"):
        examine_copy(path)


@pytest.mark.parametrize("seed", range(amount(1, 5)))
def test_no_flip_in_the_wal_takes_entries_away_silently(tmp_path: Path, seed: int) -> None:
    """SQLite drops every commit behind a flipped bit of the WAL without a word; the note tells."""
    world = World()
    with world.application() as application:
        event = make_event(application, tmp_path)
        ids = [add_person(event, f"A{n}", f"B{n}") for n in range(5)]
        event.file.checkpoint()
        for person_id in ids:
            world.clock.forward(seconds=5)
            check_in_person(event, person_id)
        killed = copied(event.path, tmp_path / "killed")
        entries = event.entry_count()
    assert killed.with_name("day.raict-wal").stat().st_size > 0
    chance = random.Random(seed)
    dropped = 0
    for number in range(40):
        path = copied(killed, tmp_path / "flipped")
        flip(path.with_name("day.raict-wal"), chance)
        again = World(seed=500 + number)
        with again.application() as application:
            try:
                event = application.open_event(path)
            except UserError:
                dropped += 1
                continue
            left = event.entry_count()
            if event.notice:
                assert event.notice == "storage.lines_missing"
                # One line more: the loss itself is journalled.
                assert left - 1 + int(str(event.notice_facts["count"])) == entries
                dropped += 1
            else:
                assert left == entries
                assert check(event).ok
    assert dropped > 20


def halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


def zeroed(content: bytes) -> bytes:
    return content[:8192] + bytes(4096 * 4) + content[8192 + 4096 * 4 :]


def all_zero(content: bytes) -> bytes:
    return bytes(len(content))


def without_its_end(content: bytes) -> bytes:
    return content[:-4096]


def header_only(content: bytes) -> bytes:
    return content[:100]


def short(content: bytes) -> bytes:
    return content[:50]


def longer(content: bytes) -> bytes:
    return content + b"x" * 5000


def empty(_content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize(
    "damage", [halved, zeroed, all_zero, without_its_end, header_only, short, longer, empty]
)
def test_a_damaged_file_never_opens_as_if_well(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    path = a_day(tmp_path)
    expected = truth(path)
    path.write_bytes(damage(path.read_bytes()))
    if opened_as_if_well(path, 9):
        assert truth(path) == expected


@pytest.mark.parametrize("length", [10, 4000, 30_000])
def test_a_cut_wal_is_noticed(tmp_path: Path, length: int) -> None:
    world = World()
    with world.application() as application:
        event = make_event(application, tmp_path)
        for number in range(5):
            add_person(event, f"A{number}", "B")
        path = copied(event.path, tmp_path / "killed")
    wal = path.with_name("day.raict-wal")
    wal.write_bytes(wal.read_bytes()[:length])
    assert not opened_as_if_well(path, 9)


def test_rows_taken_out_of_the_middle_are_found(event: OpenEvent) -> None:
    for number in range(5):
        add_person(event, f"A{number}", "B")
    db = event.file.connection
    db.execute("DROP TRIGGER journal_is_append_only_delete")
    db.execute(
        "DELETE FROM personal_values WHERE entry_id = (SELECT id FROM journal WHERE counter = 3)"
    )
    db.execute("DELETE FROM journal WHERE counter = 3")
    assert "storage.gap" in {code for code, _ in check(event).problems}


def test_rows_taken_off_the_end_are_found_at_the_next_opening(tmp_path: Path) -> None:
    world = World()
    with world.application() as application:
        event = make_event(application, tmp_path)
        for number in range(5):
            add_person(event, f"A{number}", "B")
    with closing(sqlite3.connect(tmp_path / "day.raict")) as db:
        trigger = db.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'journal_is_append_only_delete'"
        ).fetchone()[0]
        db.execute("DROP TRIGGER journal_is_append_only_delete")
        last = "(SELECT id FROM journal ORDER BY counter DESC LIMIT 1)"
        db.execute(f"DELETE FROM personal_values WHERE entry_id = {last}")
        db.execute(f"DELETE FROM journal WHERE id = {last}")
        db.execute(trigger)
        db.commit()
    assert not opened_as_if_well(tmp_path / "day.raict", 9)


def test_presence_edited_by_hand_is_found_and_mended_by_a_rebuild(event: OpenEvent) -> None:
    from raict_desktop.storage import journal

    person_id = add_person(event, "A", "B")
    check_in_person(event, person_id)
    event.file.connection.execute("UPDATE people SET present = 0")
    assert [code for code, _ in check(event).problems] == ["storage.derivation_differs"]
    journal.rebuild(event.file)
    assert check(event).ok
    assert people.get(event, person_id).present


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE sessions SET languages = '['",
        "UPDATE sessions SET starts_ms = 9000000000000000000",
        "UPDATE organisations SET kind = 'nonsense'",
    ],
)
def test_an_unreadable_table_is_told_and_made_anew(tmp_path: Path, edit: str) -> None:
    read: Callable[[OpenEvent], object]
    a_day(tmp_path)
    with World().application() as application:
        event = application.open_event(tmp_path / "day.raict")
        tables = queries.dump(event.file.connection, projections.TABLES)
        event.file.connection.execute(edit)
        read = organisations.lines if "organisations" in edit else programme.sessions
        with pytest.raises(UnsafeFileError) as fault:
            read(event)
        assert fault.value.code == "storage.derivation_differs"
        assert repair(event).ok
        assert queries.dump(event.file.connection, projections.TABLES) == tables


def test_tables_stay_as_they_are_beside_a_damaged_journal(event: OpenEvent) -> None:
    add_person(event, "A", "B")
    db = event.file.connection
    db.execute("DROP TRIGGER journal_is_append_only_update")
    db.execute("UPDATE journal SET facts = '{}' WHERE kind = 'person_added'")
    db.execute("UPDATE people SET present = 1")
    assert not repair(event).ok
    assert db.execute("SELECT min(present) FROM people").fetchone() == (1,)
