"""The participants table: edited in place, in bulk, from a spreadsheet; columns and filters kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from raict_desktop.services import large_list, people, people_table
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui.context import Context
from raict_desktop.ui.language import tr
from raict_desktop.ui.pages.organiser.participants import Participants
from tests.ui.conftest import FakePrompts

NAMES = (("Ana", "Abel"), ("Bob", "Baron"), ("Zoé", "Cros"))


@pytest.fixture
def page(qtbot, context: Context, event: OpenEvent) -> Iterator[Participants]:
    for given, family in NAMES:
        people.add_walk_in(
            event,
            given_name=given,
            family_name=family,
            organisation="Ville de Lyon",
            country="FR",
            check_in=False,
        )
    made = Participants(context)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.set_event(event)
    made.show()
    yield made
    made.set_event(None)


def choose(page: Participants, *rows: int) -> None:
    flags = QItemSelectionModel.SelectionFlag
    page.table.clearSelection()
    for row in rows:
        page.table.selectionModel().select(page.model.index(row, 0), flags.Select | flags.Rows)


def column(page: Participants, name: str) -> int:
    return page.shown_columns().index(name)


def test_a_cell_is_changed_in_place_and_journalled(page: Participants, event: OpenEvent) -> None:
    before = event.entry_count()
    page.model.setData(page.model.index(0, column(page, "given_name")), "Anna")
    page.model.setData(page.model.index(0, column(page, "category")), "presse")
    page.model.setData(page.model.index(0, column(page, "country")), "Belgique")
    ana = people.everybody(event)[0]
    assert (ana.given_name, ana.category, ana.country) == ("Anna", "presse", "BE")
    assert event.entry_count() > before + 2


def test_a_refused_value_is_told_and_nothing_changes(page: Participants, event: OpenEvent) -> None:
    before = event.entry_count()
    page.model.setData(page.model.index(0, column(page, "country")), "Narnia")
    assert "Narnia" in page.notice.text()
    assert event.entry_count() == before


def test_presence_and_code_are_not_typed(page: Participants) -> None:
    index = page.model.index(0, column(page, "present"))
    assert not page.model.flags(index) & Qt.ItemFlag.ItemIsEditable


def test_several_people_are_changed_at_once(
    page: Participants, event: OpenEvent, prompts: FakePrompts
) -> None:
    choose(page, 0)
    assert not page.bulk.isVisible()
    assert page.panel.isVisible()
    choose(page, 0, 2)
    assert page.bulk.isVisible()
    assert not page.panel.isVisible()
    page.bulk.field.set_key("category")
    page.bulk.choice.set_key("elu")
    page.bulk.apply.click()
    assert "2" in prompts.asked[-1]
    assert [p.category for p in people.everybody(event)] == ["elu", "participant", "elu"]
    choose(page, 0, 1)
    page.bulk.field.set_key("delegation")
    page.bulk.text.setText("Dakar")
    prompts.agree = False
    page.bulk.apply.click()
    assert {p.delegation for p in people.everybody(event)} == {""}


def test_one_wrong_value_changes_nobody(event: OpenEvent, page: Participants) -> None:
    ids = [p.id for p in people.everybody(event)]
    with pytest.raises(people_table.UserError):
        people_table.change_people(
            event, [(ids[0], {"function": "Maire"}), (ids[1], {"country": "Narnia"})]
        )
    assert {p.function for p in people.everybody(event)} == {""}


def test_rows_travel_to_a_spreadsheet_and_back(qtbot, page: Participants, event: OpenEvent) -> None:
    choose(page, 0, 1, 2)
    page.copy_chosen()
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0].split("\t")[:2] == ["Nom", "Prénom"]
    QGuiApplication.clipboard().setText(text.replace("Bob", "Robert").replace("\n", "\r\n"))
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.paste()
    assert [p.given_name for p in people.everybody(event)] == ["Ana", "Robert", "Zoé"]
    QGuiApplication.clipboard().setText("Élu·e\nPresse\n")
    page.table.setCurrentIndex(page.model.index(1, column(page, "category")))
    page.paste()
    assert [p.category for p in people.everybody(event)] == ["participant", "elu", "presse"]


def test_columns_are_chosen_and_remembered(
    page: Participants, context: Context, event: OpenEvent
) -> None:
    page.show_columns(("family_name", "email", "function"))
    assert page.shown_columns() == ("family_name", "function", "email")
    page.model.setData(page.model.index(0, 2), "ana@example.org")
    assert people.everybody(event)[0].email == "ana@example.org"
    page.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert page.model.person(0).email == "ana@example.org"
    again = Participants(context)
    assert again.shown_columns() == ("family_name", "function", "email")
    again.deleteLater()


def test_filters_are_kept_with_the_event(
    page: Participants, event: OpenEvent, prompts: FakePrompts
) -> None:
    page.words.setText("abel")
    page.filter()
    prompts.text = "Mes Abel"
    page.keep_filter()
    page.keep_filter()
    (kept,) = people_table.filters(event)
    page.clear_filters()
    assert page.model.rowCount() == 3
    page.use_filter(kept)
    assert (page.words.text(), page.model.rowCount()) == ("abel", 1)
    people_table.remove_filter(event, kept.id)
    assert people_table.filters(event) == []


def test_every_column_can_be_reached_in_a_narrow_window(page: Participants) -> None:
    page.resize(420, 500)
    assert not any(page.table.isColumnHidden(c) for c in range(page.model.columnCount()))
    assert page.table.horizontalScrollBar().maximum() > 0


def test_a_choice_of_everybody_is_counted_not_listed(page, monkeypatch):
    """Listing a million chosen rows would stop the window for a minute."""
    monkeypatch.setattr(page, "chosen_rows", lambda: pytest.fail("rows were listed"))
    page.table.selectAll()
    assert page._chosen_count() == page.model.rowCount() > 1
    assert not page.bulk.isHidden()
    monkeypatch.setattr(large_list, "LARGE", 1)
    page.table.selectAll()
    page.table.clearSelection()
    page.table.selectAll()
    assert page._chosen_count() == 0
    assert page.notice.text() == tr("people_table.too_many", shown="1")
