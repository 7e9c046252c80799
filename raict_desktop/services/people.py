"""People as the desk and the organiser handle them: found, listed, corrected, added on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from raict_desktop.domain import codes
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import PERSONAL_FIELDS, Draft, Kind, Source
from raict_desktop.domain.records import CATEGORIES, NoteLevel, Organisation, Person, Status
from raict_desktop.matching.folding import fold
from raict_desktop.matching.likeness import LIKELY, likeness
from raict_desktop.matching.search import MINIMUM
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.checkin import CheckinResult, check_in_person
from raict_desktop.services.organisation_book import OrganisationBook
from raict_desktop.storage import queries
from raict_desktop.storage.event_file import Connection
from raict_desktop.storage.snapshot import snapshot

MAX_TEXT = 200
CORRECTABLE = (PERSONAL_FIELDS - {"code"}) | {
    "organisation",
    "organisation_kind",
    "country",
    "category",
    "delegation",
    "status",
    "note_level",
    "protocol_rank",
}
MOST_RANK = 9_999
SORT_KEYS = queries.SORT_KEYS


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What the participants table shows; ``presence``: present, absent, cancelled, walk_in."""

    words: str = ""
    category: str = ""
    organisation_kind: str = ""
    presence: str = ""
    sort: str = "family_name"
    descending: bool = False


MOST_SHOWN = 500
"""People whom the words of a filter may leave of a list of hundreds of thousands: the best ones."""


def sought(event: OpenEvent, query: PeopleQuery) -> queries.PeopleFilter:
    """What the database is asked for a query."""
    words = tuple(fold(query.words).split())
    # To look for a part of a word in every row of a large list takes many seconds.
    ids = event.found_in_large(query.words, MOST_SHOWN) if words else None
    if ids is not None and len("".join(words)) < MINIMUM:
        ids, words = None, ()  # the first letter typed chooses nobody yet: the list stays
    return queries.PeopleFilter(
        words,
        query.category,
        query.organisation_kind,
        query.presence,
        query.sort if query.sort in queries.SORT_KEYS else "family_name",
        query.descending,
        None if ids is None else tuple(ids),
    )


def get(event: OpenEvent, person_id: str) -> Person:
    """One person.

    Raises:
        UserError: nobody has this id.
    """
    return required_person(event, person_id)


def page(event: OpenEvent, query: PeopleQuery, offset: int, limit: int) -> list[Person]:
    """One page of the participants table, sorted and filtered by the database."""
    wanted = sought(event, query)
    with event.file.reading() as db:
        return queries.people(db, wanted, offset, limit)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """How many people a query leaves, and some of them from a row on."""

    count: int
    offset: int
    people: tuple[Person, ...]


def page_from(db: Connection, wanted: queries.PeopleFilter, offset: int, limit: int) -> PeoplePage:
    """A page of what a connection sees."""
    found = queries.people(db, wanted, offset, limit)
    return PeoplePage(queries.count_people(db, wanted), offset, tuple(found))


def count(event: OpenEvent, query: PeopleQuery) -> int:
    """How many people the query leaves."""
    wanted = sought(event, query)
    with event.file.reading() as db:
        return queries.count_people(db, wanted)


def head_count(event: OpenEvent) -> tuple[int, int]:
    """How many people are expected, those who cancelled left out, and how many are present."""
    with event.file.reading() as db:
        return queries.head_count(db)


def everybody(event: OpenEvent) -> list[Person]:
    """Everybody, by surname."""
    with event.file.reading() as db:
        return queries.all_people(db)


def search(event: OpenEvent, words: str, limit: int = 20) -> list[Person]:
    """People for what a volunteer typed, best first; nothing below two letters."""
    found = event.found(words, limit)
    with event.file.reading() as db:
        people = [queries.person(db, person_id) for person_id in found]
    return [person for person in people if person is not None]


def likely_duplicates(
    event: OpenEvent, given_name: str, family_name: str, limit: int = 3
) -> list[Person]:
    """People already on the list who may be the one being registered, likeliest first."""
    wanted = f"{given_name} {family_name}"
    if len(fold(given_name)) < 2 or len(fold(family_name)) < 2:
        return []
    near = [
        (likeness(given_name, family_name, p.given_name, p.family_name), p)
        for p in search(event, wanted, limit=20)
    ]
    near = [(score, person) for score, person in near if score >= LIKELY]
    near.sort(key=lambda pair: -pair[0])
    return [person for _, person in near[:limit]]


def brings_its_own_codes(event: OpenEvent) -> bool:
    """Whether a list gave people codes of a ticket shop, in whatever symbology that prints."""
    with event.file.reading() as db:
        return queries.has_foreign_code(db, codes.ALPHABET, codes.LENGTH)


def categories(event: OpenEvent) -> list[str]:
    """The categories in use."""
    with event.file.reading() as db:
        return queries.categories(db)


def known_category(event: OpenEvent, text: str) -> str:
    """The category somebody means: one of the program's own, or one that a list brought.

    Raises:
        UserError: there is no such category; a new one comes with a list, never from a slip at a desk.
    """
    wanted = checked("category", text)
    if wanted in CATEGORIES:
        return wanted
    known = dict.fromkeys((*CATEGORIES, *categories(event)))
    meant = next((name for name in known if fold(name) == fold(wanted)), "")
    if not meant:
        raise UserError(
            "services.unknown_category", category=wanted[:60], known=", ".join(list(known)[:24])
        )
    return meant


def organisation_names(event: OpenEvent) -> list[str]:
    """Names of the organisations known, for completion."""
    with event.file.reading() as db:
        return [organisation.name for organisation in queries.organisations(db)]


def organisations(event: OpenEvent) -> list[Organisation]:
    """The organisations known, for completion with their countries; no passage waits meanwhile."""
    with snapshot(event.file) as db:
        return queries.organisations(db)


def clean(text: str) -> str:
    """A typed value as it is kept: blanks folded, control and direction characters taken out."""
    visible = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.split())


def checked(name: str, text: str) -> str:
    """``clean`` with the length limit every field has.

    Raises:
        UserError: longer than 200 characters.
    """
    value = clean(text)
    if len(value) > MAX_TEXT:
        raise UserError("services.too_long", field=name, limit=MAX_TEXT)
    return value


def add_walk_in(
    event: OpenEvent,
    *,
    given_name: str,
    family_name: str,
    organisation: str,
    function: str = "",
    country: str = "",
    category: str = "participant",
    email: str = "",
    check_in: bool = True,
    now: datetime | None = None,
    origin: object | None = None,
) -> CheckinResult | Person:
    """Register somebody on the spot and, unless told otherwise, let them in.

    Args:
        event: the open event.
        given_name: mandatory.
        family_name: mandatory.
        organisation: mandatory; one known by that name is used again.
        function: as they say it.
        country: of the organisation, as a name in French or English or a code.
        category: one of the event's categories; empty for ``participant``.
        email: optional.
        check_in: also record the entry at the main door.
        now: time of both entries.
        origin: who asks.

    Raises:
        UserError: a mandatory field is empty, a country or category unknown, a text too long.
    """
    values = {
        "given_name": checked("given_name", given_name),
        "family_name": checked("family_name", family_name),
        "function": checked("function", function),
        "email": checked("email", email),
    }
    organisation = checked("organisation", organisation)
    for name, value in (*list(values.items())[:2], ("organisation", organisation)):
        if not value:
            raise UserError("services.missing_field", field=name)
    country_code = _country(event, country)
    category = known_category(event, category or "participant")
    person_id = event.outside.new_id()
    with event.file.writing():
        book = OrganisationBook(event)
        found = book.find(organisation, "", country_code, Source.SCREEN)
        facts = {
            "organisation_id": found.id if found else "",
            "category": category,
            "delegation": "",
            "status": Status.REGISTERED.value,
            "walk_in": 1,
        }
        personal = {**values, "code": event.new_code()}
        person = Draft(Kind.PERSON_ADDED, person_id, facts=facts, personal=personal)
        event.append([*book.drafts, person], now)
    topics = [Topic.PEOPLE] + ([Topic.ORGANISATIONS] if book.drafts else [])
    event.tell(Changes.of(*topics, ids=frozenset({person_id})), origin)
    if not check_in:
        return required_person(event, person_id)
    return check_in_person(event, person_id, source=Source.SCREEN, now=now, origin=origin)


def _country(event: OpenEvent, text: str) -> str:
    if not text.strip():
        return ""
    code = event.countries.code(text)
    if not code:
        raise UserError("services.unknown_country", country=clean(text)[:60])
    return code


def _rank(text: str) -> str:
    """The protocol rank typed, "0" for none."""
    digits = text or "0"
    if not (digits.isascii() and digits.isdecimal() and int(digits[:6]) <= MOST_RANK):
        raise UserError("desk.bad_rank", limit=MOST_RANK)
    return str(int(digits))


def correct(
    event: OpenEvent,
    person_id: str,
    changes: Mapping[str, str],
    origin: object | None = None,
) -> Person:
    """Correct fields of a person; only what differs is journalled.

    Args:
        event: the open event.
        person_id: who.
        changes: new texts by field; ``organisation``, ``organisation_kind`` and ``country`` go
            together to another or a new organisation.
        origin: who asks.

    Raises:
        UserError: an unknown field or value, an empty name, a text too long.
    """
    with event.file.writing():
        drafts = correction(event, person_id, changes)
        if drafts:
            event.append(drafts)
    if drafts:
        topics = [Topic.PEOPLE] + ([Topic.ORGANISATIONS] if len(drafts) > 1 else [])
        event.tell(Changes.of(*topics, ids=frozenset({person_id})), origin)
    return required_person(event, person_id)


def correction(event: OpenEvent, person_id: str, changes: Mapping[str, str]) -> list[Draft]:
    """The entries that correct a person as ``correct`` does; none where nothing differs.

    To be asked inside the transaction that writes them.

    Raises:
        UserError: as ``correct``.
    """
    unknown = set(changes) - CORRECTABLE
    if unknown:
        raise UserError("services.unknown_field", field=sorted(unknown)[0])
    person = required_person(event, person_id)
    wanted = {name: checked(name, text) for name, text in changes.items()}
    if not wanted.get("given_name", "x") and not wanted.get("family_name", "x"):
        raise UserError("services.missing_field", field="family_name")
    if wanted.get("status", person.status) not in set(Status):
        raise UserError("services.unknown_field", field="status")
    if wanted.get("note_level", person.note_level) not in set(NoteLevel):
        raise UserError("services.unknown_field", field="note_level")
    if "protocol_rank" in wanted:
        wanted["protocol_rank"] = _rank(wanted["protocol_rank"])
    same = {name for name, text in wanted.items() if text == str(getattr(person, name))}
    wanted = {name: text for name, text in wanted.items() if name not in same}
    if not wanted:
        return []
    if "category" in wanted:
        wanted["category"] = known_category(event, wanted["category"] or "participant")
    drafts: list[Draft] = []
    plain = {"category", "delegation", "status", "note_level"}
    facts: dict[str, object] = {n: t for n, t in wanted.items() if n in plain}
    if "protocol_rank" in wanted:
        facts["protocol_rank"] = int(wanted["protocol_rank"])
    if wanted.get("status") == Status.REGISTERED and person.replaced_by:
        # Admitted again: from now on nobody stands in for this person.
        facts["replaced_by"] = ""
    if wanted.keys() & {"organisation", "organisation_kind", "country"}:
        book = OrganisationBook(event)
        country = person.country
        if "country" in wanted:
            country = _country(event, wanted["country"])
        kind = wanted.get("organisation_kind", "")
        name = wanted.get("organisation", person.organisation)
        found = book.find(name, kind, country, Source.SCREEN)
        drafts += book.drafts
        facts["organisation_id"] = found.id if found else ""
    personal = {name: text for name, text in wanted.items() if name in PERSONAL_FIELDS}
    drafts.append(Draft(Kind.PERSON_CORRECTED, person_id, facts=facts, personal=personal))
    return drafts
