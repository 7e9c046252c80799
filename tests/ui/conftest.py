"""The window's parts for tests: no screen, no dialogs, no threads, no settings of the user."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from raict_desktop import config
from raict_desktop.config import Settings
from raict_desktop.services.application import Application, OpenEvent
from raict_desktop.ui import language, theme
from raict_desktop.ui.app import create_application
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.widgets import verdict_card


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expects_log: the test writes warnings or errors to the log")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says what it cannot do at every window with a least size."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@dataclass
class FakePrompts:
    """Answers at once and keeps what was asked and told."""

    open_file: str = ""
    open_files: list[str] = field(default_factory=list)
    save_file: str = ""
    folder: str = ""
    agree: bool = True
    text: str = ""
    passphrases: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)

    def choose_open_file(self, parent: QWidget | None, title: str, filter_: str = "") -> str:
        self.asked.append(title)
        return self.open_file

    def choose_open_files(self, parent: QWidget | None, title: str, filter_: str = "") -> list[str]:
        self.asked.append(title)
        return list(self.open_files)

    def choose_save_file(
        self, parent: QWidget | None, title: str, filter_: str = "", suggested: str = ""
    ) -> str:
        self.asked.append(title)
        self.suggested.append(suggested)
        return self.save_file

    def choose_folder(self, parent: QWidget | None, title: str) -> str:
        self.asked.append(title)
        return self.folder

    def ask_passphrase(self, parent: QWidget | None, title: str, text: str) -> str:
        self.asked.append(text)
        return self.passphrases.pop(0) if self.passphrases else ""

    def confirm(self, parent: QWidget | None, title: str, text: str) -> bool:
        self.asked.append(text)
        return self.agree

    def ask_text(self, parent: QWidget | None, title: str, label: str) -> str:
        self.asked.append(title)
        return self.text

    def tell(self, parent: QWidget | None, title: str, text: str) -> None:
        self.told.append(text)


class SynchronousTasks:
    """Runs the job where it is asked for."""

    @staticmethod
    def run(
        job: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        try:
            value = job()
        except Exception as fault:  # noqa: BLE001
            failed(fault)
        else:
            done(value)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(autouse=True)
def impatient_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests scan faster than people walk: a card gives way to the next at once."""
    monkeypatch.setattr(verdict_card, "LEAST_MS", 0)


@pytest.fixture
def desktop(qapp: QApplication) -> Iterator[QApplication]:
    """The QApplication with the program's look, French and light."""
    create_application()
    language.set_language("fr")
    theme.apply_theme(qapp, "light")
    yield qapp
    language.set_language("fr")
    theme.apply_theme(qapp, "light")


@pytest.fixture
def application() -> Iterator[Application]:
    with Application() as started:
        yield started


@pytest.fixture
def event(application: Application, tmp_path: Path) -> OpenEvent:
    return application.new_event(
        tmp_path / "day.raict", title="12es Rencontres", first_day=date(2026, 6, 29), days=2
    )


@pytest.fixture
def prompts() -> FakePrompts:
    return FakePrompts()


@pytest.fixture
def context(
    desktop: QApplication,
    application: Application,
    prompts: FakePrompts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Context:
    monkeypatch.setattr(config, "settings_path", lambda: tmp_path / "settings" / "settings.json")
    # No camera in tests: an empty source only listens to the keyboard.
    store = SettingsStore(Settings(camera=""))
    return Context(application, store, prompts, SynchronousTasks())  # type: ignore[arg-type]
