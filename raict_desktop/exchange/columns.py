"""Which column of a list means what, so that no export has to be edited before it is taken in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from raict_desktop.exchange.dialect import Record
from raict_desktop.exchange.titles import (
    BUYER,
    KNOWN,
    NEVER_WORKSHOP,
    OWN_EXCEL,
    OWN_EXCHANGE,
    WORKSHOP_VALUE,
    squash,
    squash_question,
    words,
)
from raict_desktop.exchange.workshops import Splitter, is_no, is_yes

OWN_SOURCE = "RAICT Desktop"
PLAIN_SOURCE = "CSV"
_TITLE_ROWS = 10
_NAMES = ("given_name", "family_name", "full_name", "full_name_reversed")
_OWN_MINIMUM = 15
_OPTION = re.compile(r"^(?P<question>.+?)(?: – |\s*\[)(?P<option>.+?)\]?$", re.DOTALL)

_SIGNS: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = tuple(
    (source, tuple(frozenset(map(squash, signs.split("+"))) for signs in alternatives.split("|")))
    for source, alternatives in (
        ("HelloAsso", "Référence commande+Statut de la commande|Référence commande+Nom payeur"),
        (
            "Eventbrite",
            "Order #+Attendee #|Order #+Attendee Status|Order ID+Attendee first name"
            "|N° de commande+Nom de famille du participant|Attendee first name+Barcode number"
            "|Order #+Ticket Type",
        ),
        ("pretix", "Order code+Attendee name|Attendee name: Given name|Order code+Product+E-mail"),
        ("Indico", "First Name+Last Name+Registration state|First Name+Email Address+Affiliation"),
        ("alf.io", "ID+Category+Event+Full Name"),
        ("Hi.Events", "Public ID+Product Name|Public ID+First Name|Nom du produit+Prénom"),
        ("Weezevent", "Numéro de commande+Nom participant|rate_name+barcode|tarif+code-barres"),
        ("Billetweb", "Nom acheteur+Scanné|Nom acheteur+Commande+Billet"),
        ("Framaforms", "Numéro de série+SID|webform_serial+webform_sid"),
        ("Google Forms", "Horodateur|Timestamp"),
        ("Eventmaker", "UID+Société|UID+Company"),
    )
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of one file are read.

    Attributes:
        titles: as the file writes them, line breaks made blanks.
        fields: field -> its columns, best first; of one rank only.
        source: name of the program the file comes from, or ``CSV``.
        own: ``exchange`` or ``excel`` for this program's own participants file, else empty.
        choices: columns whose cells name workshops.
        candidates: columns that may stand for one workshop each.
        buyer_fields: fields that only the buyer's columns give.
    """

    titles: tuple[str, ...]
    fields: dict[str, tuple[int, ...]]
    source: str
    own: str
    choices: tuple[int, ...]
    candidates: tuple[int, ...]
    buyer_fields: frozenset[str]
    buyer_name: tuple[int, ...] = ()

    def title(self, name: str) -> str:
        """The title of the column a field comes from; the field's own name when there is none."""
        columns = self.fields.get(name)
        return self.titles[columns[0]] if columns else name


@dataclass(frozen=True, slots=True)
class WorkshopColumns:
    """The columns that tell of workshops, once the cells have been seen.

    ``options`` are columns that stand for one workshop each, with its title; ``choices`` are those
    whose cells name workshops, with the way to take them apart.
    """

    options: dict[int, str] = field(default_factory=dict)
    choices: dict[int, Splitter] = field(default_factory=dict)


def find_titles(first: Sequence[Record]) -> int:
    """Index of the row of titles among the first rows, or -1.

    A list may begin with a heading or with three rows of titles: the row with most known titles is
    taken, the first of equals.
    """
    best, best_known = -1, 0
    for index, record in enumerate(first[:_TITLE_ROWS]):
        keys = {squash(cell) for cell in record.cells if len(cell) <= 300}
        if not keys.isdisjoint({"sid", "webformsid"}):
            return index
        fields = [known[0] for cell in record.cells if (known := _known(cell))]
        if not any(name in (*_NAMES, "nom") for name in fields):
            continue
        known_count = len(set(fields))
        if known_count > best_known:
            best, best_known = index, known_count
    return best


def _known(title: str) -> tuple[str, int] | None:
    if len(title) > 300 or not title.strip():
        return None
    return KNOWN.get(squash(title)) or KNOWN.get(squash_question(title))


def lay_out(cells: Sequence[str]) -> Layout:
    """Read a row of titles."""
    titles = tuple(" ".join(cell.split()) for cell in cells)
    keys = [squash(title) for title in titles]
    own = _own(keys)
    found: dict[str, list[tuple[int, int]]] = {}
    for index, title in enumerate(titles):
        known = _known(title)
        if known:
            found.setdefault(known[0], []).append((known[1], index))
    _settle_nom(found)
    ignored = {index for _, index in found.pop("ignored", [])}
    choices = [index for _, index in found.pop("workshops", [])]
    taken = {index for columns in found.values() for _, index in columns}
    unknown = [
        index
        for index, title in enumerate(titles)
        if title and index not in taken and index not in ignored and index not in choices
    ]
    if not own:
        choices += [i for i in unknown if WORKSHOP_VALUE.match(words(titles[i]))]
    candidates = (*unknown, *choices) if not own else ()
    best = {name: min(rank for rank, _ in columns) for name, columns in found.items()}
    fields = {
        name: tuple(index for rank, index in sorted(columns) if rank == best[name])
        for name, columns in found.items()
    }
    buyers = frozenset(name for name, rank in best.items() if rank == BUYER)
    if {"given_name", "family_name"} & buyers and set(fields) & {"full_name", "full_name_reversed"}:
        for name in ("given_name", "family_name"):
            if "full_name" not in buyers and name in buyers:
                del fields[name]
    buyer_name = tuple(
        index
        for name in ("given_name", "family_name", "full_name")
        for rank, index in found.get(name, ())
        if rank == BUYER
    )
    return Layout(
        titles,
        fields,
        _source(keys, own),
        own,
        tuple(sorted(set(choices))),
        tuple(
            i for i in sorted(set(candidates)) if not NEVER_WORKSHOP.search(words(titles[i]))
        ),
        buyers,
        buyer_name,
    )


def _own(keys: list[str]) -> str:
    present = set(keys)
    for name, titles in (("exchange", OWN_EXCHANGE), ("excel", OWN_EXCEL)):
        if len(present & set(map(squash, titles))) >= _OWN_MINIMUM:
            return name
    return ""


def _source(keys: list[str], own: str) -> str:
    if own:
        return OWN_SOURCE
    present = set(keys)
    for source, alternatives in _SIGNS:
        if any(signs <= present for signs in alternatives):
            return source
    return PLAIN_SOURCE


def _settle_nom(found: dict[str, list[tuple[int, int]]]) -> None:
    """« Nom » beside a given name is the surname; alone, or beside a surname, the whole name."""
    columns = found.pop("nom", [])
    for rank, index in columns:
        given = any(r <= BUYER - 1 for r, _ in found.get("given_name", ()))
        family = any(r <= rank for r, _ in found.get("family_name", ()))
        name = "family_name" if given and not family else "full_name"
        found.setdefault(name, []).append((rank, index))


def find_workshops(layout: Layout, records: Iterable[Record]) -> WorkshopColumns:
    """Read every cell once to tell columns of ticks from columns of titles."""
    ticking = set(layout.candidates)
    ticked: set[int] = set()
    cells: dict[int, Counter[str]] = {index: Counter() for index in layout.choices}
    seen: dict[str, bool] = {}
    for record in records:
        row = record.cells
        width = len(row)
        for index in tuple(ticking):
            cell = row[index] if index < width else ""
            if not cell or cell.isspace():
                continue
            if len(cell) > 12:
                ticking.discard(index)
                continue
            answer = seen.get(cell)
            if answer is None:
                answer = seen[cell] = is_yes(cell) or is_no(cell) or _is_places(layout, cell)
            if not answer:
                ticking.discard(index)
            elif index not in ticked and chosen(layout, cell):
                ticked.add(index)
        for index, counter in cells.items():
            if index < width and row[index]:
                counter[row[index]] += 1
    options = {index: layout.titles[index] for index in sorted(ticking & ticked)}
    return WorkshopColumns(
        _option_titles(layout, options),
        {
            index: Splitter(counter, only_bars=bool(layout.own))
            for index, counter in cells.items()
            if index not in options
        },
    )


def _is_places(layout: Layout, cell: str) -> bool:
    """Eventmaker writes how many places are left to a guest: any number but 0 is a yes."""
    return layout.source == "Eventmaker" and cell.strip().removeprefix("-").isdigit()


def chosen(layout: Layout, cell: str) -> bool:
    """Whether a cell of an option column ticks its workshop."""
    return is_yes(cell) or (_is_places(layout, cell) and not is_no(cell))


def _option_titles(layout: Layout, options: dict[int, str]) -> dict[int, str]:
    """« Question – Option » and « Question [Option] » are options where a question has several."""
    questions: Counter[str] = Counter()
    for title in layout.titles:
        if match := _OPTION.match(title):
            questions[match["question"]] += 1
    named: dict[int, str] = {}
    for index, title in options.items():
        match = _OPTION.match(title)
        several = match is not None and questions[match["question"]] > 1
        named[index] = match["option"].strip() if match and several else title
    return named
