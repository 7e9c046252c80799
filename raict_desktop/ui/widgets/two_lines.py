"""A title in at most two lines of a width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """The beginning of a text in at most two lines of a width."""
    line, words = "", text.split()
    while words and metrics.horizontalAdvance(f"{line} {words[0]}".strip()) <= width:
        line = f"{line} {words.pop(0)}".strip()
    if not line:
        return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)]
    rest = " ".join(words)
    return [line, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)] if rest else [line]
