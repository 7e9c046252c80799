"""Codes of a file, with every try that time allows: for imports, support and the command line."""

from __future__ import annotations

from pathlib import Path

from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.picture_files import read_pages
from raict_desktop.scanning.sources import CLIP_SUFFIXES, open_source
from raict_desktop.scanning.still import read_still


def read_codes(path: Path | str) -> list[str]:
    """Distinct codes of a file.

    Those of a picture come nearest to its centre first, those of pages page after page, those of a
    clip or of a folder in order.

    Raises:
        UserError: ``scanning.source_not_found``, ``scanning.not_a_picture``,
            ``scanning.picture_too_big``.

    """
    path = Path(path)
    codes: dict[str, None] = {}
    if path.is_file() and path.suffix.lower() not in CLIP_SUFFIXES:
        for page in read_pages(path):
            codes.update(dict.fromkeys(reading.text for reading in read_still(page)))
        return list(codes)
    # A clip is read as if it were live, only without hurry.
    live = Decoder(budget_s=float("inf"))
    folder = path.is_dir()
    source = open_source(str(path))
    try:
        while (frame := source.read()) is not None:
            readings = read_still(frame) if folder else live.decode(frame)
            codes.update(dict.fromkeys(reading.text for reading in readings))
    finally:
        source.close()
    return list(codes)
