"""What the window shows of a frame: small, mirrored, with the outlines of the codes read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from raict_desktop.scanning.reading import Corners, Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

WIDEST = 960


@dataclass(frozen=True)
class Preview:
    """A mirrored picture, H×W grey or H×W×3 BGR and contiguous, outlines in its pixels.

    ``size`` is the width and height of the frame it was made of.
    """

    picture: Frame
    outlines: tuple[Corners, ...]
    size: tuple[int, int]


def preview_of(frame: Frame, readings: Sequence[Reading]) -> Preview:
    """Make the preview; done on the camera's thread, so that the window only paints."""
    import cv2
    import numpy as np

    height, width = frame.shape[:2]
    scale = min(1.0, WIDEST / width)
    small = frame[:, :, :3] if frame.ndim == 3 and frame.shape[2] == 4 else frame
    if scale < 1:
        small = np.asarray(
            cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), np.uint8
        )
    picture = np.ascontiguousarray(cv2.flip(small, 1), np.uint8)
    wide = picture.shape[1]

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return wide - point[0] * scale, point[1] * scale

    outlines: list[Corners] = []
    for reading in readings:
        a, b, c, d = reading.corners
        outlines.append((place(a), place(b), place(c), place(d)))
    return Preview(picture, tuple(outlines), (width, height))
