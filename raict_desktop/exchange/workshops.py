"""Workshop choices as forms write them: many in one cell, or a column for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from raict_desktop.exchange.titles import squash

_YES = frozenset({"x", "oui", "yes", "1", "true", "vrai", "o", "y", "ok", "inscrit", "inscrite"})
_NO = frozenset({"", "non", "no", "0", "false", "faux", "n", "00"})
_TICKS = frozenset("✓✔☑✗✘❌☐")
_BAR = " | "
_SEMICOLON = re.compile(r"(?<![\u202f\u00a0]);|\n")
_ALWAYS_TOGETHER = 10
_OPENING, _CLOSING = "«(“[", "»)”]"


def is_yes(cell: str) -> bool:
    """Whether a cell ticks the workshop its column stands for; -1 is "without limit"."""
    text = cell.strip()
    return text in ("-1", "✓", "✔", "☑") or (squash(text) in _YES and text != "-")


def is_no(cell: str) -> bool:
    """Whether a cell says no, or nothing."""
    text = cell.strip()
    return text in ("✗", "✘", "❌", "☐", "-", "–", "—") or (
        squash(text) in _NO and not any(c in _TICKS for c in text)
    )


class Splitter:
    """Takes one column's cells apart, by what separates the titles throughout that column.

    Titles hold commas themselves, so a comma separates only where the next part begins as a title
    does, and where the two parts are not always found together.
    """

    def __init__(self, cells: Iterable[str], *, only_bars: bool = False) -> None:
        values = Counter(cells)
        self._bars = only_bars or any(_BAR in cell for cell in values)
        self._semicolons = not self._bars and any(_SEMICOLON.search(cell) for cell in values)
        self._parts: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        if not self._bars and not self._semicolons:
            for cell, count in values.items():
                parts = cell.split(", ")
                for part in parts:
                    self._parts[part] += count
                for pair in zip(parts, parts[1:], strict=False):
                    self._pairs[pair] += count

    def split(self, cell: str) -> list[str]:
        """The titles in one cell, in order."""
        if self._bars:
            found = cell.split(_BAR)
        elif self._semicolons:
            found = _SEMICOLON.split(cell)
        else:
            found = self._by_commas(cell)
        return [title.strip() for title in found if title.strip()]

    def _by_commas(self, cell: str) -> list[str]:
        found: list[str] = []
        before = ""
        for part in cell.split(", "):
            if found and self._same_title(found[-1], before, part):
                found[-1] += ", " + part
            else:
                found.append(part)
            before = part
        return found

    def _same_title(self, title: str, before: str, part: str) -> bool:
        if part[:1].islower():
            return True
        if any(title.count(o) > title.count(c) for o, c in zip(_OPENING, _CLOSING, strict=True)):
            return True
        together = self._pairs[before, part]
        return together >= _ALWAYS_TOGETHER and (
            together == self._parts[before] == self._parts[part]
        )
