"""The programme's grid: sessions dragged and nudged, clashes shown, changes agreed to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.programme.page import Programme
from raict_desktop.ui.widgets.timetable import ROW
from tests.ui.conftest import FakePrompts

NINE = datetime(2026, 6, 29, 7, 0, tzinfo=UTC)


def add(event: OpenEvent, title: str, room: str, begin: int = 0, minutes: int = 60) -> Session:
    start = NINE + timedelta(minutes=begin)
    end = start + timedelta(minutes=minutes)
    return programme.save_session(event, Session("", title, SessionKind.WORKSHOP, room, start, end))


@pytest.fixture
def section(qtbot: Any, context: Context, event: OpenEvent) -> Programme:
    add(event, "Air", "Salle 1")
    add(event, "Eau", "Salle 2")
    shown = Programme(context)
    qtbot.addWidget(shown)
    shown.resize(1100, 700)
    shown.set_event(event)
    shown.show()
    return shown


def centre(section: Programme, title: str) -> QPoint:
    session = next(s for s in section.model.sessions() if s.title == title)
    block = section.grid.block_of(session.id)
    assert block is not None
    return section.grid.block_box(block).center().toPoint()


def drag(qtbot: Any, section: Programme, title: str, by: QPoint) -> None:
    start = centre(section, title)
    qtbot.mousePress(section.grid, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(section.grid, start + by)
    qtbot.mouseRelease(section.grid, Qt.MouseButton.LeftButton, pos=start + by)


def named(event: OpenEvent, title: str) -> Session:
    return next(s for s in programme.sessions(event) if s.title == title)


def test_a_session_is_dragged_to_another_time_and_room(
    qtbot: Any, section: Programme, event: OpenEvent
) -> None:
    hour = round(section.grid._hour_width())
    drag(qtbot, section, "Eau", QPoint(hour * 2, -ROW))
    moved = named(event, "Eau")
    assert (moved.start, moved.room) == (NINE + timedelta(hours=2), "Salle 1")
    assert moved.end - moved.start == timedelta(hours=1)
    assert section.clashes.isHidden()
    drag(qtbot, section, "Eau", QPoint(-hour * 2, 0))
    assert "même salle (Salle 1)" in section.clashes.text()


def test_keys_move_a_session(qtbot: Any, section: Programme, event: OpenEvent) -> None:
    section.grid.select(named(event, "Air").id)
    section.grid.setFocus()
    qtbot.keyClick(section.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert named(event, "Air").start == NINE + timedelta(minutes=5)
    qtbot.keyClick(section.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert named(event, "Air").room == "Salle 2"
    section.grid.select(named(event, "Eau").id)
    qtbot.keyClick(section.grid, Qt.Key.Key_Return)
    assert section.panel.isVisible()
    assert section.panel.fields["title"].text() == "Eau"


def test_moving_a_session_with_passages_is_asked(
    qtbot: Any, section: Programme, event: OpenEvent, prompts: FakePrompts
) -> None:
    person = people.add_walk_in(
        event, given_name="A", family_name="B", organisation="Lyon", check_in=False
    )
    assert not isinstance(person, tuple)
    session = named(event, "Air")
    found = people.search(event, "lyon")[0]
    check_in_person(event, found.id, checkpoint=session.id)
    prompts.agree = False
    hour = round(section.grid._hour_width())
    drag(qtbot, section, "Air", QPoint(hour, 0))
    assert "1 passage compte déjà" in prompts.asked[-1]
    assert named(event, "Air").start == NINE
    prompts.agree = True
    drag(qtbot, section, "Air", QPoint(hour, 0))
    assert named(event, "Air").start == NINE + timedelta(hours=1)
    assert programme.state(event, session.id).present == 1


def test_the_sheet_keeps_the_new_fields(section: Programme, event: OpenEvent) -> None:
    section.open_session(named(event, "Air").id)
    panel = section.panel
    panel.fields["speakers"].line.setText("Ana ; Bo")
    panel.fields["languages"].line.setText("fr, EN")
    panel.quota.setValue(12)
    panel.cancelled.setChecked(True)
    panel.store()
    saved = named(event, "Air")
    assert (saved.speakers, saved.languages) == (("Ana", "Bo"), ("fr", "en"))
    assert (saved.quota, saved.cancelled) == (12, True)
    panel.fields["languages"].line.setText("klingon!")
    panel.store()
    assert "klingon" in panel.notice.text()
    assert named(event, "Air").languages == ("fr", "en")


def test_several_days_and_the_list(section: Programme, event: OpenEvent) -> None:
    assert section.day.isHidden()
    add(event, "Demain", "Salle 1", begin=24 * 60)
    section.reload()
    assert section.day.count() == 2
    section.day.setCurrentIndex(1)
    assert section.grid.rooms == ("Salle 1",)
    section.view.button("list").click()
    assert section.stack.currentWidget() is section.table


def test_export_from_the_window(section: Programme, prompts: FakePrompts, tmp_path: Any) -> None:
    prompts.save_file = str(tmp_path / "programme.ics")
    section.choose_export()
    assert (tmp_path / "programme.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert "2 séances" in section.notice.text()


def test_a_file_that_moves_a_session_with_people_asks(
    section: Programme, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    air = named(event, "Air")
    people.add_walk_in(event, given_name="A", family_name="B", organisation="Lyon")
    check_in_person(event, people.everybody(event)[0].id, checkpoint=air.id)
    file = tmp_path / "later.csv"
    file.write_text(
        "titre;salle;debut;fin\nAir;Salle 3;2026-06-29T10:00;2026-06-29T11:00\n", "utf-8"
    )
    prompts.open_file, prompts.agree = str(file), False
    section.choose_file()
    assert "Air\u00a0: 1 passage" in prompts.asked[-1]
    assert named(event, "Air").room == "Salle 1"
    assert "est restée comme elle était" in section.notice.text()
    prompts.agree = True
    section.choose_file()
    assert named(event, "Air").room == "Salle 3"
    assert programme.state(event, air.id).present == 1
    section.open_session(air.id)
    section.panel.take_out()
    assert "1 passage y a été compté" in prompts.asked[-1]


def test_sessions_at_one_time_in_one_room_are_all_in_sight(
    section: Programme, event: OpenEvent
) -> None:
    add(event, "Feu", "Salle 1", begin=15)
    add(event, "Terre", "Salle 1", begin=75)
    section.reload()
    blocks = {
        name: section.grid.block_of(named(event, name).id) for name in ("Air", "Feu", "Terre")
    }
    assert all(blocks.values())
    boxes = {name: section.grid.block_box(block) for name, block in blocks.items() if block}
    assert not boxes["Air"].intersects(boxes["Feu"])
    assert not boxes["Feu"].intersects(boxes["Terre"])
    # What overlaps shares the row; a session on its own has all of it.
    eau = section.grid.block_of(named(event, "Eau").id)
    assert eau is not None
    assert section.grid.block_box(eau).height() > 1.8 * boxes["Air"].height()


def test_hours_are_made_wider(qtbot: Any, section: Programme) -> None:
    before = section.grid.minimumWidth()
    section.wider.click()
    assert section.grid.minimumWidth() > before
    section.grid.setFocus()
    qtbot.keyClick(section.grid, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert section.grid.minimumWidth() == before
