"""Frames to codes without ever making the window wait: the newest frame wins, stops are bounded."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from math import hypot
from typing import TYPE_CHECKING, Any

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.light import light_of
from raict_desktop.scanning.preview import Preview, preview_of
from raict_desktop.scanning.reading import Reading
from raict_desktop.scanning.sources import CameraSource, FrameSource, is_live, open_source
from raict_desktop.scanning.steadiness import Steadiness

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

log = logging.getLogger(__name__)
PREVIEW_S = 1 / 30
HINT_S = 4.0
BLIND_S = 1.0
OUTLINE_S = 0.15
STILL_S = 0.5
BACK_OFF_S = (0.5, 1.0, 2.0, 5.0)
MISSES_BEFORE_LOST = 10
FORMER_S = 5.0
STATES_OF_FAULTS = {
    "scanning.no_camera": "no_camera",
    "scanning.camera_busy": "busy",
    "scanning.camera_refused": "refused",
    "scanning.source_not_found": "missing",
    "scanning.not_a_picture": "unreadable",
    "scanning.picture_too_big": "unreadable",
    "scanning.url_failed": "unreachable",
}
BLIND_STATES = frozenset({"off", "starting", "lost", "ended", *STATES_OF_FAULTS.values()})
"""States in which no picture comes."""
STATES = (*sorted(BLIND_STATES), "running", "dark", "covered", "dim", "bright", "no_code_hint")


class CaptureLoop:
    """Reads one source in a thread, decodes in a second one, and reports through callbacks.

    Args:
        source_text: what ``open_source`` takes.
        run: number handed to each callback, so that late calls of an old run can be dropped.
        on_frame: ``(run, preview)``, at most 30 a second.
        on_code: ``(run, text)`` for each new passage.
        on_state: ``(run, state)``, one of ``STATES``.
        on_fault: ``(run, exception)`` for faults of the source or of a callback.
        on_decoded: ``(run, frame, readings, seconds)`` for every frame decoded; for measuring.
        loop_clip: begin a recording again at its end.
        second_opinion: ask zbar too.
        tickets: read the symbologies of foreign tickets too.
        after: a loop stopped just before; its device is waited for before this one opens.
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
        on_frame: Callable[[int, Preview], None],
        on_code: Callable[[int, str], None],
        on_state: Callable[[int, str], None],
        on_fault: Callable[[int, Exception], None] | None = None,
        on_decoded: Callable[[int, Frame, list[Reading], float], None] | None = None,
        loop_clip: bool = False,
        second_opinion: bool = False,
        tickets: bool = False,
        after: CaptureLoop | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[threading.Event, float], bool] = threading.Event.wait,
        opener: Callable[[str], FrameSource] = open_source,
    ) -> None:
        self._text = source_text
        self._run = run
        self._on_frame, self._on_code, self._on_state = on_frame, on_code, on_state
        self._on_fault, self._on_decoded = on_fault, on_decoded
        self._loop_clip = loop_clip
        self._decoder = Decoder(second_opinion, tickets=tickets)
        self._clock, self._wait, self._opener = clock, wait, opener
        self._after = after
        self._stop = threading.Event()
        self._fresh = threading.Condition()
        self._newest: Frame | None = None
        self._ended = False
        self._state = ""
        self._state_lock = threading.Lock()
        self._adjustable = False
        self._light_step = 0
        self._outlined: tuple[float, list[Reading]] = (float("-inf"), [])
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
        return self.join(timeout)

    def join(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds for both threads; True when they ended."""
        end = time.monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None and thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    @property
    def adjustable(self) -> bool:
        """Whether the camera's picture can be made lighter or darker; known once it runs."""
        return self._adjustable

    def lighten(self, step: int) -> None:
        """Make the picture lighter (+1) or darker (-1), between two frames."""
        with self._fresh:
            self._light_step += step

    def _call(self, callback: Callable[..., None], *values: Any) -> None:
        if self._stop.is_set():
            return
        try:
            callback(self._run, *values)
        except Exception as fault:  # noqa: BLE001  a broken listener must not end scanning
            self._report(fault)

    def _report(self, fault: Exception) -> None:
        # Only the kind is logged: messages of faults may hold names or codes.
        kind = fault.code if isinstance(fault, UserError) else type(fault).__name__
        log.log(
            logging.INFO if isinstance(fault, UserError) else logging.WARNING,
            "scanning fault: %s",
            kind,
        )
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
        if self._after is not None:
            # Most drivers give a camera to one reader only.
            self._after.join(FORMER_S)
            self._after = None
        attempt = 0
        while not self._stop.is_set():
            frames = 0
            live = is_live(self._text)
            pause = 0.0
            try:
                source = self._opener(self._text)
                live = source.live
                try:
                    self._adjustable = isinstance(source, CameraSource) and source.adjustable
                    frames = self._pump(source)
                finally:
                    self._adjustable = False
                    source.close()
                # A picture or a folder played again and again is shown at leisure.
                pause = 0.0 if source.fps else STILL_S
            except Exception as fault:  # noqa: BLE001  drivers raise anything; said, then retried
                self._report(fault)
                code = fault.code if isinstance(fault, UserError) else ""
                self._tell(STATES_OF_FAULTS.get(code, "lost"))
                if not live:
                    break
            else:
                if live:
                    self._tell("lost")
                elif not self._loop_clip:
                    break
                elif not frames:
                    self._tell("unreadable")
                    break
            if live:
                attempt = 0 if frames else attempt + 1
                pause = BACK_OFF_S[min(attempt, len(BACK_OFF_S) - 1)]
            if pause and self._wait(self._stop, pause):
                break
        with self._fresh:
            self._ended = True
            self._fresh.notify_all()

    def _pump(self, source: FrameSource) -> int:
        frames = misses = 0
        begun = self._clock()
        shown = float("-inf")
        while not self._stop.is_set():
            self._adjust(source)
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
            now = self._clock()
            if now - shown >= PREVIEW_S * 0.9:
                shown = now
                self._show(frame)
            if source.fps:
                early = begun + frames / source.fps - self._clock()
                if early > 0:
                    self._wait(self._stop, early)
        return frames

    def _adjust(self, source: FrameSource) -> None:
        with self._fresh:
            step, self._light_step = self._light_step, 0
        if step and isinstance(source, CameraSource):
            source.adjust(step)

    def _show(self, frame: Frame) -> None:
        at, readings = self._outlined
        recent = readings if self._clock() - at < OUTLINE_S else []
        try:
            preview = preview_of(frame, recent)
        except Exception as fault:  # noqa: BLE001  a torn frame cannot be shown; the next one can
            self._report(fault)
            return
        self._call(self._on_frame, preview)

    def _next(self) -> Frame | None:
        with self._fresh:
            self._fresh.wait_for(
                lambda: self._newest is not None or self._ended or self._stop.is_set()
            )
            frame, self._newest = self._newest, None
            return None if self._stop.is_set() else frame

    def _decode(self) -> None:
        steadiness = Steadiness()
        read_at = clear_at = self._clock()
        while (frame := self._next()) is not None:
            if self._state in BLIND_STATES:
                self._decoder.forget()
            begun = time.perf_counter()
            try:
                readings = self._decoder.decode(frame)
                light = light_of(frame)
            except Exception as fault:  # noqa: BLE001  one bad frame must not end scanning
                self._report(fault)
                continue
            took = time.perf_counter() - begun
            now = self._clock()
            if self._state in BLIND_STATES:
                read_at = clear_at = now
            if readings:
                read_at = now
                self._outlined = (now, readings)
                height, width = frame.shape[:2]
                found = [
                    (r.text, hypot(r.centre[0] - width / 2, r.centre[1] - height / 2))
                    for r in readings
                ]
                accepted = steadiness.passage(found, now)
                if accepted:
                    self._call(self._on_code, accepted)
                    self._show(frame)
            if readings or not light.blind:
                clear_at = now
            if now - clear_at >= BLIND_S:
                self._tell(light.blind)
            elif now - read_at >= HINT_S:
                self._tell(light.poor or "no_code_hint")
            else:
                self._tell("running")
            if self._on_decoded is not None:
                self._call(self._on_decoded, frame, readings, took)
        if self._ended and self._state not in BLIND_STATES:
            self._tell("ended")
