"""Event files of every earlier schema still open, whole, with the figures they had."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from raict_desktop.services import people, programme
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.integrity import check
from tests.builders import World
from tests.old_events import FOLDER, PEOPLE, PRESENT, newest_migration, old_file

NUMBERS = range(1, newest_migration() + 1)


def test_every_migration_has_a_file_of_its_own() -> None:
    """Make the missing one with ``python -m tests.old_events``, in the change that adds the migration."""
    assert [old_file(number).name for number in NUMBERS if not old_file(number).exists()] == []
    assert len(list(FOLDER.iterdir())) == newest_migration()


@pytest.mark.parametrize("number", NUMBERS)
def test_the_kept_file_is_of_its_schema(number: int) -> None:
    with closing(sqlite3.connect(f"file:{old_file(number)}?mode=ro&immutable=1", uri=True)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == number
        kinds = {row[0] for row in db.execute("SELECT DISTINCT kind FROM journal")}
    assert len(kinds) >= 15


@pytest.mark.parametrize("number", NUMBERS)
def test_an_old_file_opens_and_goes_on(number: int, world: World, tmp_path: Path) -> None:
    path = tmp_path / "old.raict"
    shutil.copy(old_file(number), path)
    with world.application() as application:
        event = application.open_event(path)
        told = "storage.upgraded" if number < newest_migration() else ""
        assert (event.read_only, event.notice) == (False, told)
        assert check(event).problems == ()
        everybody = people.everybody(event)
        assert len(everybody) == PEOPLE
        assert sum(person.present for person in everybody) == PRESENT
        (state,) = programme.states(event)
        assert state.session.title == "Atelier 1"
        absent = next(p for p in everybody if not p.present and p.status == "registered")
        assert check_in_person(event, absent.id).verdict == "welcome"
        assert check(event).problems == ()
