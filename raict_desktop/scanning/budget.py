"""How long a frame may take: steps are measured, and the dear ones wait on a slow machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WEIGHT = 0.2
PATIENCE = 9
"""More than a frame has steps, or the last of them would never have its turn on a slow machine."""


class Budget:
    """Decides which steps still fit into the frame at hand.

    Args:
        limit_s: seconds a frame may take.
        clock: monotonic seconds.

    """

    def __init__(self, limit_s: float, clock: Callable[[], float]) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._begun = 0.0
        self._costs: dict[str, float] = {}
        self._denied: dict[str, int] = {}
        self._overdue = False

    def begin(self) -> None:
        """A new frame."""
        self._begun = self._clock()
        self._overdue = False

    def allows(self, step: str) -> bool:
        """Whether ``step`` is expected to end in time.

        A step refused in PATIENCE frames running is let through in the next one that has no other
        such step: on the slowest machine, too, a hard code meets every repair sooner or later.
        """
        spent = self._clock() - self._begun
        if spent + self._costs.get(step, 0.0) <= self._limit_s:
            self._denied[step] = 0
            return True
        self._denied[step] = self._denied.get(step, 0) + 1
        if self._overdue or self._denied[step] <= PATIENCE:
            return False
        self._denied[step], self._overdue = 0, True
        return True

    def slow(self, step: str) -> bool:
        """Whether ``step`` alone takes longer than a frame may."""
        return self._costs.get(step, 0.0) > self._limit_s

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure a step."""
        begun = self._clock()
        try:
            yield
        finally:
            took = self._clock() - begun
            before = self._costs.get(name, took)
            self._costs[name] = before + _WEIGHT * (took - before)
