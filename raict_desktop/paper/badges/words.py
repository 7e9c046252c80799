"""Lays the words of an element out in its box.

Words never leave their box. A stack of texts grows smaller together, down to what still reads well,
then takes a second line, then gives up words, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

from raict_desktop.domain.codes import is_own_code, shown
from raict_desktop.paper.badges.content import BadgeContent, BadgeProblem
from raict_desktop.paper.badges.model import Element, Part
from raict_desktop.paper.badges.supplies import SetWords, Supplies
from raict_desktop.paper.colours import INK, QUIET, WHITE, band_colour
from raict_desktop.paper.fonts import (
    PLAIN_INK,
    FontFolder,
    ShapedText,
    begins_right,
    spaced_width,
    tidy,
)
from raict_desktop.paper.primitives import MM_PER_POINT, Frame, Picture, Primitive, Text
from raict_desktop.paper.text import CLEARANCE, FittedText, Style, capitals, fit

# Cap height and distance of the first baseline from a line's top, in em, of the Latin font.
_CAP = 0.727
_BASELINE = 0.93
_USUAL_PITCH = 1.14
_STEPS = (1.0, *(percent / 100 for percent in range(96, 27, -4)))
_LINES = ((1, 1), (1, 2), (2, 1), (2, 2))
_MOST_SET = 512
_NAMES = ("given_name", "family_name", "full_name")
_OTHERS_KEEP = 0.8
_FLAG_EDGE = "#C9CED6"
_FLAG_HEIGHT, _FLAG_RATIO, _FLAG_GAP = 0.78, 4 / 3, 0.35


@dataclass(frozen=True, slots=True)
class _Block:
    """One text of a words element, fitted; ``gap`` above it in millimetres."""

    part: Part
    fitted: FittedText
    gap: float
    flag: Path | None = None


def colour_named(name: str, badge: BadgeContent) -> str:
    """The ``#RRGGBB`` of a colour that a layout names."""
    if name == "category":
        return band_colour(badge.category_key)
    return {"ink": INK, "quiet": QUIET, "white": WHITE}.get(name, name)


def _said(part: Part, badge: BadgeContent, language: str) -> list[str]:
    """The texts of a part: one, or one for each workshop."""
    match part.field:
        case "text":
            texts = [(part.en or part.fr) if language == "en" else (part.fr or part.en)]
        case "workshops":
            texts = list(badge.workshops)
        case "full_name":
            texts = [f"{badge.given_name} {capitals(tidy(badge.family_name))}"]
        case "code":
            texts = _code_words(badge.code, part.lines)
        case _:
            texts = [str(getattr(badge, part.field))]
    if part.capitals:
        texts = [capitals(tidy(text)) for text in texts]
    return texts


def _code_words(code: str, lines: int) -> list[str]:
    """The code in clear, in groups of five letters, on one line or two."""
    if not is_own_code(code):
        return [shown(code) if len(code) <= 24 else f"{shown(code)[:22]}…"]
    groups = [code[at : at + 5] for at in range(0, len(code), 5)]
    if lines == 1:
        return [" ".join(groups)]
    return [" ".join(groups[:2]), " ".join(groups[2:])]


def draw_words(
    element: Element,
    badge: BadgeContent,
    supplies: Supplies,
    name: str,
    problems: list[BadgeProblem],
    turned: bool,
) -> Sequence[Primitive]:
    """The words of one badge in their box; what to look at goes to ``problems``.

    ``turned`` tells that the badge is mirrored, and its lines with it.
    """
    room = element.height - 2 * element.padding
    width = element.width - 2 * element.padding
    if width <= 0 or room <= 0:
        return ()
    said = tuple(tuple(_said(part, badge, supplies.language)) for part in element.parts)
    key = (id(element), said, badge.country_code, badge.category_key)
    known = supplies.set_words.get(key)
    if known is None or known.element is not element:
        if len(supplies.set_words) >= _MOST_SET:
            supplies.set_words.clear()
        known = _set_words(element, said, badge, supplies, width, room, turned)
        supplies.set_words[key] = known
    problems += [BadgeProblem(p.code_, name, p.facts) for p in known.problems]
    return known.primitives


def _set_words(
    element: Element,
    said: Sequence[Sequence[str]],
    badge: BadgeContent,
    supplies: Supplies,
    width: float,
    room: float,
    turned: bool,
) -> SetWords:
    fitted = partial(_blocks, element.parts, said, badge.country_code, width, supplies)
    blocks = _first_that_fits(partial(fitted, lines=()), room)
    if any(block.fitted.small and block.part.field in _NAMES for block in blocks):
        # Whether names are largest on one line or on two cannot be told before it was tried.
        others = [_first_that_fits(partial(fitted, lines=lines), room) for lines in _LINES]
        blocks = max((blocks, *others), key=partial(_of_names, room))
    kept, dropped = _that_fit(blocks, room)
    problems = [problem for block in kept for problem in _problems(block)]
    problems += [
        BadgeProblem("paper.text_cut", "", {"field": block.part.field}) for block in dropped
    ]
    return SetWords(element, tuple(_stack(element, kept, badge, turned)), tuple(problems))


def _first_that_fits(fit_blocks: Callable[[float], list[_Block]], room: float) -> list[_Block]:
    blocks: list[_Block] = []
    for step in _STEPS:
        blocks = fit_blocks(step)
        if _height(blocks) <= room + 0.01:
            break
    return blocks


def _of_names(room: float, blocks: Sequence[_Block]) -> tuple[bool, bool, float]:
    """How well the names stand: all there, uncut, large."""
    fitted = [block.fitted for block in blocks if block.part.field in _NAMES]
    fits = _height(blocks) <= room + 0.01
    return fits, not any(f.cut for f in fitted), sum(f.size for f in fitted)


def _height(blocks: Sequence[_Block]) -> float:
    return sum(block.gap + block.fitted.height for block in blocks)


def _that_fit(blocks: list[_Block], room: float) -> tuple[list[_Block], list[_Block]]:
    """The first blocks that fit even at the smallest step, and those that have no room at all."""
    for count in range(len(blocks), 1, -1):
        if _height(blocks[:count]) <= room + 0.01:
            return blocks[:count], blocks[count:]
    return blocks[:1], blocks[1:]


def _blocks(
    parts: Sequence[Part],
    said: Sequence[Sequence[str]],
    country: str,
    width: float,
    supplies: Supplies,
    step: float,
    *,
    lines: tuple[int, ...],
) -> list[_Block]:
    """The texts at ``step`` times their wished size; their floors still tell what is too small.

    ``lines`` are those that each name takes where more of them make it larger.
    """
    blocks: list[_Block] = []
    above = 0.0
    left = iter(lines)
    for part, texts in zip(parts, said, strict=True):
        share = step if part.field in _NAMES else max(step, _OTHERS_KEEP, part.floor / part.largest)
        style = _style(
            part.weight, part.largest, part.floor, part.least, part.lines, part.pitch,
            part.tracking, share,
        )  # fmt: skip
        if part.field in _NAMES and (most_lines := next(left, 0)):
            style = replace(style, lines=min(style.lines, most_lines), floor=style.largest)
        if part.below and above:
            most = max(style.least, min(style.largest, above - part.below))
            style = replace(style, largest=most, floor=min(style.floor, most))
        flag = supplies.flag(country) if part.flag else None
        for number, text in enumerate(texts):
            room = width
            if flag is not None:
                # The flag grows with the words: keep its room at their largest size.
                room -= style.largest * MM_PER_POINT * (_FLAG_HEIGHT * _FLAG_RATIO + _FLAG_GAP)
            fitted = fit(text, style, max(1.0, room), supplies.fonts)
            if not fitted.lines and not fitted.missing:
                continue
            small = bool(fitted.lines) and fitted.size < part.floor - 0.01
            # Where a part is held below another, that limit is wanted and no fault.
            held = part.below and fitted.size >= style.largest - 0.01 and above >= part.floor
            small = small and not held and part.field != "code"
            if small != fitted.small:
                fitted = replace(fitted, small=small)
            gap = part.gap * share if blocks and not number else 0.0
            if part.field == "workshops" and number:
                gap = 0.6
            if blocks and fitted.lines:
                gap = max(gap, _least_gap(blocks[-1].fitted, fitted, supplies.fonts))
            blocks.append(_Block(part, fitted, gap, flag))
            above = fitted.size if fitted.lines else above
    return blocks


def _least_gap(over: FittedText, under: FittedText, fonts: FontFolder) -> float:
    """Millimetres that keep tall and deep letters of two texts apart; 0 for plain Latin ones."""
    if not over.lines:
        return 0.0
    below, above = fonts.ink(over.lines[-1])[1], fonts.ink(under.lines[0])[0]
    if (above, below) == PLAIN_INK:
        return 0.0
    hanging = (below - (over.pitch - _first_baseline(over.pitch))) * over.size
    standing = (above - _first_baseline(under.pitch)) * under.size
    clear = CLEARANCE * max(over.size, under.size)
    return max(0.0, (hanging + standing + clear) * MM_PER_POINT)


def _first_baseline(pitch: float) -> float:
    """From a text's top to its first baseline, in em."""
    return _BASELINE + (pitch - _USUAL_PITCH) / 2


@lru_cache(maxsize=1024)
def _style(
    weight: str,
    largest: float,
    floor: float,
    least: float,
    lines: int,
    pitch: float,
    tracking: float,
    step: float,
) -> Style:
    """A part's style at ``step`` times its wished size."""
    if step != 1.0:
        largest = max(least, largest * step)
        floor = max(least, min(floor, largest * 0.8))
    return Style(weight, largest, floor, least, lines, pitch, tracking)


def _problems(block: _Block) -> list[BadgeProblem]:
    fitted, what = block.fitted, block.part.field
    found = []
    if fitted.missing:
        characters = " ".join(fitted.missing[:8])
        found.append(
            BadgeProblem("paper.missing_glyph", "", {"field": what, "characters": characters})
        )
    if what == "workshops":
        return found  # a title of a session may end early: it is known from the programme
    if fitted.cut:
        found.append(BadgeProblem("paper.text_cut", "", {"field": what}))
    elif fitted.small:
        size = round(fitted.size, 1)
        found.append(BadgeProblem("paper.text_small", "", {"field": what, "size": size}))
    return found


def _stack(
    element: Element, blocks: Sequence[_Block], badge: BadgeContent, turned: bool
) -> list[Primitive]:
    """The blocks one below the other in their box."""
    left, width = element.x + element.padding, element.width - 2 * element.padding
    top, room = element.y + element.padding, element.height - 2 * element.padding
    lines = [block for block in blocks if block.fitted.lines]
    single = len(lines) == 1 and len(lines[0].fitted.lines) == 1
    if single and element.anchor == "middle":
        # One line looks centred when its capitals are, whatever its line box.
        return _centred(element, lines[0], badge, turned)
    align = _side(element, lines, turned)
    # A little above the middle looks centred to the eye.
    share = {"top": 0.0, "middle": 0.42, "bottom": 1.0}[element.anchor]
    y = top + max(0.0, (room - _height(blocks)) * share)
    primitives: list[Primitive] = []
    for block in blocks:
        y += block.gap
        fitted = block.fitted
        em = fitted.size * MM_PER_POINT
        first = y + _first_baseline(fitted.pitch) * em
        for number, line in enumerate(fitted.lines):
            baseline = first + number * fitted.pitch * em
            primitives += _line(block, number, left, width, baseline, align, badge, line, turned)
        y += fitted.height
    return primitives


def _centred(element: Element, block: _Block, badge: BadgeContent, turned: bool) -> list[Primitive]:
    fitted = block.fitted
    baseline = element.y + (element.height + _CAP * fitted.size * MM_PER_POINT) / 2
    left, width = element.x + element.padding, element.width - 2 * element.padding
    align = _side(element, [block], turned)
    return _line(block, 0, left, width, baseline, align, badge, fitted.lines[0], turned)


def side(align: str, turned: bool) -> str:
    """The side of a box that an alignment means, on a mirrored badge the other one."""
    return {"left": "right", "right": "left"}.get(align, align) if turned else align


def _side(element: Element, blocks: Sequence[_Block], turned: bool) -> str:
    """Where lines stand: "left" is where reading begins, on the right for Arabic and Hebrew.

    The name decides for a mirrored badge; else the first text for its whole box, so that a name and
    the country below it keep one edge.
    """
    if turned:
        return side(element.align, turned)
    if element.align != "left" or not blocks:
        return element.align
    return "right" if begins_right(blocks[0].fitted.lines[0].words) else "left"


def _line(
    block: _Block,
    number: int,
    left: float,
    width: float,
    baseline: float,
    align: str,
    badge: BadgeContent,
    line: ShapedText,
    turned: bool,
) -> list[Primitive]:
    part, size = block.part, block.fitted.size
    em = size * MM_PER_POINT
    flag = block.flag if number == 0 else None
    flag_width = em * _FLAG_HEIGHT * _FLAG_RATIO if flag else 0.0
    whole = spaced_width(line, part.tracking) * em + (flag_width + em * _FLAG_GAP if flag else 0.0)
    x = left + (width - whole) * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
    drawn: list[Primitive] = []
    if flag:
        height = em * _FLAG_HEIGHT
        top = baseline - height * 0.96
        # The flag comes first for those who read.
        from_right = turned or begins_right(line.words)
        at = x + whole - flag_width if from_right else x
        drawn.append(Picture(at, top, flag_width, height, flag))
        # A white stripe must not run out into white paper.
        drawn.append(Frame(at, top, flag_width, height, 0.0, 0.1, _FLAG_EDGE))
        x += 0.0 if from_right else flag_width + em * _FLAG_GAP
    colour = colour_named(part.colour, badge)
    drawn.append(Text(x, baseline, size, colour, line.runs, line.words, part.tracking))
    return drawn
