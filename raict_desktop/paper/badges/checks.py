"""What is wrong with a layout itself, whoever's badge it is: told while it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from raict_desktop.paper.badges.compose import QUIET_MODULES
from raict_desktop.paper.badges.model import Element, ElementKind, Layout
from raict_desktop.paper.colours import BANDS, INK, QUIET, WHITE, contrast

OWN_MODULES = 21
LEAST_DOTS = 4
WEBCAM_MODULE = 0.85
LEAST_CONTRAST = 4.5
_SLACK = 0.05


@dataclass(frozen=True, slots=True)
class LayoutProblem:
    """Something to mend on a layout; ``place`` of its element, -1 for the whole."""

    code_: str
    place: int = -1
    facts: tuple[tuple[str, object], ...] = ()


def layout_problems(layout: Layout, dpi: int = 300) -> list[LayoutProblem]:
    """Elements that leave the badge, QR codes too small or crowded, words that do not stand out.

    Args:
        layout: the layout.
        dpi: dots per inch of the printer it is meant for.
    """
    found: list[LayoutProblem] = []
    for place, element in enumerate(layout.elements):
        outside = (
            element.x < -_SLACK
            or element.y < -_SLACK
            or element.right > layout.width + _SLACK
            or element.bottom > layout.height + _SLACK
        )
        if outside:
            found.append(LayoutProblem("paper.element_outside", place))
        if element.kind is ElementKind.QR:
            found += _code_problems(layout, place, element, dpi)
        if element.kind is ElementKind.WORDS and _pale(layout, place, element):
            found.append(LayoutProblem("paper.low_contrast", place))
    if not any(element.kind is ElementKind.QR for element in layout.elements):
        found.append(LayoutProblem("paper.layout_without_code"))
    return found


def _code_problems(layout: Layout, place: int, code: Element, dpi: int) -> list[LayoutProblem]:
    found = []
    module = min(code.width, code.height) / (OWN_MODULES + 2 * QUIET_MODULES)
    dots = module * dpi / 25.4
    if dots < LEAST_DOTS:
        few = (("dots", round(dots, 1)), ("dpi", dpi), ("least", LEAST_DOTS))
        found.append(LayoutProblem("paper.code_too_few_dots", place, few))
    elif module < WEBCAM_MODULE:
        near = (("module", round(module, 2)), ("least", WEBCAM_MODULE))
        found.append(LayoutProblem("paper.code_for_near", place, near))
    for other_place, other in enumerate(layout.elements):
        if other_place != place and other.face is code.face and _touch(code, other):
            # What lies wholly under the code as a light ground does not disturb it.
            ground = other_place < place and other.fill == "white"
            if not ground:
                found.append(LayoutProblem("paper.code_crowded", place))
                break
    return found


def _touch(one: Element, other: Element) -> bool:
    return (
        one.x + _SLACK < other.right
        and other.x + _SLACK < one.right
        and one.y + _SLACK < other.bottom
        and other.y + _SLACK < one.bottom
    )


def _pale(layout: Layout, place: int, element: Element) -> bool:
    """Whether some part of a words element has too little contrast with what lies below it."""
    grounds = [element.fill] if element.fill else _below(layout, place, element)
    for part in element.parts:
        for ground in grounds or ["white"]:
            if any(
                contrast(ink, paper) < LEAST_CONTRAST
                for ink in _colours(part.colour)
                for paper in _colours(ground)
                if not (part.colour == ground == "category" and ink != paper)
            ):
                return True
    return False


def _below(layout: Layout, place: int, element: Element) -> list[str]:
    """The fill of the topmost box that the whole element stands on."""
    for other in reversed(layout.elements[:place]):
        inside = (
            other.fill
            and other.face is element.face
            and other.x <= element.x + _SLACK
            and other.y <= element.y + _SLACK
            and other.right >= element.right - _SLACK
            and other.bottom >= element.bottom - _SLACK
        )
        if inside:
            return [other.fill]
    return []


def _colours(name: str) -> tuple[str, ...]:
    if name == "category":
        return tuple(BANDS.values())
    return ({"ink": INK, "quiet": QUIET, "white": WHITE}.get(name, name),)
