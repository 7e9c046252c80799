"""Whom a row of a list means: somebody known, somebody of an earlier row, or somebody new."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from raict_desktop.domain.records import Person
from raict_desktop.exchange.registrations import RegistrationRow
from raict_desktop.matching.folding import fold
from raict_desktop.matching.organisations import organisation_key
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.hash_places import HashPlaces
from raict_desktop.services.people import likely_duplicates
from raict_desktop.storage import list_queries
from raict_desktop.storage.event_file import Connection

MOST_SLIPS = 150
"""New people of one list who are compared with everybody for typing errors in their names."""
Lookup = Callable[[Connection, str], list[Person]]


@dataclass(frozen=True, slots=True)
class Match:
    """Who a row means.

    Attributes:
        person: somebody known before this list, or None.
        earlier: the row means the person of an earlier row.
        clash: the row has the code or reference of an earlier row, but another name.
    """

    person: Person | None = None
    earlier: bool = False
    clash: bool = False


@lru_cache(maxsize=64)
def name_key(given: str | None, family: str | None) -> str:
    """A person's name without case, accents and the order of its words."""
    return " ".join(sorted(fold(f"{given or ''} {family or ''}").split()))


class KnownPeople:
    """People by everything that tells them apart, strongest first.

    Those who were there before are asked of the event file, so that memory does not grow with them;
    of the rows read so far only hashes are kept.

    Args:
        event: the open event.
        tickets: the list has several rows for one person, to be found by ``by_order``.
    """

    def __init__(self, event: OpenEvent, *, tickets: bool) -> None:
        self._event = event
        with event.file.reading() as db:
            self._anybody = list_queries.has_people(db)
        self._slips_left = MOST_SLIPS
        self._taken: set[int] = set()
        self._made: set[int] = set()
        self._places = HashPlaces()
        self._names = array("q")
        self._rows = array("i")
        self._ids: list[str] | None = [] if tickets else None

    @property
    def had_people(self) -> bool:
        """Whether anybody was on the list before."""
        return self._anybody

    def is_taken(self, person_id: str) -> bool:
        """Whether an earlier row meant this person."""
        return hash(person_id) in self._taken

    def is_on_list(self, person_id: str) -> bool:
        """Whether a row meant this person, or brought them; only asked where people were there before."""
        return self.is_taken(person_id) or hash(person_id) in self._made

    def match(self, row: RegistrationRow) -> Match:
        """Whom a row means: by code, reference, e-mail with name, then name with organisation.

        Somebody an earlier row meant is not meant again by name and organisation alone, so homonyms
        stay two, unless the rows do not differ in anything.
        """
        name = name_key(row.given_name, row.family_name)
        for field, text in (("code", row.code), ("reference", row.external_id)):
            if not text:
                continue
            place = self._places.get((field, text))
            if place is not None:
                return Match(earlier=True, clash=self._names[place] != hash(name))
        if _weak_mark(row, name) in self._places:
            return Match(earlier=True)
        return Match(self._known(row, name)) if self._anybody else Match()

    def row_of_same_name(self, row: RegistrationRow) -> int:
        """The first earlier row with the same name, 0 where there is none."""
        place = self._places.get(("name", name_key(row.given_name, row.family_name)))
        return 0 if place is None else self._rows[place]

    def by_order(self, row: RegistrationRow) -> str:
        """Id of the person with the same name in the same order, or with the same e-mail; or empty."""
        name = name_key(row.given_name, row.family_name)
        marks = [("order", f"{row.order} {name}")] if row.order else []
        marks += [("email", f"{row.email.lower()} {name}")] if row.email else []
        marks += [("name", name)] if not marks else []
        for mark in marks:
            place = self._places.get(mark)
            if place is not None and self._ids is not None:
                return self._ids[place]
        return ""

    def note(self, row: RegistrationRow, person_id: str, *, new: bool) -> None:
        """Note whom a row meant."""
        if not new:
            self._taken.add(hash(person_id))
        elif self._anybody:
            self._made.add(hash(person_id))
        name = name_key(row.given_name, row.family_name)
        place = len(self._names)
        self._names.append(hash(name))
        self._rows.append(row.row)
        marks = [("name", name), _weak_mark(row, name)]
        marks += [("code", row.code)] if row.code else []
        marks += [("reference", row.external_id)] if row.external_id else []
        if self._ids is not None:
            self._ids.append(person_id)
            marks += [("order", f"{row.order} {name}")] if row.order else []
        for mark in marks:
            self._places.add(mark, place)

    def forget_rows(self) -> None:
        """Give the memory back; only ``is_taken`` and ``is_on_list`` can still be asked."""
        self._places, self._names, self._rows = HashPlaces(), array("q"), array("i")
        self._ids = None

    def code_is_free(self, code: str) -> bool:
        """Whether nobody has this code, nor was given it by an earlier row."""
        if ("code", code) in self._places:
            return False
        return not (self._anybody and self._ask(list_queries.people_by_code, code))

    def alike(self, row: RegistrationRow) -> list[Person]:
        """People who were there before, whom no row meant yet, with the name or e-mail of a row."""
        if not self._anybody:
            return []
        found: dict[str, Person] = {}
        with self._event.file.reading() as db:
            given, family = fold(row.given_name or ""), fold(row.family_name or "")
            near = list_queries.people_by_name(db, given, family)
            if row.email:
                near += list_queries.people_by_email(db, row.email)
        if not near and self._slips_left:
            # Looking for typing errors takes a millisecond or two: not for thousands of new people.
            self._slips_left -= 1
            near = likely_duplicates(self._event, row.given_name or "", row.family_name or "")
            return [person for person in near if not self.is_taken(person.id)]
        wanted = set(name_key(row.given_name, row.family_name).split())
        for person in near:
            words = set(name_key(person.given_name, person.family_name).split())
            if words & wanted and not self.is_taken(person.id):
                found[person.id] = person
        return list(found.values())

    def _known(self, row: RegistrationRow, name: str) -> Person | None:
        """Somebody who was there before this list."""
        if row.code:
            for person in self._ask(list_queries.people_by_code, row.code):
                return person
        if row.external_id:
            for person in self._ask(list_queries.people_by_reference, row.external_id):
                return person
        if row.email:
            for person in self._ask(list_queries.people_by_email, row.email):
                same_name = name_key(person.given_name, person.family_name) == name
                if same_name and self._may_be(person, row):
                    return person
        with self._event.file.reading() as db:
            given, family = fold(row.given_name or ""), fold(row.family_name or "")
            same = list_queries.people_by_name(db, given, family)
        organisation = fold(row.organisation or "")
        for person in same:
            differs = row.email and person.email and row.email.lower() != person.email.lower()
            if (differs and row.code) or not self._may_be(person, row):
                continue
            if fold(person.organisation) == organisation or self._is_of(person, row):
                return person
        return None

    def _is_of(self, person: Person, row: RegistrationRow) -> bool:
        """Whether the name a row gives was merged into the person's organisation."""
        if not row.organisation:
            return False
        folded = fold(row.organisation)
        with self._event.file.reading() as db:
            named = list_queries.organisations_by_key(db, organisation_key(row.organisation))
        return any(o.id == person.organisation_id for name, o in named if fold(name) == folded)

    def _ask(self, lookup: Lookup, text: str) -> list[Person]:
        with self._event.file.reading() as db:
            return lookup(db, text)

    def _may_be(self, person: Person, row: RegistrationRow) -> bool:
        other = row.external_id and person.external_id and row.external_id != person.external_id
        return not other and not self.is_taken(person.id)


def _weak_mark(row: RegistrationRow, name: str) -> tuple[str, str]:
    """What two rows share that mean one person: e-mail and name, else everything they say.

    Rows that do not differ in anything share their code and reference as well, where they have any.
    """
    if row.email:
        return "email", f"{row.email.lower()} {name}"
    texts = (
        row.code,
        row.civility,
        row.given_name,
        row.family_name,
        row.function,
        row.organisation,
        row.country,
        row.category,
        row.phone,
        row.external_id,
        row.note,
        row.order,
        row.ticket,
        row.status,
    )
    return "whole", "\x1f".join(text or "" for text in texts)
