"""The one window: the rail, the header, the page on show, and what is told quietly below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.ui import language, theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.desk_mode import DeskMode
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.fonts import font
from raict_desktop.ui.header import Header
from raict_desktop.ui.help_sheet import HelpSheet
from raict_desktop.ui.icons import application_icon
from raict_desktop.ui.language import number, tr
from raict_desktop.ui.mnemonics import AltKey
from raict_desktop.ui.page import Page
from raict_desktop.ui.rail import PAGES, Rail
from raict_desktop.ui.safekeeping import Safekeeping
from raict_desktop.ui.shortcut_sheet import ShortcutSheet
from raict_desktop.ui.welcome_page import WelcomePage
from raict_desktop.ui.widgets.elided_label import ElidedLabel
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.page_stack import PageScroll, PageStack

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent

MESSAGE_MS = 8000
RECENT = 8
LEAST_SIZE = (560, 300)
SMALL = (900, 560)
"""Below this (pixels, as the system scales them) the window is a laptop's at 200 %."""
EVENT_PAGES = ("reception", "session", "organiser")


def _reception(context: Context) -> QWidget:
    from raict_desktop.ui.pages.reception import ReceptionPage

    return ReceptionPage(context)


def _session(context: Context) -> QWidget:
    from raict_desktop.ui.pages.door import DoorPage

    return DoorPage(context)


def _organiser(context: Context) -> QWidget:
    from raict_desktop.ui.pages.organiser.page import OrganiserPage

    made: QWidget = OrganiserPage(context)
    return made


def _settings(context: Context) -> QWidget:
    # What backs up, seals and diagnoses comes along with it: not while the window opens.
    from raict_desktop.ui.settings_page import SettingsPage

    return SettingsPage(context)


def _checklist(context: Context) -> QWidget:
    from raict_desktop.ui.pages.checklist import ChecklistPage

    return ChecklistPage(context)


PAGE_MAKERS: dict[str, Callable[[Context], QWidget]] = {
    "reception": _reception,
    "session": _session,
    "organiser": _organiser,
    "settings": _settings,
    "welcome": WelcomePage,
    "checklist": _checklist,
}


class MainWindow(QWidget):
    """Holds the pages, each made when it is first shown, and the event they all show."""

    # Work on other threads tells of changes too: the signal brings them over here.
    _changed = Signal(object, object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.open_event: OpenEvent | None = None
        self.pages: dict[str, Page] = {}
        self._unsubscribe: Callable[[], None] = lambda: None
        self.safekeeping = Safekeeping(context, self)
        self._on_show = ""
        self.rail, self.header, self.stack = Rail(), Header(context.network), PageStack()
        self._foot = QHBoxLayout()
        self.entries, self.message = PlainLabel(), ElidedLabel(quiet=True)
        self._words: Callable[[], str] = str
        self._place: QRect | None = None
        self._build()
        self.sheet = ShortcutSheet(self)
        self.desk = DeskMode(self)
        self.help = HelpSheet(self)
        self.help.keys_wanted.connect(self.sheet.open)
        self.help.card_wanted.connect(self.desk.write_volunteer_card)
        self._quiet = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._quiet.timeout.connect(self._fall_silent)
        self._changed.connect(self._show_changes)
        self.rail.page_chosen.connect(self.show_page)
        self.rail.language_toggled.connect(self.toggle_language)
        self.rail.theme_toggled.connect(self.toggle_theme)
        self._forwarded = {
            action: QShortcut(QKeySequence(keys), self)
            for keys, action in (
                ("Ctrl+F", "action_search"),
                ("Ctrl+Z", "action_undo"),
                ("Ctrl+N", "action_walk_in"),
            )
        }
        for action, shortcut in self._forwarded.items():
            shortcut.activated.connect(lambda action=action: self.forward(action))
        self._bind_keys()
        AltKey(self)
        language.notifier.changed.connect(self.retranslate)
        theme.notifier.changed.connect(self._dress)
        self.setWindowIcon(application_icon())
        self.resize(1280, 800)
        self.setMinimumSize(*LEAST_SIZE)
        self._dress()
        self.retranslate()
        self.show_page("welcome")

    def _build(self) -> None:
        foot, right, whole = self._foot, QVBoxLayout(), QHBoxLayout(self)
        foot.setContentsMargins(24, 4, 24, 8)
        foot.setSpacing(24)
        for label in (self.entries, self.message):
            label.setFont(font(13, tabular=True))
        foot.addWidget(self.entries)
        foot.addWidget(self.message, 1)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.header)
        right.addWidget(PageScroll(self.stack), 1)
        right.addLayout(foot)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen, or one shown at 200 %, rail, header and foot make themselves small."""
        super().resizeEvent(event)
        small = self.width() < SMALL[0] or self.height() < SMALL[1]
        self.rail.set_small(small)
        self.header.set_small(small)
        self.stack.set_small(small)
        self.entries.setHidden(small)
        self._say(self.message.text())
        self._foot.setContentsMargins(*((12, 0, 12, 4) if small else (24, 4, 24, 8)))

    def _bind_keys(self) -> None:
        for place, name in enumerate(PAGES, 1):
            keys = QShortcut(QKeySequence(f"Ctrl+{place}"), self)
            keys.activated.connect(lambda name=name: self.show_page(name))
        for text, slot in (
            ("Ctrl+O", self.choose_event),
            ("Ctrl+Shift+N", self.begin_new_event),
            ("Ctrl+T", lambda: self.show_page("checklist")),
            ("Ctrl+Q", self.close),
            ("F11", self.toggle_full_screen),
            ("F1", lambda: self.help.open_at(self._on_show)),
            ("Shift+F1", self.sheet.open),
        ):
            QShortcut(QKeySequence(text), self).activated.connect(slot)

    def _dress(self) -> None:
        tint(self.entries, "quiet")

    def page(self, name: str) -> Page:
        """Give the page of this name, made when first asked for."""
        if name not in self.pages:
            made: Any = PAGE_MAKERS[name](self.context)
            self._join(name, made)
            made.set_event(self.open_event)
            self.pages[name] = made
            self.stack.addWidget(made)
        return self.pages[name]

    def _join(self, name: str, made: Any) -> None:
        if name == "welcome":
            made.file_chosen.connect(self.open_file)
            made.event_made.connect(self.use_event)
            made.language_chosen.connect(self.choose_language)
            made.role_chosen.connect(lambda role: self.remember(role=role))
            made.restore_wanted.connect(self.choose_backup)
        elif name == "settings":
            made.language_chosen.connect(self.choose_language)
            made.theme_chosen.connect(self.choose_theme)
            made.restore_wanted.connect(self.choose_backup)
            made.lock_card.lock_wanted.connect(self.desk.toggle_lock)
        if hasattr(made, "checks_wanted"):
            made.checks_wanted.connect(lambda: self.show_page("checklist"))
        if hasattr(made, "ready"):
            made.ready.connect(lambda: self.show_page("reception"))
        if name in ("welcome", "settings"):
            made.told.connect(self.tell)

    def show_page(self, name: str) -> None:
        """Bring a page to the front; pages of an event fall back to the welcome without one."""
        if self.open_event is None and name in EVENT_PAGES:
            name = "welcome"
        if not self.desk.may_show(name):
            self.desk.leave(lambda: self.show_page(name))
            return
        page = self.page(name)
        if name != self._on_show:
            if self._on_show:
                self.pages[self._on_show].hidden()
            self._on_show = name
            self.stack.setCurrentWidget(page)
            page.shown()
        self.rail.set_page(name)
        self.desk.show_desk()
        if name in EVENT_PAGES:
            self.context.network.role = name
            self.remember(role=name)
        for action, shortcut in self._forwarded.items():
            # A page may bind these keys itself; two owners of one key would silence both.
            shortcut.setEnabled(hasattr(page, action))

    @property
    def shown_page(self) -> str:
        """Name of the page in front."""
        return self._on_show

    def forward(self, action: str) -> None:
        """Ask the page in front for an action it offers."""
        getattr(self.pages[self._on_show], action)()

    def choose_event(self) -> None:
        """Ask for an event file and open it."""
        self.desk.leave(self._choose_event)

    def _choose_event(self) -> None:
        title, kinds = tr("welcome.open"), tr("welcome.file_filter")
        chosen = self.context.prompts.choose_open_file(self, title, kinds)
        if chosen:
            self.open_file(Path(chosen))

    def begin_new_event(self) -> None:
        """Show the form of a new event."""
        self.desk.leave(self._begin_new_event)

    def _begin_new_event(self) -> None:
        self.show_page("welcome")
        page = self.page("welcome")
        if isinstance(page, WelcomePage):
            page.show_form()

    def open_file(self, path: Path) -> None:
        """Open an event file in place of the one open now; the latter stays if that fails."""
        if self.open_event is not None and self.open_event.path.resolve() == path.resolve():
            self.show_page(self.context.settings_store.settings.role)
            return
        try:
            event = self.context.application.open_event(path)
        except UserError as fault:
            if not self.safekeeping.offer(path, fault):
                self.context.prompts.tell(self, tr("welcome.open"), fault_text(fault))
            return
        self.use_event(event)

    def choose_backup(self) -> None:
        """Let a person put a backup back, of the open event or of another."""
        self.desk.leave(self._choose_backup)

    def _choose_backup(self) -> None:
        self.safekeeping.choose(self.open_event.path if self.open_event else None)

    def use_event(self, event: OpenEvent | None) -> None:
        """Show an event that is already open on every page, and close the former."""
        self.safekeeping.end()
        self.context.network.end()
        self.desk.end()
        former, self.open_event = self.open_event, event
        self.context.printing.set_event(former, event)
        self._unsubscribe()
        self._unsubscribe = lambda: None
        if event is not None:
            settings = self.context.settings_store.settings
            event.operator = settings.operator
            self._unsubscribe = event.subscribe(self._changed.emit)
            path = str(event.path)
            others = [name for name in settings.recent if name != path]
            self.remember(recent=(path, *others)[:RECENT], welcomed=True)
        for page in self.pages.values():
            page.set_event(event)
        self.header.set_event(event)
        self.rail.set_event_open(event is not None)
        self._count_entries()
        self._title()
        if former is not None and former is not event:
            former.close()
        role = self.context.settings_store.settings.role
        if event is not None and not self.desk.may_show(role):
            role = "reception"
        self.show_page("welcome" if event is None else role)
        if event is not None:
            self.safekeeping.begin(event)
            self.context.network.begin(event, self._shared_folder())
            self.desk.say_name()
        if event is not None and event.notice:
            notice = UserError(event.notice, **event.notice_facts)
            self.tell(lambda: fault_text(notice))

    def _shared_folder(self) -> Path | None:
        folder = self.context.settings_store.settings.shared_folder
        return Path(folder) if folder else None

    def _show_changes(self, changes: Changes, origin: object | None) -> None:
        if self.open_event is None:
            return
        self.header.retranslate()
        self._count_entries()
        self._title()
        if Topic.STATIONS in changes.topics:
            self.desk.show_desk()
        for page in self.pages.values():
            page.show_changes(changes, origin)

    def tell(self, words: str | Callable[[], str]) -> None:
        """Say something at the foot of the window for a while.

        Args:
            words: a sentence, or what makes one: that is said anew when the language changes.
        """
        self._words = words if callable(words) else (lambda: words)
        self._say(self._words())
        self._quiet.start()

    def _fall_silent(self) -> None:
        self._words = str
        self._say("")

    def _say(self, text: str) -> None:
        self.message.set_text(text)
        self.message.setHidden(self.entries.isHidden() and not text)

    def _count_entries(self) -> None:
        event = self.open_event
        if event is None:
            self.entries.setText("")
            return
        count = event.entry_count()
        text = tr("shell.entries", count=count).replace(str(count), number(count), 1)
        self.entries.setText(f"{text} · {tr('shell.read_only')}" if event.read_only else text)

    def _title(self) -> None:
        name = self.open_event.info.title if self.open_event else ""
        self.setWindowTitle(f"{name} – {tr('shell.app')}" if name else tr("shell.app"))

    def remember(self, **values: Any) -> None:
        """Keep choices of this computer's user."""
        settings = self.context.settings_store.settings
        if all(getattr(settings, name) == value for name, value in values.items()):
            return
        self.context.settings_store.put(**values)
        # Beside the window: a busy disk takes a second, and this comes with every change of page.
        self.context.tasks.run(
            self.context.settings_store.write, lambda _none: None, self._not_kept
        )

    def _not_kept(self, fault: Exception) -> None:
        if not isinstance(fault, OSError):
            raise fault
        self.tell(tr("settings.not_kept"))

    def choose_language(self, code: str) -> None:
        """Speak another language from now on."""
        self.remember(language=code)
        language.set_language(code)

    def toggle_language(self) -> None:
        """French to English and back."""
        self.choose_language("en" if language.current_language() == "fr" else "fr")

    def choose_theme(self, name: str) -> None:
        """Show another theme from now on."""
        self.remember(theme=name)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply_theme(app, name)

    def toggle_theme(self) -> None:
        """Light to dark and back."""
        self.choose_theme("light" if theme.tokens().ground.lightness() < 128 else "dark")
        settings_page = self.pages.get("settings")
        if settings_page is not None:
            settings_page.retranslate()

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back: maximised, or of the size it had."""
        whole = self.isFullScreen()
        if not whole:
            self._place = self.geometry()
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        if whole and not self.isMaximized() and self._place is not None:
            self.setGeometry(self._place)

    def retranslate(self) -> None:
        """Read every text again."""
        self.rail.retranslate()
        self.header.retranslate()
        self.sheet.retranslate()
        self.desk.retranslate()
        self.help.retranslate()
        self.rail.set_event_open(self.open_event is not None)
        self._count_entries()
        self._title()
        self._say(self._words())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the page in front, so that no camera outlives the window."""
        self.desk.end()
        if self._on_show:
            self.pages[self._on_show].hidden()
        self._on_show = ""
        self._unsubscribe()
        self.safekeeping.end()
        self.context.network.end()
        # The file may be closed next: nothing may ask it again.
        self.context.printing.set_event(self.open_event, None)
        self.open_event = None
        self.header.set_event(None)
        for page in self.pages.values():
            page.set_event(None)
        event.accept()
