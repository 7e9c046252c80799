"""Backups in the window: made, restored by date, and offered when a file cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.backups import back_up, backups_of
from raict_desktop.services.folder_sharing import FolderSharing
from raict_desktop.ui import language
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.pages.checklist import ChecklistPage
from raict_desktop.ui.prompts import Prompts
from raict_desktop.ui.restore_dialog import RestoreDialog
from raict_desktop.ui.settings_page import SettingsPage
from tests.ui.conftest import FakePrompts


@pytest.fixture
def window(qtbot: QtBot, context: Context, event: OpenEvent) -> MainWindow:
    made = build_window(context, event)
    qtbot.addWidget(made)
    made.show()
    return made


def card(window: MainWindow) -> SettingsPage:
    window.show_page("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def register(event: OpenEvent, name: str) -> None:
    people.add_walk_in(
        event, given_name=name, family_name=name, organisation="Presse", check_in=False
    )


def names(window: MainWindow) -> list[str]:
    assert window.open_event is not None
    return [p.family_name for p in people.everybody(window.open_event)]


def shown(window: MainWindow) -> RestoreDialog:
    dialog = window.safekeeping.dialog
    assert dialog is not None
    return dialog


def test_a_person_backs_up_and_chooses_a_second_place(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    page = card(window)
    assert page.backups.last.text() == "Pas encore de sauvegarde de cet événement."
    stick = tmp_path / "clé"
    stick.mkdir()
    prompts.folder = str(stick)
    page.backups.choose.click()
    assert page.backups.second.text() == str(stick)
    page.backups.now.click()
    assert page.backups.last.text().startswith("Dernière sauvegarde")
    assert len(backups_of(event, stick)) == 2
    stick.rename(tmp_path / "pulled")
    page.backups.now.click()
    assert "ne répond pas" in window.message.text()
    page.backups.remove.click()
    assert window.context.settings_store.settings.second_place == ""


def test_a_backup_is_restored_by_keyboard(
    window: MainWindow, event: OpenEvent, qtbot: QtBot
) -> None:
    register(event, "Avant")
    back_up(event)
    register(event, "Après")
    page = card(window)
    page.backups.restore.setFocus()
    qtbot.keyClick(page.backups.restore, Qt.Key.Key_Space)
    dialog = shown(window)
    assert "lignes" in dialog.list.item(0).text()
    assert "cet ordinateur" in dialog.list.item(0).text()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert names(window) == ["Avant"]
    assert "mis de côté" in window.message.text() or "gardé dans" in window.message.text()
    assert (event.path.parent / "day.raict-set-aside-1" / "day.raict").exists()


def test_a_damaged_file_is_answered_with_its_backups(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts
) -> None:
    register(event, "Avant")
    back_up(event)
    path = event.path
    window.use_event(None)
    path.write_bytes(path.read_bytes()[:9000])
    window.open_file(path)
    dialog = shown(window)
    assert dialog.reason.isVisible()
    assert "abîmé" in dialog.reason.text()
    dialog.restore.click()
    assert names(window) == ["Avant"]
    assert prompts.told == []


def test_without_backups_the_fault_is_told(
    window: MainWindow, prompts: FakePrompts, tmp_path: Path
) -> None:
    (tmp_path / "other.raict").write_text("no event")
    window.open_file(tmp_path / "other.raict")
    assert len(prompts.told) == 1
    assert window.safekeeping.dialog is None


def test_a_backup_from_a_stick_on_another_laptop(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    register(event, "Avant")
    stick = tmp_path / "stick"
    made = back_up(event, stick).backup
    window.use_event(None)
    window.choose_backup()
    dialog = shown(window)
    assert dialog.list.count() == 0
    prompts.open_file = str(made.path)
    prompts.save_file = str(tmp_path / "new laptop")
    dialog.other.click()
    assert window.open_event is not None
    assert window.open_event.path == tmp_path / "new laptop.raict"
    assert names(window) == ["Avant"]


def test_a_bad_backup_is_told_and_the_event_stays(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    register(event, "Avant")
    (tmp_path / "bad.raict").write_text("no event")
    window.choose_backup()
    prompts.open_file = str(tmp_path / "bad.raict")
    shown(window).other.click()
    assert len(prompts.told) == 1
    window.open_file(event.path)
    assert names(window) == ["Avant"]


def test_missing_lines_are_told_in_a_dialog(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts
) -> None:
    event.file.checkpoint()
    before = event.path.read_bytes()
    register(event, "Perdu")
    path = event.path
    window.use_event(None)
    path.write_bytes(before)
    window.open_file(path)
    assert len(prompts.told) == 1
    assert "Il manque" in prompts.told[0]


def test_the_window_cares_for_its_event_and_backs_up_at_closing(
    qtbot: QtBot, context: Context, event: OpenEvent, qapp: Callable[[], object]
) -> None:
    window = build_window(replace(context, watchful=True), event)
    qtbot.addWidget(window)
    register(event, "Avant")
    window.close()
    assert len(backups_of(event)) == 1


def test_an_encrypted_backup_is_made_and_put_back(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    register(event, "Avant")
    page = card(window)
    prompts.save_file = str(tmp_path / "copie")
    for wrong in (["court"], ["quatre chevaux bleus", "quatre chevaux verts"], []):
        prompts.passphrases = wrong
        page.backups.sealed.click()
    assert len(prompts.told) == 2
    assert not (tmp_path / "copie.sealed").exists()
    prompts.passphrases = ["quatre chevaux bleus"] * 2
    page.backups.sealed.click()
    assert "est prêt" in window.message.text()
    window.use_event(None)
    prompts.open_file = str(tmp_path / "copie.sealed")
    prompts.save_file = str(tmp_path / "ailleurs")
    prompts.passphrases = ["une autre phrase"]
    window.choose_backup()
    shown(window).other.click()
    assert "phrase secrète" in prompts.told[-1]
    prompts.passphrases = ["quatre chevaux bleus"]
    window.choose_backup()
    shown(window).other.click()
    assert names(window) == ["Avant"]


def test_another_laptop_goes_on_with_the_last_seconds(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    """What came after the last backup stands in the station's journal on the stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    register(event, "Premier")
    made = back_up(event, second_place=stick)
    register(event, "Dernier")
    FolderSharing(event, stick).exchange()
    assert made.second is not None
    window.use_event(None)
    prompts.open_file = str(made.second.path)
    prompts.save_file = str(tmp_path / "other laptop.raict")
    window.safekeeping.choose(None)
    shown(window).other.click()
    assert names(window) == ["DERNIER", "PREMIER"] or sorted(names(window)) == [
        "Dernier",
        "Premier",
    ]
    assert language.tr("safety.taken_in", count=1) in window.message.text()
    assert prompts.suggested == [event.path.name]  # one key, and it is on the computer's own disk


def test_a_name_to_write_is_offered_among_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chooser would begin on the stick that the backup was found on."""
    offered: list[str] = []

    def chooser(_parent: object, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        offered.append(start)
        return start, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chooser)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _place: str(tmp_path / "Docs"))
    assert Prompts().choose_save_file(None, "t", "", "day.raict") == str(tmp_path / "day.raict")
    (tmp_path / "Docs").mkdir()
    Prompts().choose_save_file(None, "t", "", "day.raict")
    Prompts().choose_save_file(None, "t")
    assert offered[1:] == [str(tmp_path / "Docs" / "day.raict"), ""]


def test_the_emergency_list_is_two_clicks_away(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    register(event, "Somebody")
    page = card(window)
    prompts.save_file = str(tmp_path / "liste")
    page.backups.paper.click()
    assert (tmp_path / "liste.pdf").read_bytes().startswith(b"%PDF")
    assert window.message.text() == language.tr("safety.paper_done", count=1, name="liste.pdf")
    prompts.save_file = str(tmp_path / "none" / "liste.pdf")
    page.backups.paper.click()
    assert len(prompts.told) == 1
    window.show_page("checklist")
    checks = window.page("checklist")
    assert isinstance(checks, ChecklistPage)
    prompts.save_file = str(tmp_path / "again.pdf")
    checks.paper.setFocus()
    QTest.keyClick(checks.paper, Qt.Key.Key_Space)
    assert (tmp_path / "again.pdf").exists()
    assert "again.pdf" in checks.paper_said.text()


def test_diagnostics_are_written(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts, tmp_path: Path
) -> None:
    page = card(window)
    prompts.save_file = str(tmp_path / "diagnostic")
    page.backups.diagnostics.click()
    assert (tmp_path / "diagnostic.zip").exists()
    assert "sans aucun nom" in window.message.text()
    assert page.backups.disk.text()


def test_missing_lines_are_found_again_in_a_backup(
    window: MainWindow, event: OpenEvent, prompts: FakePrompts
) -> None:
    event.file.checkpoint()
    before = event.path.read_bytes()
    register(event, "Perdu")
    back_up(event)
    path = event.path
    window.use_event(None)
    path.write_bytes(before)
    window.open_file(path)
    assert len(prompts.told) == 1
    assert "rien n’est perdu" in prompts.told[0]
    assert names(window) == ["Perdu"]


def test_what_a_damaged_file_still_gives_is_taken_back(
    window: MainWindow, event: OpenEvent
) -> None:
    register(event, "Avant")
    back_up(event)
    register(event, "Après")
    path = event.path
    window.use_event(None)
    content = bytearray(path.read_bytes())
    content[-4096:] = b"\xff" * 4096
    path.write_bytes(content)
    window.open_file(path)
    shown(window).restore.click()
    assert "Avant" in names(window)
    assert "gardé dans" in window.message.text()
