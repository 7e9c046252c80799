"""One way of reducing text to plain words: "N’Diaye", "n'diaye" and "N DIAYE" are the same.

SQLite folds ASCII only and Unicode decomposition misses ł, ø, đ and œ, hence a transliteration
table.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_CACHED_TEXTS = 16_384


def _visible(text: str) -> str:
    """Compose ``text`` and drop the invisible marks that would cut a word (soft hyphen, …)."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Mn", "Cs"))


@lru_cache(maxsize=_CACHED_TEXTS)
def fold(text: str) -> str:
    """Reduce text to lower-case ASCII words separated by single blanks.

    Accents, ligatures, apostrophes, hyphens and every other sign go: "N'Diaye" gives "n diaye",
    "Œuvre" gives "oeuvre". Other scripts are transliterated. Folding twice changes nothing.

    Args:
        text: any text, of any script.
    """
    plain = text if text.isascii() else anyascii(_visible(text))
    return _NOT_WORD.sub(" ", plain.lower()).strip()


def squash(text: str) -> str:
    """``fold`` without the blanks: "N'Diaye" and "Ndiaye" both give "ndiaye".

    Args:
        text: any text, of any script.
    """
    return fold(text).replace(" ", "")
