"""Badges for the people of an event, as a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.changes import Changes
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.records import Person, Status
from raict_desktop.paper.badges import BadgeContent, BadgeRun
from raict_desktop.paper.badges import write_badges as write_pdf
from raict_desktop.services import people
from raict_desktop.services.application import OpenEvent
from raict_desktop.wording import catalogue


def category_word(category: str, language: str) -> str:
    """The word on a badge's band; a list's own category stands as it came."""
    return catalogue(language).get(f"categories.{category}", category)


def content(event: OpenEvent, person: Person, language: str = "fr") -> BadgeContent:
    """What one person's badge says."""
    return BadgeContent(
        given_name=person.given_name,
        family_name=person.family_name,
        function=person.function,
        organisation=person.organisation,
        country=event.countries.name(person.country, language) if person.country else "",
        category=category_word(person.category, language),
        category_key=person.category,
        code=person.code,
        event_title=event.info.title,
    )


def write_badges(
    event: OpenEvent,
    path: Path,
    *,
    layout: str = "a6-conference",
    sheet: str = "a4-4",
    who: str = "",
    logos: Sequence[Path] | None = None,
    language: str = "fr",
    progress: Callable[[int], None] | None = None,
) -> BadgeRun:
    """Write a PDF of badges by surname and note in the journal whose; cancelled people get none.

    Args:
        event: the open event.
        path: the PDF.
        layout: name of a badge layout.
        sheet: name of a sheet.
        who: words that select people as in the participants table; all when empty.
        logos: pictures of partners; those of the ``logos`` folder beside the event when left out.
        language: of the category and country names.
        progress: told how many badges are drawn.
    """
    if logos is None:
        folder = event.path.parent / "logos"
        logos = sorted(folder.glob("*.png")) + sorted(folder.glob("*.jpg"))
    drawn: list[str] = []
    run = write_pdf(
        path,
        _contents(event, who, language, drawn),
        fonts=paths.resources() / "fonts",
        logos=logos,
        layout=layout,
        sheet=sheet,
        progress=progress,
    )
    if not event.read_only:
        drafts = [Draft(Kind.BADGE_PRINTED, person_id) for person_id in drawn]
        event.write(drafts, Changes())
    return run


def _contents(
    event: OpenEvent, who: str, language: str, drawn: list[str]
) -> Iterator[BadgeContent]:
    query = people.PeopleQuery(words=who)
    offset = 0
    while chosen := people.page(event, query, offset, 500):
        offset += len(chosen)
        for person in chosen:
            if person.status is Status.REGISTERED:
                drawn.append(person.id)
                yield content(event, person, language)
