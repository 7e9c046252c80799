"""How a line of a verdict card is broken, made smaller or cut to the room there is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.verdict_words import Line

WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
_LAID_OUT = 400
"""Characters of a text that are laid out at most: a card never holds more."""
_SAMPLE = 200
_NARROWER = (0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text with its breaks, its size and height (pixels), and whether it is whole.

    Attributes:
        text: what is drawn.
        size: of the font.
        height: of the drawn text.
        fits: whether it keeps to its lines.
        cut: whether something was left out.
    """

    text: str
    size: int
    height: float
    fits: bool = True
    cut: bool = False


def fit(
    line: Line,
    width: float,
    *,
    least: int,
    most_lines: int,
    may_cut: bool,
    anywhere: bool = False,
) -> Fitted:
    """The text at the largest size from the line's own down to ``least`` at which it keeps to its lines.

    Args:
        line: what is to be said.
        width: of the room, pixels.
        least: smallest size of the font, pixels.
        most_lines: how many lines there may be.
        may_cut: whether it ends in an ellipsis where even the least size does not fit.
        anywhere: whether a word that is longer than a line goes on in the next one.
    """
    sizes = [*range(line.size, least, -2), min(line.size, least)]
    text = line.text[:_LAID_OUT]
    for size in sizes:
        words = font(size, line.weight)
        metrics = QFontMetricsF(words)
        broken = _broken(line, metrics, width)
        # Other scripts stand higher than the lines of the interface's own font.
        one = metrics.boundingRect(QRectF(0, 0, 1e6, 1e5), WRAP, line.text[:_SAMPLE]).height()
        row = max(metrics.lineSpacing(), one)
        box = metrics.boundingRect(QRectF(0, 0, width, 100_000), WRAP, broken or text)
        if box.width() <= width and box.height() <= row * most_lines + 2:
            return Fitted(broken or text, size, box.height(), cut=text != line.text)
    if anywhere and text == line.text:
        rows = _balanced_rows(text, words, width - 2, most_lines + 1)
        if len(rows) <= most_lines:
            shown = "\n".join(rows)
            box = metrics.boundingRect(QRectF(0, 0, width, 100_000), WRAP, shown)
            return Fitted(shown, size, box.height())
    if not may_cut:
        return Fitted(text, size, box.height(), fits=False)
    shown = _cut_name(line, metrics, width, most_lines)
    shown = shown or cut(text, words, width, most_lines)
    box = metrics.boundingRect(QRectF(0, 0, width, 100_000), WRAP, shown)
    return Fitted(shown, size, box.height(), cut=True)


def _broken(line: Line, metrics: QFontMetricsF, width: float) -> str:
    """The text with its own break, where one line is too short and the pieces are not."""
    if not line.broken or metrics.horizontalAdvance(line.text[:_LAID_OUT]) <= width:
        return ""
    pieces = line.broken[:_LAID_OUT].split("\n")
    return line.broken if all(metrics.horizontalAdvance(p) <= width for p in pieces) else ""


def _cut_name(line: Line, metrics: QFontMetricsF, width: float, most_lines: int) -> str:
    """Given name and surname, each cut: both must be recognised; on one line, the surname first of all."""
    if not line.in_full or not line.broken:
        return ""
    given, surname = (piece[:_LAID_OUT] for piece in line.broken.split("\n", 1))
    if most_lines == 1:
        return _elided(metrics, f"{given[:1]}. {surname}", width)
    return "\n".join(_elided(metrics, piece, width) for piece in (given, surname))


def _elided(metrics: QFontMetricsF, text: str, width: float) -> str:
    # What fits by a hair would be broken once more when it is drawn.
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 2).replace(" ·…", "…")


def _rows(text: str, words: QFont, width: float, most_lines: int) -> list[str]:
    """The text in lines of ``width`` pixels, a long word wherever the line ends; the rest in the last one."""
    layout = QTextLayout(text.replace("\n", "\u2028"), words)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    layout.beginLayout()
    while len(starts) < most_lines and (row := layout.createLine()).isValid():
        row.setLineWidth(width)
        starts.append(row.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends, strict=True)]


def _balanced_rows(text: str, words: QFont, width: float, most_lines: int) -> list[str]:
    """The same lines as short as they can be: no single letter is left for the last one."""
    rows = _rows(text, words, width, most_lines)
    for share in _NARROWER:
        shorter = _rows(text, words, width * share, most_lines)
        if len(shorter) == len(rows) < most_lines:
            return shorter
    return rows


def cut(text: str, words: QFont, width: float, most_lines: int) -> str:
    """The text broken into lines of ``width`` pixels, what is left after the last cut off with an ellipsis."""
    rows = _rows(text, words, width, most_lines)
    rows[-1] = _elided(QFontMetricsF(words), rows[-1], width)
    return "\n".join(rows)
