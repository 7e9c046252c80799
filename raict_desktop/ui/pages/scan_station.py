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
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult

STOP_S = 0.4


class ScanStation(QObject):
    """Camera, USB scanner, typed code and search result of one door."""

    checked_in = Signal(object)
    failed = Signal(object)
    frame_arrived = Signal(object)
    state_changed = Signal(str)
    _framed = Signal(int)
    _coded = Signal(int, str)
    _told = Signal(int, str)

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
        self._stand_in, self._second_opinion = "", False
        self._wedge = WedgeFilter(self, active=page.isVisible)
        self._wedge.scanned.connect(self._on_wedge)
        # Signals of this object carry the worker's news over to the main thread.
        self._framed.connect(self._on_frame)
        self._coded.connect(self._on_code)
        self._told.connect(self._on_state)

    def start(
        self,
        source_text: str = "",
        *,
        stand_in: str = "",
        loop_clip: bool = False,
        second_opinion: bool = False,
    ) -> None:
        """Listen to the USB scanner and, when named, a camera or clip.

        Args:
            source_text: camera, clip or address.
            stand_in: a clip played over and over when there is no such camera.
            loop_clip: begin the clip again at its end.
            second_opinion: let zbar try too.
        """
        self.stop()
        self._stand_in, self._second_opinion = stand_in, second_opinion
        self._wedge.start()
        if source_text:
            from raict_desktop.scanning.loop import CaptureLoop

            self._run += 1
            self._loop = CaptureLoop(
                source_text,
                run=self._run,
                on_frame=self._keep_frame,
                on_code=self._coded.emit,
                on_state=self._told.emit,
                loop_clip=loop_clip,
                second_opinion=second_opinion,
                after=self._former,
            )
            self._loop.start()
        else:
            self.state_changed.emit("no_camera")

    def stop(self) -> None:
        """Stop without waiting for a stuck camera; late news of this run is dropped."""
        self._wedge.stop()
        self._run += 1
        if self._loop:
            # The next run waits for this one's camera, on its own thread.
            self._former = None if self._loop.stop(STOP_S) else self._loop
            self._loop = None
        self.state_changed.emit("off")

    def take_code(self, text: str, source: Source = Source.TYPED) -> None:
        """Check a code in."""
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
            self.start(self._stand_in, loop_clip=True, second_opinion=self._second_opinion)
        else:
            self.state_changed.emit(state)
