"""Frames with codes, and sources of frames that wait for the decoder, for the scanning tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np
import qrcode

from raict_desktop.scanning.loop import CaptureLoop
from raict_desktop.scanning.preview import Preview

CODE = "BCDFGHJKLNPRSTVXYBCD"


def modules(text: str | bytes, level: int = qrcode.ERROR_CORRECT_M) -> np.ndarray:
    code = qrcode.QRCode(box_size=1, border=4, error_correction=level)
    code.add_data(text)
    return np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)


def scene(text: str | bytes = CODE, box: int = 5, angle: float = 0.0) -> np.ndarray:
    """A grey 640 × 480 picture of a code, ``box`` pixels a module, turned by ``angle`` degrees."""
    big = modules(text).repeat(box, 0).repeat(box, 1)
    frame = np.full((480, 640), 200, np.uint8)
    top, left = (480 - big.shape[0]) // 2, (640 - big.shape[1]) // 2
    frame[top : top + big.shape[0], left : left + big.shape[1]] = big
    turn = cv2.getRotationMatrix2D((320, 240), angle, 1)
    return cv2.warpAffine(frame, turn, (640, 480), borderValue=200)


def empty(level: int = 128) -> np.ndarray:
    """A desk without a badge: grey, with some grain."""
    grain = np.random.default_rng(1).normal(level, 20, (480, 640))
    return grain.clip(0, 255).astype(np.uint8)


@dataclass
class Rig:
    """A capture loop in lockstep with its source: each frame is decoded before the next is read.

    The clock goes on by ``step`` seconds a frame and by what the loop waits; nothing really waits.
    """

    takes: Iterable[object]
    live: bool = True
    fps: float = 0.0
    name: str = "fake"
    step: float = 0.1
    now: float = 0.0
    states: list[str] = field(default_factory=list)
    codes: list[tuple[float, str]] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    opened: int = 0
    closed: int = 0

    def __post_init__(self) -> None:
        self._takes = iter(self.takes)
        self._decoded = threading.Semaphore(1)
        self.over = threading.Event()

    def read(self) -> np.ndarray | None:
        assert self._decoded.acquire(timeout=20)
        self.now += self.step
        take = next(self._takes, "end")
        if isinstance(take, np.ndarray):
            return take
        self._decoded.release()
        if take == "end":
            self.over.set()
            return None
        if isinstance(take, Exception):
            raise take
        assert take is None
        return None

    def close(self) -> None:
        self.closed += 1

    def open(self, _text: str) -> Rig:
        self.opened += 1
        return self

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        self.waits.append(seconds)
        self.now += seconds
        if self.over.is_set():
            # Nothing more will come: a real wait, which only the stop ends.
            return stop.wait(20)
        return stop.is_set()

    def run(
        self,
        text: str = "camera:0",
        opener: Callable[[str], object] | None = None,
        **options: object,
    ) -> Rig:
        """Play everything and stop."""
        loop = CaptureLoop(
            text,
            run=1,
            on_frame=lambda _run, preview: self.previews.append(preview),
            on_code=lambda _run, code: self.codes.append((self.now, code)),
            on_state=lambda _run, state: self.states.append(state),
            on_fault=lambda _run, fault: self.fail(fault),
            on_decoded=lambda *_: self._decoded.release(),
            clock=lambda: self.now,
            wait=self.wait,
            opener=opener or self.open,  # type: ignore[arg-type]
            **options,  # type: ignore[arg-type]
        )
        loop.start()
        assert self.over.wait(30), (self.states, self.faults)
        assert loop.stop(5)
        return self

    def fail(self, fault: Exception) -> None:
        self.faults.append(fault)
        if not isinstance(fault, Exception) or getattr(fault, "of_frame", False):
            self._decoded.release()
