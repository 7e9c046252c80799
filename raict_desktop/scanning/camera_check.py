"""How well a camera does: size, frames a second, time to decode, light; and what to do about it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from raict_desktop.scanning.light import light_of
from raict_desktop.scanning.loop import STATES_OF_FAULTS, CaptureLoop
from raict_desktop.scanning.reading import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

WINDOW_S = 2.0
LEAST_WIDTH = 640
LEAST_FPS = 12.0
SLOW_DECODE_MS = 60.0
LEAST_RATE = 0.5


@dataclass(frozen=True)
class CheckFigures:
    """A camera over the last two seconds.

    ``rate`` is the share of frames in which a code was read, ``decode_ms`` the mean time a frame
    takes, ``brightness`` the mean grey value (0 to 255), ``burnt`` the share of white pixels.
    """

    width: int = 0
    height: int = 0
    fps: float = 0.0
    decode_ms: float = 0.0
    rate: float = 0.0
    brightness: float = 0.0
    burnt: float = 0.0
    code: str = ""

    def findings(self) -> tuple[str, ...]:
        """What is wrong, the gravest first; ``good`` when nothing is. Keys of ``scanning.check_*``."""
        if not self.width:
            return ("no_picture",)
        found: list[str] = []
        if self.brightness < 16:
            found.append("black")
        elif self.brightness < 50:
            found.append("dim")
        elif self.burnt > 0.5:
            found.append("bright")
        if self.fps < LEAST_FPS:
            found.append("few_frames")
        if self.width < LEAST_WIDTH:
            found.append("small")
        if self.decode_ms > SLOW_DECODE_MS:
            found.append("slow")
        if not self.code:
            found.append("no_code")
        elif self.rate < LEAST_RATE:
            found.append("seldom")
        return tuple(found) or ("good",)

    def as_object(self) -> dict[str, Any]:
        """Figures and findings for JSON, rounded to what they are worth."""
        rounded = {
            key: round(value, 2) if isinstance(value, float) else value
            for key, value in asdict(self).items()
        }
        return {**rounded, "findings": list(self.findings())}


class CameraCheck:
    """Gathers the figures of a running loop; hand ``note`` to it as ``on_decoded``."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._frames: deque[tuple[float, float, str, float, float]] = deque()
        self._size = (0, 0)
        self._code = ""

    def note(self, _run: int, frame: Frame, readings: list[Reading], seconds: float) -> None:
        """A frame was decoded; on the loop's thread."""
        light = light_of(frame)
        code = readings[0].text if readings else ""
        now = self._clock()
        with self._lock:
            self._size = (frame.shape[1], frame.shape[0])
            self._code = code or self._code
            self._frames.append((now, seconds, code, light.mean, light.burnt))
            while self._frames[0][0] < now - WINDOW_S:
                self._frames.popleft()

    def figures(self) -> CheckFigures:
        """The figures now; those of a camera that went silent fade to nothing."""
        now = self._clock()
        with self._lock:
            frames = [frame for frame in self._frames if frame[0] >= now - WINDOW_S]
            size, code = self._size, self._code
        if len(frames) < 2:
            return CheckFigures()
        count = len(frames)
        span = frames[-1][0] - frames[0][0]
        return CheckFigures(
            width=size[0],
            height=size[1],
            fps=(count - 1) / span if span > 0 else 0.0,
            decode_ms=1000 * sum(frame[1] for frame in frames) / count,
            rate=sum(bool(frame[2]) for frame in frames) / count,
            brightness=sum(frame[3] for frame in frames) / count,
            burnt=sum(frame[4] for frame in frames) / count,
            code=code,
        )


def check_camera(source_text: str, seconds: float) -> tuple[CheckFigures, str]:
    """Watch a source for some seconds; gives its figures and its last state.

    A source that cannot be opened, or that ends, is not waited for.
    """
    over = threading.Event()
    states: list[str] = []

    def on_state(_run: int, state: str) -> None:
        states.append(state)
        if state == "ended" or state in STATES_OF_FAULTS.values():
            over.set()

    check = CameraCheck()
    loop = CaptureLoop(
        source_text,
        run=1,
        on_frame=lambda _run, _preview: None,
        on_code=lambda _run, _text: None,
        on_state=on_state,
        on_decoded=check.note,
    )
    loop.start()
    try:
        over.wait(seconds)
        return check.figures(), states[-1] if states else "starting"
    finally:
        loop.stop()
