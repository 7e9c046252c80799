"""Carries the capture thread's results to the window's thread, and drops those of an older run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot


@dataclass(frozen=True, slots=True)
class SeenFrame:
    """One picture of the camera and the readings found in it."""

    frame: object
    readings: tuple[object, ...]


class ScanBridge(QObject):
    """``on_frame``, ``on_code`` and ``on_state`` may be called on any thread.

    A camera that was stopped may still deliver what it had in hand: only results of the run
    given out last by ``next_run`` come through.
    """

    frame_arrived = Signal(int, object)
    code_found = Signal(int, str)
    state_changed = Signal(int, str)

    _frame = Signal(int, object)
    _code = Signal(int, str)
    _state = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = 0
        queued = Qt.ConnectionType.QueuedConnection
        self._frame.connect(self._pass_frame, queued)
        self._code.connect(self._pass_code, queued)
        self._state.connect(self._pass_state, queued)

    @property
    def run(self) -> int:
        """The run whose results come through."""
        return self._run

    def next_run(self) -> int:
        """Begin a run; everything older is dropped from here on."""
        self._run += 1
        return self._run

    def on_frame(self, run: int, frame: object, readings: Sequence[object] = ()) -> None:
        """Take a frame from the capture thread."""
        if run == self._run:
            self._frame.emit(run, SeenFrame(frame, tuple(readings)))

    def on_code(self, run: int, text: str) -> None:
        """Take a code from the capture thread."""
        if run == self._run:
            self._code.emit(run, text)

    def on_state(self, run: int, state: str) -> None:
        """Take word of the camera's state from the capture thread."""
        if run == self._run:
            self._state.emit(run, state)

    # The run is looked at again here: it may have ended while the result was queued.
    @Slot(int, object)
    def _pass_frame(self, run: int, seen: object) -> None:
        if run == self._run:
            self.frame_arrived.emit(run, seen)

    @Slot(int, str)
    def _pass_code(self, run: int, text: str) -> None:
        if run == self._run:
            self.code_found.emit(run, text)

    @Slot(int, str)
    def _pass_state(self, run: int, state: str) -> None:
        if run == self._run:
            self.state_changed.emit(run, state)
