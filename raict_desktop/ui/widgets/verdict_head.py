"""The head of a verdict card: the shape and the word, in the ways they can stand together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from raict_desktop.ui.fonts import font

_SIDE, _CLOSE_SIDE = 1.14, 0.84
"""Side of the shape, beside a word and close to it, in sizes of the word."""
_BESIDE, _CLOSE = 0.3, 0.13
_OVER = 4.0
"""Pixels of the card's margin that an accent may take."""
_ROW_GAP, _PITCH = 0.19, 1.03
_CAPITAL, _ACCENTED, _TALLEST = 0.727, 0.8, 0.97
"""Height of a capital, the room its line takes above the baseline, and that of É, in sizes of the font."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of the word: its text, size, left end and baseline (pixels)."""

    text: str
    size: int
    x: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Head:
    """The shape's box, the pieces of the word, and where both end (pixels)."""

    shape: QRectF
    words: tuple[Word, ...]
    bottom: float

    @property
    def size(self) -> int:
        """Size of the word in pixels."""
        return self.words[0].size


def heads(text: str, size: int, body: QRectF, *, roomy: bool) -> Iterator[Head]:
    """Every way a word of ``size`` pixels stands in ``body``, the best looking first.

    ``roomy`` prefers the shape on a line of its own.
    """
    ways = [_beside(text, size, body, close=False), _beside(text, size, body, close=True)]
    above = _above(text, size, body)
    start, _, end = text.partition(" ")
    if end:
        ways += [_split(start, end, size, body, close=close) for close in (False, True)]
        ways.append(_three(start, end, size, body))
    ways.insert(0 if roomy else len(ways), above)
    yield from (head for head in ways if _fits(head, body))


def _width(word: Word) -> float:
    return QFontMetricsF(font(word.size, 700)).horizontalAdvance(word.text)


def _fits(head: Head, body: QRectF) -> bool:
    wide = all(word.x + _width(word) <= body.right() + 1 for word in head.words)
    return wide and head.bottom <= body.bottom()


def _above(text: str, size: int, body: QRectF) -> Head:
    """Shape above, word below."""
    side = size * _SIDE
    baseline = body.y() + side + size * (_ROW_GAP + _ACCENTED)
    shape = QRectF(body.x(), body.y(), side, side)
    return Head(shape, (Word(text, size, body.x(), baseline),), baseline)


def _beside(text: str, size: int, body: QRectF, *, close: bool) -> Head:
    """Shape and word side by side on one line."""
    side = size * (_CLOSE_SIDE if close else _SIDE)
    # À begins above its capital: the shape moves down with it.
    rise = -QFontMetricsF(font(size, 700)).tightBoundingRect(text).top()
    baseline = body.y() + max((side + size * _CAPITAL) / 2, rise - _OVER)
    top = baseline - (side + size * _CAPITAL) / 2
    shape = QRectF(body.x(), top, side, side)
    word = Word(text, size, body.x() + side + size * (_CLOSE if close else _BESIDE), baseline)
    return Head(shape, (word,), shape.bottom())


def _split(start: str, end: str, size: int, body: QRectF, *, close: bool) -> Head:
    """The shape beside the first piece of the word, the rest below."""
    first = _beside(start, size, body, close=close)
    below = max(first.words[0].baseline + size * _PITCH, first.bottom + size * _TALLEST)
    return Head(first.shape, (*first.words, Word(end, size, body.x(), below)), below)


def _three(start: str, end: str, size: int, body: QRectF) -> Head:
    """The shape and both pieces one below the other."""
    first = _above(start, size, body)
    below = first.bottom + size * _PITCH
    return Head(first.shape, (*first.words, Word(end, size, body.x(), below)), below)
