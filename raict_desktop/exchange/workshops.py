"""Workshop choices: every platform lays them out in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from raict_desktop.exchange.delimited import Line
from raict_desktop.exchange.spelling import alive, fold, tidy, yes_or_no

_HINT = re.compile(r"\b(?:ateliers?|workshops?|sessions?|seances?|creneaux?|time slot)\b")
_PREFIX = re.compile(
    r"^\s*(?:choix\s+(?:d['’]|des\s+|de\s+l['’]))?(?:micro-)?(?:ateliers?|workshops?)"
    r"\s*(?:\d+\s*)?(?:[:–—]|\s-)\s*",
    re.IGNORECASE,
)
_OPTION = re.compile(r"^.*(?:atelier|workshop|session|s[ée]ance).*?\s[–—]\s(.+)$", re.IGNORECASE)
# Ticks that every form has and that are no workshop.
_OTHER_TICKS = re.compile(
    r"accept|consent|autoris|agree|newsletter|rgpd|gdpr|privacy|confidential|image|droit|dejeun|"
    r"repas|lunch|dinner|diner|cocktail|menu|veget|vegan|scan|pay|checked|check in|pmr|mobilit|"
    r"handicap|montant|email|commande|opt in|certifi|condition|premiere|interpr|langue|"
    r"numero|webform|\bsid\b|soumission"
)


def chosen_titles(cell: str, *, own: bool) -> list[str]:
    """List the titles in one cell.

    Args:
        cell: titles joined by " | ", else ";", else ", ".
        own: a file of the program's own, where only " | " separates (titles hold commas).

    """
    marks = (" | ",) if own else (" | ", ";", ", ")
    mark = next((mark for mark in marks if mark in cell), "\0")
    return [title.strip() for title in cell.split(mark) if title.strip()]


def choice_columns(
    titles: tuple[str, ...],
    options: tuple[str, ...],
    body: list[Line],
    taken: frozenset[int],
    source: str,
) -> dict[int, str]:
    """Columns that hold choices: a workshop's title where cells are ticks, "" where they name it.

    Args:
        titles: of every column.
        options: second titles of form exports, "" elsewhere.
        body: the records.
        taken: columns that hold another field.
        source: the platform.

    """
    folded = [fold(title) for title in titles]
    priced = {title.removeprefix("montant ") for title in folded if title.startswith("montant ")}
    found: dict[int, str] = {}
    for column, title in enumerate(titles):
        if column in taken or not title or _OTHER_TICKS.search(folded[column]):
            continue
        if folded[column] in {"participant", "present", "billet", "tarif", "code promo"}:
            continue
        values = {_value(line, column) for line in body}
        hinted = bool(_HINT.search(folded[column]))
        ticks = values - {""}
        counted = source == "eventmaker" and all(re.fullmatch(r"-?\d+", v) for v in ticks)
        if ticks and (counted or all(yes_or_no(value) is not None for value in ticks)):
            if counted or hinted or folded[column] in priced or any(map(yes_or_no, ticks)):
                found[column] = options[column] or _bare(title)
        elif hinted and ticks and not _all_numbers(ticks):
            found[column] = ""
    return found


def _value(line: Line, column: int) -> str:
    return tidy(alive(line.cells[column])) if column < len(line.cells) else ""


def _bare(title: str) -> str:
    """Give the workshop's own title, without "Atelier 3 : " or "Your workshops – " in front."""
    option = _OPTION.match(title)
    return option[1].strip() if option else (_PREFIX.sub("", title) or title)


def _all_numbers(values: Iterable[str]) -> bool:
    return all(re.fullmatch(r"[\d.,\s-]+", value) for value in values)
