"""Several frames of one place laid over each other: noise, moiré and glare differ, the code does not.

A hand sways and the badge with it: each earlier frame is moved by what phase correlation tells before it
is added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from raict_desktop.scanning.reading import LEAST_SIDE, Corners, Reading, moved, read_codes_in
from raict_desktop.scanning.repairs import adaptive, cut, resized, sharpened, smoothed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]
    Plane = NDArray[np.float32]

STACKED = 3
"""Frames laid over each other: more of them tell less, for hands turn and tilt."""
IN_TURN = (0, 1, 0, 2)
WAYS = 3
MARGINS = (0.25, 0.8)
"""Of the place's side: the likeliest square may be a part of the code only."""
LARGER = 1.5
WIDEST, FINEST = 320, 480
ALIGNED_AT = 64
SPREAD = 2.5
"""Standard deviations from the middle that become black and white."""
FARTHEST = 0.25
"""A shift above this share of the crop is no shift of the badge but a wrong guess."""


def read_stack(
    frames: Sequence[Frame], places: Sequence[Corners], turn: int, *, thorough: bool = False
) -> list[Reading]:
    """Read one of the places, the likeliest most often, in one of three ways; ``turn`` says which.

    Args:
        frames: of one size, the newest last.
        places: in the newest frame's pixels, the likeliest first.
        turn: number of the frame.
        thorough: read the likeliest place in all ways, and its surroundings.
    """
    if not places:
        return []
    place = places[0 if thorough else IN_TURN[turn % len(IN_TURN)] % len(places)]
    for margin in MARGINS if thorough else MARGINS[:1]:
        laid = stacked(frames, place, margin, FINEST if thorough else WIDEST)
        if laid is None:
            continue
        picture, scale, left, top = laid
        for way in range(WAYS) if thorough else (turn // 2 % WAYS,):
            found = _read_in_way(picture, way)
            if found:
                return moved(found, scale, left, top)
    return []


def _read_in_way(picture: Frame, way: int) -> list[Reading]:
    if way == 0:
        found, _ = read_codes_in(
            sharpened(smoothed(picture, 1.5), 9, 3.0), invert=False, smaller=False
        )
    elif way == 1:
        sharp = sharpened(smoothed(resized(picture, LARGER), 1.5), 15, 3.0)
        found, _ = read_codes_in(sharp, invert=False, smaller=False)
        found = moved(found, LARGER)
    else:
        binary = adaptive(smoothed(picture, 1.5), 15, 2)
        found, _ = read_codes_in(binary, invert=False, plain=True, smaller=False)
    return found


def stacked(
    frames: Sequence[Frame], corners: Corners, margin: float, widest: int = WIDEST
) -> tuple[Frame, float, int, int] | None:
    """The mean of a place over frames of one size, the newest last, stretched to all of grey.

    Returns:
        the picture, how much larger it is than the frame's place, and that place's left and top;
        nothing where the place is too small.
    """
    import cv2
    import numpy as np

    newest, left, top = cut(frames[-1], corners, margin)
    if min(newest.shape) < LEAST_SIDE:
        return None
    height, width = newest.shape
    scale = min(1.0, widest / max(height, width))
    total = _sized(newest, scale)
    small = min(1.0, ALIGNED_AT / max(total.shape))
    first = _sized(total, small)
    window = cv2.createHanningWindow((first.shape[1], first.shape[0]), cv2.CV_32F)
    count = 1
    for frame in frames[:-1]:
        crop = _sized(frame[top : top + height, left : left + width], scale)
        (x, y), _ = cv2.phaseCorrelate(first, _sized(crop, small), window)
        if max(abs(x) / first.shape[1], abs(y) / first.shape[0]) > FARTHEST:
            continue
        move = np.array([[1, 0, -x / small], [0, 1, -y / small]], np.float32)
        size = (crop.shape[1], crop.shape[0])
        total = total + cv2.warpAffine(crop, move, size, borderMode=cv2.BORDER_REPLICATE)
        count += 1
    middle, spread = cv2.meanStdDev(total)
    gain = 127 / (SPREAD * max(float(spread[0][0]), 1.0))
    stretched = (total - float(middle[0][0])) * gain + 128
    return np.asarray(stretched.clip(0, 255), np.uint8), scale, left, top


def _sized(picture: Frame | Plane, scale: float) -> Plane:
    import cv2
    import numpy as np

    if scale == 1:
        return np.asarray(picture, np.float32)
    sized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(sized, np.float32)
