"""Badges for the people of an event: their words, and a PDF of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.records import Person, Session, Status
from raict_desktop.paper.badges import BadgeContent, BadgeProblem, BadgeRun, Layout
from raict_desktop.paper.badges.run import PageSetup
from raict_desktop.paper.badges.run import write_badges as write_pdf
from raict_desktop.paper.badges.sheets import Calibration, Sheet
from raict_desktop.paper.badges.supplies import Supplies
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pictures import read_logos
from raict_desktop.paper.text import capitals
from raict_desktop.services import event_pictures, layouts, people, programme, trays
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import figure_rows, paper_rows, queries
from raict_desktop.storage.snapshot import snapshot
from raict_desktop.wording import catalogue

ORDERS = ("name", "organisation", "protocol", "tray")
"""Orders of a run: by surname; by organisation; by category, then organisation; by tray."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose badges, in which order, on what.

    Attributes:
        layout: name of a layout.
        sheet: name of a sheet; the layout's own when empty.
        who: words that select people as in the participants table; all when empty.
        ids: these people and nobody else, in ``order``; everybody whom ``who`` selects when empty.
        order: one of ``ORDERS``.
        missing_only: leave out people whose badge has been printed.
        corrected: take those whose badge no longer says what the list says, besides those that
            ``missing_only`` takes; without it, only those.
        start: first free place of a half-used sheet, from 0; None for where the printer's last sheet ended.
        marks: crop marks; those of the sheet when None.
        calibration: of the printer.
    """

    layout: str = "a6-conference"
    sheet: str = ""
    who: str = ""
    ids: tuple[str, ...] = ()
    order: str = "name"
    missing_only: bool = False
    corrected: bool = False
    start: int | None = None
    marks: bool | None = None
    calibration: Calibration = field(default_factory=Calibration)


def category_word(category: str, language: str) -> str:
    """The word on a badge's band; a list's own category stands as it came."""
    return catalogue(language).get(f"categories.{category}", category)


def content(
    event: OpenEvent,
    person: Person,
    language: str = "fr",
    sessions: Sequence[Session] | None = None,
) -> BadgeContent:
    """What one person's badge says.

    Args:
        event: the open event.
        person: whose badge.
        language: of category and country.
        sessions: the programme, where the caller has it at hand.
    """
    chosen = [
        session.title
        for session in (programme.sessions(event) if sessions is None else sessions)
        if session.id in person.enrolled
    ]
    return BadgeContent(
        given_name=person.given_name,
        family_name=person.family_name,
        function=person.function,
        organisation=person.organisation,
        country=event.countries.name(person.country, language) if person.country else "",
        category=category_word(person.category, language),
        category_key=person.category,
        code=person.code,
        workshops=tuple(chosen),
        event_title=event.info.title,
        country_code=person.country,
        delegation=person.delegation,
        event_place=event_place(event, language),
    )


def event_place(event: OpenEvent, language: str) -> str:
    """When and where the event is, as it stands on paper: 29 – 30 juin 2026 · Strasbourg."""
    info = event.info
    last = info.first_day + timedelta(days=info.days - 1)
    return " · ".join(filter(None, (days_in_words(info.first_day, last, language), info.venue)))


def days_in_words(first: date, last: date, language: str) -> str:
    """One day, or the first and the last, saying month and year once where they are the same."""

    def words(day: date, *, month: bool, year: bool) -> str:
        number = "1er" if day.day == 1 and language == "fr" else str(day.day)
        said = [number]
        if month:
            said.append(catalogue(language)[f"attendance.month_{day.month}"])
        if year:
            said.append(str(day.year))
        # Neither a day nor a year stands alone at a line's end.
        return "\u00a0".join(said)

    end = words(last, month=True, year=True)
    if first == last:
        return end
    same_year = first.year == last.year
    same_month = same_year and first.month == last.month
    begin = words(first, month=not same_month, year=not same_year)
    return f"{begin} – {end}"


def supplies(
    event: OpenEvent,
    language: str = "fr",
    logos: Sequence[Path] | None = None,
    fonts: FontFolder | None = None,
) -> tuple[Supplies, tuple[BadgeProblem, ...]]:
    """Fonts, logos and flags for a run of badges, and the logos that cannot be read.

    Args:
        event: the open event.
        language: of the layout's free texts.
        logos: pictures of partners; those of the event when left out.
        fonts: to use again; loaded when left out.
    """
    event_pictures.share_pictures(event)
    read, unreadable = read_logos(event_pictures.logos(event) if logos is None else logos)
    found = Supplies(
        fonts or FontFolder(paths.resources() / "fonts"),
        read,
        (*event_pictures.folders(event), paths.resources() / "logos"),
        paths.resources() / "flags",
        language,
    )
    problems = tuple(BadgeProblem("paper.logo_unreadable", path.name) for path in unreadable)
    return found, problems


def chosen_people(event: OpenEvent, wanted: Wanted) -> Iterator[Person]:
    """The people who get a badge, in order; cancelled registrations get none.

    Raises:
        UserError: ``paper.unknown_layout`` for an unknown order.
    """
    if wanted.order not in ORDERS:
        raise UserError("paper.unknown_layout", name=wanted.order, known=", ".join(ORDERS))
    found: Iterable[Person]
    if wanted.ids:
        found = [people.get(event, person_id) for person_id in dict.fromkeys(wanted.ids)]
    else:
        found = _selected(event, wanted)
    due = _due(event, wanted)
    if wanted.order == "organisation" and wanted.ids:
        found = sorted(found, key=lambda person: person.organisation.casefold())
    elif wanted.order == "protocol":
        found = sorted(found, key=_protocol)
    elif wanted.order == "tray":
        places = trays.places(event)
        last = len(places) + 1
        found = sorted(found, key=lambda p: places[p.id].slot if p.id in places else last)
    for person in found:
        if person.status is Status.REGISTERED and due(person.id):
            yield person


def chosen_count(event: OpenEvent, wanted: Wanted) -> int:
    """How many people ``chosen_people`` gives, without holding them or putting them in order."""
    if wanted.ids:
        return sum(1 for _ in chosen_people(event, wanted))
    if not (wanted.who or wanted.missing_only or wanted.corrected):
        with event.file.reading() as db:
            return sum(
                row.people for row in figure_rows.sorts(db) if row.status == Status.REGISTERED
            )
    due = _due(event, wanted)
    found = _selected(event, replace(wanted, order="name"))
    return sum(person.status is Status.REGISTERED and due(person.id) for person in found)


AT_ONCE = 500
"""People read under one lock: a scan waits some milliseconds for them at most."""
_ON_THE_BADGE = frozenset(
    {
        "given_name",
        "family_name",
        "function",
        "organisation_id",
        "country",
        "category",
        "delegation",
    }
)


def _due(event: OpenEvent, wanted: Wanted) -> Callable[[str], bool]:
    """Whether a person's badge is wanted: never printed, or corrected since, where that is asked."""
    if not wanted.missing_only and not wanted.corrected:
        return lambda _person_id: True
    printed = times_printed(event) if wanted.missing_only else None
    corrected: frozenset[str] = frozenset()
    if wanted.corrected:
        with event.file.reading() as db:
            corrected = paper_rows.corrected_since_printed(db, _ON_THE_BADGE)
    return lambda person_id: (
        (printed is not None and not printed.get(person_id)) or person_id in corrected
    )


PROTOCOL = ("ambassade", "elu", "delegation", "intervenant", "partenaire", "presse", "participant")
"""The order of categories for a protocol desk; others follow."""


def _protocol(person: Person) -> tuple[int, int, str]:
    """The rank the organiser typed, then the category, then the organisation."""
    rank = person.protocol_rank or 1_000_000
    category = PROTOCOL.index(person.category) if person.category in PROTOCOL else len(PROTOCOL)
    return (rank, category, person.organisation.casefold())


def _selected(event: OpenEvent, wanted: Wanted) -> Iterator[Person]:
    """Those sought, in the database's order: the ids beside the desk at once, then the people of a few."""
    sort = "organisation" if wanted.order in ("organisation", "protocol") else "family_name"
    filtered = people.sought(event, people.PeopleQuery(words=wanted.who, sort=sort))
    with snapshot(event.file) as db:
        ids = queries.people_ids(db, filtered)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        with event.file.reading() as db:
            read = queries.people_by_ids(db, some)
        yield from (read[person_id] for person_id in some if person_id in read)


def setup_of(event: OpenEvent, wanted: Wanted) -> tuple[Layout, PageSetup]:
    """The layout and the pages that are wanted.

    Raises:
        UserError: ``paper.unknown_layout`` for a layout or sheet that nobody knows.
    """
    layout = layouts.layout(event, wanted.layout)
    sheet: Sheet = layouts.sheet(event, wanted.sheet or layout.sheet)
    return layout, PageSetup(sheet, wanted.start or 0, wanted.marks, wanted.calibration)


def write_badges(
    event: OpenEvent,
    path: Path,
    *,
    layout: str = "a6-conference",
    sheet: str = "",
    who: str = "",
    logos: Sequence[Path] | None = None,
    language: str = "fr",
    progress: Callable[[int], None] | None = None,
    wanted: Wanted | None = None,
) -> BadgeRun:
    """Write a PDF of badges and note in the journal whose; cancelled people get none.

    Args:
        event: the open event.
        path: the PDF.
        layout: name of a badge layout.
        sheet: name of a sheet; the layout's own when empty.
        who: words that select people as in the participants table; all when empty.
        logos: pictures of partners; those of the event when left out.
        language: of the category and country names.
        progress: told how many badges are drawn.
        wanted: all of the choices at once, in place of ``layout``, ``sheet`` and ``who``.
    """
    asked = wanted or Wanted(layout=layout, sheet=sheet, who=who)
    chosen_layout, setup = setup_of(event, asked)
    shared, unreadable = supplies(event, language, logos)
    drawn: list[str] = []
    run = write_pdf(
        path,
        contents(event, chosen_people(event, asked), language, drawn),
        layout=chosen_layout,
        supplies=shared,
        setup=setup,
        progress=progress,
    )
    note_printed(event, drawn, printer="pdf", layout=chosen_layout.name)
    return BadgeRun(run.badges, run.pages, unreadable + run.problems, run.next_place)


def unprintable(chosen: Iterable[Person]) -> tuple[BadgeProblem, ...]:
    """The badges with signs that no font draws: named before anything is printed."""
    fonts = FontFolder(paths.resources() / "fonts")
    found = []
    for person in chosen:
        said = {
            "given_name": person.given_name,
            "family_name": person.family_name + capitals(person.family_name),
            "function": person.function,
            "organisation": person.organisation,
        }
        for field_, words in said.items():
            if signs := fonts.missing(words):
                facts = {"field": field_, "characters": " ".join(signs[:8])}
                found.append(BadgeProblem("paper.missing_glyph", person.full_name, facts))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be known of badges before they go to a printer.

    Attributes:
        ids: whose badges, in order.
        printed: how many of these people have had one before.
        unprintable: what no font of ours can write.
    """

    ids: tuple[str, ...]
    printed: int
    unprintable: tuple[BadgeProblem, ...]


def look_through(event: OpenEvent, wanted: Wanted) -> Look:
    """Whose badges are wanted and what is to be asked of them; a long list takes its time.

    Raises:
        UserError: as ``chosen_people``.
    """
    ids: list[str] = []

    def noted() -> Iterator[Person]:
        for person in chosen_people(event, wanted):
            ids.append(person.id)
            yield person

    lacking = unprintable(noted())
    printed = times_printed(event)
    return Look(tuple(ids), sum(one in printed for one in ids), lacking)


def contents(
    event: OpenEvent, whose: Iterator[Person], language: str, drawn: list[str]
) -> Iterator[BadgeContent]:
    """The words of badges one by one; ``drawn`` collects the ids."""
    sessions = programme.sessions(event)
    places = trays.places(event)
    for person in whose:
        drawn.append(person.id)
        said = content(event, person, language, sessions)
        place = places.get(person.id)
        yield said if place is None else replace(said, tray=place.text)


def is_printed(event: OpenEvent, person_id: str) -> bool:
    """Whether this person's badge was printed, here or on a station whose journal is here."""
    with event.file.reading() as db:
        return queries.badge_count(db, person_id) > 0


def times_printed(event: OpenEvent) -> dict[str, int]:
    """How many times each person's badge was printed; people without one are left out."""
    with event.file.reading() as db:
        return paper_rows.times_printed(db)


def note_printed(
    event: OpenEvent, ids: Sequence[str], *, printer: str, layout: str, origin: object | None = None
) -> None:
    """Journal that these badges were printed; nothing for a file that cannot be written."""
    if event.read_only or not ids:
        return
    facts = {"printer": printer, "layout": layout}
    drafts = [Draft(Kind.BADGE_PRINTED, person_id, facts=facts) for person_id in ids]
    event.write(drafts, Changes.of(Topic.BADGES, ids=frozenset(ids)), origin=origin)
