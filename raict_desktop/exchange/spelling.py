"""Texts in cells: what looks like a formula to Excel must stay a text and come back as it was."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Full-width forms count too: East Asian Excel runs them as their narrow twins.
_FORMULA = re.compile(
    r"'*(?:\s*[=+\-@＝＋－＠\t\r\n]"
    # Excel takes these for numbers and would cut the zero, or all but fifteen figures.
    r"|(?:0[\d .\-]*\d|\d{16,}|\d+[eE]\d+)\Z)"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MARKS = {"x", "oui", "o", "yes", "y", "1", "true", "vrai", "coche", "checked", "✓", "✔", "☑"}
_NO_MARKS = {"", "non", "n", "no", "0", "false", "faux"}


def inert(text: str) -> str:
    """Give the text with an apostrophe in front where Excel would calculate or shorten it."""
    return f"'{text}" if _FORMULA.match(text) else text


def alive(text: str) -> str:
    """Give back what ``inert`` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Reduce a title to words without case, accents, apostrophes and punctuation."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def tidy(text: str) -> str:
    """Clean a cell of a foreign file of invisible characters and blanks around it."""
    return _INVISIBLE.sub("", text).strip()


def is_harmful(text: str) -> bool:
    """Whether a text holds control characters or marks that turn the direction of writing."""
    return _HARMFUL.search(text) is not None


def visible(text: str) -> str:
    """Take invisible characters out of a cell, and nothing else."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def yes_or_no(text: str) -> bool | None:
    """Tell True or False for a word or mark that means it, None for anything else."""
    word = text.strip().casefold()
    if word in _MARKS:
        return True
    return False if word in _NO_MARKS else None
