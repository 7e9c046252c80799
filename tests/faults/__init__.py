"""Faults of machines and people, simulated with seeds: a share in ``make test``, all in ``make torture``."""

from __future__ import annotations

import os


def amount(share: int, whole: int) -> int:
    """How much of a torture is run: ``whole`` when ``RAICT_TORTURE`` is set, else ``share``."""
    return whole if os.environ.get("RAICT_TORTURE") else share
