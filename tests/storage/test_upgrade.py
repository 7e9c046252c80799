"""An event of an older program: the older file is kept, and an upgrade broken off loses nothing."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from raict_desktop import paths
from raict_desktop.domain.errors import UnsafeFileError
from raict_desktop.services import people
from raict_desktop.services.integrity import check
from raict_desktop.storage import schema
from raict_desktop.storage.upgrade import kept_name
from tests.builders import World
from tests.old_events import PEOPLE, old_file

OLDEST = 1
KILLED_ON_THE_WAY = """
import os, signal, sys
from pathlib import Path
from raict_desktop.storage import schema
true = schema.statements
calls = []
def statements(script):
    calls.append(script)
    for statement in true(script):
        yield statement
        if len(calls) > {rehearsed}:
            os.kill(os.getpid(), signal.SIGKILL)
schema.statements = statements
from raict_desktop.services.application import Application
Application().open_event(Path(sys.argv[1]))
"""


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "Été à Paris.raict"
    shutil.copy(old_file(OLDEST), path)
    return path


def test_the_older_file_is_kept_and_named(older: Path, world: World) -> None:
    with world.application() as application:
        event = application.open_event(older)
        assert event.notice == "storage.upgraded"
        assert event.notice_facts["kept"] == "Été à Paris (format 1).raict"
        assert len(people.everybody(event)) == PEOPLE
    kept = kept_name(older, OLDEST)
    assert version_of(older) == schema.newest(paths.migrations())
    assert version_of(kept) == OLDEST
    first = f"file:{old_file(OLDEST)}?mode=ro&immutable=1"
    with (
        closing(sqlite3.connect(kept)) as copy,
        closing(sqlite3.connect(first, uri=True)) as original,
    ):
        assert list(copy.iterdump()) == list(original.iterdump())
    with world.application() as application:
        assert application.open_event(older).notice == "", "once is enough"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill so")
@pytest.mark.parametrize("moment", ["rehearsal", "file"])
def test_killed_on_the_way_the_file_is_the_older_one_and_opens_again(
    older: Path, world: World, moment: str
) -> None:
    steps = len(schema.steps(paths.migrations()))
    # The expected schema is built in memory by the same steps: of the older one first.
    done_before = OLDEST if moment == "rehearsal" else OLDEST + (steps - OLDEST) + steps
    script = KILLED_ON_THE_WAY.format(rehearsed=done_before)
    killed = subprocess.run([sys.executable, "-c", script, older], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert version_of(older) == OLDEST
    under_way = [file.name for file in older.parent.iterdir() if "rehearsal" in file.name]
    assert bool(under_way) == (moment == "rehearsal")
    with world.application() as application:
        event = application.open_event(older)
        assert check(event).ok
        assert len(people.everybody(event)) == PEOPLE
    assert not [file for file in older.parent.iterdir() if "rehearsal" in file.name]


def test_a_step_that_fails_is_found_on_a_copy(
    older: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = older.read_bytes()
    whole = schema.migrate

    def fails(
        connection: sqlite3.Connection, folder: Path, last: int | None = None, **more: object
    ) -> None:
        if connection.execute("PRAGMA user_version").fetchone()[0] == OLDEST:
            raise sqlite3.OperationalError("no such column")
        whole(connection, folder, last, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(schema, "migrate", fails)
    with world.application() as application, pytest.raises(UnsafeFileError) as told:
        application.open_event(older)
    assert told.value.code == "storage.upgrade_failed"
    assert older.read_bytes() == before
    assert not [file for file in older.parent.iterdir() if "rehearsal" in file.name]


def test_an_older_event_in_a_protected_place_is_told(
    older: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from raict_desktop.storage import event_file

    before = older.read_bytes()
    monkeypatch.setattr(event_file, "writable", lambda _path: False)
    with world.application() as application, pytest.raises(UnsafeFileError) as told:
        application.open_event(older)
    assert told.value.code == "storage.older_read_only"
    assert older.read_bytes() == before
