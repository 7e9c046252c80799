"""Pictures made from a picture in the hope that a code in it becomes readable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from raict_desktop.domain.codes import is_own_code
from raict_desktop.scanning.reading import LEAST_SIDE, Corners, Reading, moved, read_codes_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

CROP_SIDE = 480
VGA = 640
SMALLER = 0.75


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


def smoothed(gray: Frame, sigma: float) -> Frame:
    """Blur by a Gaussian of ``sigma`` pixels: noise goes, modules larger than that stay."""
    import cv2
    import numpy as np

    return np.asarray(cv2.GaussianBlur(gray, (0, 0), sigma), np.uint8)


def sharpened(gray: Frame, size: int, by: float = 1.0) -> Frame:
    """Add ``by`` times what a mean over ``size`` × ``size`` pixels takes away: edges stand out."""
    import cv2
    import numpy as np

    blurred = cv2.blur(gray, (size, size))
    return np.asarray(cv2.addWeighted(gray, 1.0 + by, blurred, -by, 0), np.uint8)


def darkened(gray: Frame) -> Frame:
    """Let what is dark grow by a pixel all round: too much light eats modules away."""
    import cv2
    import numpy as np

    return np.asarray(cv2.erode(gray, np.ones((3, 3), np.uint8)), np.uint8)


def _box(gray: Frame) -> Frame:
    import cv2
    import numpy as np

    return np.asarray(cv2.blur(gray, (3, 3)), np.uint8)


def _smaller(gray: Frame) -> Frame:
    import cv2
    import numpy as np

    small = cv2.resize(gray, None, fx=SMALLER, fy=SMALLER)
    return smoothed(np.asarray(small, np.uint8), 0.8)


def _half(gray: Frame, sigma: float) -> Frame:
    return smoothed(resized(gray, 0.5), sigma)


@dataclass(frozen=True)
class Repair:
    """A picture made of a whole frame: how, how much larger, and whether one threshold suits it."""

    name: str
    make: Callable[[Frame], Frame]
    scale: float = 1.0
    plain: bool = False


EVERY_FRAME = (
    Repair("half", lambda gray: _half(gray, 0.8), 0.5),
    Repair("half light", lambda gray: gamma(_half(gray, 1.2), 0.4), 0.5),
    Repair("smaller sharp", lambda gray: sharpened(_smaller(gray), 9), SMALLER),
    Repair("half dark", lambda gray: gamma(_half(gray, 0.8), 6.0), 0.5),
    Repair("smaller local", lambda gray: adaptive(_smaller(gray), 9, 2), SMALLER, plain=True),
)
"""Repairs tried in every frame that gave nothing, the best for its time first.

Which repairs, and in which order, was found on generated webcam frames (benchmarks/): a picture of half
the width costs a fifth of the time, and is rid of most noise besides.
"""
_SHARP = Repair("sharp", lambda gray: sharpened(_box(_box(gray)), 15))
IN_ROTATION = (
    _SHARP,
    Repair("half local", lambda gray: adaptive(_half(gray, 1.2), 25, 2), 0.5, plain=True),
    _SHARP,
    Repair("half sharp", lambda gray: sharpened(resized(gray, 0.5), 9), 0.5),
    _SHARP,
    Repair("half darkened", lambda gray: darkened(resized(gray, 0.5)), 0.5),
    _SHARP,
    Repair("half soft sharp", lambda gray: sharpened(_half(gray, 1.8), 15), 0.5),
    Repair("wide", lambda gray: adaptive(smoothed(gray, 1.8), 15, 2), plain=True),
    Repair("half close", lambda gray: adaptive(_half(gray, 1.2), 15, 2), 0.5, plain=True),
    _SHARP,
    Repair("third", lambda gray: smoothed(resized(gray, 1 / 3), 0.8), 1 / 3),
    Repair("global", lambda gray: gray, plain=True),
)
"""Repairs of which each frame meets the next one."""
IN_ROTATION_VGA = (Repair("twice", lambda gray: resized(gray, 2.0), 2.0), *IN_ROTATION)
"""As IN_ROTATION, for frames of at most 640 pixels, whose modules are few pixels wide."""


def rotation_for(gray: Frame) -> tuple[Repair, ...]:
    """The rotating repairs that suit a frame's size."""
    return IN_ROTATION_VGA if max(gray.shape) <= VGA else IN_ROTATION


def repaired(gray: Frame, repair: Repair, *, invert: bool = False) -> list[Reading]:
    """Read a frame after a repair."""
    picture = repair.make(gray)
    if min(picture.shape) < LEAST_SIDE:
        return []
    found, _ = read_codes_in(picture, invert=invert, plain=repair.plain, smaller=False)
    return moved(found, repair.scale)


def cut(gray: Frame, corners: Corners, margin: float) -> tuple[Frame, int, int]:
    """The crop around ``corners`` with a margin (of their larger side), and its left and top."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    size = max(max(xs) - min(xs), max(ys) - min(ys), 24.0) * margin
    left, top = int(max(min(xs) - size, 0)), int(max(min(ys) - size, 0))
    right, bottom = int(max(xs) + size) + 1, int(max(ys) + size) + 1
    return gray[top:bottom, left:right], left, top


def read_near(gray: Frame, corners: Corners) -> list[Reading]:
    """Read the surroundings of a place at a fixed size, plain and then thresholded."""
    crop, left, top = cut(gray, corners, 0.5)
    if min(crop.shape) < LEAST_SIDE:
        return []
    scale = CROP_SIDE / max(crop.shape)
    sized = resized(crop, scale)
    if min(sized.shape) < LEAST_SIDE:
        return []
    found, _ = read_codes_in(sized, invert=True)
    if not found:
        binary = adaptive(sized, 31, 5)
        found, _ = read_codes_in(binary, invert=False, plain=True)
    return moved(found, scale, left, top)


def believed(gray: Frame, reading: Reading, by: Repair) -> bool:
    """Whether what one repair read is surely what is printed there.

    A blurred code can be mistaken for a smaller one whose error correction then "corrects" noise into
    a short text: about once in a thousand frames. Our own codes carry a check letter; any other text
    must be read again from another repair of the same place.
    """
    if is_own_code(reading.text):
        return True
    crop, _, _ = cut(gray, reading.corners, 0.6)
    if any(near.text == reading.text for near in read_near(gray, reading.corners)):
        return True
    return any(
        again.text == reading.text
        for other in dict.fromkeys((*EVERY_FRAME, *IN_ROTATION))
        if other is not by
        for again in repaired(crop, other)
    )
