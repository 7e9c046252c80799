"""The program's own fonts, so that every machine shows the same letters."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from raict_desktop import paths


@cache
def families() -> tuple[str, ...]:
    """Load the bundled fonts once; names of their families, Inter first, empty when missing."""
    found: list[str] = []
    for file in sorted((paths.resources() / "fonts").glob("*.[to]tf")):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            found += QFontDatabase.applicationFontFamilies(number)
    names = dict.fromkeys(found)
    # The Korean font has Chinese signs too, some of them drawn another way: it comes last.
    order = ("Inter", "Noto Sans")
    return tuple(sorted(names, key=lambda n: (*(n != o for o in order), n == "Noto Sans KR", n)))


def font(size: int, weight: int = 400, tabular: bool = False) -> QFont:
    """The interface font at ``size`` pixels; ``tabular`` gives figures of one width."""
    result = QFont()
    if families():
        result.setFamilies(list(families()))
    result.setPixelSize(size)
    result.setWeight(QFont.Weight(weight))
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result
