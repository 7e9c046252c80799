"""A badge drawn, face by face, and how its faces lie on the paper before it is folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from raict_desktop.paper.badges.content import BadgeProblem
from raict_desktop.paper.badges.model import Face, Fold, Layout
from raict_desktop.paper.primitives import Placed, Primitive, Transform


@dataclass(frozen=True, slots=True)
class BadgeDrawing:
    """A badge ready to be painted, face by face, and what to look at before it is."""

    faces: Mapping[Face, tuple[Primitive, ...]]
    problems: tuple[BadgeProblem, ...]

    @property
    def primitives(self) -> tuple[Primitive, ...]:
        """What stands on the front."""
        return self.faces[Face.FRONT]


def unfolded(layout: Layout, drawing: BadgeDrawing) -> tuple[tuple[Placed, ...], ...]:
    """The sides of the badge's paper with the faces on them: one, or two for a two-sided badge.

    The origin is the top left corner of the unfolded paper.
    """
    width, height = layout.width, layout.height

    def face(name: Face, at: Transform) -> list[Placed]:
        return [Placed(drawing.faces[name], at)] if name in drawing.faces else []

    def head_down(x: float, y: float) -> Transform:
        return Transform.turned(180).then(Transform.moved(x + width, y + height))

    here = Transform()
    match layout.fold:
        case Fold.NONE:
            front = tuple(face(Face.FRONT, here))
            return (front, tuple(face(Face.BACK, here))) if layout.two_sided else (front,)
        case Fold.TOP:
            front_at = Transform.moved(0, height)
            return ((*face(Face.FRONT, front_at), *face(Face.BACK, head_down(0, 0))),)
        case Fold.SIDE:
            front_at = Transform.moved(width, 0)
            return ((*face(Face.FRONT, front_at), *face(Face.BACK, here)),)
        case Fold.QUARTER:
            return (
                (
                    *face(Face.FRONT, Transform.moved(width, height)),
                    *face(Face.BACK, Transform.moved(0, height)),
                    *face(Face.INSIDE_LEFT, head_down(width, 0)),
                    *face(Face.INSIDE_RIGHT, head_down(0, 0)),
                ),
            )
