"""Countries as lists write them, turned into ISO codes, and codes turned into names for people.

Names are a matter of protocol: they stand in a small file that the organiser can edit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from raict_desktop.matching.folding import fold, squash

_LINKS = frozenset(["a", "and", "d", "de", "des", "du", "et", "l", "la", "le", "les", "of", "the"])
_SHORT = {"st": "saint", "ste": "sainte", "rep": "republique", "is": "islands"}
_STYLES = frozenset(
    ["republic", "republique", "royaume", "kingdom", "etat", "state", "principaute"]
)


def _reduced(text: str) -> str:
    """Run together the words that tell a country: "Trinidad & Tobago" is "Trinidad and Tobago"."""
    return "".join(_SHORT.get(word, word) for word in fold(text).split() if word not in _LINKS)


def _without_style(text: str) -> str:
    """Give what follows "République de", "Kingdom of"…, or an empty text."""
    words = [word for word in fold(text).split() if word not in _LINKS]
    return " ".join(words[1:]) if len(words) > 1 and words[0] in _STYLES else ""


def _spellings(row: Mapping[str, str]) -> Iterator[str]:
    yield from (row["code"], row.get("alpha3") or "", row["fr"], row["en"])
    yield from (row.get("aliases") or "").split("|")


@dataclass(frozen=True, slots=True)
class Countries:
    """The countries of one file.

    Attributes:
        names: ISO 3166-1 alpha-2 code to (French name, English name).
        spellings: every known spelling, run together without accents, to its code.
    """

    names: Mapping[str, tuple[str, str]]
    spellings: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file with columns code, alpha3, fr, en, aliases (``|`` between aliases).

        A comma or, as French spreadsheets write, a semicolon separates the columns. Where two rows
        claim one spelling the first keeps it.

        Args:
            path: the file, UTF-8 with or without a byte-order mark.

        Raises:
            OSError: the file cannot be read.
            KeyError: a column is missing.
        """
        names: dict[str, tuple[str, str]] = {}
        full: dict[str, str] = {}
        reduced: dict[str, str] = {}
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            delimiter = ";" if header.count(";") > header.count(",") else ","
            for row in csv.DictReader(file, delimiter=delimiter):
                code = row["code"].strip().upper()
                names[code] = (row["fr"].strip(), row["en"].strip())
                for spelling in _spellings(row):
                    full.setdefault(squash(spelling), code)
                    reduced.setdefault(_reduced(spelling), code)
        known = reduced | full
        known.pop("", None)
        return cls(names, known)

    def with_own(self, path: Path) -> Self:
        """These countries with an organiser's own names and aliases, which win.

        Args:
            path: a file as ``load`` reads it, where only the column code is needed; one that cannot
                be read changes nothing.
        """
        names, spellings = dict(self.names), dict(self.spellings)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                header = file.readline()
                file.seek(0)
                delimiter = ";" if header.count(";") > header.count(",") else ","
                rows = list(csv.DictReader(file, delimiter=delimiter))
        except (OSError, ValueError, csv.Error):
            return self
        for row in rows:
            code = (row.get("code") or "").strip().upper()
            if len(code) != 2 or not code.isalpha():
                continue
            shown = names.get(code, (code, code))
            french, english = ((row.get(name) or "").strip() for name in ("fr", "en"))
            names[code] = (french or shown[0], english or shown[1])
            for spelling in (code, french, english, *(row.get("aliases") or "").split("|")):
                if squash(spelling):
                    spellings[_reduced(spelling)] = spellings[squash(spelling)] = code
        return type(self)(names, spellings)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every alpha-2 code of the file, in alphabetical order."""
        return tuple(sorted(self.names))

    def code(self, text: str) -> str:
        """Find the alpha-2 code of a country as typed, or an empty text when nobody knows it.

        Args:
            text: a French or English name, an alias, an alpha-2 or alpha-3 code; case, accents,
                articles and "République de" do not matter.
        """
        for key in (squash(text), _reduced(text), squash(_without_style(text))):
            if key in self.spellings:
                return self.spellings[key]
        return ""

    def every_name(self, language: str) -> list[str]:
        """Every country's name in a language, for completion."""
        return sorted(self.name(code, language) for code in self.codes)

    def name(self, code: str, language: str) -> str:
        """Give the name shown to people; the code itself when the file does not have it.

        Args:
            code: alpha-2 code, any case, or empty.
            language: "fr" or "en".
        """
        both = self.names.get(code.upper())
        if both is None:
            return code
        return both[0] if language == "fr" else both[1]
