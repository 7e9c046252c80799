"""Where in a frame a code may be, by its texture: dark and light change in both directions there.

A frame too poor for the barcode library to find a code's corners still shows where one is held, and what
is held moves. A look at an eighth of its size is enough, and the repairs that follow have little to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from raict_desktop.scanning.reading import Corners

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]
    Plane = NDArray[np.float32]

SHRINK = 8
SIDES = (12, 20, 36, 56)
"""Sides of the squares compared, in pixels of the small picture."""
STEP = 2
SIZE_WEIGHT = 0.9
"""How much a larger square of the same texture is preferred; found on generated frames."""


def likely_places(gray: Frame, before: Frame | None = None) -> list[Corners]:
    """The likeliest square of each size, the likeliest first; none in a picture too small for that.

    Args:
        gray: H×W picture.
        before: the same camera's picture of a moment ago, if there is one.
    """
    import cv2
    import numpy as np

    height, width = gray.shape[0] // SHRINK, gray.shape[1] // SHRINK
    if min(height, width) <= SIDES[0]:
        return []
    small = _small(gray, width, height)
    across, down = _change(small, 1, 0), _change(small, 0, 1)
    planes = [across * across, down * down, across * down]
    if before is not None and before.shape == gray.shape:
        moving = cv2.absdiff(small, _small(before, width, height))
        planes.append(np.asarray(moving, np.float32))
    sums = [np.asarray(cv2.integral(plane), np.float64) for plane in planes]
    likely: list[tuple[float, Corners]] = []
    for side in SIDES:
        if side >= min(height, width):
            break
        xx, yy, xy, *moved = (_means(each, side) for each in sums)
        # The lesser change of the two directions: edges and stripes have one only.
        lesser = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
        score = np.sqrt(np.maximum(lesser, 0)) * side**SIZE_WEIGHT
        for motion in moved:
            score = score * motion
        row, column = np.unravel_index(int(score.argmax()), score.shape)
        left, top = float(column * STEP * SHRINK), float(row * STEP * SHRINK)
        right, bottom = left + side * SHRINK, top + side * SHRINK
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        likely.append((float(score[row, column]), corners))
    return [corners for _, corners in sorted(likely, reverse=True)]


def _small(gray: Frame, width: int, height: int) -> Frame:
    import cv2
    import numpy as np

    return np.asarray(cv2.resize(gray, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _change(small: Frame, across: int, down: int) -> Plane:
    import cv2
    import numpy as np

    return np.asarray(cv2.Sobel(small, cv2.CV_32F, across, down), np.float32)


def _means(sums: NDArray[np.float64], side: int) -> Plane:
    """Means over every square of ``side``, from the running sums at their corners."""
    import numpy as np

    whole = sums[side::STEP, side::STEP] + sums[:-side:STEP, :-side:STEP]
    parts = sums[:-side:STEP, side::STEP] + sums[side::STEP, :-side:STEP]
    return np.asarray((whole - parts) / side**2, np.float32)
