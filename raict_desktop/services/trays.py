"""Printed badges in trays: sorted, numbered, and told at the desk as « Bac C, 128 »."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.records import Person
from raict_desktop.paper.badges import tray_pages
from raict_desktop.paper.badges.tray_pages import TrayWords
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pdf import write_pages
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import paper_rows, queries
from raict_desktop.wording import say

LEAST, MOST = 5, 500


@dataclass(frozen=True, slots=True)
class TrayPlace:
    """Where a printed badge waits: the tray's letter and the badge's number over all trays."""

    tray: str
    slot: int

    @property
    def text(self) -> str:
        """As it stands on a badge: ``C 128``."""
        return f"{self.tray} {self.slot}"


@dataclass(frozen=True, slots=True)
class Tray:
    """A tray: its letter, its first and last number, and the people whose badges are in it."""

    name: str
    first: int
    people: tuple[Person, ...]

    @property
    def last(self) -> int:
        """The number of the last badge."""
        return self.first + len(self.people) - 1


def tray_name(number: int) -> str:
    """A, B, … Z, AA, AB, … for 0, 1, …."""
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def divide(people: Iterable[Person], size: int) -> list[Tray]:
    """People in their order, ``size`` to a tray."""
    whole = list(people)
    return [
        Tray(tray_name(number), at + 1, tuple(whole[at : at + size]))
        for number, at in enumerate(range(0, len(whole), size))
    ]


def fill_trays(
    event: OpenEvent, people: Sequence[Person], size: int, *, origin: object | None = None
) -> list[Tray]:
    """Number badges in the order given and keep where each one waits; older places are forgotten.

    Args:
        event: the open event.
        people: in the order of the trays.
        size: badges in a tray.
        origin: who asks, for the screens.

    Raises:
        UserError: ``paper.tray_size`` (5 to 500), ``paper.no_badges``.
    """
    if not LEAST <= size <= MOST:
        raise UserError("paper.tray_size", least=LEAST, most=MOST)
    if not people:
        raise UserError("paper.no_badges")
    trays = divide(people, size)
    run = event.outside.new_id()
    drafts = [
        Draft(
            Kind.TRAY_FILLED,
            tray.name,
            facts={"run": run, "first": tray.first, "people": [p.id for p in tray.people]},
        )
        for tray in trays
    ]
    event.write(drafts, Changes.of(Topic.BADGES), origin=origin)
    return trays


def places(event: OpenEvent) -> dict[str, TrayPlace]:
    """Where each person's badge waits, by person."""
    with event.file.reading() as db:
        found = paper_rows.tray_slots(db)
    return {person_id: TrayPlace(*slot) for person_id, slot in found.items()}


def place_of(event: OpenEvent, person_id: str) -> TrayPlace | None:
    """Where one person's badge waits, None when it is in no tray: for the desk's verdict."""
    with event.file.reading() as db:
        found = paper_rows.tray_slot(db, person_id)
    return TrayPlace(*found) if found else None


def standing(event: OpenEvent) -> list[Tray]:
    """The trays as they were last filled, in their order."""
    with event.file.reading() as db:
        slots = paper_rows.tray_slots(db)
        everybody = {person_id: queries.person(db, person_id) for person_id in slots}
    found: dict[str, list[tuple[int, Person]]] = {}
    for person_id, (name, slot) in slots.items():
        person = everybody[person_id]
        if person is not None:
            found.setdefault(name, []).append((slot, person))
    return [
        Tray(name, slots_of[0][0], tuple(person for _, person in slots_of))
        for name, slots_of in found.items()
    ]


def tray_words(event: OpenEvent, tray: Tray, language: str) -> TrayWords:
    """What a tray's separator and label say."""
    first, last = tray.people[0], tray.people[-1]
    return TrayWords(
        say("badges.tray_name", language, name=tray.name),
        f"{tray.first} – {tray.first + len(tray.people) - 1}",
        f"{first.full_name} – {last.full_name}",
        event.info.title,
    )


def write_papers(event: OpenEvent, path: Path, kind: str, language: str = "fr") -> int:
    """Write the separators or the labels of all trays as a PDF.

    Args:
        event: the open event.
        path: the PDF.
        kind: ``separators`` or ``labels``.
        language: of the word for a tray.

    Returns:
        How many trays there are.

    Raises:
        UserError: ``paper.no_trays`` before badges were sorted, ``paper.cannot_write``.
    """
    fonts = FontFolder(paths.resources() / "fonts")
    words = [tray_words(event, tray, language) for tray in standing(event)]
    if not words:
        raise UserError("paper.no_trays")
    make = {"separators": tray_pages.separators, "labels": tray_pages.labels}[kind]
    write_pages(path, make(words, fonts), fonts, event.info.title)
    return len(words)
