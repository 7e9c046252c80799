"""The page that shows how far a printer is off: rulers from each edge and a frame of known size."""

from __future__ import annotations

from collections.abc import Mapping

from raict_desktop.paper.badges.sheets import Calibration
from raict_desktop.paper.colours import INK, QUIET
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import Frame, Line, Page, Placed, Primitive, Text
from raict_desktop.paper.text import Style, fit

_THIN, _THICK = 0.1, 0.2
_INSET = 10.0


def frame_inset(width: float, height: float) -> float:
    """How far the frame stands from each edge of a sheet, in millimetres."""
    return min(_INSET, width / 5, height / 5)


def corrected(
    calibration: Calibration,
    size: tuple[float, float],
    distances: tuple[float, float, float, float],
) -> Calibration:
    """The calibration that puts the frame where it belongs.

    Args:
        calibration: that the page was printed with.
        size: width and height of the sheet.
        distances: of the printed frame from the left, right, top and bottom edge, as measured.
    """
    left, right, top, bottom = distances
    inset = frame_inset(*size)

    def along(
        length: float, near: float, far: float, offset: float, scale: float
    ) -> tuple[float, float]:
        # What was sent to x came out at stretch * x + shift.
        stretch = (length - far - near) / (length - 2 * inset)
        shift = near - stretch * inset
        return round(offset - shift * scale / stretch, 2), round(scale / stretch, 4)

    across = along(size[0], left, right, calibration.offset_x, calibration.scale_x)
    down = along(size[1], top, bottom, calibration.offset_y, calibration.scale_y)
    return Calibration(across[0], down[0], across[1], down[1])


def calibration_page(
    width: float,
    height: float,
    calibration: Calibration,
    fonts: FontFolder,
    words: Mapping[str, str],
) -> Page:
    """One page in millimetres.

    A frame stands exactly 10 mm from each edge. Rulers across every edge show, on paper, how many
    millimetres of them are there: their reading minus 10 is the shift to enter.

    Args:
        width: of the paper.
        height: of the paper.
        calibration: already in force; the page shows what is left to correct.
        fonts: the fonts.
        words: ``title`` and ``hint``.
    """
    inset = frame_inset(width, height)
    drawn: list[Primitive] = [
        Frame(inset, inset, width - 2 * inset, height - 2 * inset, 0, _THICK, INK)
    ]
    middle_x, middle_y = width / 2, height / 2
    for step in range(int(2 * inset) + 1):
        length = 5.0 if step % 10 == 0 else 3.5 if step % 5 == 0 else 2.0
        near, far_x, far_y = float(step), width - step, height - step
        drawn += [
            Line(near, middle_y - length, near, middle_y, _THIN, INK),
            Line(far_x, middle_y - length, far_x, middle_y, _THIN, INK),
            Line(middle_x - length, near, middle_x, near, _THIN, INK),
            Line(middle_x - length, far_y, middle_x, far_y, _THIN, INK),
        ]
        if step % 5 == 0 and step:
            drawn += _label(str(step), near, middle_y + 3.2, 6, fonts)
            drawn += _label(str(step), middle_x + 2.5, near + 0.8, 6, fonts)
    y = inset + 8
    room = width - 2 * inset - 8
    for key, size, colour in (("title", 14.0, INK), ("hint", 8.5, QUIET)):
        fitted = fit(words.get(key, ""), Style("Regular", size, 6, 4, 2), room, fonts)
        for line in fitted.lines:
            drawn.append(Text(inset + 4, y, fitted.size, colour, line.runs, line.words))
            y += fitted.size * 0.45
        y += 1.5
    return Page(width, height, (Placed(tuple(drawn), calibration.transform),))


def _label(words: str, x: float, y: float, size: float, fonts: FontFolder) -> list[Primitive]:
    line = fonts.shape(words)
    half = line.width * size * 25.4 / 72 / 2
    return [Text(x - half, y, size, QUIET, line.runs, line.words)]
