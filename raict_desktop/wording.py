"""Every sentence the program says, in French and English, for the window and the command line alike.

The sentences live in ``resources/translations/<language>/<area>.toml`` as flat ``key = "sentence"``
tables; ``<area>.<key>`` names one. Placeholders are named (``{count}``). A sentence that depends on a
count has two keys, ``<key>_one`` and ``<key>_other``; French uses the singular for 0 and 1.
"""

from __future__ import annotations

import tomllib
from functools import cache

from raict_desktop import paths

LANGUAGES = ("fr", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of one language by full key.

    Raises:
        KeyError: for a language other than those of ``LANGUAGES``.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    sentences: dict[str, str] = {}
    for file in sorted((paths.resources() / "translations" / language).glob("*.toml")):
        sentences.update(_area(language, file.stem))
    return sentences


@cache
def _area(language: str, area: str) -> dict[str, str]:
    """The sentences of one area; the window's first painting needs a third of them."""
    file = paths.resources() / "translations" / language / f"{area}.toml"
    with file.open("rb") as stream:
        return {f"{area}.{key}": text for key, text in tomllib.load(stream).items()}


def say(key: str, language: str, **facts: object) -> str:
    """The sentence of ``key`` with its placeholders filled.

    Args:
        key: ``area.name``.
        language: ``fr`` or ``en``.
        facts: values of the placeholders; ``count`` is written with the language's thousands
            separator and chooses between singular and plural where the key has two forms.

    Raises:
        KeyError: there is no such sentence.
    """
    try:
        sentences = _area(language, key.partition(".")[0])
    except OSError:
        raise KeyError(key) from None
    count = facts.get("count")
    if key not in sentences and isinstance(count, int):
        single = count in (0, 1) if language == "fr" else count == 1
        key = f"{key}_one" if single else f"{key}_other"
    text = sentences[key]
    if isinstance(count, int):
        facts["count"] = grouped(count, language)
    return text.format(**facts) if facts else text


def grouped(n: int, language: str) -> str:
    """A whole number with the language's thousands separator."""
    return f"{n:,}".replace(",", "\u202f" if language == "fr" else ",")


def percent(share: float, language: str) -> str:
    """A share from 0 to 1 as whole percent."""
    figure = round(share * 100)
    return f"{figure}\u00a0%" if language == "fr" else f"{figure}%"
