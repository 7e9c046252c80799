"""What a decoder finds in a picture, and the one call into the barcode library."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]
LEAST_SIDE = 16
QR = "QRCode"
TICKET_SYMBOLOGIES = ("Aztec", "DataMatrix", "Code128", "PDF417")
"""What ticket sellers print besides QR codes."""
_NAMED_ALPHABET = re.compile(rb"\](?:Q[246]|d[456]|z[36])\\(\d{6})")
_ALPHABETS = {
    **{number + 2: f"iso8859-{number}" for number in (*range(1, 12), 13, 14, 15, 16)},
    20: "shift_jis",
    **{number + 20: f"cp{1249 + number}" for number in range(1, 5)},
    25: "utf-16-be",
    28: "big5",
    **dict.fromkeys((29, 31, 32), "gb18030"),
    30: "euc-kr",
}
"""Numbers of alphabets in codes (AIM's Extended Channel Interpretations) and Python's names of them."""


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
    """Take the grey picture of a frame of 1, 3 or 4 channels; a grey one is not copied."""
    import cv2
    import numpy as np

    if not frame.size:
        return np.zeros((0, 0), np.uint8)
    if frame.ndim == 2:
        return np.ascontiguousarray(frame)
    if frame.shape[2] == 1:
        return np.ascontiguousarray(frame[:, :, 0])
    conversion = cv2.COLOR_BGRA2GRAY if frame.shape[2] == 4 else cv2.COLOR_BGR2GRAY
    return np.asarray(cv2.cvtColor(frame, conversion), dtype=np.uint8)


@cache
def _formats(tickets: bool) -> Any:
    import zxingcpp

    names = TICKET_SYMBOLOGIES if tickets else (QR,)
    return zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, name) for name in names])


def read_codes_in(
    gray: Frame,
    *,
    invert: bool,
    plain: bool = False,
    tickets: bool = False,
    smaller: bool = True,
) -> tuple[list[Reading], list[Corners]]:
    """Ask the barcode library once.

    Args:
        gray: H×W picture.
        invert: look for light codes on a dark ground too.
        plain: one threshold for the whole picture instead of local ones.
        tickets: look for ``TICKET_SYMBOLOGIES`` instead of QR codes; takes ten times as long.
        smaller: look at the picture at a third of its size, too.

    Returns:
        What was read, and where a code was seen that could not be read.
    """
    import zxingcpp

    codes = zxingcpp.read_barcodes(
        gray,
        formats=_formats(tickets),
        try_invert=invert,
        try_downscale=smaller,
        text_mode=zxingcpp.TextMode.HexECI,
        return_errors=True,
        binarizer=zxingcpp.Binarizer.GlobalHistogram if plain else zxingcpp.Binarizer.LocalAverage,
    )
    found: list[Reading] = []
    suspects: list[Corners] = []
    for code in codes:
        corners = _corners(code.position)
        if code.valid and code.bytes:
            found.append(Reading(_text(code), corners))
        elif not code.valid:
            suspects.append(corners)
    return found, suspects


def _text(code: Any) -> str:
    """Text of a code's bytes: UTF-8, else the alphabet that the code names (its "ECI"), else Latin-1.

    The library guesses alphabets that are not named, which would make a code's text depend on chance.
    """
    raw = bytes(code.bytes)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # In this mode the library writes "]Q2\\000004" and the bytes, all in hexadecimal digits.
        named = _NAMED_ALPHABET.match(bytes.fromhex(str(code.text)))
        if named:
            with suppress(UnicodeDecodeError):
                return raw.decode(_ALPHABETS.get(int(named[1]), "latin-1"))
        return text_of(raw)


def _corners(position: Any) -> Corners:
    points = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    a, b, c, d = ((float(point.x), float(point.y)) for point in points)
    return a, b, c, d


def moved(found: list[Reading], scale: float, left: float = 0, top: float = 0) -> list[Reading]:
    """Bring readings of a crop at (left, top), drawn ``scale`` times as large, back to the frame."""

    def move(point: Point) -> Point:
        return point[0] / scale + left, point[1] / scale + top

    back: list[Reading] = []
    for reading in found:
        a, b, c, d = reading.corners
        back.append(Reading(reading.text, (move(a), move(b), move(c), move(d))))
    return back


def nearest_first(found: list[Reading], gray: Frame) -> list[Reading]:
    """Sort by the distance to the picture's centre."""
    middle_x, middle_y = gray.shape[1] / 2, gray.shape[0] / 2
    return sorted(
        found,
        key=lambda r: (r.centre[0] - middle_x) ** 2 + (r.centre[1] - middle_y) ** 2,
    )


def read_with_zbar(gray: Frame) -> list[Reading]:
    """Ask the zbar library, for QR codes only; nothing where it is not installed."""
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
            found.append(Reading(text_of(bytes(code.data)), corners))
    return found
