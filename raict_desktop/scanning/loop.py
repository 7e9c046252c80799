"""Frames to codes without ever making the window wait: the newest frame wins, stops are bounded."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning.decoder import Decoder, Reading
from raict_desktop.scanning.sources import FrameSource, open_source
from raict_desktop.scanning.steadiness import Steadiness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

log = logging.getLogger(__name__)
PREVIEW_S = 1 / 30
HINT_S = 4.0
DARK_LEVEL = 16.0
DARK_S = 1.0
BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)
MISSES_BEFORE_LOST = 10


class CaptureLoop:
    """Reads one source in a thread, decodes in a second one, and reports through callbacks.

    Args:
        source_text: what ``open_source`` takes.
        run: number handed to each callback, so that late calls of an old run can be dropped.
        on_frame: ``(run, frame, readings)``, at most 30 a second.
        on_code: ``(run, text)`` for each new passage.
        on_state: ``(run, state)``: starting, running, lost, no_camera, no_code_hint, dark, ended.
        on_fault: ``(run, exception)`` for faults of the source or of a callback.
        loop_clip: begin a recording again at its end.
        second_opinion: ask zbar too.
        clock: monotonic seconds.
        wait: ``wait(event, seconds)`` -> whether the event was set; replaced in tests.
        opener: replaces ``open_source`` in tests.

    Callbacks run on the worker threads.

    """

    def __init__(
        self,
        source_text: str,
        *,
        run: int,
        on_frame: Callable[[int, Frame, list[Reading]], None],
        on_code: Callable[[int, str], None],
        on_state: Callable[[int, str], None],
        on_fault: Callable[[int, Exception], None] | None = None,
        loop_clip: bool = False,
        second_opinion: bool = False,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
        opener: Callable[[str], FrameSource] = open_source,
    ) -> None:
        self._text = source_text
        self._run = run
        self._on_frame, self._on_code, self._on_state = on_frame, on_code, on_state
        self._on_fault = on_fault
        self._loop_clip = loop_clip
        self._decoder = Decoder(second_opinion)
        self._clock, self._wait, self._opener = clock, wait, opener
        self._stop = threading.Event()
        self._fresh = threading.Condition()
        self._newest: Frame | None = None
        self._ended = False
        self._state = ""
        self._state_lock = threading.Lock()
        name = f"capture-{run}"
        self._threads = (
            threading.Thread(target=self._capture, name=name, daemon=True),
            threading.Thread(target=self._decode, name=f"{name}-decode", daemon=True),
        )

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """Ask both threads to end and wait at most ``timeout`` seconds; True when they ended.

        A driver stuck in a read is left to its daemon thread, which then reports nothing more.
        """
        self._stop.set()
        with self._fresh:
            self._fresh.notify_all()
        end = time.monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None and thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _call(self, callback: Callable[..., None], *values: Any) -> None:
        if self._stop.is_set():
            return
        try:
            callback(self._run, *values)
        except Exception as fault:  # noqa: BLE001  a broken listener must not end scanning
            self._report(fault)

    def _report(self, fault: Exception) -> None:
        # Only the kind is logged: messages of faults may hold names or codes.
        log.warning("scanning fault: %s", type(fault).__name__)
        if self._on_fault is not None:
            try:
                self._on_fault(self._run, fault)
            except Exception as second:  # noqa: BLE001  nowhere left to report to
                log.warning("scanning fault listener: %s", type(second).__name__)

    def _tell(self, state: str) -> None:
        with self._state_lock:
            if state == self._state:
                return
            self._state = state
        self._call(self._on_state, state)

    def _capture(self) -> None:
        self._tell("starting")
        attempt = 0
        while not self._stop.is_set():
            frames = 0
            live = self._text.startswith(("camera:", "http://", "https://"))
            try:
                source = self._opener(self._text)
                live = source.live
                try:
                    frames = self._pump(source)
                finally:
                    source.close()
            except Exception as fault:  # noqa: BLE001  drivers raise anything; said, then retried
                self._report(fault)
                absent = isinstance(fault, UserError) and fault.code == "scanning.no_camera"
                self._tell("no_camera" if absent else "lost")
                if not live:
                    break
            else:
                if live:
                    self._tell("lost")
                elif not self._loop_clip or not frames:
                    break
            if live:
                attempt = 0 if frames else attempt + 1
                if self._wait(self._stop, BACK_OFF_S[min(attempt, len(BACK_OFF_S) - 1)]):
                    break
        with self._fresh:
            self._ended = True
            self._fresh.notify_all()

    def _pump(self, source: FrameSource) -> int:
        frames = misses = 0
        begun = self._clock()
        while not self._stop.is_set():
            frame = source.read()
            if frame is None:
                misses += 1
                if not source.live or misses >= MISSES_BEFORE_LOST:
                    break
                self._wait(self._stop, 0.05)
                continue
            misses = 0
            frames += 1
            with self._fresh:
                self._newest = frame
                self._fresh.notify_all()
            if source.fps:
                early = begun + frames / source.fps - self._clock()
                if early > 0:
                    self._wait(self._stop, early)
        return frames

    def _next(self) -> Frame | None:
        with self._fresh:
            self._fresh.wait_for(
                lambda: self._newest is not None or self._ended or self._stop.is_set()
            )
            frame, self._newest = self._newest, None
            return None if self._stop.is_set() else frame

    def _decode(self) -> None:
        steadiness = Steadiness()
        shown = -1.0
        read_at = lit_at = self._clock()
        while (frame := self._next()) is not None:
            try:
                readings = self._decoder.decode(frame)
                dark = not readings and float(frame[::8, ::8].mean()) < DARK_LEVEL
            except Exception as fault:  # noqa: BLE001  one bad frame must not end scanning
                self._report(fault)
                continue
            now = self._clock()
            if self._state in ("starting", "lost", "no_camera"):
                read_at = lit_at = now
            if readings:
                read_at = now
                for other in readings[1:]:
                    steadiness.seen(other.text, now)
                if steadiness.accept(readings[0].text, now):
                    self._call(self._on_code, readings[0].text)
            if not dark:
                lit_at = now
            if now - lit_at >= DARK_S:
                self._tell("dark")
            else:
                self._tell("no_code_hint" if now - read_at >= HINT_S else "running")
            if shown < 0 or now - shown >= PREVIEW_S * 0.9:
                shown = now
                self._call(self._on_frame, frame, readings)
        if self._ended and self._state not in ("lost", "no_camera"):
            self._tell("ended")
