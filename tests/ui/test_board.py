"""The live board: rooms, who is inside, the second screen without names, sheets and certificates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.services import board as service
from raict_desktop.services import people, programme
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.services.checkin import DOOR_CHECKS_IN, check_in_person
from raict_desktop.ui import language
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.board import LiveBoard
from raict_desktop.ui.pages.organiser.programme.page import Programme
from tests.ui.conftest import FakePrompts

NOW = datetime(2026, 6, 29, 12, 5, tzinfo=UTC)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[OpenEvent]:
    with Application(Outside(clock=lambda: NOW)) as application:
        event = application.new_event(
            tmp_path / "live.raict", title="Rencontres", first_day=date(2026, 6, 29)
        )
        for name in ("Un", "Deux", "Trois"):
            people.add_walk_in(
                event, given_name="G", family_name=name, organisation="Lyon", check_in=False
            )
        yield event


def add(event: OpenEvent, title: str, begin: int, end: int, capacity: int | None = 2) -> Session:
    start, stop = NOW + timedelta(minutes=begin), NOW + timedelta(minutes=end)
    kind = SessionKind.WORKSHOP
    return programme.save_session(
        event, Session("", title, kind, f"Salle {title}", start, stop, capacity)
    )


@pytest.fixture
def section(qtbot: Any, context: Context, live: OpenEvent) -> Iterator[LiveBoard]:
    shown = LiveBoard(context)
    qtbot.addWidget(shown)
    shown.resize(1000, 700)
    shown.show()
    yield shown
    shown.set_event(None)


def test_running_rooms_come_first_and_count(live: OpenEvent) -> None:
    over, on, later = add(live, "A", -120, -60), add(live, "B", -10, 50), add(live, "C", 60, 120)
    one, two, _ = people.everybody(live)
    check_in_person(live, one.id, checkpoint=over.id, now=NOW - timedelta(minutes=100))
    for person in (one, two):
        check_in_person(live, person.id, checkpoint=on.id)
    programme.change_headcount(live, on.id, 1)
    found = service.board(live)
    assert [state.session.id for state in found.rooms] == [on.id, later.id, over.id]
    assert [state.inside for state in found.rooms] == [3, 0, 0]
    assert found.in_rooms == 3
    assert len(found.last) == 3
    assert {p.id for p in service.inside(live, on.id)} == {one.id, two.id}
    assert service.inside(live, over.id) == []
    assert service.whereabouts(live, one.id) == on.id


def test_the_board_follows_the_doors(qtbot: Any, section: LiveBoard, live: OpenEvent) -> None:
    session = add(live, "B", -10, 50)
    section.set_event(live)
    seen: list[Any] = []
    leave = live.subscribe(lambda changes, _origin: seen.append(changes))
    person = people.everybody(live)[0]
    check_in_person(live, person.id, checkpoint=session.id)
    leave()
    section.show_changes(seen[-1])
    assert section.timer.interval() <= 500
    qtbot.waitUntil(lambda: "1 personne en salle" in section.summary.text())
    assert "1 / 2" in section.rooms.accessibleName()
    section.rooms.setFocus()
    qtbot.keyClick(section.rooms, Qt.Key.Key_Right)
    assert section.list_title.text().startswith("1 personne dans la salle")
    assert person.full_name in section.list.text()
    section.back.click()
    assert section.list_title.text() == "Derniers passages"


def test_the_second_screen_shows_no_name(qtbot: Any, section: LiveBoard, live: OpenEvent) -> None:
    session = add(live, "B", -10, 50)
    person = people.everybody(live)[0]
    check_in_person(live, person.id, checkpoint=session.id)
    section.set_event(live)
    section.open_screen()
    screen = section.screen_window
    assert screen is not None
    qtbot.addWidget(screen)
    assert screen.clock.text() == "14:05"
    assert person.family_name.upper() not in screen.rooms.accessibleName()
    assert "Salle B" in screen.rooms.accessibleName()
    language.set_language("en")
    section.retranslate()
    assert "1 left" in screen.rooms.accessibleName()
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert not screen.isVisible()


def test_certificates_from_the_board(
    section: LiveBoard, live: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    session = add(live, "B", -10, 50)
    section.set_event(live)
    prompts.save_file = str(tmp_path / "certificates.pdf")
    section.write_certificates()
    assert "aucune attestation" in section.notice.text()
    check_in_person(live, people.everybody(live)[0].id, checkpoint=session.id)
    section.write_certificates()
    assert section.notice.text() == "1 attestation écrite dans certificates.pdf."
    assert section.certify.isEnabled()


def test_sheets_and_the_option_from_the_programme(
    qtbot: Any, context: Context, live: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    session = add(live, "B", -10, 50)
    shown = Programme(context)
    qtbot.addWidget(shown)
    shown.set_event(live)
    shown.open_session(session.id)
    prompts.save_file = str(tmp_path / "sheet.pdf")
    for button in (shown.panel.sign_sheet, shown.panel.presence_sheet):
        button.click()
        assert shown.panel.notice.text() == "1 page écrite dans sheet.pdf."
    shown.checks_in.click()
    assert programme.chosen(live, DOOR_CHECKS_IN) == "yes"
    shown.set_event(None)


def test_the_second_screen_shows_whole_tiles_and_says_how_many_sessions_have_none(
    qtbot: Any, section: LiveBoard, live: OpenEvent
) -> None:
    for number in range(18):
        add(live, f"N{number}", number, 60 + number, 25)
    section.set_event(live)
    section.open_screen()
    screen = section.screen_window
    assert screen is not None
    qtbot.addWidget(screen)
    for width, height in ((1920, 1080), (1280, 720), (800, 600)):
        screen.resize(width, height)
        rooms = screen.rooms
        qtbot.waitUntil(lambda: screen.width() == width)  # noqa: B023
        whole = rooms.rect().toRectF().adjusted(-1, -1, 1, 1)
        shown = len(rooms.shown_rooms())
        assert all(whole.contains(rooms.tile(place)) for place in range(shown)), (width, height)
        assert rooms.hidden_rooms() == 18 - shown
        assert screen.more.isVisible() == (shown < 18)
    assert f"{rooms.hidden_rooms()} autres séances" in screen.more.text()


def test_the_last_passages_say_at_which_door(section: LiveBoard, live: OpenEvent) -> None:
    session = add(live, "B", -10, 50)
    person = people.everybody(live)[0]
    check_in_person(live, person.id)
    check_in_person(live, person.id, checkpoint=session.id)
    section.set_event(live)
    first, second = section.list.text().split("\n")
    assert first.endswith("Salle B · B")
    assert second.endswith("Accueil")


def test_somebody_is_found_in_a_room(qtbot: Any, section: LiveBoard, live: OpenEvent) -> None:
    session = add(live, "B", -10, 50)
    one, two, three = people.everybody(live)
    check_in_person(live, one.id, checkpoint=session.id)
    check_in_person(live, two.id)
    section.set_event(live)
    for person, words in ((one, "Salle B · B"), (two, "dans aucune salle"), (three, "pas arrivé")):
        qtbot.keyClicks(section.search.field, person.family_name)
        assert not section.lines.isVisible()
        qtbot.keyClick(section.search.field, Qt.Key.Key_Return)
        assert section.lines.isVisible()
        assert person.full_name in section.found.text()
        assert words in section.found.text()
