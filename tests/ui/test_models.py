"""The table models keep Qt's rules and let the database sort and page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.services import large_list, people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.people import PeopleQuery
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


class HeldTasks:
    """Keeps every job until it is let go."""

    def __init__(self):
        self.held = []

    def run(self, job, done, failed):
        self.held.append((job, done))

    def let_go(self):
        held, self.held = self.held, []
        for job, done in held:
            done(job())


@pytest.fixture
def long_list(event, monkeypatch):
    monkeypatch.setattr(large_list, "LARGE", 5)
    monkeypatch.setattr(people_model, "PAGE", 3)
    tasks = HeldTasks()
    model = PeopleModel(None, tasks)
    model.set_event(event)
    return model, tasks


def test_a_long_list_is_read_elsewhere(qtbot, qtmodeltester, event, long_list):
    model, tasks = long_list
    assert (model.rowCount(), model.reading) == (0, True)
    with qtbot.waitSignal(model.loaded):
        tasks.let_go()
    assert (model.rowCount(), model.reading) == (9, False)
    assert model.index(2, 0).data() == people.page(event, PeopleQuery(), 2, 1)[0].family_name
    assert model.index(8, 0).data() == "…"
    assert model.known(8) is None
    with qtbot.waitSignal(model.dataChanged) as changed:
        tasks.let_go()
    assert [index.row() for index in changed.args[:2]] == [6, 8]
    assert model.index(8, 0).data() == people.page(event, PeopleQuery(), 8, 1)[0].family_name
    qtmodeltester.check(model)


def test_the_page_looked_at_last_is_read_next(qtbot, long_list):
    model, tasks = long_list
    tasks.let_go()
    assert [model.index(row, 0).data() for row in (3, 8, 5)] == ["…"] * 3
    tasks.let_go()
    tasks.let_go()
    assert model.index(3, 0).data() != "…"
    assert not model.reading


def test_a_question_nobody_waits_for_is_given_up(qtbot, event, long_list):
    model, tasks = long_list
    tasks.let_go()
    model.set_query(sort="given_name")
    model.set_query(sort="given_name", descending=True)
    answers = [job() for job, _ in tasks.held]
    assert answers[0] is None
    tasks.let_go()
    wanted = people.page(event, PeopleQuery(sort="given_name", descending=True), 0, 3)
    assert [model.known(row) for row in range(3)] == wanted
    assert model.rowCount() == 9


def test_a_long_list_of_no_event_any_more_is_not_shown(qtbot, long_list):
    model, tasks = long_list
    model.set_event(None)
    tasks.let_go()
    assert (model.rowCount(), model.reading) == (0, False)


def test_a_page_of_a_list_that_shrank_shows_it_anew(qtbot, event, long_list):
    model, tasks = long_list
    tasks.let_go()
    someone = people.page(event, PeopleQuery(presence="absent"), 0, 1)[0]
    event.write([Draft(Kind.PERSON_REMOVED, someone.id)], Changes.of(Topic.PEOPLE))
    assert model.index(7, 0).data() == "…"
    with qtbot.waitSignal(model.loaded):
        tasks.let_go()
    assert model.rowCount() == 8
