"""Paints every page there is in memory, so that a missing plugin, font or icon is found at once.

Pages come from the window's own list and sections from the organiser's own, so one added tomorrow is
painted too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from raict_desktop import paths
from raict_desktop.config import Settings
from raict_desktop.ui import fonts, language, tasks, theme
from raict_desktop.ui.app import build_window, create_application
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.icons import icon
from raict_desktop.ui.main_window import PAGE_MAKERS, MainWindow
from raict_desktop.ui.pages.organiser.page import SECTIONS, OrganiserPage
from raict_desktop.ui.prompts import Prompts
from raict_desktop.wording import LANGUAGES

if TYPE_CHECKING:
    from raict_desktop.services.application import Application

SIZE = (1366, 768)
THEMES = ("light", "dark")
LEAST_COLOURS = 8


class BlankPageError(Exception):
    """A page was painted and shows nothing."""


class UnkeptSettings(SettingsStore):
    """Settings of this run only: a test must not change what the user chose."""

    def __init__(self) -> None:
        super().__init__(Settings(camera="", theme="light"))

    def write(self) -> None:
        """Nothing: they are kept in memory."""


def paint_every_page(
    application: Application, event_path: Path, pictures: Path
) -> dict[str, object]:
    """Paint every page and section in each language and theme and keep a PNG of each.

    Args:
        application: the services; the event is opened with them.
        event_path: an event with people in it, so that the pages have something to show.
        pictures: folder the pictures go to, made when it is not there.

    Returns:
        How many pictures (``count``) of how many pages (``pages``).

    Raises:
        BlankPageError: a page shows fewer than ``LEAST_COLOURS`` colours.
    """
    app = create_application()
    pictures.mkdir(parents=True, exist_ok=True)
    before = language.current_language()
    context = Context(application, UnkeptSettings(), Prompts(), tasks)
    window = build_window(context, application.open_event(event_path))
    window.resize(*SIZE)
    window.show()
    names: set[str] = set()
    count = 0
    try:
        for code in LANGUAGES:
            language.set_language(code)
            for look in THEMES:
                theme.apply_theme(app, look)
                for name in _each_view(window):
                    names.add(name)
                    count += 1
                    _keep(window, pictures / f"{name}-{code}-{look}.png")
    finally:
        window.close()
        tasks.finish()
        language.set_language(before)
    return {"count": count, "pages": len(names)}


def _each_view(window: MainWindow) -> Iterator[str]:
    """Bring each page to the front, and each section of a page that has some."""
    for page_name in PAGE_MAKERS:
        window.show_page(page_name)
        page = window.page(page_name)
        if not isinstance(page, OrganiserPage):
            yield page_name
            continue
        for section in SECTIONS:
            page.show_section(section)
            yield f"{page_name}-{section}"


def _keep(window: MainWindow, path: Path) -> None:
    for _ in range(3):  # layouts settle in the first round, work beside the window answers later
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    picture = window.stack.grab().toImage()
    if colours(picture) < LEAST_COLOURS:
        raise BlankPageError(path.stem)
    window.grab().save(str(path))


def colours(picture: QImage, step: int = 4) -> int:
    """How many colours a picture shows at every ``step``-th pixel; a blank page has one."""
    seen = {
        picture.pixel(x, y)
        for x in range(0, picture.width(), step)
        for y in range(0, picture.height(), step)
    }
    return len(seen)


def try_drawing() -> dict[str, object]:
    """Load every font, draw every icon and reach the print system.

    Raises:
        BlankPageError: a font file could not be loaded or an icon is empty.
    """
    create_application()
    files = sorted((paths.resources() / "fonts").glob("*.[to]tf"))
    for file in files:
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise BlankPageError(file.name)
    drawings = sorted((paths.resources() / "icons").glob("*.svg"))
    for file in drawings:
        if icon(file.stem, size=24).isNull():
            raise BlankPageError(file.name)
    if not fonts.families() or not drawings:
        raise BlankPageError("no fonts or no icons")
    QPrinter()  # fails when the print library did not come along
    return {"fonts": len(files), "icons": len(drawings)}
