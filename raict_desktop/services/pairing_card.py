"""The pairing line as a QR code on an A5 card: scanned by a station's camera, nothing typed."""

from __future__ import annotations

from pathlib import Path

from raict_desktop import paths
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.paper.primitives import (
    MM_PER_POINT,
    ModulePath,
    Page,
    Placed,
    Primitive,
    Text,
)
from raict_desktop.paper.qr import qr_matrix
from raict_desktop.paper.text import Style, fit

WIDTH, HEIGHT, MARGIN = 148.0, 210.0, 12.0
CODE = 112.0
"""Millimetres of the code: 1.1 mm a module for the longest pairing, with a certificate in it."""
INK, QUIET = "#111827", "#4B5563"


def write_pairing_card(path: Path, title: str, line: str, words: tuple[str, str]) -> Path:
    """Write the card as a PDF, readable by its owner alone.

    Args:
        path: the PDF.
        title: of the event.
        line: the pairing line.
        words: what the card is, and what to do with it.

    Raises:
        UserError: the file cannot be written.
    """
    fonts = FontFolder(paths.resources() / "fonts")
    drawn: list[Primitive] = []
    y = MARGIN
    for text, style, colour in (
        (title, Style("SemiBold", 18, 11, 8), INK),
        (words[0], Style("Regular", 13, 9, 7), INK),
        (words[1], Style("Regular", 11, 8, 7), QUIET),
    ):
        fitted = fit(text, style, WIDTH - 2 * MARGIN, fonts)
        pitch = fitted.size * fitted.pitch * MM_PER_POINT
        for number, line_of in enumerate(fitted.lines, 1):
            baseline = y + number * pitch
            drawn.append(Text(MARGIN, baseline, fitted.size, colour, line_of.runs, line_of.words))
        y += fitted.height + 4
    rows = qr_matrix(line)
    module = CODE / len(rows)
    left = (WIDTH - CODE) / 2
    drawn.append(ModulePath(left, HEIGHT - MARGIN - 4 * module - CODE, module, rows, "#000000"))
    write_pages(path, [Page(WIDTH, HEIGHT, (Placed(tuple(drawn)),))], fonts, title)
    return path
