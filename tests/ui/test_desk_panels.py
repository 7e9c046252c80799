"""The panels beside the camera as a volunteer uses them, by keyboard and by mouse."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from raict_desktop.config import Settings
from raict_desktop.domain.cases import CaseReason
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.journal import Kind, Source
from raict_desktop.domain.records import Person
from raict_desktop.services import cases, groups, history, integrity, large_list, people
from raict_desktop.services.application import Application, OpenEvent, Outside
from raict_desktop.ui import language
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.pages.reception import ReceptionPage
from raict_desktop.ui.widgets import verdict_card
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.label import PlainLabel
from tests.builders import add_person
from tests.ui.conftest import SynchronousTasks

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NOW = datetime(2026, 6, 29, 6, 52, tzinfo=UTC)
KEY = Qt.Key


class HeardSounds:
    """Keeps the names of what was played."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def play(self, name: str) -> None:
        self.heard.append(name)


class NotedPrinting:
    """Keeps whose badge was asked for, and how."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, str]] = []
        self.there = "Zebra"

    def printer(self) -> str:
        return self.there

    def on_checked_in(self, event: OpenEvent, person_id: str) -> object:
        self.jobs.append(("check-in", person_id))
        return True

    def reprint(self, parent: Any, event: OpenEvent, person_id: str) -> object:
        self.jobs.append(("reprint", person_id))
        return True

    def set_event(self, former: Any, event: Any) -> None:
        pass


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenEvent]:
    with Application(Outside(clock=lambda: NOW)) as application:
        event = application.new_event(
            tmp_path / "desk.raict", title="Rencontres", first_day=date(2026, 6, 29)
        )
        add_person(
            event, "Hélène", "Müller", organisation={"name": "A", "kind": "autre", "country": "FR"}
        )
        for n in range(12):
            add_person(event, f"Awa{n}", f"Diop{n:02}", delegation="Dakar", function="Membre")
        yield event


@pytest.fixture
def page(qtbot: Any, desk: OpenEvent) -> Iterator[ReceptionPage]:
    language.set_language("fr")
    sounds: Any = HeardSounds()
    printing: Any = NotedPrinting()
    none: Any = None
    context = Context(
        none,
        SettingsStore(Settings(camera="")),
        none,
        SynchronousTasks(),
        sounds=sounds,
        printing=printing,
    )
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


def named(desk: OpenEvent, words: str) -> Person:
    return people.search(desk, words)[0]


def panel(page: ReceptionPage, name: str) -> Any:
    assert page.panels.shown == name
    return page.panels._made[name]


def press(qtbot: Any, key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_a_delegation_of_twelve_in_three_actions(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    member = named(desk, "awa3 diop03")
    page.station.take_code(member.code)
    assert "(11)" in page.group_button.text()
    press(qtbot, KEY.Key_D, Qt.KeyboardModifier.ControlModifier)
    group = panel(page, "group")
    assert len(group.members.ticked()) == 11
    press(qtbot, KEY.Key_Return)
    assert all(p.present for p in groups.delegation(desk, "Dakar").members)
    assert page.panels.shown == ""
    assert "11 personnes" in page.notice.text()
    press(qtbot, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    present = [p for p in groups.delegation(desk, "Dakar").members if p.present]
    assert [p.id for p in present] == [member.id]


def test_ticks_companions_and_mouse(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    page.station.take_person(named(desk, "awa0 diop00").id)
    qtbot.mouseClick(page.group_button, Qt.MouseButton.LeftButton)
    group = panel(page, "group")
    row = group.members.item(4)
    middle = group.members.visualItemRect(row).center()
    qtbot.mouseClick(group.members.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert len(group.members.ticked()) == 10
    qtbot.mouseClick(group.members.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(1, 0))
    assert len(group.members.ticked()) == 11
    press(qtbot, KEY.Key_Space)
    qtbot.waitUntil(lambda: len(group.members.ticked()) == 10)
    qtbot.mouseClick(group.companions.more, Qt.MouseButton.LeftButton)
    group.companions.step(1)
    group.companions.step(-5)
    group.companions.step(2)
    assert group.admit_button.text() == "Admettre 12 personnes"
    qtbot.mouseClick(group.admit_button, Qt.MouseButton.LeftButton)
    assert sum(p.present for p in groups.delegation(desk, "Dakar").members) == 11
    labels = page.strip._rows.itemAt(1).widget().findChildren(type(page.notice))
    assert any("12 pers." in label.text() for label in labels)


def test_somebody_of_the_group_who_needs_the_desk_is_shown(
    page: ReceptionPage, desk: OpenEvent
) -> None:
    stopped = named(desk, "awa5 diop05")
    people.correct(desk, stopped.id, {"note": "Passeport à rendre", "note_level": "call"})
    page.panels.open_group(named(desk, "awa1 diop01"))
    panel(page, "group")._admit()
    assert page.card.result is not None
    assert (page.card.result.person.id, page.card.result.reason) == (stopped.id, Reason.CALL)
    assert not people.get(desk, stopped.id).present


def test_one_key_parks_an_unknown_code_and_scanning_goes_on(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    page.station.take_code("TICKET 99")
    press(qtbot, KEY.Key_F8)
    (line,) = cases.listed(desk)
    assert (line.code, line.case.reason) == ("TICKET 99", "unknown_code")
    assert panel(page, "park").isVisible()
    page.station.take_code(named(desk, "muller").code)
    assert page.card.result is not None
    assert page.card.result.verdict is Verdict.WELCOME
    press(qtbot, KEY.Key_5)
    press(qtbot, KEY.Key_Return)
    (line,) = cases.listed(desk)
    assert line.case.reason == "in_place_of"
    assert page.panels.shown == ""
    assert "1 cas en attente" in page.cases_button.text()


def test_words_searched_in_vain_are_parked(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    page.search.field.setText("zzyzx quux")
    page.park()
    (line,) = cases.listed(desk)
    assert (line.note, line.case.reason) == ("zzyzx quux", "not_found")


def test_the_help_desk_resolves(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    cancelled, other = named(desk, "muller"), named(desk, "awa2 diop02")
    people.correct(desk, cancelled.id, {"status": "cancelled"})
    for person in (cancelled, other):
        page.station.take_person(person.id)
        page.park()
        page.close_panel()
    press(qtbot, KEY.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    help_desk = panel(page, "help_desk")
    assert help_desk.choices["admit"].text() == "Réadmettre"
    assert not help_desk.choices["register"].isEnabled()
    press(qtbot, KEY.Key_Return)
    assert people.get(desk, cancelled.id).present
    assert help_desk.cases.count() == 1
    press(qtbot, KEY.Key_Delete)
    assert cases.listed(desk) == []
    outcomes = {line.case.outcome for line in cases.listed(desk, waiting=False)}
    assert outcomes == {"admitted", "closed"}


def test_a_figure_is_kept_even_when_esc_follows(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    page.station.take_person(named(desk, "muller").id)
    page.park()
    press(qtbot, KEY.Key_2)
    press(qtbot, KEY.Key_Escape)
    reasons = [line.case.reason for line in cases.listed(desk)]
    assert reasons == [list(CaseReason)[1]]
    assert not page.panels.shown


def test_a_case_becomes_a_walk_in(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    page.station.take_code("nobody knows")
    page.park()
    page.panels.open_help_desk()
    panel(page, "help_desk").choices["register"].click()
    for name, text in (("given_name", "Omar"), ("family_name", "Sy"), ("organisation", "X")):
        page.walk_in.fields[name].setText(text)
    press(qtbot, KEY.Key_Return)
    assert named(desk, "omar sy").present
    assert [line.case.outcome for line in cases.listed(desk, waiting=False)] == ["registered"]


def test_keys_act_on_who_is_in_front(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    """Not on who was scanned last: F4, Ctrl+P and Ctrl+D with somebody found, or on a panel."""
    control, printing = Qt.KeyboardModifier.ControlModifier, page.context.printing
    page.station.take_person(named(desk, "helene").id)
    awa = named(desk, "awa3")
    page.search.begin("awa3")
    qtbot.keyClick(page.search.field, Qt.Key.Key_P, control)
    assert printing.jobs[-1] == ("reprint", awa.id)  # type: ignore[attr-defined]
    qtbot.keyClick(page.search.field, Qt.Key.Key_F4)
    assert panel(page, "person").person.id == awa.id
    # Tab goes through the sheet, and Enter presses none of the page's buttons.
    assert panel(page, "person").hasFocus()
    press(qtbot, Qt.Key.Key_Tab)
    assert panel(page, "person").isAncestorOf(QApplication.focusWidget())
    page.reprint()
    assert printing.jobs[-1] == ("reprint", awa.id)  # type: ignore[attr-defined]
    qtbot.keyClick(page, Qt.Key.Key_D, control)
    group = panel(page, "group")
    group.members.setCurrentRow(5)
    chosen = group.members.chosen()
    qtbot.keyClick(group.members, Qt.Key.Key_F4)
    assert panel(page, "person").person.id == chosen
    press(qtbot, Qt.Key.Key_Escape)
    assert page.panels.shown == ""
    page.open_sheet()
    assert panel(page, "person").person.full_name == "Hélène MÜLLER"


def test_the_last_passages_keep_the_surname(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    """In a narrow column the given name gives way: `Marie-Antoinett…` tells nobody apart."""
    add_person(desk, "Marie-Antoinette Joséphine", "Ly")
    person = named(desk, "marie-antoinette ly")
    page.station.take_person(person.id)
    qtbot.waitUntil(lambda: bool(page.strip._made))

    def label() -> Any:
        row = next(iter(page.strip._made.values()))
        return next(one for one in row.findChildren(PlainLabel) if one.accessibleName())

    qtbot.waitUntil(lambda: label().text() == "M.-A. J. LY")
    assert label().accessibleName() == person.full_name


def test_a_row_that_moves_leaves_the_look_of_the_one_pointed_at(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    """The undo that seemed to be under the pointer was not the one a click would press."""
    page.station.take_person(named(desk, "helene").id)
    qtbot.waitUntil(lambda: bool(page.strip._made))
    [row] = page.strip._made.values()
    undo = row.findChildren(Button)[0]
    undo.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    page.station.take_person(named(desk, "awa3").id)
    qtbot.waitUntil(lambda: len(page.strip._made) == 2)
    assert not undo.underMouse()


def test_tab_reaches_the_undo_of_an_older_passage_where_it_stands(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    helene = named(desk, "helene")
    page.station.take_person(helene.id)
    page.open_person(helene.id)
    sheet = panel(page, "person")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in sheet.history._undos))
    sheet.reprint.setFocus()
    press(qtbot, Qt.Key.Key_Tab)
    undo = QApplication.focusWidget()
    assert sheet.history.isAncestorOf(undo)
    press(qtbot, Qt.Key.Key_Return)
    assert not named(desk, "helene").present


def test_a_search_in_vain_is_said_in_the_new_language(page: ReceptionPage) -> None:
    page.search.begin("zzqx")
    assert page.search.results.item(0).text().startswith("Personne ne correspond")
    language.set_language("en")
    assert page.search.results.item(0).text().startswith("Nobody matches")
    language.set_language("fr")


def test_a_group_that_is_all_here_says_so(page: ReceptionPage, desk: OpenEvent) -> None:
    for n in range(12):
        page.station.take_person(named(desk, f"awa{n}").id)
    page.panels.open_group(named(desk, "awa3"))
    group = panel(page, "group")
    assert group.hint.text().startswith("Toutes les personnes attendues")
    assert group.admit_button.text() == "Admettre"
    assert not group.admit_button.isEnabled()
    group.companions.step(1)
    assert group.admit_button.text() == "Admettre 1 personne"


def test_substitution_from_the_sheet(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    absent = named(desk, "awa7 diop07")
    page.open_person(absent.id)
    panel(page, "person").substitute.click()
    form = panel(page, "substitute")
    press(qtbot, KEY.Key_Return)
    assert form.hint.text() == language.tr("desk.missing_given_name")
    form.fields["given_name"].line.setText("Omar")
    form.fields["family_name"].line.setText("Sy")
    press(qtbot, KEY.Key_Return)
    assert page.card.result is not None
    assert page.card.result.person.replaces == absent.id
    page.station.take_person(absent.id)
    assert "Omar SY" in page.card.reason()
    assert page.card.can_readmit()
    assert not page.card.admit_button.hasFocus()
    qtbot.mouseClick(page.card.admit_button, Qt.MouseButton.LeftButton)
    assert people.get(desk, absent.id).present


def test_the_sheet_undoes_an_older_passage(page: ReceptionPage, desk: OpenEvent) -> None:
    person = named(desk, "muller")
    page.station.take_person(person.id)
    for n in range(8):
        page.station.take_person(named(desk, f"awa{n} diop0{n}").id)
    page.open_person(person.id)
    sheet = panel(page, "person")
    lines = history.of_person(desk, person.id)
    assert [line.kind for line in lines] == [Kind.ENTRY, Kind.PERSON_ADDED]
    sheet.undo(lines[0].entry_id)
    assert not people.get(desk, person.id).present
    assert "annulé" in sheet.history.texts()[0]


def test_the_walk_in_warns_of_a_likely_duplicate(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    known = named(desk, "muller")
    press(qtbot, KEY.Key_N, Qt.KeyboardModifier.ControlModifier)
    fields = page.walk_in.fields
    fields["given_name"].setText("Helene")
    fields["family_name"].setText("Muler")
    fields["organisation"].setText("A")
    press(qtbot, KEY.Key_Return)
    assert page.walk_in.known.keys() == [known.id]
    assert page.walk_in.hint.text() == language.tr("desk.known_hint")
    assert len(people.everybody(desk)) == 13
    press(qtbot, KEY.Key_Return)
    assert len(people.everybody(desk)) == 14
    page.open_walk_in()
    fields["given_name"].setText("Hélène")
    fields["family_name"].setText("Müller")
    page.walk_in._tell_names()
    page.walk_in.known.setFocus()
    page.walk_in.known.setCurrentRow(page.walk_in.known.keys().index(known.id))
    press(qtbot, KEY.Key_Return)
    assert people.get(desk, known.id).present
    assert page.walk_in.isHidden()


def test_what_was_searched_in_vain_begins_the_walk_in(page: ReceptionPage) -> None:
    page.search.field.setText("Jean-Luc Zzyzx")
    page.open_walk_in()
    assert page.walk_in.fields["given_name"].text() == "Jean-Luc"
    assert page.walk_in.fields["family_name"].text() == "Zzyzx"


def test_choosing_a_known_organisation_fills_its_country(page: ReceptionPage) -> None:
    page.open_walk_in()
    completer = page.walk_in.fields["organisation"].completer()
    completer.activated.emit("A")
    assert page.walk_in.fields["country"].text() == "FR"


@pytest.mark.parametrize("name", ["", " ", "x" * 10_000, "<b>x</b>", "a\u202eb"])
def test_strange_names_in_the_walk_in(page: ReceptionPage, desk: OpenEvent, name: str) -> None:
    page.open_walk_in()
    for field in ("given_name", "family_name", "organisation"):
        page.walk_in.fields[field].setText(name)
    page.walk_in._on_save()
    kept = page.walk_in.isVisible() and bool(page.walk_in.hint.text())
    assert kept or named(desk, name.replace("\u202e", " "))
    assert integrity.check(desk).ok


def test_every_verdict_has_its_sound_and_protocol_its_own(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    heard = page.context.sounds.heard  # type: ignore[attr-defined]
    person, guest = named(desk, "muller"), named(desk, "awa1 diop01")
    people.correct(desk, guest.id, {"protocol_rank": "1", "protocol_contact": "Mme Ly"})
    for ask in (
        lambda: page.station.take_person(person.id),
        lambda: page.station.take_person(person.id),
        lambda: page.station.take_code("?!"),
        lambda: page.station.take_person(guest.id),
    ):
        count = len(heard)
        ask()
        qtbot.waitUntil(lambda count=count: len(heard) > count)
    assert heard == ["welcome", "already_in", "unknown_code", "protocol"]
    assert any("prévenir Mme Ly" in text for text in page.card.texts())


def test_a_card_that_waits_lets_the_one_on_show_sound_once(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict_card, "LEAST_MS", 60_000)
    heard = page.context.sounds.heard  # type: ignore[attr-defined]
    first, second = named(desk, "muller"), named(desk, "awa1 diop01")
    page.station.take_person(first.id)
    qtbot.waitUntil(lambda: len(heard) == 1)
    page.station.take_person(second.id)
    # The strip shows the second passage in the turn that would play a sound.
    qtbot.waitUntil(lambda: page.strip.layout().count() == 1 + 2 + 1)
    assert heard == ["welcome"]


def test_a_passage_moves_down_and_speaks_the_new_language(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    rows = page.strip.layout()

    def row(place: int) -> Any:
        item = rows.itemAt(1 + place)
        return item.widget() if item else None

    page.station.take_person(named(desk, "muller").id)
    qtbot.waitUntil(lambda: bool(row(0).findChildren(Button)))
    older = row(0)
    page.station.take_person(named(desk, "awa1 diop01").id)
    qtbot.waitUntil(lambda: rows.count() == 1 + 2 + 1)
    assert row(1) is older
    language.set_language("en")
    page.retranslate()
    hints = [button.toolTip() for button in row(1).findChildren(Button)]
    assert hints == [language.tr("desk.undo_of", name="Hélène MÜLLER")]
    page.undo_last()
    struck = [label.accessibleName() for label in row(0).findChildren(PlainLabel)]
    assert any(language.tr("desk.annulled") in name for name in struck)


def test_another_person_waits_for_a_second(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict_card, "LEAST_MS", 60_000)
    first, second = named(desk, "muller"), named(desk, "awa1 diop01")
    page.station.take_person(first.id)
    page.station.take_person(second.id)
    page.station.take_code("nobody")
    assert people.get(desk, second.id).present  # on disk at once; only its card waits
    assert page.card.result
    assert page.card.result.person
    assert page.card.result.person.id == first.id
    monkeypatch.setattr(verdict_card, "LEAST_MS", 0)
    page.card._show_next()
    assert page.card.result.person.id == second.id
    qtbot.waitUntil(lambda: page.card.result.verdict is Verdict.UNKNOWN_CODE)


def test_cards_in_a_row_never_grow_without_end(
    page: ReceptionPage, desk: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict_card, "LEAST_MS", 60_000)
    page.station.take_code("refused first")
    for n in range(12):
        page.station.take_person(named(desk, f"awa{n} diop{n:02}").id)
    page.station.take_code("refused last")
    assert len(page.card._waiting) == verdict_card.MOST_WAITING
    assert page.card._waiting[-1].result.code == "refused last"


def test_a_scan_leaves_a_form_and_a_search_as_they_are(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    """Somebody holds a badge before the camera while the volunteer types: the card says so, no more."""
    code = people.get(desk, add_person(desk, "Zoé", "Petit")).code
    page.open_walk_in()
    given = page.walk_in.fields["given_name"]
    given.setFocus()
    qtbot.keyClicks(given, "Oma")
    qtbot.waitUntil(lambda: given.text() == "Oma")
    page.station.take_code(code, Source.CAMERA)
    assert page.card.result is not None
    assert page.card.result.person is not None
    assert page.card.result.person.family_name == "Petit"
    assert page.walk_in.isVisible()
    assert given.hasFocus()
    assert given.text() == "Oma"
    assert page.station.hand_taken()
    page.close_panel()
    assert not page.station.hand_taken()
    page.search.begin("ly")
    assert page.station.hand_taken()
    page.station.take_code(code, Source.CAMERA)
    assert page.search.field.text() == "ly"
    assert page.search.field.hasFocus()
    page.search.clear()
    assert not page.station.hand_taken()


@pytest.mark.parametrize(
    ("keys", "typed"),
    [("ba mam", "ba mam"), ("ba\b", "b")],
)
def test_a_quick_hand_loses_no_key_while_the_search_opens(
    qtbot: Any, page: ReceptionPage, keys: str, typed: str
) -> None:
    """The first letters are held for a moment as a scanner's might be: what follows waits for them."""
    page.station.start()
    page.setFocus()
    for letter in keys:
        target = QApplication.focusWidget() or page
        if letter == "\b":
            qtbot.keyClick(target, Qt.Key.Key_Backspace)
        else:
            qtbot.keyClick(target, letter)
    qtbot.waitUntil(lambda: page.search.field.text() == typed)


def test_a_name_that_came_as_fast_as_a_scan_opens_the_search(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    """Keys that waited for a busy window come all at once; a stranger's code of letters stays a code."""
    page.station.start()
    page.setFocus()
    for letter in "helene muller":
        qtbot.keyClick(QApplication.focusWidget() or page, letter)
    qtbot.waitUntil(lambda: page.search.field.text() == "helene muller")
    assert page.card.result is None
    page.search.clear()
    page.setFocus()
    for letter in "QAWZMUQA":
        qtbot.keyClick(QApplication.focusWidget() or page, letter)
    qtbot.waitUntil(lambda: page.card.result is not None)
    assert page.card.result.verdict is Verdict.UNKNOWN_CODE
    code = named(desk, "muller").code
    for letter in code:
        qtbot.keyClick(QApplication.focusWidget() or page, letter)
    qtbot.waitUntil(lambda: page.card.result.verdict is Verdict.WELCOME)


def test_a_quick_enter_chooses_who_was_typed(qtbot: Any, page: ReceptionPage) -> None:
    page.station.start()
    page.setFocus()
    for letter in "mull":
        qtbot.keyClick(QApplication.focusWidget() or page, letter)
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.card.result is not None)
    assert page.card.result.person
    assert page.card.result.person.family_name == "Müller"


def test_a_second_key_parks_nobody_twice(page: ReceptionPage, desk: OpenEvent) -> None:
    person = named(desk, "muller").id
    first = cases.park(desk, person_id=person)
    assert cases.park(desk, person_id=person) == first
    assert cases.park(desk, code="TICKET") == cases.park(desk, code="TICKET")
    other = cases.park(desk, person_id=person, note="badge")
    assert len({first, other}) == 2
    assert cases.waiting_count(desk) == 3
    page.panels.park_person(person)
    assert cases.waiting_count(desk) == 3
    page.panels._park_again("other", "")
    assert cases.waiting_count(desk) == 3, "the same again takes nothing back"


def test_a_volunteer_pressing_every_key_loses_nothing(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    chance = random.Random(7)
    keys = [
        *(getattr(KEY, f"Key_F{n}") for n in (2, 3, 4, 5, 7, 8)),
        *(KEY.Key_Escape, KEY.Key_Return, KEY.Key_Tab, KEY.Key_Backtab, KEY.Key_Space),
        *(KEY.Key_Up, KEY.Key_Down, KEY.Key_Delete, KEY.Key_Backspace),
        *(getattr(KEY, f"Key_{letter}") for letter in "ADNZPF158"),
    ]
    modifiers = (Qt.KeyboardModifier.NoModifier,) * 4 + (
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )
    for step in range(300):
        if step % 25 == 0:
            page.station.take_code(chance.choice(["nobody", named(desk, "muller").code]))
        target = QApplication.focusWidget() or page
        qtbot.keyClick(target, chance.choice(keys), chance.choice(modifiers))
        assert QApplication.activeModalWidget() is None
    assert integrity.check(desk).ok
    for _ in range(4):
        page.keyPressEvent(_escape())
    page.station.take_code("after all that")
    assert page.card.result
    assert page.card.result.code == "after all that"


def _escape() -> Any:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    return QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Escape, Qt.KeyboardModifier.NoModifier)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_panel_in_both_languages(page: ReceptionPage, desk: OpenEvent, code: str) -> None:
    person = named(desk, "awa1 diop01")
    page.station.take_person(person.id)
    page.park()
    page.panels.open_help_desk()
    page.panels.open_group(person)
    page.panels.open_substitute(person)
    page.open_person(person.id)
    language.set_language(code)
    titles = {
        name: made.title.text() for name, made in page.panels._made.items() if name != "person"
    }
    assert all(titles.values())
    assert (titles["substitute"] == "Remplacement") is (code == "fr")


def jobs(page: ReceptionPage) -> list[tuple[str, str]]:
    return page.context.printing.jobs  # type: ignore[attr-defined,no-any-return]


def test_a_check_in_prints_after_the_card_and_says_so(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    person = named(desk, "muller")
    page.station.take_person(person.id)
    assert jobs(page) == []  # not on the scan's way
    qtbot.waitUntil(lambda: jobs(page) == [("check-in", person.id)])
    assert language.tr("verdict.badge_printing") in page.card.texts()
    page.station.take_person(person.id)
    page.station.take_code("nobody")
    press(qtbot, KEY.Key_Escape)
    assert len(jobs(page)) == 1


def test_a_walk_in_and_a_delegation_print(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    page.open_walk_in()
    for name, text in (("given_name", "Omar"), ("family_name", "Sy"), ("organisation", "X")):
        page.walk_in.fields[name].setText(text)
    press(qtbot, KEY.Key_Return)
    qtbot.waitUntil(lambda: jobs(page) == [("check-in", named(desk, "omar sy").id)])
    page.panels.open_group(named(desk, "awa1 diop01"))
    panel(page, "group")._admit()
    qtbot.waitUntil(lambda: len(jobs(page)) == 13)


def test_reprint_is_asked_for_and_a_missing_printer_is_told(
    qtbot: Any, page: ReceptionPage, desk: OpenEvent
) -> None:
    qtbot.mouseClick(page.reprint_button, Qt.MouseButton.LeftButton)
    assert page.notice.text() == language.tr("desk.nobody_at_hand")
    person = named(desk, "muller")
    page.station.take_person(person.id)
    press(qtbot, KEY.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert ("reprint", person.id) in jobs(page)
    page.context.printing.there = ""  # type: ignore[attr-defined]
    page.reprint()
    assert page.notice.text() == language.tr("desk.no_printing")


def test_the_card_says_in_which_tray_the_badge_waits(page: ReceptionPage, desk: OpenEvent) -> None:
    from raict_desktop.services import trays

    trays.fill_trays(desk, people.everybody(desk), 5)
    page.station.take_person(named(desk, "muller").id)
    assert any(text.startswith("Badge\u00a0: bac ") for text in page.card.texts())


def test_somebody_found_by_search_is_parked_rather_than_the_words(
    page: ReceptionPage, desk: OpenEvent
) -> None:
    page.search.field.setText("muller")
    page.park()
    (line,) = cases.listed(desk)
    assert line.person == named(desk, "muller")
    assert line.note == ""


def test_space_presses_the_button_in_front(qtbot: Any, page: ReceptionPage) -> None:
    page.walk_in_button.setFocus()
    press(qtbot, KEY.Key_Space)
    assert page.walk_in.isVisible()


def test_undoing_what_was_undone_says_so(page: ReceptionPage, desk: OpenEvent) -> None:
    page.station.take_person(named(desk, "muller").id)
    assert page.card.result is not None
    entry = page.card.result.entry_id
    page.undo(entry)
    assert page.notice.text() == language.tr("desk.undone")
    page.undo(entry)
    assert page.notice.text() == language.tr("desk.nothing_to_undo")


def test_a_long_operators_name_stops_no_scan(page: ReceptionPage, desk: OpenEvent) -> None:
    desk.operator = "x" * 500
    page.station.take_person(named(desk, "muller").id)
    assert page.card.result is not None
    assert page.card.result.verdict is Verdict.WELCOME


def test_the_sheet_prints_a_badge(qtbot: Any, page: ReceptionPage, desk: OpenEvent) -> None:
    person = named(desk, "muller")
    page.open_person(person.id)
    sheet = panel(page, "person")
    sheet.reprint.click()
    assert jobs(page) == [("reprint", person.id)]
    assert "imprimante" in sheet.notice.text()
    page.context.printing.there = ""  # type: ignore[attr-defined]
    sheet.reprint.click()
    assert sheet.notice.text() == language.tr("desk.no_printing")


def test_the_form_of_a_long_list_opens_before_the_organisations_are_read(
    page: ReceptionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Callable[[], None]] = []

    class Held:
        def run(self, job: Any, done: Any, failed: Any) -> None:
            held.append(lambda: done(job()))

    monkeypatch.setattr(large_list, "LARGE", 3)
    monkeypatch.setattr(page, "context", replace(page.context, tasks=Held()))
    page.open_walk_in()
    assert not page.walk_in.isHidden()
    field = page.walk_in.fields["organisation"]
    assert field.completer() is None or field.completer().model().rowCount() == 0
    held[-1]()
    assert field.completer().model().rowCount() > 0
