"""Starts fonts, theme, language and services in that order, and ends them in the reverse."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QSize, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from raict_desktop import log
from raict_desktop.config import settings_path
from raict_desktop.ui import fonts, language, tasks, theme
from raict_desktop.ui.allocator import share_arenas
from raict_desktop.ui.awake import Awake
from raict_desktop.ui.context import Context, SettingsStore
from raict_desktop.ui.crash_dialog import catch_faults
from raict_desktop.ui.deferred_printing import DeferredPrinting
from raict_desktop.ui.display import require_display
from raict_desktop.ui.guard import Guard
from raict_desktop.ui.main_window import MainWindow
from raict_desktop.ui.prompts import Prompts
from raict_desktop.ui.sounds import Sounds

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent, Outside
    from raict_desktop.ui.badge_printing import BadgePrinting

FRAME = (16, 48)
"""Room for a window's borders and title bar, wherever the system draws them, logical pixels."""


def create_application() -> QApplication:
    """Make the application object with the program's look; the one that exists if there is one."""
    share_arenas()
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("raict-desktop")
    app.setApplicationDisplayName("RAICT")
    # Wayland finds the icon and the task bar's entry by this name.
    app.setDesktopFileName("org.raict.Desktop")
    app.setStyle("Fusion")
    app.setFont(fonts.font(13))
    return app


class QtWords:
    """Qt's own words (OK, Cancel, file dialogs) in the language on show."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._translator = QTranslator()
        language.notifier.changed.connect(self.load)
        self.load()

    def load(self) -> None:
        """Take the words of the current language."""
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language.current_language()}", folder):
            self._app.installTranslator(self._translator)


class OpenedFiles(QObject):
    """Hears from macOS which event file was opened with a double click; other systems name it at start."""

    chosen = Signal(Path)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the file; nobody else needs the event."""
        if isinstance(event, QFileOpenEvent):
            self.chosen.emit(Path(event.file()))
            return True
        return False


class FirstPaint(QObject):
    """Notes in the log how long the start took, for whoever looks into a slow laptop."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the window's first painting, then look no further."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The children are painted in this same turn; the next one begins after all that.
            QTimer.singleShot(0, log.note_start)
        return False


def build_window(context: Context, event: OpenEvent | None = None) -> MainWindow:
    """Make the window on an event, or on the welcome page; not shown yet."""
    window = MainWindow(context)
    window.use_event(event)
    return window


def fit_to_screen(window: QWidget, room: QSize) -> None:
    """Let the window fill a screen that its frame and title bar would not leave whole.

    Args:
        window: not shown yet.
        room: what the screen offers beside the system's own bars, logical pixels.
    """
    wanted = window.size() + QSize(*FRAME)
    window.resize(window.size().boundedTo(room))
    if wanted.boundedTo(room) != wanted:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def listen_to_signals(app: QApplication) -> QTimer:
    """End the program in order when the session ends (SIGTERM, SIGHUP) or on Ctrl+C in a terminal.

    Returns:
        The timer that gives Python its turn, without which no signal would be heard; stop it last.
    """
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: app.quit())
    timer = QTimer(app, interval=250)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer


def _printing(store: SettingsStore, prompts: Prompts, outside: Outside) -> BadgePrinting:
    from raict_desktop.ui.badge_printing import build_printing
    from raict_desktop.ui.qt_spooler import spooler

    return build_printing(spooler(), store, prompts, settings_path().parent, outside)


def run(event_path: Path | None = None) -> int:
    """Open the window and stay until it is closed.

    Args:
        event_path: the event file to open at once.

    Returns:
        The exit code of the program.

    Raises:
        UserError: there is no display.
    """
    from raict_desktop.services.application import Application, system_clock
    from raict_desktop.services.lock import PinLock

    require_display()
    app = create_application()
    log_file = log.start_log()
    store = SettingsStore()
    language.set_language(store.settings.language)
    theme.apply_theme(app, store.settings.theme)
    theme.follow_system(app)
    words = QtWords(app)
    with Application() as application:
        prompts = Prompts()
        sounds = Sounds(lambda: store.settings.sound)
        guard = Guard(PinLock(settings_path().with_name("lock.json"), system_clock))
        printing = DeferredPrinting(lambda: _printing(store, prompts, application.outside))
        parts = Context(
            application,
            store,
            prompts,
            tasks,
            watchful=True,
            sounds=sounds,
            guard=guard,
            printing=printing,
            awake=Awake(),
        )
        window = build_window(parts)
        stop_catching = catch_faults(window, log_file)
        screen = window.screen()
        if screen is not None:
            fit_to_screen(window, screen.availableSize())
        first_paint = FirstPaint()
        window.installEventFilter(first_paint)
        opened_files = OpenedFiles()
        opened_files.chosen.connect(window.open_file)
        app.installEventFilter(opened_files)
        listening = listen_to_signals(app)
        window.show()
        if event_path is not None:
            # After the first paint, so that a slow disk shows a window rather than nothing.
            QTimer.singleShot(0, lambda: window.open_file(event_path))
        try:
            return app.exec()
        finally:
            app.removeEventFilter(opened_files)
            stop_catching()
            listening.stop()
            window.close()
            tasks.finish()
            sounds.close()
            printing.close()
            del words
