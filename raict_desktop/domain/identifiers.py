"""UUIDv7 text identifiers made from a time and random bytes that the caller passes in."""

from __future__ import annotations


def uuid7(milliseconds: int, random_bytes: bytes) -> str:
    """Build a UUID version 7 (RFC 9562, section 5.7).

    Args:
        milliseconds: Unix time in milliseconds, 48 bits.
        random_bytes: ten random bytes.

    Raises:
        ValueError: when fewer than ten random bytes are given or the time does not fit.
    """
    if len(random_bytes) < 10:
        raise ValueError("ten random bytes are needed")
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("the time does not fit 48 bits")
    value = milliseconds << 80 | int.from_bytes(random_bytes[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
