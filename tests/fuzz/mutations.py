"""Seeded mutations of good input: bits, bytes, blocks, cuts, repetitions, and bytes that mean something."""

from __future__ import annotations

import random

TELLING = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b'"',
    b";;;;",
    b"\r",
    b"\n\n",
    b"[" * 3000,
    b"{" * 50,
    b"9" * 400,
    b"-1",
    b"null",
    b"<img src=x>",
    b"=1+1",
    b"\xe2\x80\xae",
    b"PK\x03\x04",
    b"SQLite format 3\x00",
    b"' OR 1=1 --",
)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content, changed in one to eight ways."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data) + 1)
        length = chance.choice((1, 1, 2, 8, 64, 512, 4096))
        what = chance.randrange(6)
        if what == 0 and place < len(data):
            data[place] ^= 1 << chance.randrange(8)
        elif what == 1:
            data[place : place + length] = chance.randbytes(min(length, len(data) - place))
        elif what == 2:
            del data[place : place + length]
        elif what == 3:
            data[place:place] = chance.choice(TELLING)
        elif what == 4:
            data[place:place] = data[place : place + length] * chance.randint(1, 4)
        elif chance.random() < 0.2:
            del data[place:]
    return bytes(data)
