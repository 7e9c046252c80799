"""Backups of what came since: as good as whole ones, never alone, and whole again when they should be."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import increments, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backup_files import Backup, choose, parse_name, worth_keeping
from raict_desktop.services.backups import back_up, backups_for, backups_of, restore
from raict_desktop.services.care import BACKUP_SECONDS, Care
from raict_desktop.services.checkin import check_in_person, undo
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint, merge
from raict_desktop.services.personal_data import erase
from raict_desktop.services.recovery import recover
from tests.builders import START, World, add_person, make_event


def kinds(event: OpenEvent, place: Path | None = None) -> list[str]:
    return [b.path.suffix for b in backups_of(event, place)]


def test_what_came_since_is_a_small_private_file_beside_the_whole_one(
    event: OpenEvent, world: World
) -> None:
    person_id = add_person(event, "A", "B")
    whole = back_up(event)
    check_in_person(event, person_id)
    world.clock.forward(minutes=5)
    since = back_up(event, base=whole.base).backup
    count = event.entry_count()
    assert since.path.name == (
        f"day-20210629T063500Z-{count}-since-20210629T063000Z-{count - 1}.increment"
    )
    assert parse_name(since.path) == since
    assert since.base == whole.backup.path.name
    assert since.path.stat().st_mode & 0o777 == 0o600
    assert len(since.path.read_bytes().splitlines()) == 2
    assert [b.path for b in backups_of(event)] == [since.path, whole.backup.path]


def day_of_increments(world: World, folder: Path) -> tuple[Path, list[tuple[Backup, str]]]:
    """An hour of work at a desk with a backup every five minutes, and the state at each."""
    states: list[tuple[Backup, str]] = []
    with world.application() as application:
        event = make_event(application, folder)
        ids = [add_person(event, f"A{n}", f"B{n}") for n in range(8)]
        base = None
        for number, person_id in enumerate(ids):
            entry = check_in_person(event, person_id).entry_id
            if number % 3 == 0:
                undo(event, entry)
            people.correct(event, person_id, {"function": f"function {number}"})
            made = back_up(event, base=base)
            base = made.base
            states.append((made.backup, fingerprint(event)))
            world.clock.forward(minutes=5)
        return event.path, states


def test_each_of_them_brings_back_the_very_state_of_its_moment(
    world: World, tmp_path: Path
) -> None:
    path, states = day_of_increments(world, tmp_path)
    assert [bool(backup.base) for backup, _ in states] == [False] + [True] * 7
    world.seed = 9
    for backup, state in reversed(states):
        result = restore(backup.path, path)
        assert result.entries == backup.entries
        with world.application() as application:
            found = backups_for(path, application.backups)
            assert backup.path in {b.path for b in found}
            event = application.open_event(path)
            assert fingerprint(event) == state
            assert check(event).problems == ()
        shutil.rmtree(result.aside or tmp_path / "none")
    assert not list(tmp_path.glob(".raict-*"))


def test_the_one_of_a_time_is_chosen_among_both_kinds(world: World, tmp_path: Path) -> None:
    path, states = day_of_increments(world, tmp_path)
    with world.application() as application:
        found = backups_for(path, application.backups)
    assert choose(found, START + timedelta(minutes=12)).entries == states[2][0].entries
    assert choose(found, None).entries == states[-1][0].entries


@pytest.mark.parametrize("what", ["letter", "line", "end", "whole"])
def test_a_damaged_one_is_refused_and_changes_nothing(
    world: World, tmp_path: Path, what: str
) -> None:
    path, states = day_of_increments(world, tmp_path)
    backup = states[-1][0].path
    victim = backup.with_name(states[-1][0].base) if what == "whole" else backup
    content = victim.read_bytes()
    lines = content.splitlines(keepends=True)
    broken = {
        "letter": content.replace(b"function 3", b"function 4", 1),
        "line": b"".join(lines[:3] + lines[4:]),
        "end": content[:-40],
        "whole": content.replace(b"person_added", b"person_4dded", 1),
    }
    assert broken[what] != content
    victim.write_bytes(broken[what])
    before = path.read_bytes()
    with pytest.raises(UnsafeFileError, match=r"storage\.damaged"):
        restore(backup, path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".raict-*"))


def test_without_its_whole_backup_it_is_not_offered_and_says_so(
    world: World, tmp_path: Path
) -> None:
    path, states = day_of_increments(world, tmp_path)
    whole = states[0][0].path
    whole.rename(tmp_path / "elsewhere.raict")
    with pytest.raises(UserError, match=r"backups\.base_missing"):
        restore(states[3][0].path, path)
    with world.application() as application:
        assert backups_for(path, application.backups) == []


def test_thinning_keeps_the_whole_backup_of_what_it_keeps() -> None:
    made: list[Backup] = []
    for hour in range(72):
        begin = START + timedelta(hours=hour)
        whole = Backup(Path(f"day-{begin:%Y%m%dT%H%M%SZ}-1.raict"), begin, 1)
        made.append(whole)
        for step in range(1, 12):
            at = begin + timedelta(minutes=5 * step)
            name = f"day-{at:%Y%m%dT%H%M%SZ}-{step}-since-{begin:%Y%m%dT%H%M%SZ}-1.increment"
            made.append(Backup(Path(name), at, step, whole.path.name))
    kept = worth_keeping(made)
    for backup in made:
        if backup.path in kept and backup.base:
            assert Path(backup.base) in kept
    assert len([path for path in kept if path.suffix == ".raict"]) <= 24 + 3
    assert worth_keeping(b for b in made if b.path in kept) == kept


def test_the_whole_event_is_copied_when_it_should_be(
    event: OpenEvent, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = add_person(event, "A", "B")
    other = add_person(event, "C", "D")

    def next_is_whole() -> bool:
        nonlocal base
        world.clock.forward(minutes=5)
        check_in_person(event, person_id)
        made = back_up(event, base=base)
        base = made.base
        return not made.backup.base

    base = back_up(event).base
    assert not next_is_whole()
    world.clock.forward(minutes=56)
    assert next_is_whole()  # an hour passed
    assert not next_is_whole()
    world.clock.forward(minutes=-30)
    assert next_is_whole()  # the clock went back
    monkeypatch.setattr(increments, "MOST_ENTRIES", 20)
    event.write([Draft(Kind.CASE_OPENED) for _ in range(21)], Changes())
    assert next_is_whole()  # a list came in
    erase(event, other)
    assert next_is_whole()  # somebody was erased
    assert base is not None
    base.backup.path.unlink()
    assert next_is_whole()  # somebody cleared up
    assert check(event).problems == ()


def test_values_that_a_merge_brings_later_are_backed_up_too(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    """An entry came with damaged values; the good ones change no line of the journal."""
    add_person(event, "Awa", "Diop")
    whole = tmp_path / "other.raict"
    shutil.copy(back_up(event).backup.path, whole)
    with event.file.writing() as db:
        db.execute("DELETE FROM personal_values")
    base = back_up(event).base
    merge(event, [whole])
    world.clock.forward(minutes=5)
    assert back_up(event, base=base).backup.base == ""


def test_another_stick_gets_the_whole_backup_as_well(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    first, second = tmp_path / "stick", tmp_path / "other stick"
    first.mkdir()
    second.mkdir()
    person_id = add_person(event, "A", "B")
    base = back_up(event, second_place=first).base
    world.clock.forward(minutes=5)
    check_in_person(event, person_id)
    made = back_up(event, second_place=second, base=base)
    assert made.second is not None
    folder = made.second.path.parent
    assert sorted(f.suffix for f in folder.iterdir()) == [".increment", ".raict"]
    target = tmp_path / "laptop" / "day.raict"
    target.parent.mkdir()
    assert restore(made.second.path, target).entries == event.entry_count()


def test_care_copies_the_whole_event_hourly_and_at_closing(event: OpenEvent, world: World) -> None:
    seconds = 0.0
    care = Care(event, lambda _code, _facts: None, monotonic=lambda: seconds)
    person_id = add_person(event, "A", "B")
    for _ in range(15):
        check_in_person(event, person_id)
        care.turn()
        seconds += BACKUP_SECONDS + 1
        world.clock.forward(seconds=BACKUP_SECONDS + 1)
    newest_first = kinds(event)
    assert newest_first[::-1] == [".raict", *[".increment"] * 11, ".raict", *[".increment"] * 2]
    check_in_person(event, person_id)
    care.stop()
    assert kinds(event)[0] == ".raict"


def test_lost_lines_come_back_from_an_increment(world: World, tmp_path: Path) -> None:
    path, _states = day_of_increments(world, tmp_path)
    with world.application() as application:
        event = application.open_event(path)
        entries = event.entry_count()
        whole = next(b for b in backups_of(event) if not b.base)
    shutil.copy(whole.path, path)  # an older copy put back by hand
    world.seed = 9
    with world.application() as application:
        event = application.open_event(path)
        assert event.notice == "storage.lines_missing"
        assert recover(event).missing == 0
        assert event.entry_count() == entries + 1
        assert check(event).problems == ()


def test_erasing_somebody_leaves_no_increment_with_the_name(
    event: OpenEvent, world: World, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    base = back_up(event, second_place=stick).base
    person_id = add_person(event, "Xanthippe", "Unwiederbringlich")
    world.clock.forward(minutes=5)
    back_up(event, second_place=stick, base=base)
    orphan = event.backup_folder / "day-20210629T063900Z-9-since-20210629T063000Z-8.increment"
    orphan.write_text("Unwiederbringlich")
    (event.backup_folder / ".day-new.raict.part").write_text("Unwiederbringlich")
    assert erase(event, person_id, second_place=stick).backups == 5
    left = [
        f for f in tmp_path.rglob("*") if f.is_file() and b"Unwiederbringlich" in f.read_bytes()
    ]
    assert left == []
