"""The table models keep Qt's rules and let the database sort and page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from raict_desktop.services import people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.ui.models import people_model
from raict_desktop.ui.models.people_model import PeopleModel
from raict_desktop.ui.models.sessions_model import SessionsModel
from tests.ui.test_organiser import fill


@pytest.fixture
def event(tmp_path: Path) -> Iterator[OpenEvent]:
    with Application() as application:
        yield fill(application, tmp_path, 9)


def test_people_model_keeps_the_rules(qtmodeltester, event):
    model = PeopleModel()
    qtmodeltester.check(model)
    model.set_event(event)
    qtmodeltester.check(model)
    assert model.rowCount() == 9


def test_sessions_model_keeps_the_rules(qtmodeltester, event):
    model = SessionsModel()
    model.set_event(event)
    qtmodeltester.check(model)
    assert model.index(0, 3).data() == "29/06 10:00–11:30"
    assert model.index(0, 4).data() == "50"


def test_pages_are_read_only_where_shown(qtbot, event, monkeypatch):
    monkeypatch.setattr(people_model, "PAGE", 3)
    asked: list[int] = []
    read = people.page

    def page(*arguments):
        asked.append(arguments[2])
        return read(*arguments)

    monkeypatch.setattr(people, "page", page)
    model = PeopleModel()
    model.set_event(event)
    assert asked == []
    shown = [model.person(row).id for row in (8, 7, 0)]
    assert asked == [6, 0]
    assert len(set(shown)) == 3


def test_the_database_sorts_and_filters(qtbot, event):
    model = PeopleModel()
    model.set_event(event)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert (model.query.sort, model.query.descending) == ("given_name", True)
    assert model.person(0).given_name.startswith(("Ł", "M"))
    model.set_query(words="muller")
    assert {model.person(row).given_name for row in range(model.rowCount())} == {"Hélène"}
    model.set_query(words="", presence="present")
    assert model.rowCount() == 5


def test_a_row_past_the_end_is_nobody(qtbot, event):
    model = PeopleModel()
    model.set_event(event)
    assert model.person(99) is None
    assert model.person(-1) is None
