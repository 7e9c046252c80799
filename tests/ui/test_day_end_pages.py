"""The pages of the day's end: figures that open, stations joined, everything written in one action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication

from raict_desktop.domain.figures import CountingRules
from raict_desktop.exchange import day_files
from raict_desktop.services import counting, people
from raict_desktop.services.anonymise import retention
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checkin import check_in_person
from raict_desktop.services.conflicts import conflicts
from raict_desktop.services.merge import merge
from raict_desktop.services.report import report
from raict_desktop.services.stations import correct_clock
from raict_desktop.ui import language
from raict_desktop.ui.pages.organiser.page import OrganiserPage
from tests.laptops import Laptop, laptops, work
from tests.ui.test_organiser import FakePrompts, fill, make_context


class Office(NamedTuple):
    page: OrganiserPage
    event: OpenEvent
    prompts: FakePrompts


@pytest.fixture
def desks(tmp_path: Path) -> list[Laptop]:
    made = laptops(tmp_path / "laptops", ("office", "B", "C"))
    for number, laptop in enumerate(made):
        work(laptop, number)
    return made


@pytest.fixture
def office(qtbot, desks: list[Laptop]) -> Iterator[Office]:
    language.set_language("fr")
    desks[0].world.seed = 900
    with desks[0].world.application() as application:
        context = make_context(application)
        page = OrganiserPage(context)
        qtbot.addWidget(page)
        page.resize(1024, 700)
        event = application.open_event(desks[0].path)
        page.set_event(event)
        page.show()
        page.show_section("merge")
        yield Office(page, event, context.prompts)
        page.set_event(None)


def test_another_station_is_looked_at_then_merged(office: Office, desks: list[Laptop]) -> None:
    section = office.page.section("merge")
    office.prompts.path = str(desks[1].path)
    before = office.event.entry_count()
    section.add_files.click()
    assert office.event.entry_count() == before
    assert section.apply.isVisible()
    assert any(row[4] not in ("déjà réuni",) for row in section.model._rows)
    section.apply.click()
    assert office.event.entry_count() > before
    assert not section.table.isVisible()
    assert not section.apply.isVisible()
    section.add_files.click()
    assert "0 ligne nouvelle" in section.notice.text()
    section.forget.click()
    assert section.sources == []


def test_a_file_that_cannot_be_merged_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_text("Nom;Prénom\n", "utf-8")
    office.prompts.path = str(tmp_path / "liste.csv")
    section = office.page.section("merge")
    section.add_files.click()
    assert "ni un journal" in section.notice.text()
    assert section.sources == []


def test_differences_are_shown_and_settled(office: Office, desks: list[Laptop]) -> None:
    section = office.page.section("merge")
    merge(office.event, [desk.path for desk in desks[1:]])
    section.refresh()
    found = conflicts(office.event)
    (case,) = found.differing
    assert (case.field, len(case.values)) == ("function", 3)
    assert len(found.seen_twice) > 0
    row = next(n for n, r in enumerate(section.differences._rows) if "seen at desk 0" in r[2])
    section.differing.selectRow(row)
    assert section.settle.text() == "Retenir cette valeur"
    section.settle.click()
    assert people.get(office.event, case.person.id).function == "seen at desk 0"
    assert conflicts(office.event).differing == ()


def test_the_same_walk_in_twice_is_joined(office: Office, desks: list[Laptop]) -> None:
    for desk in desks[1:]:
        desk.world.seed += 50
        with desk.open() as event:
            people.add_walk_in(
                event, given_name="Anaïs", family_name="Lefèvre", organisation="Presse"
            )
    merge(office.event, [desk.path for desk in desks[1:]])
    section = office.page.section("merge")
    section.refresh()
    (pair,) = [p for p in conflicts(office.event).added_twice if p.kept.given_name == "Anaïs"]
    present = sum(p.present for p in people.everybody(office.event))
    row = next(n for n, r in enumerate(section.differences._rows) if "Anaïs" in r[1])
    section.differing.selectRow(row)
    section.settle.click()
    assert people.get(office.event, pair.kept.id).present
    assert people.get(office.event, pair.dropped.id).status == "cancelled"
    assert sum(p.present for p in people.everybody(office.event)) == present - 1
    assert not [p for p in conflicts(office.event).added_twice if p.kept.given_name == "Anaïs"]


def test_a_clock_is_corrected_where_the_stations_are(office: Office, desks: list[Laptop]) -> None:
    merge(office.event, [desks[1].path])
    office.page.section("merge").to_stations.click()
    section = office.page.front()
    assert section is office.page.section("stations")
    rows = [section.model.row(n) for n in range(section.model.rowCount())]
    place = next(n for n, r in enumerate(rows) if not r.station.here and r.station.passages)
    station = rows[place].station.station
    correct_clock(office.event, station, timedelta(minutes=10))
    section.reload()
    section.table.selectRow(place)
    assert section.correct.text() == "Annuler la correction"
    section.correct.click()
    assert section.model.row(place).station.correction == timedelta()


def test_the_day_ends_in_one_action(office: Office, tmp_path: Path) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    stick = tmp_path / "stick"
    stick.mkdir()
    office.prompts.path = str(stick)
    section.add_place.click()
    office.prompts.path = str(tmp_path / "results")
    section.finish.click()
    assert "Journée terminée" in section.notice.text()
    (folder,) = (tmp_path / "results").iterdir()
    assert (folder / "bilan.pdf").is_file()
    assert len(list(stick.iterdir())) == 1
    assert str(stick) in section.files.text()


def test_a_stick_that_was_pulled_out_is_told_and_the_rest_is_written(
    office: Office, tmp_path: Path
) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    stick = tmp_path / "stick"
    stick.mkdir()
    office.prompts.path = str(stick)
    section.add_place.click()
    stick.rmdir()
    office.prompts.path = str(tmp_path / "results")
    section.finish.click()
    assert "Lisez ce qui suit" in section.notice.text()
    assert "introuvable" in section.files.text()
    (folder,) = (tmp_path / "results").iterdir()
    assert (folder / "bilan.pdf").is_file()


def test_report_workbook_and_lists(office: Office, tmp_path: Path) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    for button, name in (
        (section.pdf, "rapport.pdf"),
        (section.workbook, "rapport.xlsx"),
        (section.paper_list, "liste.pdf"),
    ):
        office.prompts.path = str(tmp_path / name.split(".")[0])
        button.click()
        assert (tmp_path / name).stat().st_size > 1000
    office.prompts.path = str(tmp_path / "contacts")
    section.contact_list.click()
    assert {f.suffix for f in (tmp_path / "contacts").iterdir()} == {".csv", ".pdf"}
    office.prompts.path = str(tmp_path / "none" / "x.pdf")
    section.pdf.click()
    assert "none" in section.notice.text() or "x.pdf" in section.notice.text()


def test_ticked_rules_change_the_figures(office: Office) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    before = section.rows["participants"].figure.text()
    section.left_out["participant"].click()
    assert section.rows["participants"].figure.text() != before
    assert "participant" in counting.rules(office.event).left_out
    section.left_out["participant"].click()
    assert counting.rules(office.event) == CountingRules()


def test_anonymising_asks_first(office: Office, tmp_path: Path) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    office.prompts.agree = False
    section.anonymise.click()
    assert "noms seront effacés pour de bon" in office.prompts.asked[-1]
    assert people.search(office.event, "family1")
    office.prompts.agree = True
    office.prompts.path = str(tmp_path / "certificat.pdf")
    section.anonymise.click()
    assert (tmp_path / "certificat.pdf").is_file()
    assert people.search(office.event, "family1") == []
    assert not section.anonymise.isEnabled()


def test_a_figure_opens_its_people_by_mouse_and_keyboard(office: Office, qtbot) -> None:
    office.page.show_section("dashboard")
    board = office.page.section("dashboard")
    tile = board.tiles["participants"]
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    sheet = board.sheet
    assert sheet is not None
    assert sheet.isVisible()
    assert sheet.model.rowCount() == int(tile.figure.text())
    qtbot.keyClick(sheet.table, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    tile.setFocus()
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    assert sheet.isVisible()


def test_every_line_of_figures_and_every_bar_opens_its_people(office: Office, qtbot) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    row = section.rows["walk_ins"]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert section.sheet is not None
    assert section.sheet.model.rowCount() == int(row.figure.text()) > 0
    section.sheet.put_away()
    office.page.show_section("dashboard")
    board = office.page.section("dashboard")
    figures = report(office.event)
    for bars, lines in ((board.bars, figures.sessions), (board.category_bars, figures.by_category)):
        qtbot.mouseClick(bars[0], Qt.MouseButton.LeftButton)
        assert board.sheet is not None
        assert board.sheet.title.text() == bars[0].title
        line = lines[0]
        people_there = line.present - line.headcount if bars is board.bars else line.registered
        assert board.sheet.model.rowCount() == people_there > 0
        board.sheet.put_away()


def test_the_sentence_is_copied_in_both_languages(office: Office, qtbot) -> None:
    office.page.show_section("dashboard")
    board = office.page.section("dashboard")
    told = report(office.event).sentence
    assert (board.sentence.text(), board.other_sentence.text()) == (told["fr"], told["en"])
    qtbot.mouseClick(board.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"{told['fr']}\n{told['en']}"
    assert "copiée" in board.notice.text()


def test_the_reminder_speaks_the_language_on_show(office: Office, desks: list[Laptop]) -> None:
    desks[0].world.clock.forward(days=120)
    office.page.show_section("dashboard")
    board = office.page.section("dashboard")
    board.refresh()
    assert "devaient être effacés" in board.notice.text()
    language.set_language("en")
    office.page.retranslate()
    assert "should have been erased" in board.notice.text()
    language.set_language("fr")


def test_the_countries_present_are_on_the_map_and_said(office: Office) -> None:
    office.page.show_section("dashboard")
    said = office.page.section("dashboard").map.accessibleName()
    assert said.startswith("Pays présents. ")
    assert all(
        office.event.countries.name(line.key, "fr") in said
        for line in report(office.event).by_country
    )
    assert not office.page.section("dashboard").map.grab().isNull()


def test_only_the_columns_ticked_are_exported(office: Office, tmp_path: Path) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    office.prompts.path = str(tmp_path / "all")
    section.export.click()
    first = titles(tmp_path / "all")
    assert "courriel" not in first
    assert section.columns.unfold.text() == "Toutes les colonnes"
    section.columns.unfold.click()
    for name, box in section.columns.boxes.items():
        box.setChecked(name in ("given_name", "family_name", "present"))
    assert section.columns.unfold.text() == "3 colonnes choisies"
    section.contacts.setChecked(True)
    assert section.columns.unfold.text() == "5 colonnes choisies"
    office.prompts.path = str(tmp_path / "few")
    section.export.click()
    assert titles(tmp_path / "few") == ["prénom", "nom", "courriel", "téléphone", "présent"]
    for box in section.columns.boxes.values():
        box.setChecked(False)
    section.contacts.setChecked(False)
    office.prompts.path = str(tmp_path / "none")
    section.export.click()
    assert "colonne" in section.notice.text()
    assert not (tmp_path / "none").exists()


def titles(folder: Path) -> list[str]:
    first = (folder / "participants.csv").read_text("utf-8-sig").splitlines()[0]
    return first.replace("'", "’").split(";")


def test_the_organiser_decides_until_when_names_are_kept(office: Office) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    until, _over = retention(office.event)
    assert section.keep_until_edit.date().toPython() == until
    wanted = until - timedelta(days=30)
    section.keep_until_edit.setDate(QDate(wanted.year, wanted.month, wanted.day))
    section.keep.click()
    assert retention(office.event)[0] == wanted
    assert f"{wanted:%d/%m/%Y}" in section.retention.text()
    section.keep_until_edit.setDate(QDate(2021, 6, 1))  # before the event
    section.keep.click()
    assert "Rien n’a changé" in section.notice.text()
    assert retention(office.event)[0] == wanted


def test_a_full_room_is_told_in_a_word(qtbot, tmp_path: Path) -> None:
    with Application() as application:
        page = OrganiserPage(make_context(application))
        qtbot.addWidget(page)
        event = fill(application, tmp_path, 60)
        room = office_room(event)
        for person in people.everybody(event)[:50]:
            check_in_person(event, person.id, checkpoint=room, override=True)
        page.set_event(event)
        bar = page.section("dashboard").bars[0]
        assert "COMPLET" in bar.accessibleName()
        page.set_event(None)


def office_room(event: OpenEvent) -> str:
    from raict_desktop.services.programme import sessions

    return sessions(event)[0].id


def test_both_languages_fill_the_pages(office: Office) -> None:
    for name in ("merge", "day_end"):
        office.page.show_section(name)
        section = office.page.section(name)
        french = section.hint.text()
        language.set_language("en")
        section.retranslate()
        assert section.hint.text() != french
        language.set_language("fr")
        section.retranslate()


def test_the_files_tell_their_lines_and_can_be_stopped(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.page.show_section("day_end")
    section = office.page.section("day_end")
    monkeypatch.setattr(day_files, "_TOLD", 2)
    seen: list[tuple[bool, str]] = []

    def told(_lines: int) -> None:
        seen.append((section.stop.isVisible(), section.notice.text()))
        section.stop.click()

    section.lines_written.connect(told)
    office.prompts.path = str(tmp_path / "results")
    section.export.click()
    assert seen[0] == (True, language.tr("organiser.writing_lines", shown="2"))
    assert section.notice.text() == language.tr("errors_day_files.stopped")
    assert not section.stop.isVisible()
    assert section.export.isEnabled()
    assert list((tmp_path / "results").iterdir()) == []
    section.lines_written.disconnect(told)
    section.export.click()
    assert len(list((tmp_path / "results").iterdir())) == 7
