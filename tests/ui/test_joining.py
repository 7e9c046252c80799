"""Joining an event from the first page: card, line, place, progress, faults, and then the desk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from raict_desktop import paths
from raict_desktop.config import events_folder, hubs_folder
from raict_desktop.domain.errors import UserError
from raict_desktop.services import hub_sharing, hub_visit, pairings, people
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.services.hub_visit import Progress, Taken
from raict_desktop.services.pairing_card import write_pairing_card
from raict_desktop.sharing.pairing import Pairing, pairing_line
from raict_desktop.ui import tasks
from raict_desktop.ui.app import build_window
from raict_desktop.ui.context import Context
from raict_desktop.ui.join_form import JoinForm
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.welcome_page import WelcomePage
from tests.builders import World
from tests.laptops import prepared
from tests.sharing.hub_server import HubServer
from tests.ui.conftest import FakePrompts

LINE = pairing_line(Pairing("127.0.0.1", 1, "hub", "u", "p", "e" * 36, "5" * 64))


def opened(qtbot: QtBot, context: Context) -> MainWindow:
    made = build_window(context)
    qtbot.addWidget(made)
    made.show()
    return made


def form_of(window: MainWindow) -> JoinForm:
    """The form, opened by its tile."""
    page = window.page("welcome")
    assert isinstance(page, WelcomePage)
    page.join_button.click()
    assert page.join_form is not None
    return page.join_form


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> Iterator[MainWindow]:
    made = opened(qtbot, context)
    yield made
    made.close()


@pytest.fixture
def form(window: MainWindow) -> JoinForm:
    return form_of(window)


def refusing(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> list[Path]:
    """Let every attempt fail; gives where each wanted its file."""
    asked: list[Path] = []

    def refuse(_application: Application, where: Path, *_: object, **__: object) -> Taken:
        asked.append(where)
        raise fault

    monkeypatch.setattr(hub_visit, "event_from_hub", refuse)
    return asked


@pytest.fixture(scope="module")
def server() -> Iterator[HubServer]:
    made = HubServer()
    made.start()
    yield made
    made.close()


@pytest.fixture
def line(server: HubServer, tmp_path: Path) -> str:
    """The line of a hub that holds a whole event."""
    with World().application() as application:
        event = application.open_event(prepared(tmp_path / "organiser", 40))
        made = hub_sharing.open_hub(event, server.url, paths.hub_scripts())
        hub_sharing.pair(event, tmp_path / "organiser" / "hubs", made)
        hub_visit.meet_once(event, tmp_path / "organiser" / "hubs")
    return made


def threaded(context: Context) -> Context:
    """The same parts, with work really on other threads."""
    return Context(context.application, context.settings_store, context.prompts, tasks)


def test_a_card_leads_to_the_desk_with_everybody_there(
    qtbot: QtBot, context: Context, prompts: FakePrompts, line: str, tmp_path: Path
) -> None:
    window = opened(qtbot, threaded(context))
    form = form_of(window)
    form.name.line.setText("Accueil 7")
    prompts.open_file = str(write_pairing_card(tmp_path / "card.pdf", "T", line, ("a", "b")))
    form.card.click()
    qtbot.waitUntil(lambda: window.open_event is not None, timeout=30_000)
    event = window.open_event
    assert event is not None
    assert window.shown_page == "reception"
    assert len(people.everybody(event)) == 40
    assert event.path.parent == events_folder()
    assert hub_sharing.station_name(event, event.station) == "Accueil 7"
    assert context.settings_store.settings.recent[0] == str(event.path)
    assert "reçu" in window.message.text()
    # Linked at once, and the key does not stay on the screen.
    assert window.context.network.paired
    assert form.line.line.text() == ""
    window.close()
    tasks.finish()

    # A second time on the same laptop: it is told, and opened.
    again = opened(qtbot, threaded(context))
    form = form_of(again)
    form.line.line.setText(line)
    form.join.click()
    qtbot.waitUntil(lambda: not form.under_way, timeout=30_000)
    assert "déjà sur ce poste" in form.notice.text()
    assert form.open_it.isVisible()
    form.open_it.click()
    assert again.open_event is not None
    assert len(people.everybody(again.open_event)) == 40
    again.close()
    tasks.finish()


def test_the_keyboard_alone_will_do(
    form: JoinForm, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = refusing(monkeypatch, UserError("sharing.join_unreachable"))
    form.line.line.setFocus()
    qtbot.keyClicks(form.line.line, LINE)
    qtbot.keyClick(form.line.line, Qt.Key.Key_Return)
    assert asked == [events_folder()]
    assert "ne répond pas" in form.notice.text()
    qtbot.keyClick(form.line.line, Qt.Key.Key_Escape)
    assert form.isHidden()
    assert form.line.line.text() == ""
    page = window.page("welcome")
    assert isinstance(page, WelcomePage)
    assert page.join_button.isVisible()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (UserError("sharing.join_unreachable"), "ne répond pas"),
        (UserError("sharing.join_wrong_password"), "carte du jour"),
        (UserError("sharing.join_other_event"), "carte du jour"),
        (UserError("sharing.join_newer_hub"), "version plus récente"),
        (UserError("sharing.join_disk_full"), "plein"),
        (UserError("sharing.lost_half_way"), "Rien d’incomplet"),
        (UserError("sharing.empty_hub"), "ne contient pas encore"),
        (UserError("storage.synchronised_place", path="x"), "synchronisé"),
        (PermissionError(), "accéder"),
    ],
)
def test_a_fault_is_told_in_the_form_and_it_can_be_tried_again(
    form: JoinForm, monkeypatch: pytest.MonkeyPatch, fault: Exception, words: str
) -> None:
    asked = refusing(monkeypatch, fault)
    form.line.line.setText(LINE)
    form.join.click()
    assert words in form.notice.text()
    assert form.join.isEnabled()
    assert form.bar.isHidden()
    form.join.click()
    assert len(asked) == 2


def test_a_wrong_line_is_told_at_its_field(form: JoinForm) -> None:
    form.join.click()
    assert "ligne" in form.line.fault.text()
    form.line.line.setText("nonsense")
    form.join.click()
    assert "raict-hub" in form.line.fault.text()
    assert form.notice.text() == ""


def test_a_file_that_is_there_is_left_alone_and_another_folder_taken(
    form: JoinForm,
    prompts: FakePrompts,
    tmp_path: Path,
    event: OpenEvent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    form.folder = event.path.parent
    asked = refusing(monkeypatch, UserError("storage.exists", path=event.path.name))
    form.line.line.setText(LINE)  # of another event than the file's
    form.join.click()
    assert event.path.name in form.notice.text()
    assert form.open_it.isHidden()
    prompts.folder = str(tmp_path / "elsewhere")
    form.elsewhere.click()
    assert str(tmp_path / "elsewhere") in form.place.text()
    form.join.click()
    assert asked == [event.path.parent, tmp_path / "elsewhere"]


class Halted:
    """An attempt that waits, half way, until the test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.half_way, self.on = threading.Event(), threading.Event()
        self.stop: threading.Event | None = None
        monkeypatch.setattr(hub_visit, "event_from_hub", self)

    def __call__(
        self,
        _application: Application,
        _where: Path,
        _line: str,
        _folder: Path,
        *,
        progress: Callable[[Progress], None],
        stop: threading.Event,
    ) -> Taken:
        self.stop = stop
        progress(Progress(1500, 5000))
        self.half_way.set()
        assert self.on.wait(30)
        raise UserError("sharing.stopped" if stop.is_set() else "sharing.lost_half_way")


def test_progress_is_seen_and_it_can_be_stopped(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    halted = Halted(monkeypatch)
    window = opened(qtbot, threaded(context))
    form = form_of(window)
    form.line.line.setText(LINE)
    form.join.click()
    qtbot.waitUntil(lambda: "1 500".replace(" ", "\u202f") in form.notice.text(), timeout=10_000)
    assert (form.bar.value(), form.bar.maximum()) == (1500, 5000)
    assert not form.join.isEnabled()
    assert form.cancel.text() == "Arrêter"
    assert form.cancel.hasFocus()
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert halted.stop is not None
    assert halted.stop.is_set()
    halted.on.set()
    qtbot.waitUntil(lambda: not form.under_way, timeout=10_000)
    assert "Rien n’est resté" in form.notice.text()
    assert form.join.isEnabled()
    window.close()
    tasks.finish()


def test_a_window_that_closes_ends_it(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    halted = Halted(monkeypatch)
    window = opened(qtbot, threaded(context))
    form = form_of(window)
    form.line.line.setText(LINE)
    form.join.click()
    assert halted.half_way.wait(10)
    window.close()
    assert halted.stop is not None
    assert halted.stop.is_set()
    halted.on.set()
    assert tasks.finish()


def test_an_event_that_came_too_late_is_closed_again(
    form: JoinForm, window: MainWindow, event: OpenEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[Any] = []
    monkeypatch.setattr(window.context.tasks, "run", lambda _job, done, _failed: late.append(done))
    form.line.line.setText(LINE)
    form.join.click()
    assert form.under_way
    form.leave()
    late[0](Taken(event, 1, 0))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        event.entry_count()
    assert window.open_event is None


def test_a_kept_pairing_is_that_of_the_card(tmp_path: Path) -> None:
    pairings.keep_line(tmp_path, LINE)
    kept = pairings.kept(tmp_path, "e" * 36)
    assert kept is not None
    assert pairing_line(kept) == LINE
    with pytest.raises(UserError, match="bad_pairing"):
        pairings.keep_line(hubs_folder(), "nonsense")
