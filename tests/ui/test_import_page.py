"""The page of lists: what needs a decision comes first, decisions count, an import can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import language
from raict_desktop.ui.context import Context
from raict_desktop.ui.pages.organiser.import_page import ImportPage
from raict_desktop.ui.pages.organiser.parts import Choice
from tests.ui.conftest import FakePrompts

HEAD = "Prénom;Nom;Courriel;Fonction;Ateliers;Mystère\n"
ANA = "Ana;Roy;ana@example.org;Maire;;Ville de Lyon\n"


@pytest.fixture
def page(qtbot, context: Context, event: OpenEvent) -> Iterator[ImportPage]:
    made = ImportPage(context)
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.set_event(event)
    made.show()
    yield made
    made.set_event(None)


def look_at(page: ImportPage, folder: Path, text: str, name: str = "list.csv") -> None:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    page.look_at(file)


def decide(page: ImportPage, row: int, key: str) -> None:
    index = page.model.index(row, page.model.columnCount() - 1)
    assert page.model.setData(index, key)


def test_a_mapping_is_changed_in_the_row(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    page.index.set_value("columns")
    decide(page, 5, "organisation")
    assert page.model.rows[5].key == "organisation"
    page.apply.click()
    (person,) = people.everybody(event)
    assert person.organisation == "Ville de Lyon"
    assert page.index.value() == "history"
    look_at(page, tmp_path, HEAD + ANA, "next.csv")
    assert page.columns[5].field == "organisation"
    assert page.tiles["unchanged"].figure.text() == "1"


def test_an_unknown_workshop_comes_first_and_can_be_made(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA.replace(";;", ";Cuisine;"))
    assert page.index.value() == "workshops"
    decide(page, 0, "new")
    assert programme.sessions(event) == []
    page.apply.click()
    assert [s.title for s in programme.sessions(event)] == ["Cuisine"]


def test_all_unknown_workshops_are_made_at_once(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    rows = "Léo;Ba;leo@example.org;;Danse;\nZoé;Ly;zoe@example.org;;Chant;\n"
    look_at(page, tmp_path, HEAD + ANA.replace(";;", ";Cuisine;") + rows)
    decide(page, 0, "")
    page.make_all.click()
    assert not page.make_all.isVisible()
    page.apply.click()
    assert sorted(s.title for s in programme.sessions(event)) == ["Chant", "Danse"]


def test_a_long_sentence_is_told_in_full_below_the_table(page: ImportPage, tmp_path: Path) -> None:
    look_at(page, tmp_path, HEAD + ANA.replace("ana@", "ana at "))
    page.index.set_value("problems")
    assert page.detail.isVisible()
    assert page.model.rows[0].texts[2] in page.detail.text()
    page.index.set_value("columns")
    assert not page.detail.isVisible()


def test_a_twin_may_be_somebody_new_after_all(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    page.apply.click()
    look_at(page, tmp_path, HEAD + ANA.replace("ana@", "ana.roy@"), "newer.csv")
    page.index.set_value("twins")
    decide(page, 0, people.everybody(event)[0].id)
    decide(page, 0, "new")
    page.apply.click()
    assert len(people.everybody(event)) == 2


def test_an_import_stopped_half_way_leaves_all_as_it_was(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    rows = "".join(f"P{n};N{n};p{n}@example.org;Maire;;\n" for n in range(1200))
    look_at(page, tmp_path, HEAD + rows)
    before = event.entry_count()
    page.counted.connect(lambda now: page.stop.click() if now.writing else None)
    page.apply.click()
    assert "arrêté" in page.notice.text()
    assert (event.entry_count(), people.everybody(event)) == (before, [])
    assert page.apply.isEnabled()


def test_desk_and_list_disagree(page: ImportPage, event: OpenEvent, tmp_path: Path) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    page.apply.click()
    (person,) = people.everybody(event)
    people.correct(event, person.id, {"function": "Députée"})
    look_at(page, tmp_path, HEAD + ANA.replace("Maire", "Adjointe"), "newer.csv")
    assert page.index.value() == "conflicts"
    decide(page, 0, "list")
    page.apply.click()
    assert people.everybody(event)[0].function == "Adjointe"


def test_people_no_longer_listed_are_cancelled_on_demand(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA + "Léo;Ba;;;;\n")
    page.apply.click()
    look_at(page, tmp_path, HEAD + ANA, "newer.csv")
    page.index.set_value("missing")
    assert page.cancel_missing.isVisible()
    page.cancel_missing.setChecked(True)
    page.apply.click()
    states = {p.given_name: p.status for p in people.everybody(event)}
    assert states == {"Ana": "registered", "Léo": "cancelled"}


def test_an_import_is_taken_back_after_a_question(
    page: ImportPage, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    page.apply.click()
    prompts.agree = False
    page.undo.click()
    assert len(people.everybody(event)) == 1
    prompts.agree = True
    page.undo.click()
    assert people.everybody(event) == []
    assert "1" in page.notice.text()
    assert page.model.rows[0].texts[3] == "annulé"


def test_a_bad_file_says_why_and_keeps_the_page(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD)
    assert "titres de colonnes" in page.notice.text()
    assert page.result is None
    assert page.choose.isEnabled()


def test_a_decision_is_taken_by_keyboard(qtbot, page: ImportPage, tmp_path: Path) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    page.index.set_value("columns")
    page.table.setFocus()
    page.table.selectRow(5)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    editor = page.table.viewport().findChild(Choice)
    assert editor is not None
    editor.hidePopup()
    editor.set_key("country")
    editor.activated.emit(editor.currentIndex())
    assert page.columns[5].field == "country"


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_view_speaks_both_languages(page: ImportPage, tmp_path: Path, code: str) -> None:
    look_at(page, tmp_path, HEAD + ANA + "Léo;Ba;nobody;;Cuisine;\n")
    language.set_language(code)
    for row in range(page.index.count()):
        page.index.setCurrentRow(row)
        assert page.hint.text()
        assert all(
            page.model.headerData(c, Qt.Orientation.Horizontal)
            for c in range(page.model.columnCount())
        )


def test_a_file_saved_again_after_the_preview_is_shown_anew(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    (tmp_path / "list.csv").write_text(HEAD + ANA + ANA.replace("Ana", "Léo"), encoding="utf-8")
    page.apply.click()
    assert people.everybody(event) == []
    assert "list.csv" in page.notice.text()
    assert page.tiles["new"].figure.text() == "2"
    page.apply.click()
    assert len(people.everybody(event)) == 2


@pytest.mark.parametrize("again", ["apply", "decide"])
def test_what_was_decided_of_a_row_is_not_done_to_another(
    page: ImportPage, event: OpenEvent, tmp_path: Path, again: str
) -> None:
    look_at(page, tmp_path, HEAD + ANA + ANA.replace("ana@", "ana2@"))
    page.index.set_value("twins")
    decide(page, 0, "leave")
    leo = "Léo;Blum;leo@example.org;Maire;;\n"
    (tmp_path / "list.csv").write_text(HEAD + ANA + leo, encoding="utf-8")
    if again == "decide":
        page.index.set_value("columns")
        decide(page, 5, "organisation")
        assert "list.csv" in page.notice.text()
    else:
        page.apply.click()
    assert page.tiles["new"].figure.text() == "2"
    page.apply.click()
    assert {one.given_name for one in people.everybody(event)} == {"Ana", "Léo"}


def test_columns_chosen_are_asked_for_again_once_the_file_has_others(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    page.index.set_value("columns")
    decide(page, 5, "organisation")
    text = "Nouveau;" + HEAD + "1;" + ANA
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    page.apply.click()
    assert people.everybody(event) == []
    assert "list.csv" in page.notice.text()
    assert [column.field for column in page.columns[1:3]] == ["given_name", "family_name"]


def test_a_file_that_cannot_be_read_leaves_the_one_shown(
    page: ImportPage, event: OpenEvent, tmp_path: Path
) -> None:
    look_at(page, tmp_path, HEAD + ANA)
    page.index.set_value("columns")
    decide(page, 5, "organisation")
    page.look_at(tmp_path / "missing.csv")
    page.apply.click()
    (person,) = people.everybody(event)
    assert person.organisation == "Ville de Lyon"


def test_what_is_true_of_many_rows_is_said_once(page: ImportPage, tmp_path: Path) -> None:
    text = "Prénom;Nom\n" + "".join(f"Ana{'x' * n};\n" for n in range(5))
    look_at(page, tmp_path, text)
    page.index.set_value("problems")
    (row,) = page.model.rows
    assert row.texts[0] == "2, 3… (+3)"
    assert "Lignes 2, 3, 4, 5, 6" in page.detail.text()


def test_a_doubled_name_names_the_earlier_line(page: ImportPage, tmp_path: Path) -> None:
    look_at(page, tmp_path, HEAD + ANA + ANA.replace("ana@", "ana2@"))
    page.index.set_value("twins")
    assert page.model.rows[0].texts[2] == "la ligne 2 de cette liste"
