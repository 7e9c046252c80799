"""Whether a frame has light enough to read by, from a sparse sample of its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

BLACK_BELOW = 16.0
DIM_BELOW = 50.0
COVERED_BELOW = 90.0
COVERED_SPREAD = 7.0
BURNT_LEVEL = 250
BURNT_SHARE = 0.5
STEP = 8


@dataclass(frozen=True)
class Light:
    """Of a frame's grey values (0 to 255): mean, standard deviation, share of burnt-out pixels."""

    mean: float
    spread: float
    burnt: float

    @property
    def blind(self) -> str:
        """``dark``, ``covered`` (a lid or a finger: one even tone), or nothing."""
        if self.mean < BLACK_BELOW:
            return "dark"
        if self.mean < COVERED_BELOW and self.spread < COVERED_SPREAD:
            return "covered"
        return ""

    @property
    def poor(self) -> str:
        """``dim``, ``bright``, or nothing: why a badge held up may go unread."""
        if self.mean < DIM_BELOW:
            return "dim"
        return "bright" if self.burnt > BURNT_SHARE else ""


def light_of(frame: Frame) -> Light:
    """Measure every eighth pixel of every eighth row."""
    import numpy as np

    sample = np.asarray(frame[::STEP, ::STEP], np.float32)
    if sample.ndim == 3:
        sample = sample[:, :, :3].mean(axis=2)
    burnt = float((sample >= BURNT_LEVEL).mean())
    return Light(float(sample.mean()), float(sample.std()), burnt)
