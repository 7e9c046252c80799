"""Takes pictures of every page of the window on an event: for the demo without a display, and for the guide."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from raict_desktop.ui import language, tasks, theme
from raict_desktop.ui.app import build_window, create_application
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.display import draw_without_display
from raict_desktop.ui.prompts import Prompts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from raict_desktop.ui.main_window import MainWindow

PAGES = ("reception", "session", "organiser", "settings")
SIZE = (1366, 768)


def take_screenshots(
    path: Path,
    directory: Path,
    *,
    pages: Iterable[str] = PAGES,
    languages: Iterable[str] = ("fr", "en"),
    themes: Iterable[str] = ("light", "dark"),
    size: tuple[int, int] = SIZE,
    at: datetime | None = None,
) -> list[Path]:
    """Show each page in each language and theme and keep a PNG of it.

    Args:
        path: the event file.
        directory: made when it is not there.
        pages: names of the window's pages.
        languages: of ``fr`` and ``en``.
        themes: of ``light`` and ``dark``.
        size: width and height of the window, pixels.
        at: the time (aware) the window's clock starts at; now when left out.
    """
    from raict_desktop.services.application import Application, Outside, system_clock

    draw_without_display()
    app = create_application()
    ahead = (at - system_clock()) if at is not None else timedelta()
    directory.mkdir(parents=True, exist_ok=True)
    before = language.current_language()
    taken: list[Path] = []
    with Application(Outside(clock=lambda: system_clock() + ahead)) as application:
        context = Context(application, SettingsStore(), Prompts(), tasks)
        window = build_window(context, application.open_event(path))
        window.resize(*size)
        window.show()
        try:
            for code in languages:
                language.set_language(code)
                for name in themes:
                    theme.apply_theme(app, name)
                    taken += [
                        _picture(window, page, directory / f"{page}-{code}-{name}.png")
                        for page in pages
                    ]
        finally:
            window.close()
            tasks.finish()
            language.set_language(before)
    return taken


def _picture(window: MainWindow, page: str, path: Path) -> Path:
    window.show_page(page)
    _let_work_finish()
    window.grab().save(str(path))
    return path


def _let_work_finish(milliseconds: int = 900) -> None:
    """Give figures computed beside the window, and a camera's first frame, time to arrive."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    QApplication.processEvents()
