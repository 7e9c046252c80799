"""The codes of a still picture: every try that helps, and every code in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from raict_desktop.scanning.reading import (
    LEAST_SIDE,
    Reading,
    luma,
    moved,
    nearest_first,
    read_codes_in,
    read_with_zbar,
)
from raict_desktop.scanning.repairs import (
    EVERY_FRAME,
    IN_ROTATION,
    Repair,
    believed,
    read_near,
    repaired,
    resized,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

SCALES = (0.5, 0.33, 1.5, 2.0)
TICKET_SCALES = (1.0, 0.5)
REPAIRS = tuple(dict.fromkeys((*EVERY_FRAME, *IN_ROTATION)))
MOST_PIXELS = 6_000_000
TILES = 3
TILED_SIDE = 1200


def read_still(frame: Frame, *, tickets: bool = True) -> list[Reading]:
    """Read a picture with all patience; distinct codes, those nearest to the centre first.

    A code read is painted over, so that the tries that follow work on the codes still unread, and no
    code comes back in a second spelling from a second reader.
    """
    gray = luma(frame)
    if min(gray.shape) < LEAST_SIDE:
        return []
    rest = gray.copy()
    found: list[Reading] = []

    def keep(readings: list[Reading]) -> None:
        for reading in readings:
            if all(reading.text != other.text for other in found):
                found.append(reading)
            _paint_over(rest, reading)

    readings, suspects = read_codes_in(rest, invert=True)
    keep(readings)
    for suspect in suspects:
        keep(read_near(rest, suspect))
    for repair in REPAIRS if rest.size <= MOST_PIXELS else ():
        # A larger picture is repaired at the smaller scales only: it has modules to spare.
        keep(_believed(rest, repair, invert=True))
    for scale in SCALES:
        pixels = rest.size * scale * scale
        if pixels <= MOST_PIXELS and min(rest.shape) * scale >= LEAST_SIDE:
            sized = resized(rest, scale)
            readings, suspects = read_codes_in(sized, invert=True)
            keep(moved(readings, scale))
            for suspect in suspects:
                keep(moved(read_near(sized, suspect), scale))
            for repair in REPAIRS:
                if pixels <= MOST_PIXELS / 3:
                    keep(moved(_believed(sized, repair), scale))
    if max(rest.shape) > TILED_SIDE:
        for tile, left, top in _tiles(rest):
            keep(moved(read_codes_in(tile, invert=True)[0], 1.0, left, top))
            if not found:
                keep(moved(_believed(tile, EVERY_FRAME[0]), 1.0, left, top))
    if tickets:
        for scale in TICKET_SCALES:
            if min(rest.shape) * scale >= LEAST_SIDE:
                sized = resized(rest, scale) if scale != 1 else rest
                keep(moved(read_codes_in(sized, invert=True, tickets=True)[0], scale))
    keep(read_with_zbar(rest))
    return nearest_first(found, gray)


def _believed(gray: Frame, repair: Repair, *, invert: bool = False) -> list[Reading]:
    found = repaired(gray, repair, invert=invert)
    return [reading for reading in found if believed(gray, reading, repair)]


def _tiles(gray: Frame) -> list[tuple[Frame, int, int]]:
    """Nine overlapping parts, each half as wide and high: a far code fills more of one."""
    height, width = gray.shape
    tall, wide = height // 2, width // 2
    tops = [(height - tall) * row // (TILES - 1) for row in range(TILES)]
    lefts = [(width - wide) * column // (TILES - 1) for column in range(TILES)]
    return [(gray[y : y + tall, x : x + wide].copy(), x, y) for y in tops for x in lefts]


def _paint_over(gray: Frame, reading: Reading) -> None:
    import cv2
    import numpy as np

    area = np.asarray(reading.corners, np.float64)
    middle = area.mean(axis=0)
    # The corners run along the modules' outer edge: a little more takes the rim with it.
    around = np.rint(middle + (area - middle) * 1.06).astype(np.int32)
    cv2.fillConvexPoly(gray, around, 160)
