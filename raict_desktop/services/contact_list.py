"""The day cancelled at 13:00: whom to reach and who is there, as a file and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain import codes
from raict_desktop.domain.names import in_capitals
from raict_desktop.domain.records import Person, Status
from raict_desktop.exchange.day_files import Table, write_tables
from raict_desktop.matching.folding import fold
from raict_desktop.paper.documents.composer import Column
from raict_desktop.paper.documents.people_list import ListedPerson, write_people_list
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.day_end import make_folder
from raict_desktop.services.trays import places
from raict_desktop.storage import queries
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.wording import say

BOX = "[     ]"
"""To be ticked with a pen."""
MOST_BESIDE = 5000
"""More people than this are no list for one desk, and take seconds to write."""


def write_contact_list(
    event: OpenEvent, directory: Path, language: str = "fr"
) -> tuple[Path, Path]:
    """Write the list with contact details and who is present: a CSV for Excel and a PDF.

    Raises:
        UserError: the place cannot be written.
    """
    make_folder(directory)
    with snapshot(event.file) as db:
        people = [p for p in queries.each_person(db) if p.status is Status.REGISTERED]
    (table,) = write_tables(directory, "excel", [_table(people, language)])
    path = directory / f"{say('closing.file_contacts', language)}.pdf"
    write_paper_list(event, path, language, people=people, contacts=True)
    return table, path


def write_list_beside(event: OpenEvent, folder: Path, language: str = "fr") -> Path | None:
    """Write the list beside the backups on a stick: any computer or telephone opens it.

    Returns:
        The PDF, or None where the event is too large for a list on paper.

    Raises:
        UserError: the place cannot be written.
    """
    with snapshot(event.file) as db:
        if queries.count_people(db, queries.PeopleFilter()) > MOST_BESIDE:
            return None
    path = folder / f"{event.path.stem}.pdf"
    write_paper_list(event, path, language)
    return path


def _table(people: list[Person], language: str) -> Table:
    names = ("present", "family_name", "given_name", "organisation", "phone", "email", "function")
    return Table(
        say("closing.file_contacts", language),
        tuple(say(f"closing.column_{name}", language) for name in names),
        _rows(people),
    )


def _rows(people: list[Person]) -> Iterator[tuple[object, ...]]:
    for p in people:
        yield (
            p.present, p.family_name, p.given_name, p.organisation, p.phone, p.email, p.function,
        )  # fmt: skip


def write_paper_list(
    event: OpenEvent,
    path: Path,
    language: str = "fr",
    *,
    people: list[Person] | None = None,
    contacts: bool = False,
) -> int:
    """Write everybody registered by surname on paper; who is present is marked, who is not has a box.

    Codes are given by the letters that are typed by hand; trays stand there once badges are in them.

    Args:
        event: the open event.
        path: the PDF.
        language: of its words.
        people: the list, read when left out.
        contacts: phone and e-mail in place of code, tray and box.

    Returns:
        How many pages.

    Raises:
        UserError: the place cannot be written.
    """
    if people is None:
        with snapshot(event.file) as db:
            people = [p for p in queries.each_person(db) if p.status is Status.REGISTERED]

    def tell(key: str, **facts: object) -> str:
        return say(f"closing.{key}", language, **facts)

    waiting = {} if contacts else places(event)
    columns = (
        Column(tell("column_name"), 4.4),
        Column(tell("column_organisation"), 4.6),
        Column(tell("column_reach" if contacts else "column_code"), 4.2 if contacts else 1.7),
        *((Column(tell("column_tray"), 1.2),) if waiting else ()),
        Column(tell("column_present"), 1.5),
    )
    box = "" if contacts else BOX

    def cells(person: Person) -> tuple[str, ...]:
        if contacts:
            return (_reach(person),)
        place = waiting.get(person.id)
        return (_typed(person.code), *((place.text if place else "",) if waiting else ()))

    now = event.local(event.clock())
    present = sum(person.present for person in people)
    return write_people_list(
        path,
        [
            _listed(person, cells(person), tell("here") if person.present else box)
            for person in people
        ],
        title=event.info.title,
        lines=(
            tell("list_made", day=f"{now:%d/%m/%Y}", time=f"{now:%H:%M}"),
            tell("list_counts", registered=len(people), present=present),
        ),
        columns=columns,
        page_word=say("report.page", language, page="{page}", pages="{pages}"),
        foot=tell("list_foot"),
        fonts=paths.resources() / "fonts",
    )


def _reach(person: Person) -> str:
    return " ".join(text for text in (person.phone, person.email) if text)


def _typed(code: str) -> str:
    """What somebody types of a code; a ticket's own number whole."""
    return code[: codes.SHORT_LENGTH] if codes.is_own_code(code) else code


def _listed(person: Person, cells: tuple[str, ...], mark: str) -> ListedPerson:
    name = f"{in_capitals(person.family_name)} {person.given_name}".strip()
    letter = fold(person.family_name or person.given_name)[:1].upper()
    return ListedPerson(
        letter if letter.isalpha() else "#", (name, person.organisation, *cells, mark)
    )
