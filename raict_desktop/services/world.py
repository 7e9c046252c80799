"""The map of the world that report and window show."""

from __future__ import annotations

from functools import cache

from raict_desktop import paths
from raict_desktop.paper.documents.world_map import WorldMap


@cache
def world_map() -> WorldMap:
    """The outlines of countries, read when they are first asked."""
    return WorldMap.from_file(paths.resources() / "world.json")
