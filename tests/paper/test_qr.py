"""QR codes: smallest version, strongest correction, readable."""

from __future__ import annotations

import random

import numpy as np
import pytest
import zxingcpp

from raict_desktop.domain.codes import make_code
from raict_desktop.paper.qr import LONGEST, qr_matrix


def read(text: str) -> zxingcpp.Barcode:
    rows = np.array(qr_matrix(text))
    picture = np.where(np.pad(rows, 4), 0, 255).astype(np.uint8).repeat(6, 0).repeat(6, 1)
    (result,) = zxingcpp.read_barcodes(picture)
    return result


def test_own_codes_are_version_1_level_m() -> None:
    choose = random.Random(1)
    for _ in range(100):
        code = make_code("BC", choose.randrange)
        assert len(qr_matrix(code)) == 21
        result = read(code)
        assert result.text == code
        assert result.ec_level == "M"


@pytest.mark.parametrize(
    ("text", "side", "level"),
    [
        ("1", 21, "H"),
        ("ABCDEFGHIJ", 21, "H"),
        ("A" * 16, 21, "Q"),
        ("A" * 25, 21, "L"),
        ("A" * 26, 25, "Q"),
        ("inscrit@example.org", 25, "Q"),
    ],
)
def test_smallest_version_then_strongest_correction(text: str, side: int, level: str) -> None:
    assert len(qr_matrix(text)) == side
    assert (read(text).text, read(text).ec_level) == (text, level)


@pytest.mark.parametrize("text", ["", "é" * LONGEST])
def test_what_no_code_holds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="QR code"):
        qr_matrix(text)


def test_the_longest_text_fits() -> None:
    assert len(qr_matrix("é" * (LONGEST // 2))) == 177
