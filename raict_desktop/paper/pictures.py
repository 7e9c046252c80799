"""Pictures and logos: checked once, fitted to their place, rows of equal optical weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from raict_desktop.paper.primitives import Artwork, Picture
from raict_desktop.paper.svg import Drawing, UnreadableError, read_svg

_MOST_PIXELS = 60_000_000
SUFFIXES = (".png", ".jpg", ".jpeg", ".svg")


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that can be read; ``ratio`` is its width divided by its height.

    ``drawing`` holds the shapes of an SVG file.
    """

    path: Path
    ratio: float
    drawing: Drawing | None = None

    def at(self, x: float, y: float, width: float, height: float) -> Picture | Artwork:
        """The picture in a box that has its proportions."""
        if self.drawing is None:
            return Picture(x, y, width, height, self.path)
        drawing = self.drawing
        return Artwork(x, y, width, drawing.width, drawing.height, drawing.shapes)

    def within(
        self, x: float, y: float, width: float, height: float, align: str, anchor: str
    ) -> Picture | Artwork:
        """The picture as large as a box allows, at the side of it that ``align`` and ``anchor`` say."""
        w = min(width, height * self.ratio)
        h = w / self.ratio
        across = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        down = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[anchor]
        return self.at(x + (width - w) * across, y + (height - h) * down, w, h)


def logo_files(folder: Path) -> list[Path]:
    """The pictures of a folder by name; none when there is no such folder."""
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES)


def read_logo(path: Path) -> Logo | None:
    """The picture of a file, None when it cannot be read as PNG, JPEG or plain SVG."""
    try:
        if path.suffix.lower() == ".svg":
            drawing = read_svg(path)
            return Logo(path, drawing.width / drawing.height, drawing)
    except (OSError, UnreadableError):
        return None
    ratio = _ratio(path)
    return Logo(path, ratio) if ratio else None


def read_logos(paths: Sequence[Path]) -> tuple[tuple[Logo, ...], tuple[Path, ...]]:
    """The pictures that can be printed, and the files that cannot be read."""
    read = [(path, read_logo(path)) for path in paths]
    good = tuple(logo for _, logo in read if logo is not None)
    return good, tuple(path for path, logo in read if logo is None)


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels; (0, 0) for a drawing and for what cannot be read."""
    from PIL import Image

    if path.suffix.lower() == ".svg":
        return 0, 0
    try:
        with Image.open(path, formats=("PNG", "JPEG")) as picture:
            return picture.size
    except Exception:  # noqa: BLE001 - as below: a damaged file, whatever Pillow raises
        return 0, 0


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
    logos: Sequence[Logo],
    left: float,
    top: float,
    width: float,
    height: float,
    align: str = "left",
) -> tuple[Picture | Artwork, ...]:
    """Pictures from left to right in a box, all of about the same area, none taller than the box.

    Args:
        logos: the pictures.
        left: of the box, in millimetres, as the next three.
        top: of the box.
        width: of the box.
        height: of the box.
        align: ``left``, ``centre`` or ``right``.
    """
    if not logos:
        return ()
    gap = (6.0 if len(logos) < 4 else 4.0) * min(1.0, width / 80)
    # A wide wordmark at full height would drown a round emblem: heights fall with the root.
    heights = [min(height, height * sqrt(2.6 / max(logo.ratio, 0.2))) for logo in logos]
    total = sum(h * logo.ratio for h, logo in zip(heights, logos, strict=True))
    scale = max(0.0, min(1.0, (width - gap * (len(logos) - 1)) / total))
    spare = width - total * scale - gap * (len(logos) - 1)
    x = left + spare * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
    pictures = []
    for logo, full in zip(logos, heights, strict=True):
        h = full * scale
        pictures.append(logo.at(x, top + (height - h) / 2, h * logo.ratio, h))
        x += h * logo.ratio + gap
    return tuple(pictures)
