"""What the window does beside its pages at a desk: the lock, the shift, mute, and the guests' screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from raict_desktop import paths
from raict_desktop.domain.errors import UserError
from raict_desktop.ui.faults import fault_text
from raict_desktop.ui.guard import VOLUNTEER_PAGES
from raict_desktop.ui.language import tr
from raict_desktop.ui.pin_sheet import PinSheet
from raict_desktop.ui.shift_sheet import ShiftSheet

if TYPE_CHECKING:
    from raict_desktop.ui.kiosk import Kiosk
    from raict_desktop.ui.main_window import MainWindow


class DeskMode(QObject):
    """Lock, shift, mute and kiosk of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._guard = window, window.context.guard
        self.pin_sheet = PinSheet(window, self._guard)
        self.shift_sheet = ShiftSheet(window)
        self.kiosk: Kiosk | None = None
        self.shift_sheet.chosen.connect(self._begin_shift)
        self._guard.changed.connect(self.show_lock)
        window.rail.lock_toggled.connect(self.toggle_lock)
        window.header.desk_clicked.connect(self.ask_shift)
        window.header.mute_toggled.connect(self.toggle_mute)
        for keys, slot in (
            ("Ctrl+L", self.toggle_lock),
            ("Ctrl+M", self.toggle_mute),
            ("F9", self.open_kiosk),
        ):
            QShortcut(QKeySequence(keys), window).activated.connect(slot)
        self.show_lock()
        self.show_desk()

    def may_show(self, page: str) -> bool:
        """Whether a locked desk shows this page; the first page is needed to open today's event."""
        if not self._guard.locked or page in VOLUNTEER_PAGES:
            return True
        return page == "welcome" and self._window.open_event is None

    def leave(self, then: Callable[[], None]) -> None:
        """Do something an unlocked desk may, after the PIN."""
        self._guard.leave(then)

    def toggle_lock(self) -> None:
        """Lock the desk, or ask for the PIN to unlock it."""
        if self._guard.locked:
            self._guard.leave(lambda: None)
            return
        try:
            self._guard.lock()
        except UserError:
            # Said where the code is chosen, and nowhere else: it would outlive the choice there.
            self._window.show_page("settings")
            page: Any = self._window.page("settings")
            page.lock_card.ask_for_pin()
        except OSError:
            self._window.tell(lambda: tr("settings.not_kept"))

    def show_lock(self) -> None:
        """Show only what a volunteer may use, or everything."""
        locked = self._guard.locked
        self._window.rail.set_locked(locked)
        # A window that is being built shows nothing yet; it chooses its first page itself.
        shown = self._window.shown_page
        if locked and shown and not self.may_show(shown):
            self._window.show_page("reception")

    def show_desk(self) -> None:
        """Say whose desk this is, and whether it is mute."""
        settings = self._window.context.settings_store.settings
        self._window.header.set_desk(settings.station_name, settings.operator)
        self._window.header.set_sound(settings.sound)

    def ask_shift(self) -> None:
        """Ask who is at the desk."""
        settings = self._window.context.settings_store.settings
        self.shift_sheet.ask(settings.station_name, settings.operator)

    def _begin_shift(self, station: str, operator: str) -> None:
        self._window.remember(station_name=station, operator=operator)
        if self._window.open_event is not None:
            self._window.open_event.operator = operator
        self.say_name()
        self.show_desk()

    def say_name(self) -> None:
        """Let the other stations know what this one is called."""
        name = self._window.context.settings_store.settings.station_name
        event = self._window.open_event
        if name and event is not None and not event.read_only:
            from raict_desktop.services import hub_sharing

            try:
                hub_sharing.name_station(event, name)
            except UserError as fault:
                self._window.tell(fault_text(fault))

    def toggle_mute(self) -> None:
        """Silence, or sounds again."""
        sound = not self._window.context.settings_store.settings.sound
        self._window.remember(sound=sound)
        self.show_desk()
        self._window.tell(lambda: tr("lock.sound_on" if sound else "lock.sound_off"))
        if sound:
            self._window.context.sounds.play("welcome")

    def open_kiosk(self) -> None:
        """Show the guests' screen, or put it away."""
        if self._window.open_event is None:
            self._window.tell(lambda: tr("lock.kiosk_needs_event"))
            return
        if self.kiosk is not None and self.kiosk.isVisible():
            self.kiosk.leave()
            return
        from raict_desktop.ui.kiosk import Kiosk

        if self.kiosk is None:
            self.kiosk = Kiosk(self._window)
        self._window.show_page("reception")
        page: Any = self._window.page("reception")
        self.kiosk.follow(page, self._window.open_event)
        self.kiosk.open()

    def write_volunteer_card(self) -> None:
        """Ask where to, and write the volunteers' card beside the window."""
        window = self._window
        chosen = window.context.prompts.choose_save_file(
            window, tr("shell.help_card"), tr("shell.pdf_filter")
        )
        if not chosen:
            return
        path = Path(chosen).with_suffix(".pdf")

        def job() -> Path:
            from raict_desktop.services import volunteer_card

            return volunteer_card.write(path, paths.resources() / "fonts")

        def failed(fault: Exception) -> None:
            if not isinstance(fault, UserError):
                raise fault
            window.tell(fault_text(fault))

        window.context.tasks.run(
            job,
            lambda written: window.tell(lambda: tr("shell.card_written", path=str(written))),
            failed,
        )

    def end(self) -> None:
        """The window closes, or another event is opened."""
        if self.kiosk is not None:
            self.kiosk.close_for_good()
            self.kiosk = None

    def retranslate(self) -> None:
        """Read every text again."""
        self.pin_sheet.retranslate()
        self.shift_sheet.retranslate()
        self.show_desk()
