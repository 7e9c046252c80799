"""Partners' pictures, checked once and set in a row of equal optical weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from raict_desktop.paper.primitives import Picture

_MOST_PIXELS = 60_000_000


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that can be read; ``ratio`` is its width divided by its height."""

    path: Path
    ratio: float


def read_logos(paths: Sequence[Path]) -> tuple[tuple[Logo, ...], tuple[Path, ...]]:
    """The pictures that can be printed, and the files that cannot be read as PNG or JPEG."""
    good: list[Logo] = []
    bad: list[Path] = []
    for path in paths:
        ratio = _ratio(path)
        if ratio:
            good.append(Logo(path, ratio))
        else:
            bad.append(path)
    return tuple(good), tuple(bad)


def _ratio(path: Path) -> float:
    from PIL import Image

    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            width, height = picture.size
            if width * height > _MOST_PIXELS:
                return 0.0
            picture.load()
    # Pillow raises many kinds for damaged files (SyntaxError among them), all meaning the same.
    except Exception:  # noqa: BLE001
        return 0.0
    return width / height if width and height else 0.0


def logo_row(
    logos: Sequence[Logo], left: float, top: float, width: float, height: float
) -> tuple[Picture, ...]:
    """Pictures from left to right in a box, all of about the same area, none taller than the box.

    Args:
        logos: the pictures.
        left: of the box, in millimetres, as the next three.
        top: of the box.
        width: of the box.
        height: of the box.
    """
    if not logos:
        return ()
    gap = 6.0 if len(logos) < 4 else 4.0
    # A wide wordmark at full height would drown a round emblem: heights fall with the root.
    heights = [min(height, height * sqrt(2.6 / max(logo.ratio, 0.2))) for logo in logos]
    total = sum(h * logo.ratio for h, logo in zip(heights, logos, strict=True))
    scale = min(1.0, (width - gap * (len(logos) - 1)) / total)
    x = left
    pictures = []
    for logo, full in zip(logos, heights, strict=True):
        h = full * scale
        pictures.append(Picture(x, top + (height - h) / 2, h * logo.ratio, h, logo.path))
        x += h * logo.ratio + gap
    return tuple(pictures)
