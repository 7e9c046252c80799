"""The colour of each category's band: dark enough that white words on it read well (4.5:1)."""

from __future__ import annotations

from zlib import crc32

INK = "#14171C"
QUIET = "#5B6573"
WHITE = "#FFFFFF"

BANDS = {
    "participant": "#14508C",
    "intervenant": "#6D2C91",
    "elu": "#0B6B6B",
    "delegation": "#1E7440",
    "ambassade": "#8A5A00",
    "partenaire": "#33475B",
    "exposant": "#3F4FB0",
    "presse": "#B53A12",
    "accompagnant": "#5B6573",
    "organisation": "#1B1F27",
    "benevole": "#A3195B",
    "fournisseur": "#6B4E2E",
}


def band_colour(category_key: str) -> str:
    """The band's colour as ``#RRGGBB``; a category unknown here always gets the same one."""
    colours = tuple(BANDS.values())
    return BANDS.get(category_key) or colours[crc32(category_key.encode()) % len(colours)]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
