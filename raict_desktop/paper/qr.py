"""QR codes with as few modules as their text allows, so that each one is as large as can be."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from raict_desktop.domain.codes import ALPHABET, LENGTH

Matrix = tuple[tuple[bool, ...], ...]

_STRONGEST_FIRST = "HQM"
_FIXED_MASK = 2
_OWN_SIDE = 21
_OWN_LETTERS = frozenset(ALPHABET)
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_DARK = {"0": False, "1": True}.__getitem__
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
    if len(text) == LENGTH and _OWN_LETTERS.issuperset(text):
        return _own_matrix(text)
    return _any_matrix(text)


def _own_matrix(code: str) -> Matrix:
    """The matrix of one of our codes, put together from those of its pairs of letters.

    With version, level and mask fixed every module is a sum (modulo 2) of data bits, so the
    matrices of the bits that are set add up to that of the code. A hundred times as fast.
    """
    whole = _zeros()
    for at in range(0, LENGTH, 2):
        whole ^= _change(at, code[at : at + 2])
    digits = f"{whole:0{_OWN_SIDE * _OWN_SIDE}b}"
    return tuple([_row(digits[at : at + _OWN_SIDE]) for at in range(0, len(digits), _OWN_SIDE)])


@lru_cache(maxsize=4096)
def _row(digits: str) -> tuple[bool, ...]:
    return tuple(map(_DARK, digits))


@lru_cache(maxsize=4096)
def _change(at: int, pair: str) -> int:
    """What a pair of letters changes in the matrix of twenty zeros."""
    value = _ALPHANUMERIC.index(pair[0]) * 45 + _ALPHANUMERIC.index(pair[1])
    changed = 0
    for bit in range(11):
        if value >> bit & 1:
            changed ^= _bit(at, bit)
    return changed


@cache
def _bit(at: int, bit: int) -> int:
    """What one bit of a pair of letters changes."""
    first, second = divmod(1 << bit, 45)
    pair = _ALPHANUMERIC[first] + _ALPHANUMERIC[second]
    zeros = "0" * LENGTH
    return _as_number(zeros[:at] + pair + zeros[at + 2 :]) ^ _zeros()


@cache
def _zeros() -> int:
    """The matrix of twenty zeros as one number."""
    return _as_number("0" * LENGTH)


def _as_number(text: str) -> int:
    qrcode: Any = import_module("qrcode")
    util: Any = import_module("qrcode.util")
    level = import_module("qrcode.constants").ERROR_CORRECT_M
    code = qrcode.QRCode(version=1, error_correction=level, border=0, mask_pattern=_FIXED_MASK)
    code.add_data(util.QRData(text, mode=util.MODE_ALPHA_NUM))
    code.make(fit=False)
    return int("".join("1" if module else "0" for row in code.modules for module in row), 2)


def _any_matrix(text: str) -> Matrix:
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
    code = qrcode.QRCode(error_correction=constants.ERROR_CORRECT_L, border=0)
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
