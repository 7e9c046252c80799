"""A share of the fuzzing with every run of the tests; ``make torture`` runs ten times as much."""

from __future__ import annotations

import random
import traceback

import pytest

from raict_desktop.exchange import sealed
from tests.faults import amount
from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, good_input


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "_COST", {"iterations": 1, "lanes": 1, "memory": 64})


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_the_program(name: str) -> None:
    good_input.cache_clear()
    for seed in range(amount(25, 1000)):
        chance = random.Random(seed)
        data = mutated(chance.choice(good_input(name)), chance)
        try:
            TARGETS[name](data)
        except Exception:  # noqa: BLE001 - every fault is the finding
            pytest.fail(f"{name}, seed {seed}: {data[:200]!r}\n{traceback.format_exc()}")
