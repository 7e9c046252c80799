"""Where everything on a verdict card stands, worked out once for each card rather than at every paint.

The word comes first, under its shape or beside it; the person follows; what is to be done stands at
the foot. All of it is as large as desk.md asks (points, at 96 to the inch) as long as it fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.verdict_words import LEAST_WORD, WORD_SIZE, Line

WRAP = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
ICON_GAP, BOX_PADDING = 12.0, 12.0
_SHARES = (1.0, 0.92, 0.84, 0.75)
"""How much smaller the lines below the word may become together before they miss a least size."""
_LAST_SHARES = (0.66, 0.56, 0.48, 0.4)
_LEFT_OUT = 3
"""The rank of the lines that are left out first."""
_PITCH, _HEAD_SHARE = 1.05, 0.6
_SPARE_LINES, _RULE_ROOM = 2, 6.0
_CAPITAL, _ACCENTED = 0.727, 0.8
"""Height of a capital, and the room its line takes above the baseline, in sizes of the font."""
_SIDE, _ROW_GAP, _BESIDE, _CLOSE = 1.14, 0.19, 0.3, 0.16


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the word: its text, size, left end and baseline (pixels)."""

    text: str
    size: int
    x: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of the card with the box of its text; ``frame`` is the box behind a marked note."""

    line: Line
    text: str
    size: int
    box: QRectF
    frame: QRectF | None = None
    icon: QRectF | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A whole card: the shape's box, the word, the lines, and the hairline above the foot."""

    shape: QRectF
    words: tuple[Word, ...]
    lines: tuple[Placed, ...]
    rule: float | None

    @property
    def word_size(self) -> int:
        """Size of the word in pixels."""
        return min(word.size for word in self.words)


class _Head(NamedTuple):
    shape: QRectF
    words: tuple[Word, ...]
    bottom: float


def arrange(
    lines: Sequence[Line], body: QRectF, *, compact: bool = False, scale: float = 1.0
) -> Arrangement:
    """Place the lines of a card; the first of them is the verdict's word.

    Args:
        lines: in reading order.
        body: the card without its margins and without what stands below the text (pixels).
        compact: for a room's door, where the count is the big thing: the word stays on one line.
        scale: how much larger than the least sizes a big card speaks.
    """
    first, *rest = (
        replace(line, size=round(line.size * scale), gap=line.gap * scale) for line in lines
    )
    low = compact or body.height() < WORD_SIZE * 4
    heads = [_inline(first.text, size, body) for size in _sizes(first.size, 24 if low else 48, 2)]
    if not low:
        heads = [_stacked(first.text, size, body) for size in (first.size, LEAST_WORD)] + heads
    fitting = [head for head in heads if _fits(head, body)] or heads[-1:]
    for most in range(_LEFT_OUT, -1, -1):
        kept = [line for line in rest if line.rank <= most]
        tries = _small_tries(fitting, first.size) if low else _tries(fitting)
        for head, share in tries:
            placed, rule, fits = _below(kept, body, head.bottom, share)
            if fits:
                return Arrangement(head.shape, head.words, placed, rule)
    return Arrangement(head.shape, head.words, placed, rule)


def _tries(heads: Sequence[_Head]) -> Iterator[tuple[_Head, float]]:
    """Word and share of the rest's sizes, the best looking first, the smallest last."""
    for least in (WORD_SIZE, LEAST_WORD):
        # A short word moves up beside its shape where the rest would not fit below it.
        large = [head for head in heads if head.words[0].size >= least]
        beside = [head for head in large if head.shape.bottom() == head.bottom]
        below = [head for head in large if head.shape.bottom() != head.bottom]
        few = (*below[:1], *beside[:1], *below[1:2], *beside[-1:])
        shares = _SHARES if least == WORD_SIZE else (*_SHARES, *_LAST_SHARES[:2])
        yield from ((head, share) for share in shares for head in few)
    yield from ((head, share) for share in _LAST_SHARES for head in heads[-1:])


def _small_tries(heads: Sequence[_Head], largest: int) -> Iterator[tuple[_Head, float]]:
    """On a small card word and rest become smaller together."""
    for share in (*_SHARES, *_LAST_SHARES):
        most = max(heads[-1].words[0].size, round(largest * share))
        yield next(head for head in heads if head.words[0].size <= most), share


def _sizes(largest: int, least: int, step: int) -> list[int]:
    return list(range(largest, least - 1, -step)) or [least]


def _width(text: str, size: int) -> float:
    return QFontMetricsF(font(size, 700)).horizontalAdvance(text)


def _fits(head: _Head, body: QRectF) -> bool:
    return (
        all(word.x + _width(word.text, word.size) <= body.right() + 1 for word in head.words)
        and head.bottom <= body.bottom()
    )


def _inline(text: str, size: int, body: QRectF) -> _Head:
    """Shape and word side by side on one line."""
    side = size * _SIDE
    baseline = body.y() + side / 2 + size * _CAPITAL / 2
    shape = QRectF(body.x(), body.y(), side, side)
    word = Word(text, size, body.x() + side + size * _BESIDE, baseline)
    return _Head(shape, (word,), body.y() + side)


def _stacked(text: str, largest: int, body: QRectF) -> _Head:
    """Shape above, word below; a word too long for one line begins beside the shape."""
    start, _, end = text.partition(" ")
    for size in _sizes(largest, 48, 2):
        side = size * _SIDE
        below = body.y() + side + size * (_ROW_GAP + _ACCENTED)
        shape = QRectF(body.x(), body.y(), side, side)
        whole = _Head(shape, (Word(text, size, body.x(), below),), below)
        if _fits(whole, body) or not end:
            return whole
        for share, gap in ((_SIDE, _BESIDE), (0.9, _CLOSE)):
            side = size * share
            beside = body.y() + size * (_SIDE + _CAPITAL) / 2
            shape = QRectF(body.x(), body.y() + size * (_SIDE - share) / 2, side, side)
            first = Word(start, size, body.x() + side + size * gap, beside)
            split = _Head(shape, (first, Word(end, size, body.x(), below)), below)
            if _fits(split, body):
                return split
        lower = below + size * _PITCH
        rows = (Word(start, size, body.x(), below), Word(end, size, body.x(), lower))
        three = _Head(QRectF(body.x(), body.y(), size * _SIDE, size * _SIDE), rows, lower)
        if _fits(three, body) and lower < body.y() + body.height() * _HEAD_SHARE:
            return three
    return whole


def _below(
    rest: Sequence[Line], body: QRectF, top: float, share: float
) -> tuple[tuple[Placed, ...], float | None, bool]:
    """The lines under the word, and whether all of them fit; the foot is the last to be left out."""
    scaled = [
        replace(line, size=max(line.smallest, round(line.size * share)), gap=line.gap * share)
        if share >= _SHARES[-1]
        else replace(
            line, size=max(11, round(line.size * share)), gap=line.gap * share, smallest=11
        )
        for line in rest
    ]
    upper = [line for line in scaled if not line.foot]
    lower = [line for line in scaled if line.foot]
    foot, height = _stack(lower, body.x(), body.width())
    foot_top = body.bottom() - height
    fits = foot_top >= top
    moved = tuple(_moved(placed, foot_top) for placed in foot)
    found, y = [], top
    if foot_top < top:
        # Not even the foot fits: the word is never painted over.
        moved, lower = (), []
    for line in upper:
        (placed, *_), tall = _stack([line], body.x(), body.width())
        if y + line.gap + tall > (foot_top if lower else body.bottom()) + 1:
            fits = False
            break
        found.append(_moved(placed, y + line.gap))
        y += line.gap + tall
    rule = None
    if lower:
        gap = lower[0].gap
        fits = fits and y + gap + _RULE_ROOM <= foot_top
        rule = foot_top - gap if foot_top - gap >= y + _RULE_ROOM else None
    return (*found, *moved), rule, fits


def _moved(placed: Placed, down: float) -> Placed:
    def lower(box: QRectF | None) -> QRectF | None:
        return box.translated(0, down) if box is not None else None

    return replace(
        placed,
        box=placed.box.translated(0, down),
        frame=lower(placed.frame),
        icon=lower(placed.icon),
    )


def _stack(lines: Sequence[Line], x: float, width: float) -> tuple[list[Placed], float]:
    """Lines one below the other from 0 on, and the height they take."""
    found: list[Placed] = []
    y = 0.0
    for place, line in enumerate(lines):
        y += line.gap if place else 0.0
        pad = min(BOX_PADDING, line.size * 0.5) if line.boxed else 0.0
        inset = line.size + ICON_GAP if line.icon else 0.0
        text, size, tall = fit(line, width - inset - 2 * pad)
        box = QRectF(x + pad + inset, y + pad, width - inset - 2 * pad, tall)
        row = QFontMetricsF(font(size, line.weight)).height()
        icon = QRectF(x + pad, y + pad + (row - size) / 2, size, size) if line.icon else None
        frame = QRectF(x, y, width, tall + 2 * pad) if line.boxed else None
        found.append(Placed(line, text, size, box, frame, icon))
        y += tall + 2 * pad
    return found, y


def fit(line: Line, width: float) -> tuple[str, int, float]:
    """A text as it is broken, the largest size at which it keeps to its lines, its height (pixels)."""
    size = line.size
    while True:
        metrics = QFontMetricsF(font(size, line.weight))
        text = line.text
        if line.broken and metrics.horizontalAdvance(text) > width:
            pieces = line.broken.split("\n")
            if all(metrics.horizontalAdvance(piece) <= width for piece in pieces):
                text = line.broken
        box = metrics.boundingRect(QRectF(0, 0, width, 10000), WRAP, text)
        fits = box.width() <= width and box.height() <= metrics.lineSpacing() * line.lines + 2
        if fits or size <= line.smallest:
            # A name is never cut for want of a line: what follows makes room.
            most = metrics.lineSpacing() * (line.lines + _SPARE_LINES) + 2
            return text, size, min(box.height(), most)
        size -= 2
