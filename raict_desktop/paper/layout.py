"""The A6 conference badge: where everything stands and how it gives way when words are long.

From top to bottom: partners, event, given name, surname, function, organisation; then country and
workshops beside the QR code; the category's band closes the badge. The band keeps clear of the
edges: a printer that drifts by two millimetres or a crooked cut then spoils nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from raict_desktop.domain.codes import is_own_code, shown
from raict_desktop.paper.badges import BadgeContent, BadgeProblem
from raict_desktop.paper.colours import INK, QUIET, WHITE, band_colour
from raict_desktop.paper.fonts import FontFolder, ShapedText, spaced, tidy
from raict_desktop.paper.logos import Logo, logo_row
from raict_desktop.paper.primitives import (
    MM_PER_POINT,
    ModulePath,
    Primitive,
    RoundedRectangle,
    Text,
)
from raict_desktop.paper.qr import qr_matrix
from raict_desktop.paper.text import FittedText, Style, capitals, fit

WIDTH = 105.0
HEIGHT = 148.0

_MARGIN = 8.5
_RIGHT = WIDTH - _MARGIN
_FULL = WIDTH - 2 * _MARGIN
_LOGO_TOP, _LOGO_HEIGHT = 8.5, 9.5
_TITLE_UNDER_LOGOS, _TITLE_ALONE = 21.0, 9.5
_WORDS_TOP, _WORDS_TOP_WITH_LOGOS, _WORDS_BOTTOM = 19.0, 27.5, 82.5

_QR_SIZE = 29.0
_QR_TOP = 85.5
_QR_LEFT = _RIGHT - _QR_SIZE
_QUIET_MODULES = 4
_BAND = (5.0, 130.5, WIDTH - 10.0, 12.5, 3.2)

# Cap height and distance of the first baseline from a line's top, in em, of the Latin font.
_CAP = 0.727
_BASELINE = 0.93

_TITLE = Style("SemiBold", 9, 7, 5.5, lines=2)
_TITLE_LARGE = Style("SemiBold", 13, 9, 6.5, lines=2)
_GIVEN = Style("Bold", 44, 32, 16, pitch=1.06, tracking=-0.022)
_SURNAME = Style("SemiBold", 35, 22, 12, pitch=1.08, tracking=0.015)
_FUNCTION = Style("Regular", 12.5, 10, 7.5, pitch=1.22)
_ORGANISATION = Style("SemiBold", 17, 14, 8, pitch=1.2)
_COUNTRY = Style("Medium", 15, 11, 7, pitch=1.2)
_WORKSHOP = Style("Regular", 8.5, 7.5, 6, lines=2, pitch=1.3)
_CATEGORY = Style("Bold", 18, 12, 7, lines=1, tracking=0.08)
_CODE = Style("Medium", 8.5, 7, 4.5, lines=1, tracking=0.06)
_SURNAME_SMALLER = 9.0
_STEPS = (1.0, 0.92, 0.85, 0.78, 0.71, 0.64, 0.57, 0.5, 0.44)


@dataclass(frozen=True, slots=True)
class BadgeDrawing:
    """A badge ready to be painted, and what to look at before it is."""

    primitives: tuple[Primitive, ...]
    problems: tuple[BadgeProblem, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """One field of the column of words; ``gap`` above it in millimetres."""

    field: str
    fitted: FittedText
    colour: str
    gap: float
    tracking: float = 0.0


def draw_badge(badge: BadgeContent, logos: Sequence[Logo], fonts: FontFolder) -> BadgeDrawing:
    """Lay out one badge of 105 x 148 mm.

    Args:
        badge: what it says.
        logos: the partners' pictures.
        fonts: the fonts.
    """
    name = tidy(f"{badge.given_name} {badge.family_name}")
    problems: list[BadgeProblem] = []
    if not name:
        problems.append(BadgeProblem("paper.no_name", tidy(badge.organisation) or badge.code))

    def told(field: str, fitted: FittedText) -> FittedText:
        problems.extend(_problems(name, field, fitted))
        return fitted

    colour = band_colour(badge.category_key)
    primitives: list[Primitive] = [
        *logo_row(logos, _MARGIN, _LOGO_TOP, _FULL, _LOGO_HEIGHT),
        *_title(badge, bool(logos), fonts),
    ]
    top = _WORDS_TOP_WITH_LOGOS if logos else _WORDS_TOP
    blocks = _words(badge, _WORDS_BOTTOM - top, fonts)
    for block in blocks:
        told(block.field, block.fitted)
    primitives += _column(blocks, top)
    country = told("country", fit(badge.country, _COUNTRY, _beside_qr(), fonts))
    primitives += _beside(badge, country, colour, fonts)
    primitives += _code(badge, name, fonts, problems)
    word = fit(capitals(tidy(badge.category)), _CATEGORY, _BAND[2] - 12, fonts)
    primitives += _band(told("category", word), colour)
    return BadgeDrawing(tuple(primitives), tuple(problems))


def _problems(name: str, field: str, fitted: FittedText) -> list[BadgeProblem]:
    found = []
    if fitted.missing:
        characters = " ".join(fitted.missing[:8])
        found.append(
            BadgeProblem("paper.missing_glyph", name, {"field": field, "characters": characters})
        )
    if fitted.cut:
        found.append(BadgeProblem("paper.text_cut", name, {"field": field}))
    elif fitted.small:
        size = round(fitted.size, 1)
        found.append(BadgeProblem("paper.text_small", name, {"field": field, "size": size}))
    return found


def _title(badge: BadgeContent, under_logos: bool, fonts: FontFolder) -> list[Primitive]:
    style = _TITLE if under_logos else _TITLE_LARGE
    fitted = fit(badge.event_title, style, _FULL, fonts)
    if len(fitted.lines) > 1 and under_logos:
        fitted = fit(badge.event_title, replace(style, lines=1), _FULL, fonts)
    return _lines(fitted, _MARGIN, _TITLE_UNDER_LOGOS if under_logos else _TITLE_ALONE, QUIET)


def _words(badge: BadgeContent, room: float, fonts: FontFolder) -> list[_Block]:
    """Names, function and organisation, all smaller together until they fit the room's height."""
    blocks: list[_Block] = []
    for step in _STEPS:
        blocks = _blocks(badge, step, fonts)
        if sum(block.gap + block.fitted.height for block in blocks) <= room:
            break
    return blocks


def _blocks(badge: BadgeContent, step: float, fonts: FontFolder) -> list[_Block]:
    """The fields at ``step`` times their wished size; their floors still tell what is too small."""
    given = fit(badge.given_name, _scaled(_GIVEN, step), _FULL, fonts)
    surname = capitals(tidy(badge.family_name))
    largest = given.size - _SURNAME_SMALLER if given.lines else _GIVEN.largest * step
    style = _scaled(_SURNAME, step)
    style = replace(style, largest=max(style.least, min(largest, _SURNAME.largest)))
    style = replace(style, floor=min(style.floor, style.largest))
    blocks = [
        _Block("given_name", _judged(given, _GIVEN), INK, 0.0, _GIVEN.tracking),
        _Block(
            "family_name",
            _judged(fit(surname, style, _FULL, fonts), _SURNAME),
            INK,
            0.3 * step,
            _SURNAME.tracking,
        ),
        _Block(
            "function",
            fit(badge.function, _scaled(_FUNCTION, max(step, 0.85)), _FULL, fonts),
            QUIET,
            3.4 * step,
        ),
        _Block(
            "organisation",
            fit(badge.organisation, _scaled(_ORGANISATION, max(step, 0.78)), _FULL, fonts),
            INK,
            1.2 * step,
        ),
    ]
    return [block for block in blocks if block.fitted.lines or block.fitted.missing]


def _scaled(style: Style, step: float) -> Style:
    if step == 1.0:
        return style
    largest = max(style.least, style.largest * step)
    floor = max(style.least, min(style.floor, largest * 0.8))
    return replace(style, largest=largest, floor=floor)


def _judged(fitted: FittedText, style: Style) -> FittedText:
    """Small as seen from the unscaled style: a reader does not care why a name is small."""
    return replace(fitted, small=bool(fitted.lines) and fitted.size < style.floor - 0.01)


def _column(blocks: list[_Block], top: float) -> list[Primitive]:
    height = sum(block.gap + block.fitted.height for block in blocks)
    # A little above the middle looks centred to the eye.
    y = top + max(0.0, (_WORDS_BOTTOM - top - height) * 0.42)
    primitives: list[Primitive] = []
    for block in blocks:
        y += block.gap
        primitives += _lines(block.fitted, _MARGIN, y, block.colour, block.tracking)
        y += block.fitted.height
    return primitives


def _beside_qr() -> float:
    quiet = _QR_SIZE / 21 * _QUIET_MODULES
    return _QR_LEFT - quiet - _MARGIN


def _beside(
    badge: BadgeContent, country: FittedText, colour: str, fonts: FontFolder
) -> list[Primitive]:
    """Country and workshops at the left of the QR code, under a short bar of the band's colour."""
    primitives: list[Primitive] = []
    y = _QR_TOP
    if country.lines or badge.workshops:
        primitives.append(RoundedRectangle(_MARGIN, y, 11.0, 1.3, 0.65, colour))
    y += 3.6
    primitives += _lines(country, _MARGIN, y, INK)
    y += country.height + (1.8 if country.lines else 0.0)
    for workshop in badge.workshops:
        fitted = fit(workshop, _WORKSHOP, _beside_qr(), fonts)
        if y + fitted.height > _BAND[1] - 2.5:
            break
        primitives += _lines(fitted, _MARGIN, y, QUIET)
        y += fitted.height + 0.6
    return primitives


def _code(
    badge: BadgeContent, name: str, fonts: FontFolder, problems: list[BadgeProblem]
) -> list[Primitive]:
    """The QR code and, below its quiet zone, the code in clear."""
    if not badge.code:
        problems.append(BadgeProblem("paper.no_code", name))
        return []
    try:
        rows = qr_matrix(badge.code)
    except ValueError:
        problems.append(BadgeProblem("paper.code_too_long", name))
        return []
    module = _QR_SIZE / len(rows)
    primitives: list[Primitive] = [ModulePath(_QR_LEFT, _QR_TOP, module, rows, INK)]
    y = _QR_TOP + _QR_SIZE + module * _QUIET_MODULES
    for words in _code_lines(badge.code):
        fitted = fit(words, _CODE, _QR_SIZE + 8, fonts)
        for line in fitted.lines:
            text = spaced(line, _CODE.tracking)
            baseline = y + _CAP * fitted.size * MM_PER_POINT
            x = _QR_LEFT + (_QR_SIZE - text.width * fitted.size * MM_PER_POINT) / 2
            primitives.append(_text(text, x, baseline, fitted.size, QUIET))
            y = baseline + 1.3
    return primitives


def _code_lines(code: str) -> list[str]:
    if not is_own_code(code):
        return [shown(code) if len(code) <= 24 else f"{shown(code)[:22]}…"]
    groups = [code[at : at + 5] for at in range(0, len(code), 5)]
    return [" ".join(groups[:2]), " ".join(groups[2:])]


def _band(word: FittedText, colour: str) -> list[Primitive]:
    x, y, width, height, radius = _BAND
    primitives: list[Primitive] = [RoundedRectangle(x, y, width, height, radius, colour)]
    for line in word.lines:
        text = spaced(line, _CATEGORY.tracking)
        left = x + (width - text.width * word.size * MM_PER_POINT) / 2
        baseline = y + (height + _CAP * word.size * MM_PER_POINT) / 2
        primitives.append(_text(text, left, baseline, word.size, WHITE))
    return primitives


def _lines(
    fitted: FittedText, x: float, top: float, colour: str, tracking: float = 0.0
) -> list[Primitive]:
    """Lines flush left, the first one's line box starting at ``top``."""
    em = fitted.size * MM_PER_POINT
    first = top + (_BASELINE + (fitted.pitch - 1.14) / 2) * em
    return [
        _text(
            spaced(line, tracking) if tracking else line,
            x,
            first + number * fitted.pitch * em,
            fitted.size,
            colour,
        )
        for number, line in enumerate(fitted.lines)
    ]


def _text(line: ShapedText, x: float, baseline: float, size: float, colour: str) -> Text:
    return Text(x, baseline, size, colour, line.runs, line.words)
