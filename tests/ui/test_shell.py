"""The window as a whole: it opens, switches pages, language and theme, and survives faults."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QWidget

from raict_desktop import log
from raict_desktop.config import load_settings
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.ui import main_window, theme
from raict_desktop.ui.app import OpenedFiles, build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.crash_dialog import CrashDialog, catch_faults
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.page import Page
from raict_desktop.ui.settings_page import SettingsPage
from raict_desktop.ui.welcome_page import WelcomePage
from raict_desktop.ui.widgets.button import Button


class RecordingPage(Page):
    """A page that keeps what the window told it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.seen: list[str] = []

    def shown(self) -> None:
        self.seen.append("shown")

    def hidden(self) -> None:
        self.seen.append("hidden")

    def show_changes(self, changes: Changes, origin: object | None) -> None:
        self.seen.extend(sorted(changes.topics))

    def action_search(self) -> None:
        self.seen.append("search")


@pytest.fixture(autouse=True)
def _plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in main_window.EVENT_PAGES:
        monkeypatch.setitem(main_window.PAGE_MAKERS, name, RecordingPage)


@pytest.fixture
def window(qtbot: Any, context: Context, event: OpenEvent) -> MainWindow:
    made = build_window(context, event)
    qtbot.addWidget(made)
    made.show()
    return made


def test_opens_on_the_welcome_page_without_an_event(qtbot: Any, context: Context) -> None:
    made = build_window(context)
    qtbot.addWidget(made)
    made.show()
    assert made.shown_page == "welcome"
    assert not made.rail.buttons["reception"].isEnabled()
    assert made.rail.buttons["settings"].isEnabled()
    made.show_page("organiser")
    assert made.shown_page == "welcome"


def test_header_and_status_tell_the_event(window: MainWindow, event: OpenEvent) -> None:
    assert window.windowTitle().startswith("12es Rencontres")
    assert window.header.title.text() == "12es Rencontres"
    assert window.header.present.text() == "0 / 0 présent"
    assert window.entries.text() == f"{event.entry_count()} entrée sur le disque"


def test_roles_switch_and_are_remembered(qtbot: Any, window: MainWindow) -> None:
    qtbot.mouseClick(window.rail.buttons["session"], Qt.MouseButton.LeftButton)
    assert window.shown_page == "session"
    reception: Any = window.pages["reception"]
    assert reception.seen == ["shown", "hidden"]
    assert load_settings().role == "session"


def test_a_busy_disk_keeps_nobody_from_another_page(window: MainWindow) -> None:
    waiting: list[tuple[Any, ...]] = []

    class Later:
        @staticmethod
        def run(*task: Any) -> None:
            waiting.append(task)

    before = load_settings()
    window.context = replace(window.context, tasks=Later)
    window.show_page("session")
    assert window.shown_page == "session"
    assert load_settings() == before
    [(job, _done, failed)] = waiting
    job()
    assert load_settings().role == "session"
    failed(OSError("no room"))
    assert "n’a pas pu" in window.message.text()
    with pytest.raises(ZeroDivisionError):
        failed(ZeroDivisionError())


def test_keys_change_page_and_reach_the_page(qtbot: Any, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.shown_page == "organiser"
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    organiser: Any = window.pages["organiser"]
    assert organiser.seen[-1] == "search"
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    assert window.sheet.isVisible()
    qtbot.keyClick(window.sheet, Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()


def test_language_switches_while_it_runs(qtbot: Any, window: MainWindow) -> None:
    qtbot.mouseClick(window.rail.language_button, Qt.MouseButton.LeftButton)
    assert window.rail.buttons["reception"].text() == "Desk"
    assert "on disk" in window.entries.text()
    assert load_settings().language == "en"
    window.toggle_language()
    assert window.rail.buttons["reception"].text() == "Accueil"


def test_what_is_said_at_the_foot_is_said_in_the_new_language(
    window: MainWindow, tmp_path: Path
) -> None:
    old = Path(__file__).parents[1] / "files" / "events" / "schema_7.raict"
    window.open_file(Path(shutil.copy(old, tmp_path / "hier.raict")))
    assert "version plus ancienne" in window.message.text()
    window.choose_language("en")
    assert "older version" in window.message.text()
    window.choose_language("fr")
    window.tell("")
    window.choose_language("en")
    assert not window.message.text()


def test_full_screen_gives_the_window_back_as_it_was(qtbot: Any, window: MainWindow) -> None:
    window.resize(1100, 700)
    for _ in range(2):
        window.toggle_full_screen()
        qtbot.waitUntil(window.isFullScreen)
        window.toggle_full_screen()
        qtbot.waitUntil(lambda: not window.isFullScreen() and window.width() == 1100)
    assert window.height() == 700
    window.showMaximized()
    qtbot.waitUntil(window.isMaximized)
    window.toggle_full_screen()
    qtbot.waitUntil(window.isFullScreen)
    window.toggle_full_screen()
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.isMaximized()


def test_theme_switches_while_it_runs(qtbot: Any, window: MainWindow) -> None:
    assert theme.tokens().ground.lightness() > 128
    qtbot.mouseClick(window.rail.theme_button, Qt.MouseButton.LeftButton)
    assert theme.tokens().ground.lightness() < 128
    assert window.rail.theme_button.text() == "Clair"
    assert load_settings().theme == "dark"


def test_changes_reach_header_and_pages(window: MainWindow, event: OpenEvent) -> None:
    people.add_walk_in(event, given_name="Aïcha", family_name="N’Diaye", organisation="Thiès")
    assert window.header.present.text() == "1 / 1 présent"
    reception: Any = window.pages["reception"]
    assert Topic.PASSAGES.value in reception.seen


def test_a_file_that_cannot_be_opened_leaves_the_event_open(
    window: MainWindow, prompts: Any, tmp_path: Path, event: OpenEvent
) -> None:
    wrong = tmp_path / "wrong.raict"
    wrong.write_text("not an event file", "utf-8")
    prompts.open_file = str(wrong)
    window.choose_event()
    assert len(prompts.told) == 1
    assert window.open_event is event
    assert event.entry_count() == 1


def test_new_event_form_makes_and_opens_an_event(
    qtbot: Any, context: Context, prompts: Any, tmp_path: Path
) -> None:
    made = build_window(context)
    qtbot.addWidget(made)
    made.show()
    made.begin_new_event()
    page = made.page("welcome")
    assert isinstance(page, WelcomePage)
    page.form.make.click()
    assert page.form.title.fault.isVisible()
    page.form.title.line.setText("Journée d’étude")
    prompts.save_file = str(tmp_path / "new.raict")
    page.form.make.click()
    assert made.open_event is not None
    assert made.open_event.info.title == "Journée d’étude"
    assert load_settings().recent == (str(tmp_path / "new.raict"),)


def test_recent_events_are_offered(qtbot: Any, window: MainWindow, event: OpenEvent) -> None:
    window.show_page("welcome")
    page = window.page("welcome")
    assert isinstance(page, WelcomePage)
    assert [button.toolTip() for button in page.recent_buttons] == [str(event.path)]
    page.recent_buttons[0].click()
    assert window.shown_page == "reception"


def test_settings_hold_at_once(window: MainWindow, event: OpenEvent) -> None:
    window.show_page("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    page.operator.line.setText("Poste A")
    page.operator.line.editingFinished.emit()
    page.camera_card.second_opinion.setChecked(True)
    assert event.operator == "Poste A"
    assert load_settings().operator == "Poste A"
    assert load_settings().second_opinion
    page.language.button("en").click()
    assert page.check.text() == "Check the file"


def test_integrity_check_tells_a_whole_file(window: MainWindow) -> None:
    window.show_page("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    page.check.click()
    assert page.outcome.text().startswith("✓ Le fichier est intact")


@pytest.mark.expects_log
def test_a_fault_is_noted_told_once_and_nothing_stops(
    qtbot: Any, window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    stop = catch_faults(window)
    try:
        for _ in range(2):
            try:
                raise ValueError("Hélène MÜLLER")
            except ValueError as error:
                sys.excepthook(type(error), error, error.__traceback__)
    finally:
        dialogs = window.findChildren(CrashDialog)
        visible = [dialog.isVisible() for dialog in dialogs]
        stop()
    assert visible == [True]
    assert not dialogs[0].isModal()
    assert dialogs[0].count == 2
    assert "ValueError" in caplog.text
    assert "MÜLLER" not in caplog.text
    window.show_page("organiser")
    assert window.shown_page == "organiser"


def test_the_log_file_holds_places_and_no_messages(tmp_path: Path) -> None:
    try:
        raise UserError("storage.read_only", path="Hélène")
    except UserError as error:
        lines = log.fault_lines(type(error), error, error.__traceback__)
    assert lines[0] == "UserError storage.read_only"
    assert not any("Hélène" in line for line in lines)


@pytest.mark.parametrize("kind", ["primary", "secondary", "ghost"])
def test_buttons_are_tall_and_never_cut_their_label(qtbot: Any, desktop: Any, kind: Any) -> None:
    button = Button("Inscription sur place", kind=kind, icon="user-plus")
    qtbot.addWidget(button)
    assert button.minimumSizeHint().height() >= 44
    text = button.fontMetrics().horizontalAdvance(button.text())
    assert button.minimumSizeHint().width() > text
    holder = QWidget()
    qtbot.addWidget(holder)
    button.resize(button.sizeHint())
    assert not button.grab().isNull()


def test_a_file_opened_from_the_finder_is_passed_on(qtbot: Any, tmp_path: Path) -> None:
    opened = OpenedFiles()
    with qtbot.waitSignal(opened.chosen, timeout=1000) as heard:
        assert opened.eventFilter(opened, QFileOpenEvent(str(tmp_path / "été.raict")))
    assert heard.args == [tmp_path / "été.raict"]
    assert not opened.eventFilter(opened, QEvent(QEvent.Type.Paint))


def test_a_new_event_begins_like_an_earlier_one(
    qtbot: Any, context: Context, prompts: Any, tmp_path: Path, event: OpenEvent
) -> None:
    from raict_desktop.services import people, programme
    from tests.builders import add_person, add_session

    add_session(event, "Ouverture")
    add_person(event, "Ana", "Roy")
    made = build_window(context)
    qtbot.addWidget(made)
    made.show()
    made.begin_new_event()
    page = made.page("welcome")
    assert isinstance(page, WelcomePage)
    prompts.open_file = str(event.path)
    page.form.from_button.click()
    assert event.path.stem in page.form.from_name.text()
    page.form.title.line.setText("L’an prochain")
    prompts.save_file = str(tmp_path / "next.raict")
    page.form.make.click()
    assert made.open_event is not None
    assert [s.title for s in programme.sessions(made.open_event)] == ["Ouverture"]
    assert people.everybody(made.open_event) == []
    assert page.form.earlier is None
