"""Badges: a layout and people in, pages out. Importing this loads nothing heavy."""

from raict_desktop.paper.badges.content import BadgeContent, BadgeProblem, BadgeRun
from raict_desktop.paper.badges.model import Element, ElementKind, Face, Fold, Layout, Part

__all__ = [
    "BadgeContent",
    "BadgeProblem",
    "BadgeRun",
    "Element",
    "ElementKind",
    "Face",
    "Fold",
    "Layout",
    "Part",
]
