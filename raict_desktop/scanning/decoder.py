"""QR codes out of one frame: a fast reader, then a few cheap second tries that pay.

A live frame costs one plain read, two looks at the place where a code was last suspected, and one
repaired whole frame; the repairs take turns, so a held badge meets all of them within a few frames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
CROP_SIDE = 480
REMEMBERED_FRAMES = 15


@dataclass(frozen=True)
class Reading:
    """One code read: its text and its corners in pixels of the frame given."""

    text: str
    corners: Corners

    @property
    def centre(self) -> Point:
        """Mean of the corners, in pixels."""
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4


def text_of(raw: bytes) -> str:
    """Bytes of a code as text: UTF-8, else Latin-1, which never fails."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def luma(frame: Frame) -> Frame:
    """Take the grey picture of a frame of 1, 3 or 4 channels."""
    import cv2
    import numpy as np

    if frame.ndim == 2:
        return np.ascontiguousarray(frame)
    if frame.shape[2] == 1:
        return np.ascontiguousarray(frame[:, :, 0])
    conversion = cv2.COLOR_BGRA2GRAY if frame.shape[2] == 4 else cv2.COLOR_BGR2GRAY
    return np.asarray(cv2.cvtColor(frame, conversion), dtype=np.uint8)


class Decoder:
    """Reads the codes of successive frames, remembering where one was last seen.

    Args:
        second_opinion: also ask zbar when everything else failed; ignored where the zbar library
            is absent.

    """

    def __init__(self, second_opinion: bool = False) -> None:
        self._second_opinion = second_opinion
        self._turn = 0
        self._sight: Corners | None = None
        self._sight_age = 0

    def decode(self, frame: Frame) -> list[Reading]:
        """Read a live frame within a small budget, codes nearest to the centre first."""
        gray = luma(frame)
        if min(gray.shape) < 16:
            return []
        self._turn += 1
        found, suspects = _read(gray, invert=self._turn % 2 == 0)
        if not found:
            self._sight_age += 1
            if suspects:
                self._sight, self._sight_age = suspects[0], 0
            if self._sight is not None and self._sight_age <= REMEMBERED_FRAMES:
                found = _near(gray, self._sight)
        if not found:
            found = _repaired(gray, self._turn)
        if not found and self._second_opinion:
            found = _zbar(gray)
        if found:
            self._sight, self._sight_age = found[0].corners, 0
        return _sorted(found, gray)

    def decode_fully(self, frame: Frame) -> list[Reading]:
        """Read a still picture, with every try and zbar; all distinct codes together."""
        gray = luma(frame)
        if min(gray.shape) < 16:
            return []
        found, suspects = _read(gray, invert=True)
        for suspect in suspects:
            found = found + _near(gray, suspect)
        if not found:
            for turn in range(_REPAIRS):
                found = _repaired(gray, turn, invert=True)
                if found:
                    break
        found = found + _zbar(gray)
        distinct: dict[str, Reading] = {}
        for reading in found:
            distinct.setdefault(reading.text, reading)
        return _sorted(list(distinct.values()), gray)


def _sorted(found: list[Reading], gray: Frame) -> list[Reading]:
    middle_x, middle_y = gray.shape[1] / 2, gray.shape[0] / 2
    return sorted(
        found,
        key=lambda r: (r.centre[0] - middle_x) ** 2 + (r.centre[1] - middle_y) ** 2,
    )


def _read(gray: Frame, *, invert: bool, plain: bool = False) -> tuple[list[Reading], list[Corners]]:
    import zxingcpp

    codes = zxingcpp.read_barcodes(
        gray,
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]),
        try_invert=invert,
        return_errors=True,
        binarizer=zxingcpp.Binarizer.GlobalHistogram if plain else zxingcpp.Binarizer.LocalAverage,
    )
    found: list[Reading] = []
    suspects: list[Corners] = []
    for code in codes:
        corners = _corners(code.position)
        if code.valid and code.bytes:
            found.append(Reading(text_of(bytes(code.bytes)), corners))
        elif not code.valid:
            suspects.append(corners)
    return found, suspects


def _corners(position: Any) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    a, b, c, d = ((float(point.x), float(point.y)) for point in points)
    return a, b, c, d


def _moved(found: list[Reading], scale: float, left: float = 0, top: float = 0) -> list[Reading]:
    def move(point: Point) -> Point:
        return point[0] / scale + left, point[1] / scale + top

    moved: list[Reading] = []
    for reading in found:
        a, b, c, d = reading.corners
        moved.append(Reading(reading.text, (move(a), move(b), move(c), move(d))))
    return moved


def _near(gray: Frame, corners: Corners) -> list[Reading]:
    import cv2
    import numpy as np

    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    size = max(max(xs) - min(xs), max(ys) - min(ys), 24.0)
    left, top = int(max(min(xs) - size * 0.5, 0)), int(max(min(ys) - size * 0.5, 0))
    right, bottom = int(max(xs) + size * 0.5) + 1, int(max(ys) + size * 0.5) + 1
    crop = gray[top:bottom, left:right]
    if min(crop.shape) < 16:
        return []
    scale = CROP_SIDE / max(crop.shape)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized = np.asarray(cv2.resize(crop, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    found, _ = _read(sized, invert=True)
    if not found:
        found, _ = _read(_adaptive(sized, 31, 5), invert=False, plain=True)
    return _moved(found, scale, left, top)


def _adaptive(gray: Frame, block: int, offset: int) -> Frame:
    import cv2
    import numpy as np

    binary = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, offset
    )
    return np.asarray(binary, np.uint8)


def _gamma(gray: Frame, power: float) -> Frame:
    import cv2
    import numpy as np

    table = ((np.arange(256) / 255.0) ** power * 255).astype(np.uint8)
    return np.asarray(cv2.LUT(gray, table), np.uint8)


def _half(gray: Frame) -> tuple[Frame, float]:
    import cv2
    import numpy as np

    small = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), 0.5


_REPAIRS = 7


def _repaired(gray: Frame, turn: int, invert: bool = False) -> list[Reading]:
    for picture, scale, plain in _repair(gray, turn % _REPAIRS):
        found, _ = _read(picture, invert=invert, plain=plain)
        if found:
            return _moved(found, scale)
    return []


def _repair(gray: Frame, kind: int) -> Iterator[tuple[Frame, float, bool]]:
    import cv2
    import numpy as np

    if kind == 0:
        yield _adaptive(np.asarray(cv2.blur(gray, (3, 3)), np.uint8), 15, 2), 1.0, False
    elif kind == 1:
        yield gray, 1.0, True
        yield (*_half(gray), False)
    elif kind == 2:
        yield _gamma(gray, 2.5), 1.0, False
    elif kind == 3:
        yield np.asarray(cv2.GaussianBlur(gray, (0, 0), 1), np.uint8), 1.0, False
    elif kind == 4:
        yield _gamma(gray, 0.5), 1.0, False
    elif kind == 5:
        yield np.asarray(cv2.medianBlur(gray, 3), np.uint8), 1.0, False
    elif max(gray.shape) <= 640:
        twice = cv2.resize(gray, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        yield np.asarray(twice, np.uint8), 2.0, False


def _zbar(gray: Frame) -> list[Reading]:
    try:
        from pyzbar import pyzbar
    except (ImportError, OSError):
        return []
    found: list[Reading] = []
    codes = pyzbar.decode(  # type: ignore[no-untyped-call]
        gray, symbols=[pyzbar.ZBarSymbol.QRCODE]
    )
    for code in codes:
        box = code.rect
        left, top = float(box.left), float(box.top)
        right, bottom = left + box.width, top + box.height
        if code.data:
            corners = ((left, top), (right, top), (right, bottom), (left, bottom))
            found.append(Reading(_zbar_text(bytes(code.data)), corners))
    return found


def _zbar_text(raw: bytes) -> str:
    # zbar turns Latin-1 into UTF-8 itself, so the same rule holds.
    return text_of(raw)
