"""The page of organisations: edited in place, changed in bulk, merged, copied to a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from raict_desktop.services import organisations, people
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import language
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.organisations import Organisations
from tests.ui.conftest import FakePrompts

NAMES = (("Ville de Lyon", "France"), ("Mairie de Lyon", "France"), ("=Dakar", "Sénégal"))


@pytest.fixture
def page(qtbot, context: Context, event: OpenEvent) -> Iterator[Organisations]:
    for number, (name, country) in enumerate((*NAMES, NAMES[0])):
        people.add_walk_in(
            event,
            given_name=f"P{number}",
            family_name="N",
            organisation=name,
            country=country,
            check_in=False,
        )
    made = Organisations(context)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.set_event(event)
    made.show()
    yield made
    made.set_event(None)


def choose(page: Organisations, *names: str) -> None:
    page.table.clearSelection()
    for row, line in enumerate(page.model.lines):
        if line.organisation.name in names:
            flags = QItemSelectionModel.SelectionFlag
            page.table.selectionModel().select(page.model.index(row, 0), flags.Select | flags.Rows)


def test_a_name_and_a_country_are_changed_in_place(page: Organisations, event: OpenEvent) -> None:
    row = [line.organisation.name for line in page.model.lines].index("=Dakar")
    page.model.setData(page.model.index(row, 0), "Ville de Dakar")
    row = [line.organisation.name for line in page.model.lines].index("Ville de Dakar")
    page.model.setData(page.model.index(row, 2), "BE")
    assert organisations.find(event, "Ville de Dakar").country == "BE"


def test_a_refused_name_is_told_and_nothing_lost(page: Organisations, event: OpenEvent) -> None:
    page.model.setData(page.model.index(0, 0), "")
    assert page.notice.text()
    assert len(organisations.lines(event)) == 3


def test_kinds_in_bulk_then_a_merge(
    page: Organisations, event: OpenEvent, prompts: FakePrompts
) -> None:
    choose(page, "Ville de Lyon", "Mairie de Lyon")
    page.kind.set_key("association")
    page.kind.activated.emit(0)
    assert {line.organisation.kind for line in organisations.lines(event)} >= {"association"}
    choose(page, "Ville de Lyon", "Mairie de Lyon")
    page.merge.click()
    assert "Ville de Lyon" in prompts.asked[-1]
    assert [line.organisation.name for line in organisations.lines(event)] == [
        "=Dakar",
        "Ville de Lyon",
    ]
    page.index.set_value("merged")
    choose(page, "Mairie de Lyon")
    page.part.click()
    assert len(organisations.lines(event)) == 3


def test_proposals_are_taken(page: Organisations, event: OpenEvent) -> None:
    page.index.set_value("duplicates")
    assert page.model.rowCount() == 2
    page.accept.click()
    assert len(organisations.lines(event)) == 2


def test_rows_go_to_a_spreadsheet_inert(qtbot, page: Organisations) -> None:
    choose(page, "=Dakar")
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=Dakar\t")


def test_rows_come_back_from_a_spreadsheet(
    qtbot, page: Organisations, event: OpenEvent, prompts: FakePrompts
) -> None:
    page.table.selectAll()
    page.copy_chosen()
    text = QGuiApplication.clipboard().text()
    changed = text.replace("'=Dakar", "Ville de Dakar").replace("Sénégal", "belgium")
    QGuiApplication.clipboard().setText(changed.replace("Commune", "Association", 1))
    page.table.setCurrentIndex(page.model.index(0, 2))
    page.table.setFocus()
    before = event.entry_count()
    prompts.agree = False
    qtbot.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert event.entry_count() == before
    prompts.agree = True
    qtbot.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dakar = organisations.find(event, "Ville de Dakar")
    assert dakar.country == "BE"
    kinds = sorted(line.organisation.kind for line in organisations.lines(event))
    assert "association" in kinds
    assert event.entry_count() == before + 2


def test_a_bad_pasted_cell_changes_nothing(page: Organisations, event: OpenEvent) -> None:
    QGuiApplication.clipboard().setText("Rabat\tCommune\tMaroc\nDakar\tCommune\tAbsurdistan\n")
    page.table.setCurrentIndex(page.model.index(0, 0))
    before = event.entry_count()
    page.paste()
    assert "Absurdistan" in page.notice.text()
    assert event.entry_count() == before


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_view_speaks_both_languages(page: Organisations, code: str) -> None:
    language.set_language(code)
    for row in range(page.index.count()):
        page.index.setCurrentRow(row)
        assert page.hint.text()


def test_no_title_is_cut(page: Organisations) -> None:
    language.set_language("en")
    page.retranslate()
    header = page.table.horizontalHeader()
    for width in (872, 1700):
        page.resize(width, 600)
        for column in range(page.model.columnCount()):
            title = page.model.headerData(column, Qt.Orientation.Horizontal)
            assert header.sectionSize(column) >= header.fontMetrics().horizontalAdvance(title) + 12
    assert header.sectionSize(1) > 135
