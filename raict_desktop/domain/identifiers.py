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
    time, chance = f"{milliseconds:012x}", random_bytes[:10].hex()
    variant = "89ab"[int(chance[4], 16) & 3]
    return f"{time[:8]}-{time[8:]}-7{chance[1:4]}-{variant}{chance[5:8]}-{chance[8:]}"
