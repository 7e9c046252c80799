"""Hundreds of seeded days of whole sites; and proof that the simulation sees what it is there for."""

from __future__ import annotations

import os

import pytest

from tests.sharing.simulation import Planted, Site

SEEDS = int(os.environ.get("RAICT_SEEDS", "300"))
SHARE = 100


def faults(seed: int, planted: Planted | None = None) -> list[str]:
    site = Site(seed, planted)
    site.run()
    return site.faults()


@pytest.mark.parametrize("first", range(0, SEEDS, SHARE))
def test_no_day_loses_or_doubles_anything(first: int) -> None:
    seeds = range(first, min(SEEDS, first + SHARE))
    failing = {seed: found for seed in seeds if (found := faults(seed))}
    assert failing == {}


@pytest.mark.parametrize(
    "planted",
    [
        Planted(global_cursor=True),
        Planted(keeps_identity=True),
        Planted(forwards_nothing=True),
    ],
    ids=["global cursor", "no new identity after restore", "no forwarding"],
)
def test_a_planted_fault_is_seen(planted: Planted) -> None:
    failing = sum(bool(faults(seed, planted)) for seed in range(100))
    assert failing >= 30
