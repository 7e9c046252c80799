"""The checks before opening in the window, and the first run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from raict_desktop.config import Settings, load_settings
from raict_desktop.scanning import camera_check
from raict_desktop.scanning.camera_check import CheckFigures
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.checklist import State
from raict_desktop.ui import language
from raict_desktop.ui.app import build_window
from raict_desktop.ui.awake import Awake, keeper
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.pages.checklist import CHECKS, ChecklistPage
from raict_desktop.wording import catalogue
from tests.builders import add_person
from tests.ui.conftest import FakePrompts, SynchronousTasks

CTRL = Qt.KeyboardModifier.ControlModifier


class QuickSounds:
    def __init__(self) -> None:
        self.heard: list[str] = []
        self.answer: bool | None = True

    def play(self, name: str) -> None:
        self.play_anyway(name)

    def play_anyway(self, name: str) -> None:
        self.heard.append(name)

    def works(self) -> bool | None:
        return self.answer


@pytest.fixture
def window(
    qtbot: Any, context: Context, event: OpenEvent, application: Application, prompts: FakePrompts
) -> Iterator[MainWindow]:
    add_person(event, "A", "B")
    sounds: Any = QuickSounds()
    own = Context(
        application,
        SettingsStore(Settings(camera="camera:0", welcomed=True)),
        prompts,  # type: ignore[arg-type]
        SynchronousTasks(),
        sounds=sounds,
    )
    made = build_window(own, event)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_page("settings")
    qtbot.keyClick(made, Qt.Key.Key_T, CTRL)
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow) -> ChecklistPage:
    assert window.shown_page == "checklist"
    made: Any = window.pages["checklist"]
    return made  # type: ignore[no-any-return]


def test_what_needs_nobody_is_checked_at_once(page: ChecklistPage) -> None:
    assert page.findings["list"].key == "list_by_hand"
    assert page.findings["printer"].state is State.WARN
    assert "scanner" not in page.findings
    assert all(row.sentence.text() for row in page.rows.values())
    assert "10" in page.summary.text()


@pytest.mark.parametrize(
    ("figures", "state", "key"),
    [
        (CheckFigures(), State.BAD, "camera_nothing"),
        (CheckFigures(1280, 720, 30, 9, 1, 120, 0, "X"), State.GOOD, "camera_read"),
        (CheckFigures(1280, 720, 30, 9, 0, 120, 0, ""), State.GOOD, "camera"),
        (CheckFigures(1280, 720, 30, 9, 0, 5, 0, ""), State.WARN, "camera_black"),
        (CheckFigures(1280, 720, 4, 9, 0, 120, 0, ""), State.WARN, "camera_few_frames"),
    ],
)
def test_the_camera(
    page: ChecklistPage,
    monkeypatch: pytest.MonkeyPatch,
    figures: CheckFigures,
    state: State,
    key: str,
) -> None:
    monkeypatch.setattr(camera_check, "check_camera", lambda _source, _seconds: (figures, ""))
    page.rows["camera"].button.click()
    assert (page.findings["camera"].state, page.findings["camera"].key) == (state, key)
    assert page.rows["camera"].button.isEnabled()


def test_the_scanner_is_waited_for(qtbot: Any, page: ChecklistPage, event: OpenEvent) -> None:
    page.rows["scanner"].button.click()
    assert page.findings["scanner"].key == "scanner_wait"
    code = event.new_code()
    qtbot.keyClicks(page, code)
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.findings["scanner"].key == "scanner_own"
    assert code[:6] in page.rows["scanner"].sentence.text()
    page.rows["scanner"].button.click()
    page._waiting.timeout.emit()
    assert page.findings["scanner"].state is State.BAD


def test_all_six_sounds_are_played(qtbot: Any, page: ChecklistPage) -> None:
    page._melody.setInterval(1)
    page.rows["sound"].button.click()
    qtbot.waitUntil(lambda: page.findings["sound"].state is State.GOOD)
    sounds: Any = page.context.sounds
    assert len(sounds.heard) == 6
    sounds.answer = False
    page.rows["sound"].button.click()
    qtbot.waitUntil(lambda: page.findings["sound"].state is State.BAD)


def test_every_finding_has_its_sentence() -> None:
    keys = {key for key in catalogue("fr") if key.startswith("checklist.")}
    assert {f"checklist.{name}_untried" for name in CHECKS} <= keys
    for finding in ("black", "dim", "bright", "few_frames", "small", "slow"):
        assert f"checklist.camera_{finding}" in keys


def test_it_speaks_both_languages_and_leads_to_the_desk(
    qtbot: Any, window: MainWindow, page: ChecklistPage
) -> None:
    language.set_language("en")
    assert page.title.text() == "Before opening"
    qtbot.mouseClick(page.go, Qt.MouseButton.LeftButton)
    assert window.shown_page == "reception"


def test_sleep_is_held_off_by_a_program_that_ends_with_ours() -> None:
    awake = Awake(["cat"])
    awake.begin()
    assert awake.holds
    awake.begin()
    awake.end()
    assert not awake.holds
    Awake(["/no/such/program"]).begin()
    assert keeper("linux") == [] or keeper("linux")[0] == "systemd-inhibit"
    assert keeper("plan9") == []


def test_the_first_run_asks_for_language_and_role(
    qtbot: Any, context: Context, event: OpenEvent
) -> None:
    made = build_window(context)
    qtbot.addWidget(made)
    made.show()
    welcome: Any = made.pages["welcome"]
    assert welcome.first.isVisible()
    qtbot.mouseClick(welcome.first.language.button("en"), Qt.MouseButton.LeftButton)
    assert language.current_language() == "en"
    assert welcome.title.text() == "Welcome"
    assert welcome.first.caption.text() == "What is this computer for?"
    assert "demonstration" in welcome.sentence.text()
    # The page's title comes first, with the languages on its line, then the choices.
    below = [welcome.title, welcome.sentence, welcome.first, welcome.open_button]
    tops = [part.mapTo(welcome, QPoint(0, 0)).y() for part in below]
    assert tops == sorted(tops)
    qtbot.mouseClick(welcome.first.roles["organiser"], Qt.MouseButton.LeftButton)
    assert context.settings_store.settings.role == "organiser"
    made.use_event(event)
    assert made.shown_page == "organiser"
    assert load_settings().welcomed or context.settings_store.settings.welcomed
    made.use_event(None)
    assert not welcome.first.isVisible()
    assert not welcome.first.language.isVisible()
    assert "demonstration" not in welcome.sentence.text()
    made.close()
