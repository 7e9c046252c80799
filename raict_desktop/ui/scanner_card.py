"""The card of the settings page about the USB scanner: how it is joined, and what it really sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from raict_desktop.domain import codes
from raict_desktop.scanning.layouts import TEST_TEXT, US, caps_lock_in, layout_of
from raict_desktop.ui.context import Context
from raict_desktop.ui.device_card import DeviceCard
from raict_desktop.ui.device_feeds import SerialFeed
from raict_desktop.ui.fonts import font
from raict_desktop.ui.language import tr
from raict_desktop.ui.wedge_filter import WedgeFilter
from raict_desktop.ui.widgets.code_picture import CodePicture
from raict_desktop.ui.widgets.field import tint
from raict_desktop.ui.widgets.label import PlainLabel

if TYPE_CHECKING:
    from raict_desktop.scanning.serial_scanner import Port


class ScannerCard(DeviceCard["Port"]):
    """Chooses the scanner's way in, and tests it with a code on the screen."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "scan-line", QWidget())
        self._answer: tuple[str, str, dict[str, str]] = ("quiet", "scanning.scan_now", {})
        self._ending = ""
        self.answer, self.help = PlainLabel(), PlainLabel()
        self.code = CodePicture(TEST_TEXT, 198)
        self.answer.setFont(font(15, 600))
        for label in (self.hint, self.help):
            label.setFont(font(13))
        for label in (self.hint, self.help, self.answer):
            label.setWordWrap(True)
        words, row = QVBoxLayout(), QHBoxLayout(self.panel)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(24)
        words.setSpacing(12)
        words.addWidget(self.answer)
        words.addWidget(self.help)
        words.addStretch(1)
        row.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for widget in (self.heading, self.caption, self.chooser, self.hint):
            self.column.addWidget(widget)
        self.column.addSpacing(8)
        self.column.addWidget(self.test, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.panel)
        self._wedge = WedgeFilter(self, active=self.panel.isVisible)
        self._serial = SerialFeed(self)
        self._wedge.scanned.connect(self.take_typed)
        self._serial.coded.connect(self.take_sent)
        self._serial.state_changed.connect(self._on_state)
        self.dress()

    def quiet_labels(self) -> tuple[PlainLabel, ...]:
        """The labels that stand back."""
        return (*super().quiet_labels(), self.help)

    def dress(self) -> None:
        """Take the colours of the theme."""
        super().dress()
        tint(self.answer, self._answer[0])

    @property
    def _port(self) -> str:
        return self._context.settings_store.settings.serial_port

    def list_devices(self) -> Callable[[], list[Port]]:
        """Give what finds the ports."""

        def job() -> list[Port]:
            from raict_desktop.scanning.serial_scanner import list_ports

            return list_ports()

        return job

    def fill(self) -> None:
        """Offer the ports that are there, and the scanner that types."""
        now = self._port
        self.chooser.blockSignals(True)
        self.chooser.clear()
        self.chooser.addItem(tr("scanning.types"), "")
        for port in self.devices:
            self.chooser.addItem(
                tr("scanning.port", name=port.name, device=port.device), port.device
            )
        if now and now not in [port.device for port in self.devices]:
            self.chooser.addItem(tr("scanning.unplugged", name=now), now)
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(now)))
        self.chooser.blockSignals(False)

    def on_chosen(self, _row: int) -> None:
        """Keep what was chosen."""
        self.keep(serial_port=str(self.chooser.currentData()))
        self.restart_test()

    def _explain(self) -> None:
        """Say how the scanner ends its codes, or what to do while nothing came."""
        key = f"scanning.ends_{self._ending}" if self._ending else "scanning.scanner_help"
        self.help.setText(tr(key))

    def start_test(self) -> None:
        """Wait for a scan."""
        self._ending = ""
        self._explain()
        self._say("quiet", "scanning.scan_now")
        # A scanner's Enter must not press the button; the filter takes it, this is for the eye.
        self.setFocus()
        self._wedge.start()
        if self._port:
            self._serial.start(self._port)
        else:
            self._serial.stop()

    def stop_test(self) -> None:
        """Stop listening."""
        self._wedge.stop()
        self._serial.stop()

    def take_typed(self, text: str) -> None:
        """A scanner typed: tell its layout, and remember it for this desk."""
        layout = layout_of(text)
        self._ending = self._wedge.ended_by or "none"
        self._explain()
        if not layout:
            self._say("warn", "scanning.another_code", code=codes.shown(text))
            return
        self.keep(scanner_layout=layout)
        if caps_lock_in(text, layout):
            self._say("warn", "scanning.caps_lock")
        elif layout == US:
            self._say("good", "scanning.layout_us")
        else:
            self._say("good", f"scanning.layout_{layout}")

    def take_sent(self, text: str) -> None:
        """A serial scanner sent: nothing garbles it."""
        if layout_of(text) == US:
            self._say("good", "scanning.serial_good")
        else:
            self._say("warn", "scanning.another_code", code=codes.shown(text))

    def _on_state(self, state: str) -> None:
        if state not in ("starting", "running"):
            self._say("warn", f"scanning.scanner_{state}")
        elif state == "running":
            self._say("quiet", "scanning.scan_now")

    def _say(self, colour: str, key: str, **facts: str) -> None:
        self._answer = (colour, key, facts)
        mark = {"good": "✓ ", "warn": "! "}.get(colour, "")
        self.answer.setText(mark + tr(key, **facts))
        tint(self.answer, "text" if colour == "quiet" else colour)

    def retranslate(self) -> None:
        """Read every text and value again."""
        self.heading.setText(tr("scanning.scanner"))
        self.caption.setText(tr("scanning.scanner_of_desk"))
        self.chooser.setAccessibleName(tr("scanning.scanner_of_desk"))
        self.hint.setText(tr("scanning.scanner_hint"))
        self._explain()
        self.code.setAccessibleName(tr("scanning.test_code"))
        self.test.setText(
            tr("scanning.test_scanner" if self.panel.isHidden() else "scanning.end_test")
        )
        colour, key, facts = self._answer
        self._say(colour, key, **facts)
        self.fill()
