"""Everything that can read a code, brought to the one check-in call on the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from raict_desktop.domain import codes
from raict_desktop.domain.journal import Source
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import MAIN_DOOR
from raict_desktop.ui.device_feeds import CameraFeed, SerialFeed
from raict_desktop.ui.wedge_filter import WedgeFilter

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult


class ScanStation(QObject):
    """Camera, USB scanner, typed code and search result of one door."""

    checked_in = Signal(object)
    failed = Signal(object)
    frame_arrived = Signal(object)
    state_changed = Signal(str)
    scanner_changed = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        # QObject.event is Qt's own, hence the longer name.
        self.open_event: OpenEvent | None = None
        self.checkpoint = MAIN_DOOR
        self.direction = Direction.ENTRY
        self.scanner_layout = ""
        self._stand_in, self._has_stood_in = "", False
        self.hand_taken: Callable[[], bool] = lambda: False
        """Whether a form or the search is being filled in: guests of the demo's clip wait meanwhile.

        A real camera reads on: who holds a badge before it is there, and the form stays as it is.
        """
        self._second_opinion = False
        self._wedge = WedgeFilter(self, active=page.isVisible, spoken=self._is_spoken)
        self._camera, self._serial = CameraFeed(self), SerialFeed(self)
        self._wedge.scanned.connect(self._on_wedge)
        self._serial.coded.connect(self._on_serial)
        self._serial.state_changed.connect(self.scanner_changed)
        self._camera.frame_arrived.connect(self.frame_arrived)
        self._camera.coded.connect(self._on_code)
        self._camera.state_changed.connect(self._on_state)

    def start(
        self,
        source_text: str = "",
        *,
        stand_in: str = "",
        loop_clip: bool = False,
        second_opinion: bool = False,
        serial_port: str = "",
        scanner_layout: str = "",
    ) -> None:
        """Listen to the USB scanners and, when named, a camera or clip.

        Args:
            source_text: camera, clip or address.
            stand_in: a clip played over and over when there is no such camera.
            loop_clip: begin the clip again at its end.
            second_opinion: let zbar try too.
            serial_port: device of a scanner that does not type but sends.
            scanner_layout: what garbles the scanner that types; see ``scanning.layouts``.
        """
        self.stop()
        self.scanner_layout = scanner_layout
        self._stand_in, self._has_stood_in = stand_in, False
        self._second_opinion = second_opinion
        self._wedge.start()
        if serial_port:
            self._serial.start(serial_port)
        if source_text:
            self._look_at(source_text, loop_clip)
        else:
            self.state_changed.emit("no_camera")

    def _look_at(self, source_text: str, loop_clip: bool) -> None:
        from raict_desktop.services import people

        event = self.open_event
        self._camera.start(
            source_text,
            loop_clip=loop_clip,
            second_opinion=self._second_opinion,
            # A list's own codes may stand on tickets in other symbologies than QR.
            tickets=event is not None and people.brings_its_own_codes(event),
        )

    def stop(self) -> None:
        """Stop without waiting for a stuck device."""
        self._wedge.stop()
        self._camera.stop()
        self._serial.stop()
        self.state_changed.emit("off")

    def take_code(self, text: str, source: Source = Source.TYPED, *, layout: str = "") -> None:
        """Check a code in; ``layout`` is what garbles the scanner it came from."""
        from raict_desktop.services import checkin

        event = self.open_event
        if event is not None:
            self._tell_result(
                lambda: checkin.check_in_code(
                    event,
                    text,
                    checkpoint=self.checkpoint,
                    direction=self.direction,
                    source=source,
                    origin=self,
                    layout=layout,
                )
            )

    def take_person(self, person_id: str, *, override: bool = False) -> None:
        """Check a person in, or admit one a rule stopped."""
        from raict_desktop.services import checkin

        event = self.open_event
        if event is not None:
            self._tell_result(
                lambda: checkin.check_in_person(
                    event,
                    person_id,
                    checkpoint=self.checkpoint,
                    direction=self.direction,
                    source=Source.SEARCH,
                    override=override,
                    origin=self,
                )
            )

    def _tell_result(self, ask: Callable[[], CheckinResult]) -> None:
        try:
            result = ask()
        except Exception as fault:  # noqa: BLE001  told by the page; the desk keeps scanning
            self.failed.emit(fault)
            return
        self.checked_in.emit(result)

    def _is_spoken(self, text: str) -> bool:
        """Whether a fast text is a name, or the lock's code, typed while the window was busy."""
        event, focused = self.open_event, QApplication.focusWidget()
        in_a_field = isinstance(focused, QLineEdit)
        # The lock's code must neither be shown on the card nor written into the journal.
        hidden = (
            isinstance(focused, QLineEdit) and focused.echoMode() == QLineEdit.EchoMode.Password
        )
        if event is None or not (codes.spells_a_word(text) or (hidden and text.isdecimal())):
            return False
        from raict_desktop.services import checkin, people

        if checkin.is_code(event, text, self.scanner_layout):
            return False
        return in_a_field or bool(people.search(event, text, limit=1))

    def _on_wedge(self, text: str) -> None:
        self.take_code(text, Source.SCANNER, layout=self.scanner_layout)

    def _on_code(self, text: str) -> None:
        if self._has_stood_in and self.hand_taken():
            return
        self.take_code(text, Source.CAMERA)

    def _on_serial(self, text: str) -> None:
        # What a serial scanner sends meets no keyboard: no layout garbles it.
        self.take_code(text, Source.SCANNER)

    def _on_state(self, state: str) -> None:
        if state == "no_camera" and self._stand_in and not self._has_stood_in:
            self._has_stood_in = True
            self._look_at(self._stand_in, True)
        else:
            self.state_changed.emit(state)
