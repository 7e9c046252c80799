"""A room's door: the count, full, admit, headcount, and no door without a programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from raict_desktop.config import Settings
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import Admission, Session, SessionKind
from raict_desktop.services import checkin, people, programme
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.ui import language
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.pages.door import DoorPage
from raict_desktop.ui.theme import tokens
from raict_desktop.ui.widgets.capacity_gauge import gauge_colour
from tests.ui.conftest import SynchronousTasks

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = datetime(2026, 6, 29, 12, 5, tzinfo=UTC)


@pytest.fixture
def door_event(tmp_path: Path) -> Iterator[OpenEvent]:
    with Application(Outside(clock=lambda: NOW)) as application:
        event = application.new_event(
            tmp_path / "door.raict", title="Rencontres", first_day=date(2026, 6, 29)
        )
        for given in ("Hélène", "Mamadou", "Zoé"):
            people.add_walk_in(
                event,
                given_name=given,
                family_name="Martin",
                organisation="Ville de Lyon",
                check_in=False,
            )
        yield event


def add_session(event: OpenEvent, title: str = "Climat", **facts: Any) -> Session:
    values: dict[str, Any] = {
        "kind": SessionKind.WORKSHOP,
        "room": "Bellecour",
        "start": NOW - timedelta(minutes=5),
        "end": NOW + timedelta(hours=1),
        **facts,
    }
    return programme.save_session(event, Session(id="", title=title, **values))


@pytest.fixture
def page(qtbot: Any, door_event: OpenEvent) -> Iterator[DoorPage]:
    # The event is asked for so that it outlives the page.
    language.set_language("fr")
    context: Any = Context(None, SettingsStore(Settings(camera="")), None, SynchronousTasks())  # type: ignore[arg-type]
    shown = DoorPage(context)
    qtbot.addWidget(shown)
    shown.resize(940, 690)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.shown()
    yield shown
    shown.hidden()
    shown.set_event(None)
    language.set_language("fr")


def test_count_and_rest(page: DoorPage, door_event: OpenEvent) -> None:
    add_session(door_event, capacity=50)
    page.set_event(door_event)
    page.station.take_person(people.search(door_event, "helene")[0].id)
    assert page.count.text() == "1 / 50"
    assert page.rest.text() == "reste 49"
    assert page.count.font().pixelSize() == 96
    assert page.where.text().startswith("Bellecour")


def test_full_is_told_and_one_key_admits(qtbot: Any, page: DoorPage, door_event: OpenEvent) -> None:
    session = add_session(door_event, capacity=1)
    page.set_event(door_event)
    first, second, *_ = people.search(door_event, "martin")
    page.station.take_person(first.id)
    assert page.rest.text() == "COMPLET"
    assert page.rest.palette().windowText().color() == tokens().bad
    page.station.take_person(second.id)
    assert page.card.result is not None
    assert page.card.result.verdict is Verdict.PLEASE_CHECK
    assert page.card.admit_button.hasFocus()
    qtbot.keyClick(page.card.admit_button, Qt.Key.Key_Return)
    assert page.card.result.reason is Reason.ADMITTED
    assert programme.state(door_event, session.id).inside == 2
    assert page.count.text() == "2 / 1"
    assert page.details.text() == "1 admission par dérogation"


def test_not_enrolled_may_be_admitted(page: DoorPage, door_event: OpenEvent) -> None:
    add_session(door_event, admission=Admission.WARN)
    page.set_event(door_event)
    page.station.take_person(people.search(door_event, "zoe")[0].id)
    assert page.card.can_admit()
    assert page.rest.text() == "présents"
    page.card.admit_button.click()
    assert page.card.result is not None
    assert page.card.result.verdict is Verdict.WELCOME


def test_empty_programme_checks_nobody_in(page: DoorPage, door_event: OpenEvent) -> None:
    page.set_event(door_event)
    person = people.search(door_event, "helene")[0]
    page.station.take_person(person.id)
    page.station.take_code(person.code)
    page.change_headcount(1)
    page.turn()
    assert page.card.result is None
    assert not people.get(door_event, person.id).present
    assert checkin.last_passages(door_event) == []
    assert page.where.text() == language.tr("door.no_session")
    assert not page.search.isEnabled()


def test_nobody_is_registered_at_a_door(page: DoorPage, door_event: OpenEvent, qtbot: Any) -> None:
    add_session(door_event)
    page.set_event(door_event)
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.walk_in.isHidden()
    assert not page.walk_in_button.isVisible()


def test_plus_and_minus_count_people_without_badge(
    qtbot: Any, page: DoorPage, door_event: OpenEvent
) -> None:
    session = add_session(door_event, capacity=10)
    page.set_event(door_event)
    page.setFocus()
    for expected, key in ((1, "+"), (0, "-")):
        qtbot.keyClicks(page, key)
        qtbot.waitUntil(
            lambda wanted=expected: programme.state(door_event, session.id).headcount == wanted
        )
    qtbot.keyClicks(page, "AB+CD+EF-GH")
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert programme.state(door_event, session.id).headcount == 0
    assert page.card.result is not None
    assert page.card.result.verdict is Verdict.UNKNOWN_CODE


def test_exit_frees_a_place(qtbot: Any, page: DoorPage, door_event: OpenEvent) -> None:
    add_session(door_event, capacity=2, exits=True)
    page.set_event(door_event)
    person = people.search(door_event, "helene")[0]
    page.station.take_person(person.id)
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert page.station.direction is Direction.EXIT
    page.station.take_person(person.id)
    assert page.card.word() == "AU REVOIR"
    assert page.count.text() == "0 / 2"


def test_next_session_of_the_room_is_proposed(
    qtbot: Any, page: DoorPage, door_event: OpenEvent
) -> None:
    add_session(door_event, end=NOW + timedelta(minutes=8))
    soon = {"start": NOW + timedelta(minutes=10), "end": NOW + timedelta(hours=2)}
    add_session(door_event, "Ailleurs", room="Rhône", **soon)
    coming = add_session(door_event, "Eau", **soon)
    page.set_event(door_event)
    assert not page.next_button.isHidden()
    assert "Eau" in page.next_button.text()
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.station.checkpoint == coming.id
    assert page.next_button.isHidden()


def test_changed_programme_keeps_the_chosen_session(page: DoorPage, door_event: OpenEvent) -> None:
    add_session(door_event)
    chosen = add_session(door_event, "Eau")
    page.set_event(door_event)
    page.chooser.setCurrentIndex(page.chooser.findText("Eau", Qt.MatchFlag.MatchContains))
    seen = []
    leave = door_event.subscribe(lambda changes, origin: seen.append((changes, origin)))
    add_session(door_event, "Avant", start=NOW - timedelta(hours=3))
    leave()
    page.show_changes(*seen[-1])
    assert page.station.checkpoint == chosen.id
    assert page.chooser.count() == 3


def test_language_switch(page: DoorPage, door_event: OpenEvent) -> None:
    add_session(door_event, capacity=3)
    page.set_event(door_event)
    language.set_language("en")
    assert page.rest.text() == "3 left"
    assert page.more.accessibleName() == "One more person without a badge"


@pytest.mark.parametrize(("inside", "colour"), [(79, None), (96, "warn"), (100, "bad")])
def test_gauge_deepens(inside: int, colour: str | None) -> None:
    expected = getattr(tokens(), colour) if colour else None
    assert gauge_colour(inside, 100) == expected


def test_a_recount_is_typed_and_undone(qtbot: Any, page: DoorPage, door_event: OpenEvent) -> None:
    session = add_session(door_event, capacity=10)
    page.set_event(door_event)
    page.station.take_person(people.search(door_event, "helene")[0].id)
    qtbot.keyClick(page, Qt.Key.Key_F7)
    panel = page.corrections
    assert panel.isVisible()
    assert page.view.isHidden()
    assert panel.total.text() == "1"
    panel.total.line.setText("beaucoup")
    panel.recount_button.click()
    assert panel.total.fault.isVisibleTo(panel)
    panel.total.line.setText("9")
    qtbot.keyClick(panel.total.line, Qt.Key.Key_Return)
    assert (page.count.text(), page.rest.text()) == ("9 / 10", "reste 1\nbientôt complet")
    assert panel.isHidden()
    page.undo_last()
    assert page.count.text() == "1 / 10"
    assert programme.state(door_event, session.id).headcount == 0


def test_passages_of_the_wrong_session_are_moved(page: DoorPage, door_event: OpenEvent) -> None:
    wrong = add_session(door_event, "Air")
    right = add_session(door_event, "Eau")
    page.set_event(door_event)
    for person in people.search(door_event, "martin")[:2]:
        page.station.take_person(person.id)
    page.open_corrections()
    panel = page.corrections
    assert panel.found.text().startswith("2 passages")
    panel.since.line.setText("midi")
    assert not panel.move_button.isEnabled()
    panel.since.line.setText("14:06")
    assert not panel.move_button.isEnabled()
    panel.since.line.setText("14h05")
    panel.move_button.click()
    assert page.station.checkpoint == right.id
    assert page.count.text() == "2"
    assert programme.state(door_event, wrong.id).inside == 0
    page.undo_last()
    assert programme.state(door_event, wrong.id).inside == 2


def test_late_and_the_room_left_are_on_the_card(page: DoorPage, door_event: OpenEvent) -> None:
    first = add_session(door_event, "Air", start=NOW - timedelta(minutes=30))
    add_session(door_event, "Eau", room="Rhône", start=NOW - timedelta(minutes=12))
    page.set_event(door_event)
    person = people.search(door_event, "helene")[0]
    page.station.take_person(person.id)
    page.chooser.setCurrentIndex(1)
    page.station.take_person(person.id)
    said = page.card.texts()
    assert "En retard de 12 minutes" in said
    assert "A quitté «\u00a0Air\u00a0»" in said
    assert "1 en retard" in page.details.text()
    page.chooser.setCurrentIndex(0)
    assert page.station.checkpoint == first.id
    assert "1 sortie déduite" in page.details.text()


def test_once_over_the_door_shows_who_came(page: DoorPage, door_event: OpenEvent) -> None:
    session = add_session(door_event, start=NOW - timedelta(hours=2), end=NOW, capacity=5)
    person = people.search(door_event, "zoe")[0]
    checkin.check_in_person(
        door_event, person.id, checkpoint=session.id, now=NOW - timedelta(hours=1)
    )
    page.set_event(door_event)
    assert (page.count.text(), page.rest.text()) == ("1 / 5", "terminée à 14:05")
    assert "1 sortie présumée à la fin" in page.details.text()


def test_the_classic_error_is_proposed_first(page: DoorPage, door_event: OpenEvent) -> None:
    """Counting on into the room's former session: the next one of the room, from its lead on."""
    former = add_session(
        door_event, "Climat", start=NOW - timedelta(hours=2), end=NOW - timedelta(minutes=20)
    )
    add_session(door_event, "Ailleurs", room="Part-Dieu", start=former.start, end=former.end)
    later = add_session(
        door_event, "Eau", start=NOW - timedelta(minutes=10), end=NOW + timedelta(hours=1)
    )
    one, two, *_ = people.search(door_event, "martin")
    checkin.check_in_person(
        door_event, one.id, checkpoint=former.id, now=former.start - timedelta(minutes=2)
    )
    checkin.check_in_person(
        door_event, two.id, checkpoint=former.id, now=NOW - timedelta(minutes=15)
    )
    page.set_event(door_event)
    for row in range(page.chooser.count()):
        if page.chooser.itemData(row).id == former.id:
            page.chooser.setCurrentIndex(row)
    page.open_corrections()
    assert page.corrections.target.currentData() == later.id
    # 15 minutes before the later session began.
    assert page.corrections.since.text() == "13:40"
    page.corrections.move_button.click()
    assert programme.state(door_event, former.id).present == 1
    assert programme.state(door_event, later.id).present == 1


def test_a_long_title_of_the_next_session_ends_in_an_ellipsis(
    page: DoorPage, door_event: OpenEvent
) -> None:
    add_session(door_event)
    add_session(
        door_event,
        "Un titre bien trop long pour tenir sur une ligne de cette page " * 3,
        start=NOW + timedelta(minutes=10),
        end=NOW + timedelta(hours=2),
    )
    page.set_event(door_event)
    page.tick()
    assert not page.next_button.isHidden()
    assert "… (Entrée)" in page.next_button.text().replace("\u202f", " ").replace("\u00a0", " ")
    assert page.next_button.sizeHint().width() <= page.width() - page._side.width()
