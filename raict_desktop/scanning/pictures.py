"""Codes of a file, with every try that time allows: for imports, support and the command line."""

from __future__ import annotations

from pathlib import Path

from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.sources import CLIP_SUFFIXES, open_source, read_picture


def read_codes(path: Path | str) -> list[str]:
    """Distinct codes of a picture (nearest to its centre first) or of a clip (in order).

    Raises:
        UserError: ``scanning.source_not_found``, ``scanning.not_a_picture``,
            ``scanning.picture_too_big``.

    """
    path = Path(path)
    decoder = Decoder(second_opinion=True)
    if path.is_file() and path.suffix.lower() not in CLIP_SUFFIXES:
        return [reading.text for reading in decoder.decode_fully(read_picture(path))]
    live = Decoder()
    source = open_source(str(path))
    codes: dict[str, None] = {}
    try:
        while (frame := source.read()) is not None:
            codes.update(dict.fromkeys(reading.text for reading in live.decode(frame)))
    finally:
        source.close()
    return list(codes)
