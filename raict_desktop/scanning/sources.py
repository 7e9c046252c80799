"""Where frames come from, so that a recorded clip or a phone is a camera like any other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from raict_desktop.domain.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

PICTURE_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm"}
)
CLIP_SUFFIXES = frozenset({".avi", ".mp4", ".mov", ".mkv", ".webm", ".m4v", ".mjpg", ".mjpeg"})
OPEN_TIMEOUT_MS = 5000
READ_TIMEOUT_MS = 3000
DEFAULT_FPS = 25.0
MAX_SIDE = 4096
MAX_PIXELS = 80_000_000


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


def read_picture(path: Path) -> Frame:
    """Load the picture at ``path`` upright (EXIF) as BGR, at most 4096 pixels a side.

    Raises:
        UserError: ``scanning.source_not_found``, ``scanning.not_a_picture``,
            ``scanning.picture_too_big``.

    """
    import warnings

    import numpy as np
    from PIL import Image, ImageOps

    if not path.is_file():
        raise UserError("scanning.source_not_found", name=path.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise UserError("scanning.picture_too_big", name=path.name)
                upright = ImageOps.exif_transpose(opened)
                if "A" in upright.getbands() or "transparency" in upright.info:
                    # A code drawn on nothing is black on black without a white ground.
                    clear = upright.convert("RGBA")
                    upright = Image.new("RGBA", clear.size, "white")
                    upright.alpha_composite(clear)
                colours = upright.convert("RGB")
    except Image.DecompressionBombError as fault:
        raise UserError("scanning.picture_too_big", name=path.name) from fault
    except UserError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as fault:
        raise UserError("scanning.not_a_picture", name=path.name) from fault
    colours.thumbnail((MAX_SIDE, MAX_SIDE))
    return np.ascontiguousarray(np.asarray(colours, dtype=np.uint8)[:, :, ::-1])


def open_source(text: str) -> FrameSource:
    """Open what ``text`` names: ``camera:N``, a clip, a picture, a folder of pictures, an http URL.

    Raises:
        UserError: ``scanning.no_camera``, ``scanning.url_failed``, ``scanning.source_not_found``,
            ``scanning.not_a_picture``, ``scanning.picture_too_big``.

    """
    camera = re.fullmatch(r"camera:(\d{1,3})", text.strip())
    if camera:
        return _camera(int(camera[1]), text)
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


def _camera(number: int, name: str) -> FrameSource:
    cv2 = _quiet_cv2()
    capture = cv2.VideoCapture(number)
    if not capture.isOpened():
        capture.release()
        raise UserError("scanning.no_camera", number=number)
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, 1280)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 720)
    return _Capture(capture, name, True, 0.0)


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
