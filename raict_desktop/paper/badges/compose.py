"""Lays a badge out: a layout and one person's words become primitives, once, for every painter."""

from __future__ import annotations

from collections.abc import Sequence

from raict_desktop.paper.badges.content import BadgeContent, BadgeProblem
from raict_desktop.paper.badges.model import Element, ElementKind, Face, Layout, mirrored
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.badges.unfolded import BadgeDrawing
from raict_desktop.paper.badges.words import colour_named, draw_words, side
from raict_desktop.paper.colours import INK
from raict_desktop.paper.fonts import begins_right, tidy
from raict_desktop.paper.pictures import logo_row
from raict_desktop.paper.primitives import Frame, Line, ModulePath, Primitive, RoundedRectangle
from raict_desktop.paper.qr import qr_matrix

QUIET_MODULES = 4
LEAST_MODULE = 0.33
"""Millimetres: four dots of a 300 dpi printer (reference: badges.md)."""


def reads_right(layout: Layout, badge: BadgeContent) -> bool:
    """Whether the badge is drawn mirrored: its layout allows it and its name begins at the right."""
    return layout.mirror and begins_right(tidy(f"{badge.given_name} {badge.family_name}"))


def draw_badge(layout: Layout, badge: BadgeContent, supplies: Supplies) -> BadgeDrawing:
    """Lay out one badge.

    Args:
        layout: where things stand.
        badge: what it says.
        supplies: fonts and pictures.
    """
    name = tidy(f"{badge.given_name} {badge.family_name}")
    turned = reads_right(layout, badge)
    layout = mirrored(layout) if turned else layout
    problems: list[BadgeProblem] = []
    if not name:
        problems.append(BadgeProblem("paper.no_name", tidy(badge.organisation) or badge.code))
    drawn: dict[Face, tuple[Primitive, ...]] = {}
    for face in layout.faces:
        primitives: list[Primitive] = []
        for element in layout.elements:
            if element.face is face and _wanted(element, badge, supplies):
                primitives += _element(element, badge, supplies, name, problems, turned)
        drawn[face] = tuple(primitives)
    return BadgeDrawing(drawn, tuple(problems))


def _wanted(element: Element, badge: BadgeContent, supplies: Supplies) -> bool:
    there = {
        "logos": bool(supplies.logos),
        "workshops": bool(badge.workshops),
        "country": bool(tidy(badge.country)),
    }
    if element.when and there[element.when.removeprefix("no_")] == element.when.startswith("no_"):
        return False
    return element.shows(badge.category_key)


def _element(
    element: Element,
    badge: BadgeContent,
    supplies: Supplies,
    name: str,
    problems: list[BadgeProblem],
    turned: bool,
) -> Sequence[Primitive]:
    x, y, width, height = element.x, element.y, element.width, element.height
    align = side(element.align, turned)
    match element.kind:
        case ElementKind.WORDS:
            return [
                *_ground(element, badge),
                *draw_words(element, badge, supplies, name, problems, turned),
            ]
        case ElementKind.QR:
            return _code(element, badge, name, problems)
        case ElementKind.LOGOS:
            return logo_row(supplies.logos, x, y, width, height, align)
        case ElementKind.PICTURE:
            logo = supplies.picture(element.file)
            if logo is None:
                return []
            return [logo.within(x, y, width, height, align, element.anchor)]
        case ElementKind.LINE:
            colour = colour_named(element.stroke or "ink", badge)
            top, bottom = (y + height, y) if turned else (y, y + height)
            return [Line(x, top, x + width, bottom, element.thickness, colour)]
        case ElementKind.BOX:
            return _ground(element, badge)


def _ground(element: Element, badge: BadgeContent) -> list[Primitive]:
    box = (element.x, element.y, element.width, element.height, element.radius)
    drawn: list[Primitive] = []
    if element.fill:
        drawn.append(RoundedRectangle(*box, colour_named(element.fill, badge)))
    if element.stroke:
        drawn.append(Frame(*box, element.thickness, colour_named(element.stroke, badge)))
    return drawn


def _code(
    element: Element, badge: BadgeContent, name: str, problems: list[BadgeProblem]
) -> list[Primitive]:
    """The QR code in the middle of its box, its quiet zone kept."""
    if not badge.code:
        problems.append(BadgeProblem("paper.no_code", name))
        return []
    try:
        rows = qr_matrix(badge.code)
    except ValueError:
        problems.append(BadgeProblem("paper.code_too_long", name))
        return []
    side = min(element.width, element.height)
    module = side / (len(rows) + 2 * QUIET_MODULES)
    if module < LEAST_MODULE:
        problems.append(BadgeProblem("paper.code_small", name, {"module": round(module, 2)}))
    x = element.x + (element.width - side) / 2 + QUIET_MODULES * module
    y = element.y + (element.height - side) / 2 + QUIET_MODULES * module
    return [ModulePath(x, y, module, rows, INK)]
