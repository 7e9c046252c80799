"""The help that comes with the program: short pages in two languages, searched without a network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from raict_desktop.matching.folding import fold

_ENDS_FROM = 7
"""Letters from which a word is looked for without its ending too."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help; ``text`` is Markdown without its title."""

    name: str
    title: str
    text: str


@lru_cache(maxsize=4)
def topics(folder: Path) -> tuple[Topic, ...]:
    """The pages of one language's folder, in the order of their files' numbers."""
    found = []
    for file in sorted(folder.glob("*.md")):
        title, _, text = file.read_text("utf-8").partition("\n")
        found.append(Topic(file.stem.partition("-")[2], title.lstrip("# "), text.strip()))
    return tuple(found)


def search(folder: Path, words: str) -> list[Topic]:
    """The pages that hold every word or its beginning, those with it in their title first."""
    wanted = fold(words).split()
    # "importer" is looked for where the page says "importez"; only when nobody writes it so.
    return _pages_with(folder, wanted) or _pages_with(folder, [_stem(word) for word in wanted])


def _stem(word: str) -> str:
    """A longer word without its last letters, where languages put their endings."""
    return word if len(word) < _ENDS_FROM else word[:-2]


def _pages_with(folder: Path, wanted: list[str]) -> list[Topic]:
    ranked = []
    for place, topic in enumerate(topics(folder)):
        title, text = fold(topic.title).split(), fold(topic.text).split()
        if all(_begins(word, (*title, *text)) for word in wanted):
            in_title = sum(_begins(word, title) for word in wanted)
            ranked.append((-in_title, place, topic))
    return [topic for _, _, topic in sorted(ranked, key=lambda row: row[:2])]


def _begins(word: str, among: list[str] | tuple[str, ...]) -> bool:
    return any(other.startswith(word) for other in among)
