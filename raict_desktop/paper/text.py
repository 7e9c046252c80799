"""Makes a text fit its place: one line, then two, smaller down to a floor, never hyphenated."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from raict_desktop.paper.fonts import PLAIN_INK, FontFolder, ShapedText, spaced_width, tidy
from raict_desktop.paper.primitives import MM_PER_POINT

CLEARANCE = 0.04
"""White between what hangs from one line and what stands on the next, in em."""
_ELLIPSIS = "…"
_FIRST_IDEOGRAPH = 0x2E80
_GREEK = range(0x0370, 0x0400)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text may be set: sizes in points.

    ``largest`` is wished for, ``floor`` the smallest that reads well (below it a problem is told),
    ``least`` the smallest that is printed at all (below it the text is cut). ``pitch`` is the
    distance of two baselines in em.
    """

    weight: str
    largest: float
    floor: float
    least: float
    lines: int = 2
    pitch: float = 1.14
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class FittedText:
    """Lines with their size in points, and what had to be given up."""

    lines: tuple[ShapedText, ...]
    size: float
    pitch: float
    small: bool = False
    cut: bool = False
    missing: tuple[str, ...] = ()

    @property
    def height(self) -> float:
        """Millimetres from the top of the first line to the bottom of the last one."""
        return len(self.lines) * self.pitch * self.size * MM_PER_POINT


def capitals(text: str) -> str:
    """Capital letters; Greek ones lose their accents, as Greek is set."""
    upper = text.upper()
    if not any(ord(character) in _GREEK for character in upper):
        return upper
    bare = "".join(c for c in unicodedata.normalize("NFD", upper) if c != "\u0301")
    return unicodedata.normalize("NFC", bare)


def fit(text: str, style: Style, width: float, fonts: FontFolder) -> FittedText:
    """Set a text as large as its style and its place allow.

    Args:
        text: any text.
        style: sizes and weight.
        width: of the place, in millimetres.
        fonts: the fonts.
    """
    shape = partial(fonts.shape, weight=style.weight)
    whole = shape(tidy(text))
    words = whole.words
    if not whole.runs:
        return FittedText((), style.floor, style.pitch, missing=whole.missing)
    size = min(style.largest, _size_for(whole, style, width))
    lines: tuple[ShapedText, ...] = (whole,)
    if size < style.floor and style.lines > 1:
        broken = _best_break(words, style, fonts)
        if broken is not None:
            # Two large lines crowd the badge: they never grow past the middle of the range.
            roomy = (style.largest + style.floor) / 2
            two = min(roomy, *(_size_for(line, style, width) for line in broken))
            if two > size:
                size, lines = two, broken
    small = size < style.floor - 0.01
    cut = size < style.least
    if cut:
        size = style.least
        lines = _cut(words, style, width, size, fonts)
    pitch = style.pitch
    for over, under in pairwise(lines):
        below, above = fonts.ink(over)[1], fonts.ink(under)[0]
        if (above, below) != PLAIN_INK:
            pitch = max(pitch, below + above + CLEARANCE)
    return FittedText(lines, size, pitch, small, cut, whole.missing)


def _size_for(line: ShapedText, style: Style, width: float) -> float:
    em = spaced_width(line, style.tracking)
    return width / (em * MM_PER_POINT) if em else style.largest


def _breaks(words: str) -> list[tuple[str, str]]:
    """Every way to make two lines: at blanks, after hyphens, between ideographs."""
    found = []
    for at in range(1, len(words)):
        before, after = words[at - 1], words[at]
        if after == " ":
            found.append((words[:at], words[at + 1 :]))
        elif (before in "-–/" and after != " ") or (
            ord(before) >= _FIRST_IDEOGRAPH and ord(after) >= _FIRST_IDEOGRAPH
        ):
            found.append((words[:at], words[at:]))
    return found


def _best_break(
    words: str, style: Style, fonts: FontFolder
) -> tuple[ShapedText, ShapedText] | None:
    """The two lines whose longer one is shortest."""
    middle = len(words) / 2
    # Only breaks near the middle can be the best one; shaping them all is slow for long texts.
    near = sorted(_breaks(words), key=lambda two: abs(len(two[0]) - middle))[:4]
    shaped = [(fonts.shape(a, style.weight), fonts.shape(b, style.weight)) for a, b in near]
    return min(shaped, key=lambda two: max(two[0].width, two[1].width), default=None)


def _cut(
    words: str, style: Style, width: float, size: float, fonts: FontFolder
) -> tuple[ShapedText, ...]:
    """As many words as the lines hold at this size, ended by an ellipsis."""
    lines: list[ShapedText] = []
    rest = words
    for number in range(style.lines):
        last = number == style.lines - 1
        if _size_for(fonts.shape(rest, style.weight), style, width) >= size:
            return (*lines, fonts.shape(rest, style.weight))
        if not last:
            taken = _longest(rest, "", style, width, size, fonts)
            at = max((len(a) for a, _ in _breaks(rest) if len(a) <= taken), default=0)
            if at:
                lines.append(fonts.shape(rest[:at], style.weight))
                rest = rest[at:].strip()
    taken = _longest(rest, _ELLIPSIS, style, width, size, fonts)
    lines.append(fonts.shape(rest[:taken].rstrip() + _ELLIPSIS, style.weight))
    return tuple(lines)


def _longest(
    words: str, end: str, style: Style, width: float, size: float, fonts: FontFolder
) -> int:
    """How many first characters of ``words``, followed by ``end``, fit the width."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if _size_for(fonts.shape(words[:middle] + end, style.weight), style, width) >= size:
            low = middle
        else:
            high = middle - 1
    return low
