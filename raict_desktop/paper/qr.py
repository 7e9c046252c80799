"""QR codes with as few modules as their text allows, so that each one is as large as can be."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Any

from raict_desktop.domain.codes import is_own_code

Matrix = tuple[tuple[bool, ...], ...]

_STRONGEST_FIRST = "HQM"
_FIXED_MASK = 2
LONGEST = 2953
"""Bytes that the largest QR code holds."""


@lru_cache(maxsize=1024)
def qr_matrix(text: str) -> Matrix:
    """The dark modules of a QR code, row by row, without its quiet zone.

    The smallest version that holds the text, then the strongest error correction that still fits
    that version. A 20-letter code of this program gives version 1 (21 modules), level M.

    Args:
        text: 1 to ``LONGEST`` bytes of UTF-8.

    Raises:
        ValueError: when the text is empty or too long for any QR code.
    """
    qrcode: Any = import_module("qrcode")
    constants: Any = import_module("qrcode.constants")
    too_long: Any = (import_module("qrcode.exceptions").DataOverflowError, ValueError)
    levels = {
        "H": constants.ERROR_CORRECT_H,
        "Q": constants.ERROR_CORRECT_Q,
        "M": constants.ERROR_CORRECT_M,
    }
    if not text:
        raise ValueError("a QR code needs a text")
    # The letters of our own codes are random, so any mask serves; trying all eight costs ten times
    # as much. Other texts may repeat themselves and get the mask that the standard prefers.
    mask = _FIXED_MASK if is_own_code(text) else None
    code = qrcode.QRCode(error_correction=constants.ERROR_CORRECT_L, border=0, mask_pattern=mask)
    code.add_data(text)
    try:
        version = code.best_fit()
    except too_long as error:
        raise ValueError("too long for a QR code") from error
    for level in _STRONGEST_FIRST:
        code.error_correction = levels[level]
        code.version = None
        try:
            if code.best_fit() == version:
                break
        except too_long:
            continue
    else:
        code.error_correction = constants.ERROR_CORRECT_L
    code.version = version
    code.make(fit=False)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)
