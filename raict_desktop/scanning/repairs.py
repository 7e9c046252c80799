"""Pictures made from a picture in the hope that a code in it becomes readable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from raict_desktop.scanning.reading import LEAST_SIDE, Corners, Reading, moved, read_codes_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

CROP_SIDE = 480
REPAIRS = 7
"""Whole-picture repairs; see ``repaired``."""


def adaptive(gray: Frame, block: int, offset: int) -> Frame:
    """Black and white by the mean of each pixel's ``block`` × ``block`` surroundings."""
    import cv2
    import numpy as np

    binary = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, offset
    )
    return np.asarray(binary, np.uint8)


def gamma(gray: Frame, power: float) -> Frame:
    """Darken (power above 1) or lighten the middle tones."""
    import cv2
    import numpy as np

    table = ((np.arange(256) / 255.0) ** power * 255).astype(np.uint8)
    return np.asarray(cv2.LUT(gray, table), np.uint8)


def resized(gray: Frame, scale: float) -> Frame:
    """Resize by ``scale`` with the filter that suits the direction."""
    import cv2
    import numpy as np

    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _smoothed(gray: Frame, kind: str) -> Frame:
    import cv2
    import numpy as np

    if kind == "box":
        return np.asarray(cv2.blur(gray, (3, 3)), np.uint8)
    if kind == "median":
        return np.asarray(cv2.medianBlur(gray, 3), np.uint8)
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), 1), np.uint8)


def repairs(gray: Frame, kind: int) -> Iterator[tuple[Frame, float, bool]]:
    """Repair number ``kind`` (0 to REPAIRS - 1): pictures with their scale and threshold.

    Which repairs, and in which order, was found on generated webcam frames; see benchmarks/.
    """
    if kind == 0:
        yield adaptive(_smoothed(gray, "box"), 15, 2), 1.0, False
    elif kind == 1:
        yield gray, 1.0, True
        yield resized(gray, 0.5), 0.5, False
    elif kind == 2:
        yield gamma(gray, 2.5), 1.0, False
    elif kind == 3:
        yield _smoothed(gray, "gauss"), 1.0, False
    elif kind == 4:
        yield gamma(gray, 0.5), 1.0, False
    elif kind == 5:
        yield _smoothed(gray, "median"), 1.0, False
    elif max(gray.shape) <= 640:
        yield resized(gray, 2.0), 2.0, False


def repaired(
    gray: Frame, kind: int, *, invert: bool = False, tickets: bool = False
) -> list[Reading]:
    """Read repair number ``kind`` of a picture."""
    for picture, scale, plain in repairs(gray, kind):
        found, _ = read_codes_in(picture, invert=invert, plain=plain, tickets=tickets)
        if found:
            return moved(found, scale)
    return []


def cut(gray: Frame, corners: Corners, margin: float) -> tuple[Frame, int, int]:
    """The crop around ``corners`` with a margin (of their larger side), and its left and top."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    size = max(max(xs) - min(xs), max(ys) - min(ys), 24.0) * margin
    left, top = int(max(min(xs) - size, 0)), int(max(min(ys) - size, 0))
    right, bottom = int(max(xs) + size) + 1, int(max(ys) + size) + 1
    return gray[top:bottom, left:right], left, top


def read_near(gray: Frame, corners: Corners, *, tickets: bool = False) -> list[Reading]:
    """Read the surroundings of a place at a fixed size, plain and then thresholded."""
    crop, left, top = cut(gray, corners, 0.5)
    if min(crop.shape) < LEAST_SIDE:
        return []
    scale = CROP_SIDE / max(crop.shape)
    sized = resized(crop, scale)
    if min(sized.shape) < LEAST_SIDE:
        return []
    found, _ = read_codes_in(sized, invert=True, tickets=tickets)
    if not found:
        binary = adaptive(sized, 31, 5)
        found, _ = read_codes_in(binary, invert=False, plain=True, tickets=tickets)
    return moved(found, scale, left, top)
