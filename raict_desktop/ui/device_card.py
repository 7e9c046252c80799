"""What the cards of camera and scanner share: a chooser that follows what is plugged in, and a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from raict_desktop.ui import theme
from raict_desktop.ui.context import Context
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.widgets.button import Button
from raict_desktop.ui.widgets.card import Card
from raict_desktop.ui.widgets.chooser import Chooser
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel
from raict_desktop.ui.widgets.scroll import reveal

LISTING_MS = 2000
Device = TypeVar("Device")


class DeviceCard(Card, Generic[Device]):
    """Chooses a device by name and tests it in a panel below.

    A card says what it lists (``list_devices``, run away from the window's thread), how it shows
    that (``fill``), and what its test does (``start_test``, ``stop_test``).
    """

    told = Signal(str)

    def __init__(self, context: Context, icon: str, panel: QWidget) -> None:
        super().__init__()
        self._context = context
        self._listing = False
        self.devices: list[Device] = []
        self.heading, self.caption, self.hint = PlainLabel(), PlainLabel(), PlainLabel()
        self.chooser, self.test, self.panel = Chooser(), Button(icon=icon), panel
        self.panel.hide()
        self.heading.setFont(font(20, 600))
        self.caption.setFont(font(13, 600))
        self.caption.setBuddy(self.chooser)
        self.chooser.setFont(font(15))
        self.chooser.setFixedHeight(44)
        self._timer = QTimer(self, interval=LISTING_MS)
        self._timer.timeout.connect(self.look)
        self.chooser.activated.connect(self.on_chosen)
        self.test.clicked.connect(self.toggle_test)
        theme.notifier.changed.connect(self.dress)

    def quiet_labels(self) -> tuple[PlainLabel, ...]:
        """The labels that stand back."""
        return (self.caption, self.hint)

    def dress(self) -> None:
        """Take the colours of the theme."""
        for label in self.quiet_labels():
            tint(label, "quiet")

    def list_devices(self) -> Callable[[], list[Device]]:
        """Give what finds the devices."""
        raise NotImplementedError

    def fill(self) -> None:
        """Offer the devices that are there."""
        raise NotImplementedError

    def on_chosen(self, _row: int) -> None:
        """Keep what was chosen."""
        raise NotImplementedError

    def start_test(self) -> None:
        """Begin the test in the open panel."""
        raise NotImplementedError

    def stop_test(self) -> None:
        """Give the device away."""
        raise NotImplementedError

    def begin(self) -> None:
        """The page came to the front: follow what is plugged in."""
        self._timer.start()
        self.look()

    def end(self) -> None:
        """The page went to the back: give the device away."""
        self._timer.stop()
        self._close_test()

    def look(self) -> None:
        """List the devices again, away from the window's thread."""
        if not self._listing:
            self._listing = True
            self._context.tasks.run(self.list_devices(), self._on_listed, self._on_not_listed)

    def _on_listed(self, found: list[Device]) -> None:
        self._listing = False
        # An open list must not change under the pointer.
        if found != self.devices and not self.chooser.view().isVisible():
            self.devices = found
            self.fill()

    def _on_not_listed(self, _fault: Exception) -> None:
        self._listing = False

    def keep(self, **values: Any) -> None:
        """Keep settings, and say so where the disk refuses."""
        try:
            self._context.settings_store.change(**values)
        except OSError:
            self.told.emit(tr("settings.not_kept"))

    def toggle_test(self) -> None:
        """Open or close the test."""
        if self.panel.isHidden():
            self.panel.show()
            self.start_test()
            self.retranslate()
            reveal(self.panel)
        else:
            self._close_test()

    def restart_test(self) -> None:
        """Test what was just chosen, if the test is open."""
        if not self.panel.isHidden():
            self.start_test()

    def _close_test(self) -> None:
        self.stop_test()
        self.panel.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Read every text and value again."""
        raise NotImplementedError
