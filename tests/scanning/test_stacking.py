"""What no single frame shows is read from several, and only where a code may be."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from raict_desktop.domain.codes import check_letter
from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.places import likely_places
from raict_desktop.scanning.reading import read_codes_in
from raict_desktop.scanning.stacking import STACKED, read_stack
from tests.scanning.frames import modules

OWN = "BCDFGHJKLNPRSTVXYBC" + check_letter("BCDFGHJKLNPRSTVXYBC")


def hall(left: float, top: float, box: float = 5, text: str = OWN) -> np.ndarray:
    """A code on a card before a hall, 1280 × 720 in floating point, at a place between two pixels."""
    picture = np.full((720, 1280), 90.0, np.float32)
    picture[:, ::40] = 130
    code = modules(text).astype(np.float32)
    place = np.array([[box, 0, left], [0, box, top]], np.float32)
    size = (1280, 720)
    card = cv2.warpAffine(code, place, size, flags=cv2.INTER_AREA)
    mask = cv2.warpAffine(np.ones_like(code), place, size, flags=cv2.INTER_NEAREST)
    return np.where(mask > 0, card, picture)


def spoilt(
    picture: np.ndarray, blur: float, contrast: float, grain: float, seed: int
) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, grain, picture.shape)
    soft = cv2.GaussianBlur(picture, (0, 0), blur)
    return (60 + soft * contrast + noise).clip(0, 255).astype(np.uint8)


def inside(corners: tuple[tuple[float, float], ...], x: float, y: float) -> bool:
    return corners[0][0] < x < corners[2][0] and corners[0][1] < y < corners[2][1]


@pytest.mark.parametrize(("left", "top"), [(100, 80), (700, 300), (1000, 450)])
def test_a_blurred_code_is_found_by_its_texture(left: int, top: int) -> None:
    blurred = spoilt(hall(left, top), 4.0, 0.4, 5, 1)
    assert read_codes_in(blurred, invert=False)[0] == []
    side = 29 * 5
    assert inside(likely_places(blurred)[0], left + side / 2, top + side / 2)


def test_of_two_codes_the_one_that_moves_is_likelier() -> None:
    poster, badge = hall(100, 80, 6), hall(800, 400, 4)
    both = np.where(badge > 200, badge, poster)
    before = np.where(hall(780, 390, 4) > 200, hall(780, 390, 4), poster)
    still = likely_places(spoilt(both, 2, 0.5, 3, 1))
    moving = likely_places(spoilt(both, 2, 0.5, 3, 1), spoilt(before, 2, 0.5, 3, 2))
    assert inside(still[0], 187, 167)
    assert inside(moving[0], 858, 458)


def test_nothing_is_likely_in_a_picture_too_small() -> None:
    assert likely_places(np.zeros((60, 60), np.uint8)) == []
    assert likely_places(np.zeros((120, 300), np.uint8)) != []


def test_frames_laid_over_each_other_show_what_one_does_not() -> None:
    """A badge in a swaying hand, half drowned in grain."""
    single = together = 0
    for trial in range(8):
        frames = [
            spoilt(hall(500 + 4.3 * k, 300 - 3.1 * k), 1.6, 0.16, 15, 10 * trial + k)
            for k in range(STACKED)
        ]
        x, y = 500 + 4.3 * (STACKED - 1) - 10, 300 - 3.1 * (STACKED - 1) - 10
        place = ((x, y), (x + 165, y), (x + 165, y + 165), (x, y + 165))
        single += any(read_stack(frames[-1:], [place], turn) for turn in (0, 2, 4))
        found = [r for turn in (0, 2, 4) for r in read_stack(frames, [place], turn)]
        assert all(reading.text == OWN for reading in found)
        together += bool(found)
        for reading in found:
            assert reading.centre == pytest.approx((x + 10 + 72.5, y + 10 + 72.5), abs=6)
    assert together >= single + 3


def test_frames_of_another_size_are_not_laid_over() -> None:
    live = Decoder(budget_s=float("inf"))
    for shape in ((720, 1280), (480, 640), (360, 640), (720, 1280)):
        grain = np.random.default_rng(3).normal(128, 20, shape).clip(0, 255).astype(np.uint8)
        assert live.decode(grain) == []
