"""The reception page as a volunteer meets it: typed, searched, scanned, undone, registered."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog

from raict_desktop.config import Settings
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.errors import UnsafeFileError, UserError
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import Person, Status
from raict_desktop.domain.verdict_colours import COLOURS
from raict_desktop.services import checkin, people
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.services.checkin import CheckinResult
from raict_desktop.ui import language
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.pages.reception import ReceptionPage
from raict_desktop.ui.widgets.verdict_card import VerdictCard
from raict_desktop.ui.widgets.verdict_words import Facts
from tests.ui.conftest import SynchronousTasks

# The offscreen platform says so of every window with a least size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = datetime(2026, 6, 29, 6, 52, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenEvent]:
    with Application(Outside(clock=lambda: NOW)) as application:
        event = application.new_event(
            tmp_path / "desk.raict", title="Rencontres", first_day=date(2026, 6, 29)
        )
        for given, family, organisation, function in (
            ("Hélène", "Müller", "Eurométropole de Strasbourg", "Vice-présidente"),
            ("Mamadou", "Ba", "Ville de Dakar", "Adjoint"),
            ("Mamadou", "Ba", "Région de Thiès", "Conseiller"),
        ):
            people.add_walk_in(
                event,
                given_name=given,
                family_name=family,
                organisation=organisation,
                function=function,
                check_in=False,
            )
        yield event


@pytest.fixture
def page(qtbot: Any, desk: OpenEvent) -> Iterator[ReceptionPage]:
    language.set_language("fr")
    context: Any = Context(None, SettingsStore(Settings(camera="")), None, SynchronousTasks())  # type: ignore[arg-type]
    shown = ReceptionPage(context)
    qtbot.addWidget(shown)
    shown.resize(940, 690)
    shown.set_event(desk)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.shown()
    yield shown
    shown.hidden()
    shown.set_event(None)
    language.set_language("fr")


def someone(desk: OpenEvent, words: str = "muller") -> Person:
    return people.search(desk, words)[0]


def verdict(page: ReceptionPage) -> Verdict:
    assert page.card.result is not None
    return page.card.result.verdict


@pytest.mark.parametrize(
    ("value", "word", "ground"),
    [
        ("welcome", "BIENVENUE", "#45E0A8"),
        ("already_in", "DÉJÀ ENREGISTRÉ", "#0F3591"),
        ("please_check", "À VÉRIFIER", "#F0C40F"),
        ("not_allowed", "REFUSÉ", "#5E0717"),
        ("unknown_code", "CODE INCONNU", "#FFFFFF"),
    ],
)
def test_each_verdict_has_its_word_and_colour(
    qtbot: Any, value: str, word: str, ground: str
) -> None:
    language.set_language("fr")
    card = VerdictCard()
    qtbot.addWidget(card)
    card.reduced_motion = True
    card.resize(600, 500)
    card.show()
    kind = Verdict(value)
    result = CheckinResult(kind, Reason.NONE, "X", None, None, Direction.ENTRY, NOW, None, "e", 1)
    card.show_result(Facts(result))
    assert card.word() == word
    assert word in card.accessibleName()
    assert COLOURS[kind][0] == ground
    assert card.grab().toImage().pixelColor(560, 60) == QColor(ground)
    assert card.word_size >= 64


def test_long_word_stays_large_on_two_lines(qtbot: Any, page: ReceptionPage) -> None:
    person = someone(page.open_event)
    page.station.take_person(person.id)
    page.station.take_person(person.id)
    page.card.grab()
    assert page.card.word_size >= 64


def test_typed_code_checks_in(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    person = someone(desk)
    page.search.begin()
    page.search.field.setText(person.code)
    qtbot.keyClick(page.search.field, Qt.Key.Key_Return)
    assert verdict(page) is Verdict.WELCOME
    assert page.hasFocus()
    assert people.get(desk, person.id).present


def test_search_lists_namesakes_with_what_tells_them_apart(qtbot: Any, page: ReceptionPage) -> None:
    page.search.field.setText("ba mamadou")
    texts = [page.search.results.item(row).text() for row in range(page.search.results.count())]
    assert any("Dakar" in text for text in texts)
    assert any("Thiès" in text for text in texts)
    assert page.view.isHidden()
    qtbot.keyClick(page.search.field, Qt.Key.Key_Down)
    qtbot.keyClick(page.search.field, Qt.Key.Key_Return)
    assert verdict(page) is Verdict.WELCOME
    assert not page.view.isHidden()


def test_second_time_says_since_when(page: ReceptionPage, desk: OpenEvent) -> None:
    person = someone(desk)
    page.station.take_person(person.id)
    page.station.take_person(person.id)
    assert verdict(page) is Verdict.ALREADY_IN
    assert page.card.reason() == "à 8\u00a0h\u00a052"


def test_cancelled_and_unknown(page: ReceptionPage, desk: OpenEvent) -> None:
    person = someone(desk)
    people.correct(desk, person.id, {"status": Status.CANCELLED.value})
    page.station.take_person(person.id)
    assert verdict(page) is Verdict.NOT_ALLOWED
    page.station.take_code("https://example.org")
    assert verdict(page) is Verdict.UNKNOWN_CODE
    assert "pas un badge" in page.card.reason()


def test_undo_takes_the_last_passage_back(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    person = someone(desk)
    page.station.take_person(person.id)
    qtbot.mouseClick(page.undo_button, Qt.MouseButton.LeftButton)
    assert not people.get(desk, person.id).present
    assert page.card.result is None
    page.undo_last()
    assert page.notice.text() == language.tr("desk.nothing_to_undo")


def test_strip_keeps_five_lines_and_undo_looks_further(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    person = someone(desk)
    for _ in range(8):
        page.station.take_person(person.id)
    layout = page.strip.layout()
    assert layout is not None
    qtbot.waitUntil(lambda: layout.count() == 1 + 5 + 1)
    title_and_rows = [layout.itemAt(n).widget() for n in range(layout.count() - 1)]
    qtbot.waitUntil(
        lambda: all(
            upper.geometry().bottom() < lower.geometry().top()
            for upper, lower in itertools.pairwise(title_and_rows)
        )
    )
    page.undo_last()
    assert not people.get(desk, person.id).present


def test_fault_of_undo_is_told_quietly(
    page: ReceptionPage, desk: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.station.take_person(someone(desk).id)

    def fail(*_: object, **__: object) -> bool:
        raise UserError("desk.some_fault")

    monkeypatch.setattr(checkin, "undo", fail)
    page.undo_last()
    assert "desk.some_fault" in page.notice.text()


def test_the_card_of_who_came_before_does_not_stand_for_a_passage_that_failed(
    page: ReceptionPage, desk: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: green on the screen would be taken for this person's."""
    page.station.take_person(someone(desk).id)
    assert page.card.result is not None
    played: list[str] = []
    monkeypatch.setattr(page.context.sounds, "play", played.append)

    def full(*_: object, **__: object) -> None:
        raise UnsafeFileError("storage.disk_full", path="day.raict")

    monkeypatch.setattr(checkin, "check_in_person", full)
    page.station.take_person(someone(desk).id)
    assert page.card.result is None
    assert played == ["please_check"]
    assert page.notice.text() == language.tr("errors_storage.disk_full", path="day.raict")
    assert page.notice.isVisibleTo(page)


def test_walk_in_needs_three_fields_then_admits(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    page.open_walk_in()
    fields = page.walk_in.fields
    fields["given_name"].setText("Łukasz")
    fields["family_name"].setText("Nowak")
    qtbot.mouseClick(page.walk_in.save_button, Qt.MouseButton.LeftButton)
    assert page.walk_in.hint.text() == language.tr("desk.missing_organisation")
    assert fields["organisation"].hasFocus()
    assert page.card.result is None
    fields["organisation"].setText("Miasto Kraków")
    fields["country"].setText("Nulle part")
    qtbot.keyClick(fields["country"], Qt.Key.Key_Return)
    assert not page.walk_in.isHidden()
    fields["country"].setText("Pologne")
    qtbot.keyClick(fields["country"], Qt.Key.Key_Return)
    assert page.walk_in.isHidden()
    assert verdict(page) is Verdict.WELCOME
    found = someone(desk, "lukasz")
    assert (found.walk_in, found.present, found.country) == (True, True, "PL")


def test_scanner_is_caught_in_the_search_field(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    person = someone(desk)
    page.search.begin()
    qtbot.keyClicks(page.search.field, person.code)
    qtbot.keyClick(page.search.field, Qt.Key.Key_Return)
    assert verdict(page) is Verdict.WELCOME
    assert page.search.field.text() == ""


def test_scanner_is_left_alone_while_a_dialog_is_open(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    dialog = QDialog(page)
    qtbot.addWidget(dialog)
    dialog.setModal(True)
    dialog.show()
    qtbot.keyClicks(dialog, someone(desk).code)
    assert page.card.result is None
    dialog.reject()


@pytest.mark.parametrize(
    "state", ["starting", "no_camera", "lost", "dark", "no_code_hint", "ended", "off"]
)
def test_camera_states_are_told_in_words(page: ReceptionPage, state: str) -> None:
    page.view.show_state(state)
    assert len(page.view.accessibleDescription()) > 10


def test_no_camera_is_told_at_once(page: ReceptionPage) -> None:
    assert page.view.caption() == language.tr("scanning.state_no_camera")


def test_language_switches_everything(page: ReceptionPage, desk: OpenEvent) -> None:
    page.station.take_person(someone(desk).id)
    language.set_language("en")
    assert page.card.word() == "WELCOME"
    assert page.walk_in_button.text().startswith("Register")
    assert page.search.field.placeholderText().startswith("Search")


def test_card_clears_by_itself_and_by_escape(qtbot: Any, page: ReceptionPage) -> None:
    page.station.take_code("nobody")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.card.result is None
    page.station.take_code("nobody")
    page.card._hold.timeout.emit()
    assert page.card.result is None


def test_without_an_event_nothing_can_be_pressed(page: ReceptionPage) -> None:
    page.set_event(None)
    page.open_walk_in()
    page.undo_last()
    assert page.walk_in.isHidden()
    assert not page.search.isEnabled()
    page.station.take_code("nobody")
    assert page.card.result is None
