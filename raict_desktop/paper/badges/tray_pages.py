"""Paper for the trays of printed badges: separators that stand between them, and their labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from raict_desktop.paper.colours import INK, QUIET
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.primitives import (
    MM_PER_POINT,
    Frame,
    Page,
    Placed,
    Primitive,
    Text,
    Transform,
)
from raict_desktop.paper.text import Style, fit

LABEL = (90.0, 50.0)
_A4 = (210.0, 297.0)
_LABEL_PLACES = tuple((15.0 + 90.0 * x, 20.0 + 50.0 * y) for y in range(5) for x in range(2))


@dataclass(frozen=True, slots=True)
class TrayWords:
    """What a tray's papers say: its name, its numbers, its first and last people, the event."""

    name: str
    numbers: str
    people: str
    event: str


def separators(trays: Iterable[TrayWords], fonts: FontFolder) -> Iterator[Page]:
    """One A4 page a tray, to be set upright before its badges: what counts stands at the top."""
    for tray in trays:
        drawn: list[Primitive] = []
        y = _words(drawn, tray.name, 20, 18, 170, Style("Bold", 150, 80, 30, 1), INK, fonts)
        y = _words(
            drawn, tray.numbers, 20, y + 4, 170, Style("SemiBold", 44, 24, 12, 1), INK, fonts
        )
        y = _words(drawn, tray.people, 20, y + 4, 170, Style("Regular", 30, 18, 9, 2), QUIET, fonts)
        _words(drawn, tray.event, 20, 275, 170, Style("Regular", 10, 8, 6, 1), QUIET, fonts)
        yield Page(*_A4, (Placed(tuple(drawn)),))


def labels(trays: Iterable[TrayWords], fonts: FontFolder) -> Iterator[Page]:
    """Labels of 90 by 50 mm for the front of each tray, ten on an A4, framed to be cut."""
    waiting: list[Placed] = []
    for tray in trays:
        x, y = _LABEL_PLACES[len(waiting)]
        waiting.append(Placed(_label(tray, fonts), Transform.moved(x, y)))
        if len(waiting) == len(_LABEL_PLACES):
            yield Page(*_A4, tuple(waiting))
            waiting = []
    if waiting:
        yield Page(*_A4, tuple(waiting))


def _label(tray: TrayWords, fonts: FontFolder) -> tuple[Primitive, ...]:
    drawn: list[Primitive] = [Frame(0, 0, *LABEL, 0, 0.15, QUIET)]
    _words(drawn, tray.name, 5, 4, 30, Style("Bold", 72, 40, 20, 1), INK, fonts)
    _words(drawn, tray.numbers, 38, 8, 48, Style("SemiBold", 24, 14, 8, 1), INK, fonts)
    _words(drawn, tray.people, 5, 33, 80, Style("Regular", 15, 10, 6, 2), QUIET, fonts)
    return tuple(drawn)


def _words(
    drawn: list[Primitive],
    words: str,
    x: float,
    y: float,
    width: float,
    style: Style,
    colour: str,
    fonts: FontFolder,
) -> float:
    """Set words from the top down; where they end."""
    fitted = fit(words, style, width, fonts)
    em = fitted.size * MM_PER_POINT
    for number, line in enumerate(fitted.lines):
        baseline = y + 0.93 * em + number * fitted.pitch * em
        drawn.append(Text(x, baseline, fitted.size, colour, line.runs, line.words))
    return y + fitted.height
