"""Clips of codes held before a camera: they stand in for a webcam in the demo and in tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from raict_desktop.domain.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH, HEIGHT, RATE = 1280, 720, 15


def write_clip(
    path: Path,
    matrices: Iterable[Sequence[Sequence[bool]]],
    *,
    held_s: float = 1.2,
    gap_s: float = 0.6,
) -> None:
    """Write an MJPEG .avi, 1280 × 720 at 15 frames a second.

    Args:
        path: ends in ``.avi``.
        matrices: QR modules, rows of booleans, True is dark; one badge each, in order.
        held_s: seconds each badge is held in view.
        gap_s: seconds of empty desk between two badges.

    Raises:
        UserError: ``scanning.cannot_write``.
    """
    import cv2
    import numpy as np

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (WIDTH, HEIGHT))
    if not writer.isOpened():
        raise UserError("scanning.cannot_write", name=path.name)
    rows = np.linspace(96, 140, HEIGHT)[:, None]
    desk = np.repeat(np.repeat(rows, WIDTH, axis=1)[:, :, None], 3, axis=2).astype(np.uint8)
    try:
        for index, matrix in enumerate(matrices):
            modules = np.where(np.asarray(matrix, dtype=bool), 25, 240).astype(np.uint8)
            quiet = np.pad(modules, 4, constant_values=240)
            card = np.kron(quiet, np.ones((10, 10), np.uint8))
            badge = np.full((card.shape[0] + 130, card.shape[1] + 60), 240, np.uint8)
            badge[90 : 90 + card.shape[0], 30 : 30 + card.shape[1]] = card
            for frame_number in range(round(held_s * RATE)):
                angle = 6.0 * np.sin(index + frame_number / 9)
                frame = _held(desk, badge, float(angle), frame_number)
                writer.write(frame)
            for _ in range(round(gap_s * RATE)):
                writer.write(desk)
    finally:
        writer.release()


def _held(
    desk: NDArray[np.uint8], card: NDArray[np.uint8], angle: float, number: int
) -> NDArray[np.uint8]:
    """The desk with a badge held over it, turned by ``angle`` degrees and swaying a little."""
    import cv2
    import numpy as np

    picture = desk.copy()
    height, width = card.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turn[0, 2] += WIDTH / 2 - width / 2 + 14 * np.sin(number / 5)
    turn[1, 2] += HEIGHT / 2 - height / 2 + 8 * np.cos(number / 6)
    placed = cv2.warpAffine(card, turn, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=0)
    mask = cv2.warpAffine(np.full_like(card, 255), turn, (WIDTH, HEIGHT))
    picture[mask > 127] = placed[mask > 127][:, None]
    return picture
