"""Workshop choices: every platform lays them out in its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from raict_desktop.exchange.spelling import fold, yes_or_no

_HINT = re.compile(
    r"\b(?:ateliers?|workshops?|sessions?|seances?|creneaux?|creneau|time slot|micro ateliers?"
    r"|\d{1,2} ?h(?: ?\d{2})?)\b"
)
_CLOCK = re.compile(r"\b\d{1,2}\s*[:hH]\s*\d{2}\b")
_PREFIX = re.compile(
    r"^\s*(?:choix\s+(?:d['’]|des\s+|de\s+l['’]))?(?:micro-)?(?:ateliers?|workshops?)"
    r"\s*(?:\d+\s*)?(?:[:–—]|\s-)\s*",
    re.IGNORECASE,
)
_OPTION = re.compile(r"^.*(?:atelier|workshop|session|s[ée]ance).*?\s[–—]\s(.+)$", re.IGNORECASE)
_BRACKETS = re.compile(r"^.*(?:atelier|workshop|session|s[ée]ance).*?\[(.+)\]\s*$", re.IGNORECASE)
# Ticks that every form has and that are no workshop.
_OTHER_TICKS = re.compile(
    r"accept|consent|autoris|agree|newsletter|rgpd|gdpr|privacy|confidential|image|droit|dejeun|"
    r"repas|lunch|dinner|diner|cocktail|menu|veget|vegan|scan|pay|checked|check in|pmr|mobilit|"
    r"handicap|montant|email|commande|opt in|certifi|condition|premiere|interpr|langue|"
    r"numero|webform|\bsid\b|soumission|hotel|navette|facture|parking|attestation|heure|"
    r"confirmation|quantity|quantite|locked|language|tags|devise|currency|order type|date|blocked|bloque|valid"
)
_NOT_CHOICES = frozenset(
    {"participant", "present", "billet", "tarif", "code promo", "group", "groupe"}
)
MAX_TITLES = 80
"""A column with more different texts than this holds no choice among workshops."""
_COMMA = re.compile(r", (?=\s*[^\sa-zß-öø-ÿœ])")
_NUMBER = re.compile(r"-?\d+")
_AMOUNT = re.compile(r"[\d.,\s€-]+")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}:\d{2}(?::\d{2})?")


@dataclass(slots=True)
class ColumnSurvey:
    """What stands in a column, gathered line by line.

    Attributes:
        filled: cells that hold anything.
        ticks: of them, those that say yes or no; ``yeses`` those that say yes.
        counts: whole numbers, ``amounts`` numbers of any kind, ``dates``, ``emails``.
        sample: the first different texts, ``MAX_TITLES + 1`` at most.
        settled: too many different texts for a choice; what they are has been seen.
    """

    filled: int = 0
    ticks: int = 0
    yeses: int = 0
    counts: int = 0
    amounts: int = 0
    dates: int = 0
    emails: int = 0
    settled: bool = False
    sample: dict[str, tuple[bool, bool, bool, bool, bool, bool]] = field(default_factory=dict)

    def take(self, value: str) -> None:
        """Note one cell."""
        if not value:
            return
        self.filled += 1
        kinds = self.sample.get(value)
        if kinds is None:
            if len(self.sample) > MAX_TITLES:
                self.settled = True
                return
            kinds = self.sample[value] = _kinds(value)
        tick, yes, count, amount, day, email = kinds
        self.ticks += tick
        self.yeses += yes
        self.counts += count
        self.amounts += amount
        self.dates += day
        self.emails += email

    @property
    def is_email(self) -> bool:
        """Whether most of the texts are e-mail addresses."""
        addresses = sum(kinds[-1] for kinds in self.sample.values())
        return addresses > 0.6 * len(self.sample) > 0

    @property
    def names_things(self) -> bool:
        """Whether a few different texts stand here, neither amounts nor dates."""
        full = self.filled > 0 and len(self.sample) <= MAX_TITLES
        return full and self.amounts < self.filled and self.dates < self.filled


def _kinds(value: str) -> tuple[bool, bool, bool, bool, bool, bool]:
    """Whether a text is a tick, a yes, a whole number, an amount, a date, an e-mail address."""
    answer = yes_or_no(value) if len(value) < 9 else None
    short = len(value) < 30
    return (
        answer is not None,
        bool(answer),
        short and _NUMBER.fullmatch(value) is not None,
        short and _AMOUNT.fullmatch(value) is not None,
        short and _DATE.fullmatch(value) is not None,
        "@" in value and " " not in value,
    )


def chosen_titles(cell: str, *, own: bool) -> list[str]:
    """List the titles in one cell.

    A comma before a small letter is taken for part of a title: "Manger, bouger" is one, as far as a
    list alone can tell.

    Args:
        cell: titles joined by " | ", line breaks, else ";", else ", ".
        own: a file of the program's own, where only " | " separates (titles hold commas).

    """
    marks = (" | ",) if own else (" | ", "\n", ";", ", ")
    mark = next((mark for mark in marks if mark in cell), "\0")
    if mark == ", " and cell[:1].isupper():
        titles = _COMMA.split(cell)
        return [" ".join(title.split()) for title in titles if title.strip()]
    return [" ".join(title.split()) for title in cell.split(mark) if title.strip()]


def choice_columns(
    titles: tuple[str, ...],
    options: tuple[str, ...],
    surveys: list[ColumnSurvey],
    taken: frozenset[int],
    source: str,
) -> Mapping[int, str]:
    """Columns that hold choices: a workshop's title where cells are ticks, "" where they name it.

    Args:
        titles: of every column.
        options: second titles of form exports, "" elsewhere.
        surveys: what stands in each column.
        taken: columns that hold another field.
        source: the platform.

    """
    folded = [fold(title) for title in titles]
    priced = {title.removeprefix("montant ") for title in folded if title.startswith("montant ")}
    found: dict[int, str] = {}
    for column, title in enumerate(titles):
        name = folded[column]
        if column in taken or not title or _OTHER_TICKS.search(_without_clock(name)):
            continue
        if name in _NOT_CHOICES:
            continue
        survey = surveys[column]
        hinted = bool(_HINT.search(name)) or bool(_CLOCK.search(title))
        counted = source == "eventmaker" and survey.counts == survey.filled
        ticked = survey.filled > 0 and (counted or survey.ticks == survey.filled)
        ticked = ticked and bool(counted or hinted or name in priced or survey.yeses)
        untouched = not survey.filled and hinted and bool(options[column] or name in priced)
        if ticked or untouched:
            found[column] = options[column] or bare_title(title)
        elif hinted and survey.names_things:
            found[column] = ""
    return found


def _without_clock(folded: str) -> str:
    """A title without its hours, whose words would look like ticks of another kind."""
    return re.sub(r"\d+ ?h ?\d*", " ", folded)


def bare_title(title: str) -> str:
    """Give the workshop's own title, without "Atelier 3 : " or "Your workshops – " in front."""
    for pattern in (_OPTION, _BRACKETS):
        option = pattern.match(title)
        if option:
            return option[1].strip()
    return _PREFIX.sub("", title) or title
