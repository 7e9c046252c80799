"""Who was at the desk: named while it matters, erased with everybody's name, the chain whole after it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from raict_desktop.domain.changes import Changes
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import history
from raict_desktop.services.anonymise import anonymise
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.day_end import export
from raict_desktop.services.integrity import check
from raict_desktop.services.merge import fingerprint, merge
from raict_desktop.services.personal_data import erase_operator
from raict_desktop.storage import journal, operators
from raict_desktop.storage.event_file import EventFile
from tests.builders import World, add_person

ANNE, BASILE = "Anne-Volontaire", "Basile-Bénévole"


def named(event: OpenEvent, folder: Path) -> list[str]:
    """The operators that the day's passages name, in their order."""
    export(event, folder, profile="exchange")
    with (folder / "passages.csv").open(encoding="utf-8", newline="") as stream:
        return [row["operator"] for row in csv.DictReader(stream)]


def holding(folder: Path, *names: str) -> set[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    wanted = [name.encode(coding) for name in names for coding in ("utf-8", "utf-16-le")]
    return {f.name for f in files if any(name in f.read_bytes() for name in wanted)}


@pytest.fixture
def day(event: OpenEvent) -> OpenEvent:
    ids = [add_person(event, "G", f"F{number}") for number in range(4)]
    for operator, person_id in zip((ANNE, BASILE, ANNE, ""), ids, strict=True):
        event.operator = operator
        check_in_person(event, person_id)
    return event


def old_entries(event: OpenEvent, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Entries as programs before schema 8 wrote them: the name in the entry, under its hash."""
    monkeypatch.setattr(journal, "operator_of", lambda _db, given, _ids: (given, []))
    event.operator = name
    check_in_person(event, add_person(event, "G", "Ancien"))
    monkeypatch.undo()
    event.operator = ""


def test_names_stand_beside_the_journal_and_are_told(day: OpenEvent, tmp_path: Path) -> None:
    with day.file.reading() as db:
        told = [row[0] for row in db.execute("SELECT DISTINCT operator FROM journal")]
        assert not any(operators.is_name(operator) for operator in told)
        namings = db.execute("SELECT count(*) FROM journal WHERE kind = 'operator_named'")
        assert namings.fetchone()[0] == 2
    assert named(day, tmp_path / "out") == [ANNE, BASILE, ANNE, ""]
    before = fingerprint(day)
    journal.rebuild(day.file)
    assert fingerprint(day) == before
    assert check(day).ok


def test_a_merge_brings_the_names_along(day: OpenEvent, world: World, tmp_path: Path) -> None:
    back_up(day, tmp_path / "b")
    (backup,) = (tmp_path / "b").glob("*.raict")
    other = shutil.copy(backup, tmp_path / "other.raict")
    world.machine, world.seed = "other", 5
    with world.application() as application:
        desk = application.open_event(Path(other))
        desk.operator = "Chloé"
        check_in_person(desk, add_person(desk, "G", "Autre"))
        assert history.of_person(desk, _last_person(desk))[0].operator == "Chloé"
    merge(day, [Path(other)])
    assert named(day, tmp_path / "out")[-1] == "Chloé"
    assert check(day).ok


def _last_person(event: OpenEvent) -> str:
    with event.file.reading() as db:
        sql = "SELECT subject FROM journal WHERE kind = 'entry' ORDER BY sequence DESC LIMIT 1"
        return str(db.execute(sql).fetchone()[0])


def test_anonymising_erases_them_from_every_file(
    day: OpenEvent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_entries(day, monkeypatch, BASILE + " l’Ancien")
    assert named(day, tmp_path.parent / f"{tmp_path.name}-out")[-1] == BASILE + " l’Ancien"
    day.operator = ANNE
    assert holding(tmp_path, ANNE, BASILE)
    anonymise(day, force=True)
    check_in_person(day, add_person(day, "", ""))
    assert holding(tmp_path, ANNE, BASILE) == set()
    assert set(named(day, tmp_path / "after")) == {""}
    assert check(day).ok
    before = fingerprint(day)
    journal.rebuild(day.file)
    assert fingerprint(day) == before


def test_an_entry_changed_after_its_operator_was_erased_is_found(
    day: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_entries(day, monkeypatch, ANNE)
    erase_operator(day, ANNE)
    assert check(day).ok
    _change_last_entry(day.file)
    assert [code for code, _ in check(day).problems] == ["storage.entry_altered"]


def _change_last_entry(file: EventFile) -> None:
    with file.writing() as db:
        db.execute("DROP TRIGGER journal_is_append_only_update")
        db.execute(
            "UPDATE journal SET verdict = 'already_in' WHERE sequence = "
            "(SELECT max(sequence) FROM journal WHERE operator = ?)",
            (operators.ERASED,),
        )
        db.execute(
            "CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal\n"
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )


def test_one_operator_is_erased_here_and_by_a_merge_elsewhere(
    day: OpenEvent, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_entries(day, monkeypatch, ANNE)
    back_up(day, tmp_path / "b")
    (backup,) = (tmp_path / "b").glob("*.raict")
    other = Path(shutil.copy(backup, tmp_path / "other.raict"))
    erase_operator(day, ANNE)
    assert named(day, tmp_path / "out") == ["", BASILE, "", "", ""]
    assert holding(day.path.parent, ANNE) <= {other.name, backup.name}
    with pytest.raises(UserError, match="no_operator"):
        erase_operator(day, ANNE)
    day.file.checkpoint()
    world.machine, world.seed = "other", 5
    with world.application() as application:
        desk = application.open_event(other)
        merge(desk, [day.path])
        # What an older program wrote into the entry itself goes where it is asked for.
        assert named(desk, tmp_path / "theirs") == ["", BASILE, "", "", ANNE]
        erase_operator(desk, ANNE)
        assert named(desk, tmp_path / "theirs") == ["", BASILE, "", "", ""]
        assert check(desk).ok
    assert check(day).ok


def test_an_old_station_merged_after_anonymising_names_nobody(
    day: OpenEvent, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(day, tmp_path / "b")
    (backup,) = (tmp_path / "b").glob("*.raict")
    other = Path(shutil.copy(backup, tmp_path / "other.raict"))
    world.machine, world.seed = "other", 5
    with world.application() as application:
        old_entries(application.open_event(other), monkeypatch, ANNE)
    anonymise(day, force=True)
    result = merge(day, [other])
    assert (result.merged > 0, result.problems) == (True, ())
    assert holding(day.path.parent, ANNE) <= {other.name, backup.name}
    assert check(day).ok
    # And once more: the lines are known.
    assert merge(day, [other]).merged == 0


def test_the_salt_goes_with_the_names(day: OpenEvent) -> None:
    salt = day.file.salt
    anonymise(day, force=True)
    with day.file.reading() as db:
        (kept,) = db.execute("SELECT salt FROM event_file").fetchone()
    assert salt != kept == day.file.salt
    # What is recorded from now on proves itself all the same.
    day.write([Draft(Kind.PERSON_ADDED, day.outside.new_id(), personal={"code": "X"})], Changes())
    assert check(day).ok
