"""The five verdicts are told apart by every pair of eyes, and their words stand out."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from raict_desktop.domain.checkin import Verdict
from raict_desktop.domain.verdict_colours import COLOURS
from tests.verdict_pictures import BLINDNESS, linear, seen

WHITE = np.array([0.95047, 1.0, 1.08883])
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255


def lab(colour: NDArray[np.float64]) -> NDArray[np.float64]:
    xyz = TO_XYZ @ linear(colour) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(colour: str) -> float:
    return float(linear(rgb(colour)) @ np.array([0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_words_stand_out(verdict: Verdict) -> None:
    ground, ink = sorted((luminance(colour) for colour in COLOURS[verdict]), reverse=True)
    assert (ground + 0.05) / (ink + 0.05) >= 10


@pytest.mark.parametrize("eyes", ["colour", *BLINDNESS])
def test_grounds_are_told_apart(eyes: str) -> None:
    """The coloured ones by far; the white one is told by its dashed border as well."""
    grounds = {v: lab(seen(rgb(COLOURS[v][0]), eyes)) for v in Verdict}
    for a, b in combinations(Verdict, 2):
        least = 20 if Verdict.UNKNOWN_CODE in (a, b) else 45
        distance = float(np.linalg.norm(grounds[a] - grounds[b]))
        assert distance >= least, (a, b, distance)
