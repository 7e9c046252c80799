"""Where frames come from, so that a recorded clip or a phone is a camera like any other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from raict_desktop.domain.errors import UserError
from raict_desktop.scanning import cameras
from raict_desktop.scanning.picture_files import PICTURE_SUFFIXES, read_picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

CLIP_SUFFIXES = frozenset({".avi", ".mp4", ".mov", ".mkv", ".webm", ".m4v", ".mjpg", ".mjpeg"})
OPEN_TIMEOUT_MS = 5000
READ_TIMEOUT_MS = 3000
DEFAULT_FPS = 25.0
ASKED_SIZE = (1280, 720)
LIVE_PREFIXES = ("camera:", "/dev/video", "http://", "https://")


class FrameSource(Protocol):
    """Something that gives frames one after the other."""

    @property
    def live(self) -> bool:
        """Whether frames come by themselves and a missing one may be followed by others."""
        ...

    @property
    def name(self) -> str:
        """The text that opened the source."""
        ...

    @property
    def fps(self) -> float:
        """Frames a second of a recording; 0 for live sources and pictures."""
        ...

    def read(self) -> Frame | None:
        """Give the next frame, H×W or H×W×3 in BGR; None at the end or when a live one fails."""
        ...

    def close(self) -> None:
        """Release the device or file; harmless twice."""
        ...


class _Capture:
    def __init__(self, capture: Any, name: str, live: bool, fps: float) -> None:
        self._capture = capture
        self.name = name
        self.live = live
        self.fps = fps

    def read(self) -> Frame | None:
        import cv2

        try:
            good, frame = self._capture.read()
        except cv2.error:
            return None
        return frame if good and frame is not None and frame.size else None

    def close(self) -> None:
        self._capture.release()


class CameraSource(_Capture):
    """A camera, with the controls its driver offers."""

    def __init__(self, capture: Any, name: str) -> None:
        super().__init__(capture, name, True, 0.0)

    @property
    def adjustable(self) -> bool:
        """Whether the driver lets its exposure or brightness be changed."""
        return self._control() is not None

    def _control(self) -> int | None:
        import cv2

        for control in (cv2.CAP_PROP_EXPOSURE, cv2.CAP_PROP_BRIGHTNESS):
            now = self._capture.get(control)
            # A control that is not there reads 0 or -1, and refuses its own value.
            if now not in (0.0, -1.0) and self._capture.set(control, now):
                return int(control)
        return None

    def adjust(self, step: int) -> bool:
        """Make the picture lighter (+1) or darker (-1); False when the driver cannot.

        A driver that counts exposure in powers of two (Windows, negative values) moves by one, any
        other by a quarter of its value.
        """
        import cv2

        control = self._control()
        if control is None:
            return False
        if control == cv2.CAP_PROP_EXPOSURE:
            # 0.25 is "manual" where drivers count in quarters, 1 where they follow V4L2.
            for manual in (1.0, 0.25):
                self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, manual)
        now = float(self._capture.get(control))
        change = float(step) if now < 0 else step * max(1.0, abs(now) * 0.25)
        return bool(self._capture.set(control, now + change))


class _Pictures:
    live = False

    def __init__(self, files: tuple[Path, ...], name: str, fps: float) -> None:
        self.name = name
        self.fps = fps
        self._files = list(files)
        self._only = len(files) == 1

    def read(self) -> Frame | None:
        while self._files:
            try:
                return read_picture(self._files.pop(0))
            except UserError:
                if self._only:
                    raise
        return None

    def close(self) -> None:
        self._files.clear()


def is_live(text: str) -> bool:
    """Whether ``text`` names a camera or a stream, worth trying again when it fails."""
    return text.strip().lower().startswith(LIVE_PREFIXES)


def open_source(text: str) -> FrameSource:
    """Open what ``text`` names.

    Args:
        text: ``camera:N``, ``camera:NAME``, a device path, a clip, a picture, a folder of pictures,
            or an http address.

    Raises:
        UserError: ``scanning.no_camera``, ``scanning.camera_busy``, ``scanning.camera_refused``,
            ``scanning.url_failed``, ``scanning.source_not_found``, ``scanning.not_a_picture``,
            ``scanning.picture_too_big``.

    """
    text = text.strip()
    if text.lower().startswith("camera:"):
        return _camera(text.partition(":")[2], text)
    if text.startswith("/dev/video"):
        return _camera(text, text)
    if text.lower().startswith(("http://", "https://")):
        return _stream(text)
    path = Path(text)
    if path.is_dir():
        files = tuple(
            sorted(file for file in path.iterdir() if file.suffix.lower() in PICTURE_SUFFIXES)
        )
        if not files:
            raise UserError("scanning.not_a_picture", name=path.name)
        return _Pictures(files, text, DEFAULT_FPS)
    if not path.is_file():
        raise UserError("scanning.source_not_found", name=path.name)
    if path.suffix.lower() in CLIP_SUFFIXES:
        return _clip(path, text)
    read_picture(path)
    return _Pictures((path,), text, 0.0)


def _quiet_cv2() -> Any:
    import os

    os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    import cv2

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2


def _camera(which: str, name: str) -> FrameSource:
    number = cameras.number_of(which)
    if number is None:
        raise UserError("scanning.no_camera", number=which.strip()[:60])
    cv2 = _quiet_cv2()
    # Windows' own backend can take twenty seconds to open a camera; DirectShow takes one.
    ways = (cv2.CAP_DSHOW, cv2.CAP_ANY) if sys.platform == "win32" else (cv2.CAP_ANY,)
    for way in ways:
        capture = cv2.VideoCapture(number, way)
        if capture.isOpened():
            _ask_for_size(cv2, capture)
            return CameraSource(capture, name)
        capture.release()
    raise UserError(f"scanning.{cameras.why_closed(number)}", number=number)


def _ask_for_size(cv2: Any, capture: Any) -> None:
    # Uncompressed, USB 2 carries 1280 × 720 at ten frames a second only.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, ASKED_SIZE[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, ASKED_SIZE[1])
    capture.set(cv2.CAP_PROP_FPS, 30)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)


def _stream(url: str) -> FrameSource:
    cv2 = _quiet_cv2()
    # Without these bounds a phone that went to sleep blocks the capture thread for half a minute.
    bounds = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        OPEN_TIMEOUT_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        READ_TIMEOUT_MS,
    ]
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, bounds)
    if not capture.isOpened():
        capture.release()
        raise UserError("scanning.url_failed")
    return _Capture(capture, url, True, 0.0)


def _clip(path: Path, name: str) -> FrameSource:
    cv2 = _quiet_cv2()
    capture = cv2.VideoCapture(str(path))
    if not capture.isOpened():
        capture.release()
        raise UserError("scanning.not_a_picture", name=path.name)
    fps = float(capture.get(cv2.CAP_PROP_FPS))
    return _Capture(capture, name, False, fps if 1 <= fps <= 240 else DEFAULT_FPS)
