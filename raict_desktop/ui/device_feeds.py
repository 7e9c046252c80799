"""Cameras and serial scanners for the window: their threads' news, brought to the window's own.

A feed may be started again at any time; late news of an earlier run is dropped by its number.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from raict_desktop.scanning.loop import CaptureLoop
    from raict_desktop.scanning.serial_scanner import SerialScanner

STOP_S = 0.4
"""Longest the window waits for a device to stop; a stuck one is left to its own thread."""


class CameraFeed(QObject):
    """One camera, clip or address at a time."""

    frame_arrived = Signal(object)
    coded = Signal(str)
    state_changed = Signal(str)
    _framed = Signal()
    _coded = Signal(int, str)
    _told = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = 0
        self._loop: CaptureLoop | None = None
        self._former: CaptureLoop | None = None
        self._newest: tuple[int, object] | None = None
        self._handing = threading.Lock()
        # Signals of this object carry the workers' news over to the window's thread.
        self._framed.connect(self._on_frame, Qt.ConnectionType.QueuedConnection)
        self._coded.connect(self._on_code)
        self._told.connect(self._on_state)

    def start(self, source_text: str, **options: Any) -> None:
        """Look at a source in place of the former one; options are those of ``CaptureLoop``."""
        from raict_desktop.scanning.loop import CaptureLoop

        self.stop()
        self._run += 1
        self._loop = CaptureLoop(
            source_text,
            run=self._run,
            on_frame=self._keep_frame,
            on_code=self._coded.emit,
            on_state=self._told.emit,
            after=self._former,
            **options,
        )
        self._loop.start()

    def stop(self) -> None:
        """Stop without waiting for a stuck camera."""
        self._run += 1
        if self._loop:
            # The next run waits for this one's camera, on its own thread.
            self._former = None if self._loop.stop(STOP_S) else self._loop
            self._loop = None

    @property
    def adjustable(self) -> bool:
        """Whether the camera's picture can be made lighter or darker."""
        return self._loop is not None and self._loop.adjustable

    def lighten(self, step: int) -> None:
        """Make the picture lighter (+1) or darker (-1)."""
        if self._loop:
            self._loop.lighten(step)

    def _keep_frame(self, run: int, preview: object) -> None:
        """On the camera's thread: a window that is late shows the newest frame, not all of them."""
        with self._handing:
            waiting, self._newest = self._newest, (run, preview)
        if waiting is None:
            self._framed.emit()

    def _on_frame(self) -> None:
        with self._handing:
            newest, self._newest = self._newest, None
        if newest is not None and newest[0] == self._run:
            self.frame_arrived.emit(newest[1])

    def _on_code(self, run: int, text: str) -> None:
        if run == self._run:
            self.coded.emit(text)

    def _on_state(self, run: int, state: str) -> None:
        if run == self._run:
            self.state_changed.emit(state)


class SerialFeed(QObject):
    """One serial scanner at a time."""

    coded = Signal(str)
    state_changed = Signal(str)
    _coded = Signal(int, str)
    _told = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = 0
        self._scanner: SerialScanner | None = None
        self._coded.connect(self._on_code)
        self._told.connect(self._on_state)

    def start(self, device: str, opener: Callable[[str], Any] | None = None) -> None:
        """Listen to a port in place of the former one; ``opener`` replaces the real one in tests."""
        from raict_desktop.scanning.serial_scanner import SerialScanner, open_port

        self.stop()
        self._run += 1
        self._scanner = SerialScanner(
            device,
            run=self._run,
            on_code=self._coded.emit,
            on_state=self._told.emit,
            opener=opener or open_port,
        )
        self._scanner.start()

    def stop(self) -> None:
        """Stop listening."""
        self._run += 1
        if self._scanner:
            self._scanner.stop(STOP_S)
            self._scanner = None

    def _on_code(self, run: int, text: str) -> None:
        if run == self._run:
            self.coded.emit(text)

    def _on_state(self, run: int, state: str) -> None:
        if run == self._run:
            self.state_changed.emit(state)
