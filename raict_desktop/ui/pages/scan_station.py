"""Everything that can read a code, brought to the one check-in call on the main thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from raict_desktop.domain.journal import Source
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import MAIN_DOOR
from raict_desktop.ui.wedge_filter import WedgeFilter

if TYPE_CHECKING:
    from raict_desktop.scanning.loop import CaptureLoop
    from raict_desktop.scanning.serial_scanner import SerialScanner
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult

STOP_S = 0.4


class ScanStation(QObject):
    """Camera, USB scanner, typed code and search result of one door."""

    checked_in = Signal(object)
    failed = Signal(object)
    frame_arrived = Signal(object)
    state_changed = Signal(str)
    scanner_changed = Signal(str)
    _framed = Signal(int)
    _coded = Signal(int, str)
    _told = Signal(int, str)
    _serial_coded = Signal(int, str)
    _serial_told = Signal(int, str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        # QObject.event is Qt's own, hence the longer name.
        self.open_event: OpenEvent | None = None
        self.checkpoint = MAIN_DOOR
        self.direction = Direction.ENTRY
        self._run = 0
        self._loop: CaptureLoop | None = None
        self._former: CaptureLoop | None = None
        self._newest: tuple[int, object] | None = None
        self._handing = threading.Lock()
        self._serial: SerialScanner | None = None
        self._serial_run = 0
        self._again: Callable[[], None] = lambda: None
        self._stand_in = ""
        self.scanner_layout = ""
        self._wedge = WedgeFilter(self, active=page.isVisible)
        self._wedge.scanned.connect(self._on_wedge)
        # Signals of this object carry the worker's news over to the main thread.
        self._framed.connect(self._on_frame)
        self._coded.connect(self._on_code)
        self._told.connect(self._on_state)
        self._serial_coded.connect(self._on_serial)
        self._serial_told.connect(self._on_serial_state)

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
        self._stand_in, self.scanner_layout = stand_in, scanner_layout
        self._wedge.start()
        self._run += 1
        if serial_port:
            self._open_serial(serial_port)
        if source_text:
            self._open_camera(source_text, loop_clip=loop_clip, second_opinion=second_opinion)
            self._again = lambda: self._open_camera(
                stand_in, loop_clip=True, second_opinion=second_opinion
            )
        else:
            self.state_changed.emit("no_camera")

    def _open_camera(self, source_text: str, *, loop_clip: bool, second_opinion: bool) -> None:
        from raict_desktop.scanning.loop import CaptureLoop

        self._loop = CaptureLoop(
            source_text,
            run=self._run,
            on_frame=self._keep_frame,
            on_code=self._coded.emit,
            on_state=self._told.emit,
            loop_clip=loop_clip,
            second_opinion=second_opinion,
            tickets=self._has_tickets(),
            after=self._former,
        )
        self._loop.start()

    def _has_tickets(self) -> bool:
        """Whether the list's own codes may stand on tickets in other symbologies than QR."""
        from raict_desktop.services import people

        return self.open_event is not None and people.brings_its_own_codes(self.open_event)

    def _open_serial(self, device: str) -> None:
        from raict_desktop.scanning.serial_scanner import SerialScanner

        self._serial_run = self._run
        self._serial = SerialScanner(
            device,
            run=self._run,
            on_code=self._serial_coded.emit,
            on_state=self._serial_told.emit,
        )
        self._serial.start()

    def stop(self) -> None:
        """Stop without waiting for a stuck device; late news of this run is dropped."""
        self._wedge.stop()
        self._run += 1
        self._close_camera()
        if self._serial:
            self._serial.stop(STOP_S)
            self._serial, self._serial_run = None, 0
        self.state_changed.emit("off")

    def _close_camera(self) -> None:
        if self._loop:
            # The next run waits for this one's camera, on its own thread.
            self._former = None if self._loop.stop(STOP_S) else self._loop
            self._loop = None

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

    def _on_wedge(self, text: str) -> None:
        self.take_code(text, Source.SCANNER)

    def _keep_frame(self, run: int, preview: object) -> None:
        """On the camera's thread: a window that is late shows the newest frame, not all of them."""
        with self._handing:
            waiting, self._newest = self._newest, (run, preview)
        if waiting is None:
            self._framed.emit(run)

    def _on_frame(self, _run: int) -> None:
        with self._handing:
            newest, self._newest = self._newest, None
        if newest is not None and newest[0] == self._run:
            self.frame_arrived.emit(newest[1])

    def _on_code(self, run: int, text: str) -> None:
        if run == self._run:
            self.take_code(text, Source.CAMERA)

    def _on_state(self, run: int, state: str) -> None:
        if run != self._run:
            return
        if state == "no_camera" and self._stand_in:
            self._close_camera()
            self._run += 1
            self._again()
        else:
            self.state_changed.emit(state)

    def _on_serial(self, run: int, text: str) -> None:
        if run == self._serial_run:
            self.take_code(text, Source.SCANNER)

    def _on_serial_state(self, run: int, state: str) -> None:
        if run == self._serial_run:
            self.scanner_changed.emit(state)
