"""The tables that screens read are the same in whatever order the journal's entries arrive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raict_desktop import paths
from raict_desktop.domain.changes import Changes
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.matching.folding import fold
from raict_desktop.matching.organisations import organisation_key
from raict_desktop.services.application import Application
from raict_desktop.services.integrity import check
from raict_desktop.storage import projections, queries, schema
from raict_desktop.storage.event_file import Folding
from raict_desktop.storage.journal import COLUMNS, entry_of
from tests.builders import World, add_person, make_event
from tests.old_events import fill

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Row], Tables]]:
    """Every entry of a short day with its personal values, and the tables as they were live."""
    world = World()
    with world.application() as application:
        event = make_event(application, tmp_path_factory.mktemp("day"))
        fill(event, world)
        # Undone twice, by two stations that did not know of each other.
        db = event.file.connection
        counted = db.execute("SELECT id FROM journal WHERE kind = 'headcount'").fetchone()[0]
        event.write([Draft(Kind.ANNULLED, counted), Draft(Kind.ANNULLED, counted)], Changes())
        columns = ", ".join(f"j.{name.strip()}" for name in COLUMNS.split(","))
        rows = db.execute(
            f"SELECT {columns}, p.body FROM journal j "
            "LEFT JOIN personal_values p ON p.entry_id = j.id ORDER BY j.sequence"
        ).fetchall()
        yield rows, queries.dump(db, projections.TABLES)


def received(rows: Sequence[Row]) -> Tables:
    """The tables of a file that receives the entries one by one in this order."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        schema.migrate(db, paths.migrations())
        for row in rows:
            marks = ", ".join("?" * (len(row) - 1))
            db.execute(f"INSERT INTO journal ({COLUMNS}) VALUES ({marks})", row[:-1])
            if row[-1]:
                db.execute("INSERT INTO personal_values VALUES (?, ?)", (row[0], row[-1]))
            personal = json.loads(row[-1]) if row[-1] else {}
            projections.apply(db, entry_of(row), personal, Folding(fold, organisation_key))
        return queries.dump(db, projections.TABLES)
    finally:
        db.close()


@settings(max_examples=25, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_a_shuffled_journal_gives_the_same_tables(
    journal: tuple[list[Row], Tables], chance: Any
) -> None:
    rows, live = journal
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert received(shuffled) == live


def test_the_reversed_journal_gives_the_same_tables(journal: tuple[list[Row], Tables]) -> None:
    rows, live = journal
    assert received(rows[::-1]) == live


def test_somebody_who_came_before_the_list_did_stays_present(
    application: Application, world: World, tmp_path: Path
) -> None:
    """A clock put back, or a replayed day: the passage's time lies before the person's."""
    from raict_desktop.services.checkin import check_in_person

    event = make_event(application, tmp_path)
    person_id = add_person(event, "A", "B")
    check_in_person(event, person_id, now=world.clock.now - timedelta(days=30))
    assert check(event).problems == ()
