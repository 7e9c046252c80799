"""Lines of text set in a width: cut with an ellipsis, or broken at blanks."""

from __future__ import annotations

from raict_desktop.paper.colours import INK
from raict_desktop.paper.fonts import FontFolder, ShapedText, tidy
from raict_desktop.paper.primitives import MM_PER_POINT, Text

_ELLIPSIS = "…"


class Setter:
    """Sets text in the fonts of a folder; lengths in millimetres, sizes in points."""

    def __init__(self, fonts: FontFolder) -> None:
        self._fonts = fonts

    def line(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        weight: str = "Regular",
        colour: str = INK,
        width: float = 400.0,
        align: str = "left",
    ) -> tuple[Text, ...]:
        """One line, nothing for an empty text."""
        em = size * MM_PER_POINT
        shaped = self._fonts.shape(tidy(text), weight)
        words = shaped.words
        while shaped.width * em > width and words:
            words = words[: max(0, int(len(words) * width / (shaped.width * em)) - 1)].rstrip()
            shaped = self._fonts.shape(words + _ELLIPSIS, weight)
        if not shaped.runs:
            return ()
        spare = width - shaped.width * em
        x += {"left": 0.0, "centre": spare / 2, "right": spare}[align]
        return (Text(x, baseline, size, colour, shaped.runs, shaped.words),)

    def paragraph(
        self, text: str, x: float, baseline: float, size: float, width: float, pitch: float = 1.5
    ) -> tuple[tuple[Text, ...], float]:
        """A paragraph broken at blanks; gives its lines and the baseline after the last one."""
        step = size * MM_PER_POINT * pitch
        found: list[Text] = []
        for shaped in self._broken(text, size, width):
            found.append(Text(x, baseline, size, INK, shaped.runs, shaped.words))
            baseline += step
        return tuple(found), baseline

    def lines(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        width: float,
        most: int = 2,
        weight: str = "Regular",
        pitch: float = 1.2,
    ) -> tuple[Text, ...]:
        """At most so many lines downwards from ``baseline``, the last one cut where it must be."""
        broken = [shaped.words for shaped in self._broken(text, size, width, weight)]
        kept = [*broken[: most - 1], " ".join(broken[most - 1 :])] if broken else []
        found: list[Text] = []
        for number, words in enumerate(kept):
            down = baseline + number * size * MM_PER_POINT * pitch
            found += self.line(words, x, down, size, weight=weight, width=width)
        return tuple(found)

    def _broken(
        self, text: str, size: float, width: float, weight: str = "Regular"
    ) -> list[ShapedText]:
        em = size * MM_PER_POINT
        lines: list[ShapedText] = []
        line = ""
        # Only plain blanks break a line: a no-break blank keeps its neighbours together.
        for word in (tidy(part) for part in text.split(" ") if part):
            longer = f"{line} {word}" if line else word
            if line and self._fonts.shape(longer, weight).width * em > width:
                lines.append(self._fonts.shape(line, weight))
                line = word
            else:
                line = longer
        return [*lines, self._fonts.shape(line, weight)] if line else lines
