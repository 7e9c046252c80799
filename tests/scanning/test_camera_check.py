"""The camera test's figures and what it makes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from raict_desktop.scanning.camera_check import CameraCheck, CheckFigures, check_camera
from raict_desktop.scanning.clips import write_clip
from raict_desktop.scanning.reading import Reading
from raict_desktop.wording import LANGUAGES, catalogue
from tests.scanning.frames import CODE, empty, modules

CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
GOOD = {
    "width": 1280,
    "height": 720,
    "fps": 30.0,
    "decode_ms": 4.0,
    "rate": 0.9,
    "brightness": 120.0,
}


def test_figures_are_those_of_the_last_two_seconds() -> None:
    now = 0.0
    check = CameraCheck(clock=lambda: now)
    assert check.figures() == CheckFigures()
    for number in range(101):
        now = number * 0.04
        found = [Reading("A", CORNERS)] if number % 2 else []
        check.note(1, empty(), found, 0.01 if number > 50 else 0.5)
    figures = check.figures()
    assert (figures.width, figures.height) == (640, 480)
    assert figures.fps == pytest.approx(25)
    assert figures.decode_ms == pytest.approx(10, abs=12)
    assert figures.rate == pytest.approx(0.5, abs=0.02)
    assert figures.brightness == pytest.approx(128, abs=2)
    assert figures.code == "A"
    now += 10
    assert check.figures() == CheckFigures()


@pytest.mark.parametrize(
    ("changed", "findings"),
    [
        ({"code": "A"}, ("good",)),
        ({}, ("no_code",)),
        ({"code": "A", "rate": 0.2}, ("seldom",)),
        ({"code": "A", "brightness": 8.0}, ("black",)),
        ({"code": "A", "brightness": 40.0, "fps": 7.0}, ("dim", "few_frames")),
        ({"code": "A", "burnt": 0.7}, ("bright",)),
        ({"code": "A", "decode_ms": 90.0}, ("slow",)),
        ({"code": "A", "width": 320}, ("small",)),
        ({"width": 0}, ("no_picture",)),
    ],
)
def test_findings(changed: dict[str, object], findings: tuple[str, ...]) -> None:
    figures = CheckFigures(**{**GOOD, **changed})  # type: ignore[arg-type]
    assert figures.findings() == findings
    for language in LANGUAGES:
        assert all(f"scanning.check_{finding}" in catalogue(language) for finding in findings)


def test_a_clip_stands_the_test_and_a_missing_one_says_so(tmp_path: Path) -> None:
    matrix = (modules(CODE)[4:-4, 4:-4] == 0).tolist()
    write_clip(tmp_path / "clip.avi", [matrix], held_s=1.0, gap_s=0.0)
    figures, state = check_camera(str(tmp_path / "clip.avi"), 20)
    assert state == "ended"
    assert (figures.width, figures.height, figures.code) == (1280, 720, CODE)
    assert figures.rate > 0.5
    assert check_camera(str(tmp_path / "none.avi"), 20) == (CheckFigures(), "missing")
    assert np.isfinite(figures.fps)
