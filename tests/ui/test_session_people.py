"""A session's list and its honours in the window: enrol, wait, move up, give a place, mark, print."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.services import attendance, enrolments, people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.ui import language
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.programme.page import Programme
from tests.builders import add_person
from tests.ui.conftest import FakePrompts

NINE = datetime(2026, 6, 29, 7, 0, tzinfo=UTC)
NAMES = ("Un", "Deux", "Trois", "Quatre")


@pytest.fixture
def ids(event: OpenEvent) -> list[str]:
    return [add_person(event, "Awa", name) for name in NAMES]


def session(event: OpenEvent, kind: SessionKind, quota: int | None = None) -> Session:
    end = NINE + timedelta(hours=1)
    return programme.save_session(
        event, Session("", "Atelier", kind, "Salle 1", NINE, end, quota=quota)
    )


def opened(qtbot: Any, context: Context, event: OpenEvent, known: Session) -> Programme:
    shown = Programme(context)
    qtbot.addWidget(shown)
    shown.resize(1200, 700)
    shown.set_event(event)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.open_session(known.id)
    shown.panel.people.click()
    return shown


def states(page: Programme) -> list[tuple[str, int]]:
    lines = page.session_people.enrolled.lines
    return [(line.person.family_name, line.waiting) for line in lines]


def test_people_are_enrolled_by_search_and_who_comes_late_waits(
    qtbot: Any, context: Context, event: OpenEvent, ids: list[str]
) -> None:
    page = opened(qtbot, context, event, session(event, SessionKind.WORKSHOP, quota=1))
    panel = page.session_people.enrolled
    assert panel.stack.currentWidget() is panel.empty
    assert not page.session_people.view.isVisible()
    panel.empty.button.click()
    for words in ("deux", "trois"):
        qtbot.keyClicks(panel.search.field, words)
        qtbot.keyClick(panel.search.field, Qt.Key.Key_Return)
    assert states(page) == [("Deux", 0), ("Trois", 1)]
    assert panel.notice.text() == "Awa TROIS est en liste d’attente."
    assert "1 place à l’inscription" in page.session_people.facts.text()
    # The same person again is shown, not doubled.
    panel._on_person(ids[1])
    assert panel.notice.text() == "Awa DEUX est déjà sur cette liste."
    assert len(panel.lines) == 2
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    assert page.pages.currentWidget() is page.main
    assert page.panel.people.text() == "2 personnes inscrites · 1 en attente"


def test_who_waits_moves_up_and_is_given_a_place(
    qtbot: Any, context: Context, event: OpenEvent, ids: list[str], prompts: FakePrompts
) -> None:
    room = session(event, SessionKind.WORKSHOP, quota=1)
    enrolments.enrol(event, room.id, ids)
    page = opened(qtbot, context, event, room)
    panel = page.session_people.enrolled
    panel.table.selectRow(3)
    qtbot.keyClick(panel.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [name for name, _ in states(page)] == ["Un", "Deux", "Quatre", "Trois"]
    panel.first.click()
    assert states(page)[1] == ("Quatre", 1)
    assert not panel.up.isEnabled()
    panel.table.selectRow(3)
    panel.give.click()
    assert "passe de 1 à 2" in prompts.asked[-1]
    assert states(page)[:2] == [("Un", 0), ("Trois", 0)]
    assert "Awa TROIS a maintenant une place." in panel.notice.text()
    assert "2 places à l’inscription" in page.session_people.facts.text()
    # Somebody with a place may only be taken off; the place goes to the first who waits.
    panel.table.selectRow(0)
    assert not panel.give.isVisible()
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert states(page) == [("Trois", 0), ("Quatre", 0), ("Deux", 1)]
    assert "Awa QUATRE a maintenant une place." in panel.notice.text()
    prompts.agree = False
    panel.table.selectRow(0)
    panel.off.click()
    assert len(panel.lines) == 3


def test_the_list_follows_what_others_do_and_is_printed(
    qtbot: Any,
    context: Context,
    event: OpenEvent,
    ids: list[str],
    prompts: FakePrompts,
    tmp_path: Path,
) -> None:
    room = session(event, SessionKind.WORKSHOP)
    page = opened(qtbot, context, event, room)
    leave = event.subscribe(lambda changes, _origin: page.show_changes(changes))
    enrolments.enrol(event, room.id, ids[:2])
    assert [name for name, _ in states(page)] == ["Un", "Deux"]
    check_in_person(event, ids[0], checkpoint=room.id)
    assert page.session_people.enrolled.lines[0].came
    prompts.save_file = str(tmp_path / "list.pdf")
    page.session_people.paper.click()
    assert page.session_people.enrolled.notice.text() == "1 page écrite dans list.pdf."
    programme.save_session(event, replace(room, title="Autre titre"))
    assert page.session_people.heading.text() == "Autre titre"
    programme.remove_session(event, room.id)
    assert page.pages.currentWidget() is page.main
    leave()


def test_honours_are_marked_ranked_and_printed(
    qtbot: Any,
    context: Context,
    event: OpenEvent,
    ids: list[str],
    prompts: FakePrompts,
    tmp_path: Path,
) -> None:
    page = opened(qtbot, context, event, session(event, SessionKind.CEREMONY))
    people_page = page.session_people
    people_page.view.button("honoured").click()
    panel = people_page.honoured
    qtbot.keyClicks(panel.search.field, "deux")
    qtbot.keyClick(panel.search.field, Qt.Key.Key_Return)
    assert panel.rank.hasFocus()
    panel.role.set_key("honoured_president")
    qtbot.keyClicks(panel.rank, "7")
    # A passage elsewhere meanwhile leaves what is being typed as it is.
    people_page._read_session()
    assert panel.rank.value() == 7
    qtbot.keyClick(panel.rank, Qt.Key.Key_Return)
    panel._on_person(ids[0])
    panel.rank.setValue(2)
    panel.save.click()
    marks = [(m.person.family_name, m.role, m.rank) for m in attendance.honoured(event)]
    assert marks == [("Un", "honoured_president", 2), ("Deux", "honoured_president", 7)]
    assert [p.family_name for p in panel.people()] == ["Un", "Deux"]
    prompts.save_file = str(tmp_path / "honours.pdf")
    people_page.paper.click()
    assert panel.notice.text() == "1 page écrite dans honours.pdf."
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert [m.person.family_name for m in attendance.honoured(event)] == ["Deux"]
    language.set_language("en")
    page.retranslate()
    assert "1 person honoured" in people_page.facts.text()
    assert people.get(event, ids[0]).given_name == "Awa"
