"""The 20-letter code of a badge: made, checked, typed back, recognised.

Two letters of event tag, seventeen random letters (69 bits), one check letter. The alphabet has 17
letters that sit on the same keys of AZERTY and QWERTY keyboards and spell no word; QWERTZ swaps Y
and Z, so Z is read as Y.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from operator import mul

ALPHABET = "BCDFGHJKLNPRSTVXY"
LENGTH = 20
TAG_LENGTH = 2
SHORT_LENGTH = 6
MAX_FOREIGN_LENGTH = 512
_RANDOM_LETTERS = LENGTH - TAG_LENGTH - 1
_BODIES = 17**_RANDOM_LETTERS
_WEIGHTS = tuple(i % 16 + 1 for i in range(LENGTH))
_VALUE = {letter: index for index, letter in enumerate(ALPHABET)}


def event_tag(event_id: str) -> str:
    """Two letters that tell this event's codes from another's, derived from the event's id."""
    digest = int.from_bytes(sha256(event_id.encode()).digest()[:4], "big")
    return ALPHABET[digest % 17] + ALPHABET[digest // 17 % 17]


def check_letter(body: str) -> str:
    """The last letter for the nineteen before it: weights 1..16 repeating, sum modulo 17.

    17 is prime and no weight is a multiple of it, so any single wrong letter is found, and any two
    neighbouring letters swapped.
    """
    return ALPHABET[sum(map(mul, _WEIGHTS, map(_VALUE.__getitem__, body))) % 17]


def make_code(tag: str, below: Callable[[int], int]) -> str:
    """Make a new code.

    Args:
        tag: the event's two letters.
        below: ``below(n)`` gives a random integer from 0 to n - 1 (``secrets.randbelow``).
    """
    number = below(_BODIES)  # one draw: a list of 100 000 people needs as many codes
    body = tag
    for _ in range(_RANDOM_LETTERS):
        number, value = divmod(number, 17)
        body += ALPHABET[value]
    return body + check_letter(body)


def typed(text: str) -> str:
    """Fold what was typed or scanned to the code's letters: capitals, no blanks or hyphens, Z as Y."""
    return "".join(text.split()).replace("-", "").upper().replace("Z", "Y")


def is_own_code(text: str) -> bool:
    """Whether ``text`` (any case and blanks) has this program's form and a right check letter."""
    code = typed(text)
    return (
        len(code) == LENGTH
        and all(letter in _VALUE for letter in code)
        and check_letter(code[:-1]) == code[-1]
    )


def is_short_code(text: str) -> bool:
    """Whether ``text`` could be the first letters of a code, 6 to 19, as a volunteer types them."""
    code = typed(text)
    return SHORT_LENGTH <= len(code) < LENGTH and all(letter in _VALUE for letter in code)


def spells_a_word(text: str) -> bool:
    """Whether ``text`` reads like a person's word rather than a code: letters, one that no code has."""
    words = "".join(c for c in text if c not in " -'’")
    foreign = any(letter not in _VALUE for letter in typed(words))
    return words.isalpha() and foreign and len(words) != LENGTH


def is_acceptable(text: str) -> bool:
    """Whether a scanned text may be looked up at all: 1 to 512 printable characters."""
    return 0 < len(text) <= MAX_FOREIGN_LENGTH and text.isprintable()


def shown(text: str) -> str:
    """At most 40 printable characters of a foreign text, safe to show."""
    visible = "".join(c if c.isprintable() else "·" for c in text[:41])
    return visible if len(visible) <= 40 else visible[:39] + "…"
