"""The organiser's pages do what their buttons say, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt

from raict_desktop.config import Settings
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.records import Session, SessionKind
from raict_desktop.services import people, programme
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.ui import language
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.pages.organiser.page import SECTIONS, OrganiserPage
from raict_desktop.ui.widgets.plot import ceiling
from raict_desktop.wording import catalogue

NAMES = (
    ("Hélène", "Müller", "Eurométropole de Strasbourg", "FR"),
    ("Mamadou", "Ba", "Commune de Podor", "SN"),
    ("Łukasz", "Zieliński", "Ambassade de Pologne", "PL"),
    ("Anne", "d'Almeida", "Région Occitanie", "FR"),
)


@dataclass
class FakePrompts:
    """Answers given beforehand."""

    path: str = ""
    agree: bool = True
    asked: list[str] = field(default_factory=list)

    def choose_open_file(self, parent: Any, title: str, filter_: str = "") -> str:
        return self.path

    choose_save_file = choose_open_file

    def choose_folder(self, parent: Any, title: str) -> str:
        return self.path

    def confirm(self, parent: Any, title: str, text: str) -> bool:
        self.asked.append(text)
        return self.agree

    def ask_text(self, parent: Any, title: str, label: str) -> str:
        return self.path

    def tell(self, parent: Any, title: str, text: str) -> None:
        self.asked.append(text)


class AtOnce:
    """Runs each task where it is asked for."""

    def run(
        self,
        job: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        try:
            value = job()
        except Exception as fault:  # noqa: BLE001 - as ui.tasks does
            failed(fault)
        else:
            done(value)


def make_context(application: Application) -> Context:
    return Context(application, SettingsStore(Settings()), FakePrompts(), AtOnce())  # type: ignore[arg-type]


def fill(application: Application, folder: Path, size: int = 4) -> OpenEvent:
    """A small event: ``size`` people, the even ones present, and one workshop."""
    event = application.new_event(
        folder / "test.raict", title="Rencontres", first_day=date(2021, 6, 29)
    )
    programme.save_session(
        event,
        Session(
            "",
            "Découvrir son jumeau climatique",
            SessionKind.WORKSHOP,
            "Salle 2",
            datetime(2021, 6, 29, 8, 0, tzinfo=UTC),
            datetime(2021, 6, 29, 9, 30, tzinfo=UTC),
            50,
        ),
    )
    for place in range(size):
        given, family, organisation, country = NAMES[place % len(NAMES)]
        suffix = f" {place}" if place >= len(NAMES) else ""
        people.add_walk_in(
            event,
            given_name=given,
            family_name=f"{family}{suffix}",
            organisation=organisation,
            country=country,
            check_in=place % 2 == 0,
        )
    return event


class Desk(NamedTuple):
    page: OrganiserPage
    event: OpenEvent
    prompts: FakePrompts


@pytest.fixture
def desk(qtbot, tmp_path: Path) -> Iterator[Desk]:
    language.set_language("fr")
    with Application() as application:
        context = make_context(application)
        page = OrganiserPage(context)
        qtbot.addWidget(page)
        page.resize(1024, 700)
        event = fill(application, tmp_path)
        page.set_event(event)
        page.show()
        yield Desk(page, event, context.prompts)
        page.set_event(None)
    language.set_language("fr")


def test_dashboard_shows_the_figures_in_both_languages(desk):
    board = desk.page.section("dashboard")
    assert board.tiles["participants"].figure.text() == "2"
    assert board.tiles["participants"].words.text() == "participant·es"
    french = board.sentence.text()
    language.set_language("en")
    assert board.sentence.text() != french
    assert board.tiles["authorities"].words.text() == "French local authority"


def test_many_changes_are_one_reading(desk, qtbot):
    board = desk.page.section("dashboard")
    for _ in range(50):
        desk.page.show_changes(Changes.of(Topic.PASSAGES), None)
    assert board.timer.isActive()
    readings = []
    board.timer.timeout.connect(lambda: readings.append(1))
    with qtbot.waitSignal(board.timer.timeout, timeout=3000):
        pass
    assert readings == [1]
    assert not board.timer.isActive()


def test_search_count_and_empty_state(desk):
    section = desk.page.section("participants")
    assert section.count.text() == "4 personnes"
    section.words.setText("muller")
    section.filter()
    assert section.count.text() == "1 personne"
    section.words.setText("personne de ce nom")
    section.filter()
    assert section.stack.currentWidget() is section.no_match
    section.no_match.button.click()
    assert section.model.rowCount() == 4


def test_a_sheet_corrects_a_person(desk):
    section = desk.page.section("participants")
    section.words.setText("muller")
    section.filter()
    section.table.selectRow(0)
    panel = section.panel
    assert panel.person.family_name == "Müller"
    panel.fields["function"].line.setText("Vice-présidente")
    panel.save.click()
    saved = people.get(desk.event, panel.person.id)
    assert saved.function == "Vice-présidente"
    assert saved.country == "FR"
    assert not panel.notice.isHidden()


def test_check_in_from_the_sheet(desk):
    section = desk.page.section("participants")
    section.presence.set_key("absent")
    section.table.selectRow(0)
    panel = section.panel
    assert panel.check_in.isEnabled()
    panel.check_in.click()
    assert people.get(desk.event, panel.person.id).present
    assert not panel.check_in.isEnabled()
    assert "entrée" in panel.history.texts()[0]


def test_a_session_is_added_changed_and_removed(desk):
    section = desk.page.section("programme")
    section.add.click()
    section.panel.fields["title"].line.setText("Quiz AICT")
    section.panel.save.click()
    added = next(s for s in programme.sessions(desk.event) if s.title == "Quiz AICT")
    assert desk.event.local(added.start).hour == 9
    section.panel.capacity.setValue(30)
    section.panel.save.click()
    assert {s.capacity for s in programme.sessions(desk.event)} == {50, 30}
    desk.prompts.agree = False
    section.panel.remove.click()
    assert len(programme.sessions(desk.event)) == 2
    desk.prompts.agree = True
    section.panel.remove.click()
    assert len(programme.sessions(desk.event)) == 1


def test_a_session_without_a_title_is_said(desk):
    section = desk.page.section("programme")
    section.add.click()
    section.panel.save.click()
    assert section.panel.notice.text()
    assert len(programme.sessions(desk.event)) == 1


def test_a_list_is_shown_before_it_is_applied(desk, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text(
        "Prénom;Nom;Organisation;Pays\nAwa;Diop;Ville de Dakar;Sénégal\nJean;Roux;Lyon;Narnia\n",
        "utf-8",
    )
    desk.prompts.path = str(file)
    section = desk.page.section("import")
    section.empty.button.click()
    assert section.tiles["new"].figure.text() == "2"
    assert section.index.value() == "problems"
    assert section.model.rowCount() >= 1
    assert people.count(desk.event, people.PeopleQuery()) == 4
    section.apply.click()
    assert people.count(desk.event, people.PeopleQuery()) == 6
    assert section.apply.isHidden()


def test_badges_become_a_pdf(desk, tmp_path):
    desk.prompts.path = str(tmp_path / "badges")
    section = desk.page.section("badges").print_panel
    section.make.click()
    assert (tmp_path / "badges.pdf").read_bytes().startswith(b"%PDF")
    assert "badges.pdf" in section.notice.text()
    assert section.progress.isHidden()


def test_files_of_the_day_are_written(desk, tmp_path):
    desk.prompts.path = str(tmp_path / "fichiers")
    section = desk.page.section("day_end")
    section.profiles["exchange"].setChecked(True)
    section.export.click()
    assert "participants.csv" in section.files.text()
    assert (tmp_path / "fichiers" / "participants.csv").is_file()


def test_every_section_opens_by_keyboard(desk, qtbot):
    tabs = desk.page.tabs
    tabs.setFocus()
    for name in SECTIONS[1:]:
        qtbot.keyClick(tabs, Qt.Key.Key_Right)
        assert desk.page.front() is desk.page.section(name)


def test_a_section_is_made_when_it_is_first_opened(desk):
    assert desk.page.stack.count() == 1
    assert desk.page.front().open_event is desk.event
    desk.page.show_section("stations")
    desk.page.show_section("dashboard")
    desk.page.show_section("stations")
    assert desk.page.stack.count() == 2
    assert desk.page.front().open_event is desk.event
    desk.page.set_event(None)
    assert desk.page.front().open_event is None


def test_both_catalogues_have_the_same_keys():
    keys = [
        {key for key in catalogue(code) if key.startswith("organiser.")} for code in ("fr", "en")
    ]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(("highest", "top"), [(0, 2), (2, 2), (3, 4), (11, 20), (418, 1000)])
def test_the_axis_ends_on_a_round_figure(highest, top):
    assert ceiling(highest) == top


def test_a_change_of_language_is_no_correction(desk):
    section = desk.page.section("participants")
    section.words.setText("mamadou")
    section.filter()
    section.table.selectRow(0)
    assert section.panel.fields["country"].text() == "Sénégal"
    language.set_language("en")
    assert section.panel.fields["country"].text() == "Senegal"
    before = desk.event.entry_count()
    section.panel.save.click()
    assert desk.event.entry_count() == before
