"""Where everything on a verdict card stands, worked out once for each card rather than at every paint.

The word comes first, under its shape or beside it; the person follows; what is to be done stands at
the foot. A desk's card keeps the sizes of desk.md (points, at 96 to the inch) whatever it has to say:
a crowded one comes closer together, then cuts what is long, then leaves out what matters least. Only
on the smallest screens, and at a room's door, everything becomes smaller together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from raict_desktop.ui.fonts import font
from raict_desktop.ui.widgets.verdict_head import Head, Word, heads
from raict_desktop.ui.widgets.verdict_text import Fitted, fit
from raict_desktop.ui.widgets.verdict_words import REST_SIZE, WORD_SIZE, Line

ICON_GAP, BOX_PADDING, ROW_GAP = 12.0, 12.0, 28.0
_SHARES = (1.0, 0.92, 0.84, 0.75, 0.66, 0.58, 0.5)
_LAST_SHARES, _TINY = (0.45, 0.4, 0.35, 0.3, 0.25, 0.2), 12
_RANKS = (5, 4, 3, 2, 1, 0)
_SMALL_RANKS = ((5, 0.66), (4, 0.58), (3, 0.5), (2, 0.5), (1, 0.5), (0, 0.5))
"""On a small screen: what is left out, once everything is smaller than the share named beside it."""
_RULE_ROOM = 6.0
_CLOSER, _CLOSEST = 0.6, 0.4
_LONG_NAME, _SHORTER_NAME, _GOOD = (4, 5), (58, 52, 46, 40, 34), 3
"""Lines of a long name at its own size, and the sizes (pixels) it shrinks to before it is cut.

The first ``_GOOD`` of them come before the organisation is left out.
"""
_FEW = 2
"""Lines of a name that was cut, and of a marked note on the most crowded card of all."""


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


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to set a card.

    Attributes:
        share: of the least sizes that everything has.
        gap: share of the gaps between lines.
        small: whether lines may go below the least sizes of a desk.
        trim: whether a line of the foot, an organisation or a function ends in an ellipsis after its last line.
        condensed: whether long lines are cut and short ones share a row.
        long_name: lines of a name that is too long for its own; where they are not enough, a long word
            goes on in the next one.
        name_size: size of such a name (pixels), so that it stays whole; 0 for its own.
        cut_name: whether even the name may be cut; it is then written whole below.
        few: lines of a marked note and of a name that was cut, where the card has no room for more.
        most: the rank from which on nothing is left out.
    """

    share: float
    gap: float = 1.0
    small: bool = False
    trim: bool = False
    condensed: bool = False
    long_name: int = 0
    name_size: int = 0
    cut_name: bool = False
    few: int = 0
    most: int = _RANKS[0]


@dataclass(frozen=True, slots=True)
class _Block:
    """A line at height 0, what is written in full below it, the height, and whether it keeps to its lines."""

    placed: tuple[Placed, ...]
    height: float
    fits: bool


@dataclass(frozen=True, slots=True)
class _Stack:
    """Everything below the word, from height 0 on.

    Attributes:
        upper: what follows the word.
        foot: what stands at the foot, from 0 on again.
        gap: between the hairline and the foot.
        foot_height: of the foot.
        height: of everything together, at least.
        fits: whether every line keeps to its lines.
    """

    upper: tuple[Placed, ...]
    foot: tuple[Placed, ...]
    gap: float
    foot_height: float
    height: float
    fits: bool


_Key = tuple[Line, float, bool, bool, bool, int, int, bool, int]
_Memo = dict[_Key, _Block]


def arrange(
    lines: Sequence[Line], body: QRectF, *, compact: bool = False, scale: float = 1.0
) -> Arrangement:
    """Place the lines of a card; the first of them is the verdict's word.

    Args:
        lines: in reading order.
        body: the card without its margins and without what stands below the text (pixels).
        compact: for a room's door, where the count is the big thing.
        scale: how much larger than the least sizes a big card speaks.
    """
    first, *rest = lines
    low = compact or body.height() < WORD_SIZE * 4
    ways = [] if low else list(_desk_ways(scale, long_name=_has_long_name(rest, body)))
    memo: _Memo = {}
    heads_of: dict[tuple[int, bool], list[Head]] = {}
    for way in (*ways, *_small_ways(scale if compact else 1.0)):
        size = max(first.smallest, round(first.size * way.share))
        roomy = way.gap == 1.0 and not way.small
        if (size, roomy) not in heads_of:
            heads_of[size, roomy] = list(heads(first.text, size, body, roomy=roomy))
        if not heads_of[size, roomy]:
            continue
        stack = _stack([line for line in rest if line.rank <= way.most], body, way, memo)
        for head in heads_of[size, roomy]:
            if stack.fits and head.bottom + stack.height <= body.bottom() + 1:
                return _arranged(head, stack, body)
    return _whatever_fits(first, rest, body)


def _has_long_name(lines: Sequence[Line], body: QRectF) -> bool:
    """Whether a name at its least size is longer than the lines it should have."""
    names = (line for line in lines if line.in_full)
    return not all(
        fit(name, body.width(), least=name.size, most_lines=name.lines, may_cut=False).fits
        for name in names
    )


def _desk_ways(scale: float, *, long_name: bool) -> Iterator[_Way]:
    """Never below the least sizes, but for a long name; the best looking first, the most crowded last."""
    larger = (scale * share for share in _SHARES)
    for share in (*(share for share in larger if share > 1), 1.0):
        yield _Way(share)
    yield _Way(1.0, _CLOSER)
    if long_name:
        # Nothing else has to give way where there is room below.
        for size in (0, *_SHORTER_NAME[:_GOOD]):
            for gap in (1.0, _CLOSER):
                yield _Way(1.0, gap, trim=True, long_name=_LONG_NAME[0], name_size=size)
    for gap in (1.0, _CLOSER):
        yield _Way(1.0, gap, trim=True)
    calm, bare = _RANKS[:-2], _RANKS[-2:]
    whole = [_Way(1.0, condensed=True, long_name=lines) for lines in (0, *_LONG_NAME)]
    shorter = [
        _Way(1.0, condensed=True, long_name=_LONG_NAME[0], name_size=size) for size in _SHORTER_NAME
    ]
    for ways, ranks in (
        (whole, _RANKS),
        (shorter[:_GOOD], calm),
        (shorter[:_GOOD], bare),
        (shorter[_GOOD:], _RANKS),
        ([_Way(1.0, condensed=True, cut_name=True)], _RANKS),
    ):
        for way in ways:
            for most in ranks:
                for gap in (_CLOSER, _CLOSEST):
                    yield replace(way, gap=gap, most=most)
    for few, most in ((_FEW, 1), (_FEW, 0), (1, 0)):
        yield _Way(1.0, _CLOSEST, condensed=True, cut_name=True, few=few, most=most)


def _small_ways(scale: float) -> Iterator[_Way]:
    """Word and rest become smaller together, and what matters least is left out early."""
    for cut_name, few in ((False, 0), (True, _FEW), (True, 1)):
        for most, least in _SMALL_RANKS:
            for share in _SHARES:
                if share >= least:
                    yield _Way(
                        share * scale,
                        share,
                        small=True,
                        condensed=True,
                        cut_name=cut_name,
                        few=few,
                        most=most,
                    )


def _whatever_fits(first: Line, rest: Sequence[Line], body: QRectF) -> Arrangement:
    """A card too small even for word, name and note: smaller still, then only what goes below the word."""
    kept = [
        replace(line, smallest=max(_TINY, line.smallest * 2 // 3)) for line in rest if not line.rank
    ]
    head, memo = _least_head(first, body), dict[_Key, _Block]()
    for share in _LAST_SHARES:
        way = _Way(share, share, small=True, condensed=True, cut_name=True, few=1, most=0)
        found = list(heads(first.text, round(first.size * share), body, roomy=False))
        head = found[-1] if found else head
        for number in range(len(kept), 0 if share == _LAST_SHARES[-1] else len(kept) - 1, -1):
            stack = _stack(kept[:number], body, way, memo)
            for each in found:
                if each.bottom + stack.height <= body.bottom() + 1:
                    return _arranged(each, stack, body)
    return Arrangement(head.shape, head.words, (), None)


def _least_head(first: Line, body: QRectF) -> Head:
    side = max(8.0, min(32.0, body.height()))
    shape = QRectF(body.x(), body.y(), side, side)
    word = Word(first.text, _TINY, body.x() + side + 6, body.y() + side * 0.7)
    return Head(shape, (word,), body.y() + side)


def _stack(kept: Sequence[Line], body: QRectF, way: _Way, memo: _Memo) -> _Stack:
    """The lines below the word, from 0 on: what follows it, and the foot."""
    upper: list[Placed] = []
    y, fits = 0.0, True
    for line in kept:
        if not line.foot:
            block = _block(line, body.x(), body.width(), way, memo)
            y += line.gap * way.gap
            upper += (_moved(placed, y) for placed in block.placed)
            y += block.height
            fits = fits and block.fits
    lower = [line for line in kept if line.foot]
    foot, tall, whole = _foot(lower, body, way, memo)
    gap = lower[0].gap * way.gap if lower else 0.0
    room = gap + _RULE_ROOM if lower else 0.0
    return _Stack(tuple(upper), tuple(foot), gap, tall, y + room + tall, fits and whole)


def _arranged(head: Head, stack: _Stack, body: QRectF) -> Arrangement:
    """A card whose lines fit below its word."""
    foot_top = body.bottom() - stack.foot_height
    upper = tuple(_moved(placed, head.bottom) for placed in stack.upper)
    foot = tuple(_moved(placed, foot_top) for placed in stack.foot)
    return Arrangement(
        head.shape, head.words, (*upper, *foot), foot_top - stack.gap if foot else None
    )


def _moved(placed: Placed, down: float, right: float = 0.0) -> Placed:
    def moved(box: QRectF | None) -> QRectF | None:
        return box.translated(right, down) if box is not None else None

    return replace(
        placed,
        box=placed.box.translated(right, down),
        frame=moved(placed.frame),
        icon=moved(placed.icon),
    )


def _foot(
    lines: Sequence[Line], body: QRectF, way: _Way, memo: _Memo
) -> tuple[list[Placed], float, bool]:
    """What stands at the foot, from 0 on, the height it takes, and whether it keeps to its lines."""
    found: list[Placed] = []
    y, fits = 0.0, True
    beside = None
    for line in lines:
        block = _block(line, body.x(), body.width(), way, memo)
        made, tall = list(block.placed), block.height
        fits = fits and block.fits
        right = _right(made[0])
        if way.condensed and beside and not line.boxed:
            room = body.right() - _right(beside) - ROW_GAP
            if right - body.x() <= room and tall <= beside.box.height() + 1:
                # Two short ones share a row.
                away = _right(beside) + ROW_GAP - body.x()
                found += (_moved(placed, beside.box.y(), away) for placed in made)
                beside = None
                continue
        y += line.gap * way.gap if found else 0.0
        made = [_moved(placed, y) for placed in made]
        found += made
        beside = None if line.boxed else made[0]
        y += tall
    return found, y, fits


def _right(placed: Placed) -> float:
    """Where the drawn text of a line ends."""
    metrics = QFontMetricsF(font(placed.size, placed.line.weight))
    return placed.box.x() + max(metrics.horizontalAdvance(row) for row in placed.text.split("\n"))


def _block(line: Line, x: float, width: float, way: _Way, memo: _Memo) -> _Block:
    """A line at height 0, worked out once for all the ways that set it alike."""
    cut_name = way.cut_name and line.in_full
    few = way.few if line.boxed or line.in_full else 0
    long_name, name_size = (way.long_name, way.name_size) if line.in_full else (0, 0)
    loose, dense = way.condensed or way.trim, way.condensed
    key = (line, way.share, way.small, loose, dense, long_name, name_size, cut_name, few)
    if key not in memo:
        memo[key] = _made_block(line, x, width, way)
    return memo[key]


def _made_block(line: Line, x: float, width: float, way: _Way) -> _Block:
    if way.condensed and line.crowded:
        line = replace(line, size=line.crowded)
    least = min(line.size, line.smallest) if way.small else line.size
    line = replace(line, size=max(least, round(line.size * way.share)))
    pad = min(BOX_PADDING, line.size * (0.3 if way.condensed else 0.5)) if line.boxed else 0.0
    inset = line.size + ICON_GAP if line.icon else 0.0
    most = line.lines
    if way.condensed:
        fewer = line.boxed or (way.cut_name and line.in_full)
        most = (
            min(way.few or (line.lines if line.boxed else _FEW), line.fewest)
            if fewer
            else line.fewest
        )
    long_name = line.in_full and way.long_name > 0
    if long_name:
        most = max(most, way.long_name)
        least = min(least, way.name_size or least)
        line = replace(line, size=way.name_size or line.size)
    may_cut = way.condensed and (way.cut_name or not line.in_full)
    may_cut = may_cut or (way.trim and (line.foot or line.rank > 1))
    fitted = fit(
        line,
        width - inset - 2 * pad,
        least=least,
        most_lines=most,
        may_cut=may_cut,
        anywhere=long_name,
    )
    box = QRectF(x + pad + inset, pad, width - inset - 2 * pad, fitted.height)
    row = QFontMetricsF(font(fitted.size, line.weight)).height()
    side = float(fitted.size)
    icon = QRectF(x + pad, pad + (row - side) / 2, side, side) if line.icon else None
    tall = fitted.height + 2 * pad
    frame = QRectF(x, 0, width, tall) if line.boxed else None
    made = [Placed(line, fitted.text, fitted.size, box, frame, icon)]
    if fitted.cut and line.in_full and not (way.small and way.few == 1):
        small, whole = _in_full(line, width, way)
        made.append(Placed(small, whole.text, whole.size, QRectF(x, tall + 2, width, whole.height)))
        tall += 2 + whole.height
    return _Block(tuple(made), tall, fitted.fits)


def _in_full(line: Line, width: float, way: _Way) -> tuple[Line, Fitted]:
    """A name that was cut, once more, small and whole."""
    size = max(REST_SIZE * line.smallest // line.size if way.small else REST_SIZE, 14)
    small = replace(line, size=size, weight=500, broken="", in_full=False)
    return small, fit(small, width, least=size, most_lines=1 if way.few == 1 else 2, may_cut=True)
