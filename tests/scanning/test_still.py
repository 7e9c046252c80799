"""Still pictures: every code of them, with or without the zbar library."""

from __future__ import annotations

import sys

import cv2
import numpy as np
import pytest
import zxingcpp

from raict_desktop.scanning import still
from raict_desktop.scanning.decoder import Decoder
from raict_desktop.scanning.reading import read_codes_in, read_with_zbar
from raict_desktop.scanning.still import read_still
from tests.scanning.frames import CODE, scene


def hard(text: str) -> np.ndarray:
    """A code under a steep shadow and out of focus, which one plain read misses."""
    blurred = cv2.GaussianBlur(scene(text, box=4), (0, 0), 1.9).astype(float)
    noisy = blurred * np.linspace(0.25, 0.6, 640) + np.random.default_rng(3).normal(
        0, 8, (480, 640)
    )
    return noisy.clip(0, 255).astype(np.uint8)


def texts(picture: np.ndarray) -> set[str]:
    return {reading.text for reading in read_still(picture)}


def test_a_second_code_that_is_hard_to_read_is_found_too() -> None:
    both = np.hstack([scene("EASY"), hard("HARD")])
    plain, _ = read_codes_in(both, invert=True)
    assert {reading.text for reading in plain} == {"EASY"}
    assert texts(both) == {"EASY", "HARD"}


def test_small_codes_of_a_large_photograph_are_found() -> None:
    photo = np.full((2400, 3200), 180, np.uint8)
    expected = set()
    for number, (top, left) in enumerate([(60, 60), (1800, 2500), (1000, 1300)]):
        code = scene(f"CODE {number}", box=2)
        photo[top : top + 480, left : left + 640] = code
        expected.add(f"CODE {number}")
    assert texts(photo) == expected


def test_nothing_is_found_in_nothing_and_in_noise() -> None:
    noise = np.random.default_rng(5).integers(0, 255, (600, 800), np.uint8)
    for picture in (np.zeros((2, 2), np.uint8), np.zeros((400, 400, 3), np.uint8), noise):
        assert read_still(picture) == []


def test_one_code_does_not_come_twice() -> None:
    # The two readers spell this code's bytes differently.
    assert len(read_still(scene("été à Nîmes".encode("latin-1")))) == 1


@pytest.mark.parametrize("missing", ["pyzbar", "library"])
def test_the_second_opinion_does_without_zbar(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing == "pyzbar":
        monkeypatch.setitem(sys.modules, "pyzbar", None)
        monkeypatch.delitem(sys.modules, "pyzbar.pyzbar", raising=False)
    else:
        import pyzbar

        # pyzbar raises this where the system has no libzbar.
        class NoLibrary:
            def find_spec(self, name: str, *_: object) -> None:
                if name == "pyzbar.pyzbar":
                    raise OSError("Unable to find zbar shared library")

        monkeypatch.delitem(sys.modules, "pyzbar.pyzbar", raising=False)
        monkeypatch.delattr(pyzbar, "pyzbar", raising=False)
        monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    assert read_with_zbar(scene()) == []
    assert [reading.text for reading in Decoder(second_opinion=True).decode(scene())] == [CODE]
    assert texts(scene()) == {CODE}


def test_zbar_is_asked_when_the_others_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("decoder", "still"):
        monkeypatch.setattr(
            f"raict_desktop.scanning.{module}.read_codes_in", lambda *_, **__: ([], [])
        )
        monkeypatch.setattr(f"raict_desktop.scanning.{module}.repaired", lambda *_, **__: [])
    monkeypatch.setattr("raict_desktop.scanning.decoder.read_stack", lambda *_, **__: [])
    assert Decoder().decode(scene()) == []
    assert [reading.text for reading in Decoder(second_opinion=True).decode(scene())] == [CODE]
    assert [reading.text for reading in still.read_still(scene())] == [CODE]


@pytest.mark.parametrize("name", ["Aztec", "DataMatrix", "Code128", "PDF417"])
def test_foreign_tickets_are_read_when_asked_for(name: str) -> None:
    code = zxingcpp.create_barcode("TICKET-0042", getattr(zxingcpp.BarcodeFormat, name))
    picture = np.array(zxingcpp.write_barcode_to_image(code, scale=3))
    frame = np.full((480, 640), 220, np.uint8)
    height, width = picture.shape[:2]
    frame[100 : 100 + height, 20 : 20 + width] = picture
    without, live = Decoder(), Decoder(tickets=True, budget_s=float("inf"))
    assert [without.decode(frame) for _ in range(8)] == [[]] * 8
    # The other symbologies are looked for in every fourth frame, and believed the second time.
    found = [reading.text for _ in range(8) for reading in live.decode(frame)]
    assert found == ["TICKET-0042"]
    assert texts(frame) == {"TICKET-0042"}
