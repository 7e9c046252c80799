"""What every badge of a run shares: fonts, pictures, flags, and the words laid out already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from raict_desktop.paper.badges.content import BadgeProblem
from raict_desktop.paper.badges.model import Element, ElementKind, Layout
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pictures import Logo, read_logo
from raict_desktop.paper.primitives import Primitive


@dataclass(frozen=True, slots=True)
class Supplies:
    """What every badge of a run shares.

    Attributes:
        fonts: the fonts.
        logos: the partners' pictures, from left to right.
        pictures: folders in which a picture element's file is looked for, first one first.
        flags: folder of ``fr.png`` and its like, or None for badges without flags.
        language: of free texts, ``fr`` or ``en``.
        set_words: what was laid out already.
    """

    fonts: FontFolder
    logos: Sequence[Logo] = ()
    pictures: tuple[Path, ...] = ()
    flags: Path | None = None
    language: str = "fr"
    _read: dict[str, Logo | None] = field(default_factory=dict)
    _flags: dict[str, Path | None] = field(default_factory=dict)
    set_words: dict[object, SetWords] = field(default_factory=dict)

    def picture(self, file: str) -> Logo | None:
        """The picture of that file name, None where there is none that can be read."""
        if file not in self._read:
            found = next((p for p in (f / file for f in self.pictures) if p.is_file()), None)
            self._read[file] = read_logo(found) if file and found else None
        return self._read[file]

    def flag(self, country_code: str) -> Path | None:
        """The flag of a country, None where it has none."""
        if self.flags is None or len(country_code) != 2 or not country_code.isalpha():
            return None
        if country_code not in self._flags:
            path = self.flags / f"{country_code.lower()}.png"
            self._flags[country_code] = path if path.is_file() else None
        return self._flags[country_code]


@dataclass(frozen=True, slots=True)
class SetWords:
    """A words element laid out; the same words come again on many badges. Problems name nobody."""

    element: Element
    primitives: tuple[Primitive, ...]
    problems: tuple[BadgeProblem, ...]


def missing_pictures(layout: Layout, supplies: Supplies) -> tuple[BadgeProblem, ...]:
    """The picture files a layout names that cannot be read; badges are drawn without them."""
    files = dict.fromkeys(
        element.file for element in layout.elements if element.kind is ElementKind.PICTURE
    )
    return tuple(
        BadgeProblem("paper.logo_unreadable", file)
        for file in files
        if file and supplies.picture(file) is None
    )
