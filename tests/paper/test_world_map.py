"""The map of the report: every country of the list is on it, and those present are dark."""

from __future__ import annotations

import csv

import pytest

from raict_desktop import paths
from raict_desktop.paper.documents.world_map import HERE, LAND, WorldMap


@pytest.fixture(scope="module")
def world() -> WorldMap:
    return WorldMap.from_file(paths.resources() / "world.json")


def test_every_country_of_the_list_is_on_it(world: WorldMap) -> None:
    with (paths.resources() / "countries.csv").open(encoding="utf-8", newline="") as stream:
        codes = {row["code"] for row in csv.DictReader(stream)}
    # Nobody lives there: Antarctica is cut off, and two islands are in no shape of the source.
    assert codes - set(world.countries) <= {"AQ", "BV", "UM"}
    assert set(world.countries) <= codes
    for country in world.countries.values():
        assert 0 <= country.at[0] <= world.width
        assert 0 <= country.at[1] <= world.height
        assert all(len(outline) >= 6 and len(outline) % 2 == 0 for outline in country.outlines)


def test_places_are_where_they_belong(world: WorldMap) -> None:
    """North is up, east is right; Crimea is Ukraine's, as the United Nations have it."""
    at = {code: country.at for code, country in world.countries.items()}
    assert at["BR"][0] < at["FR"][0] < at["CN"][0]
    assert at["SE"][1] < at["FR"][1] < at["ZA"][1]
    assert at["YT"][1] > at["KM"][1] - 20
    largest = world.countries["UA"].outlines
    south = max(max(outline[1::2]) for outline in largest)
    assert south > world.countries["MD"].at[1] + 8


def test_those_present_are_dark_and_small_ones_get_a_dot(world: WorldMap) -> None:
    none = world.shapes(())
    assert [shape.fill for shape in none] == [LAND, HERE, ""]
    assert none[1].segments == ()
    land, here, _borders, dots = world.shapes({"FR", "KM", "XX"})
    assert len(land.segments) < len(none[0].segments)
    assert len(here.segments) == sum(len(o) // 2 + 1 for o in world.countries["FR"].outlines)
    assert sum(letter == "M" for letter, _ in dots.segments) == 1
    assert dots.fill == HERE
