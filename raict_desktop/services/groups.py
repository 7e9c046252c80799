"""A delegation at the desk: who belongs to it, and all of them let in as one action with one undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.checkin import Policy, Verdict
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import MAIN_DOOR, Person
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import Asked, CheckinResult, record
from raict_desktop.storage import queries

MOST_COMPANIONS = 99


@dataclass(frozen=True, slots=True)
class Group:
    """People who come together; ``name`` is the delegation's, else the organisation's."""

    name: str
    members: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What became of a group.

    ``entry_id`` undoes all of it at once, empty when nobody came in; ``companions`` counts people
    without a name.
    """

    name: str
    entry_id: str
    results: tuple[CheckinResult, ...]
    companions: int

    @property
    def admitted(self) -> tuple[CheckinResult, ...]:
        """Those let in now."""
        return tuple(result for result in self.results if _let_in(result))

    @property
    def stopped(self) -> tuple[CheckinResult, ...]:
        """Those who need the desk: cancelled, or with a note that asks for somebody."""
        stays = (Verdict.ALREADY_IN,)
        return tuple(r for r in self.results if not _let_in(r) and r.verdict not in stays)


def _let_in(result: CheckinResult) -> bool:
    return result.recorded


def _by_rank(person: Person) -> tuple[bool, int]:
    return (not person.head_of_delegation, person.protocol_rank or 10_000)


def group_of(event: OpenEvent, person: Person) -> Group:
    """The people somebody comes with: their delegation, or else their organisation.

    The head of delegation stands first, then protocol rank, then the surname.
    """
    with event.file.reading() as db:
        if person.delegation:
            name, found = person.delegation, queries.people_of_delegation(db, person.delegation)
        elif person.organisation_id:
            found = queries.people_of_organisation(db, person.organisation_id)
            name = person.organisation
        else:
            name, found = person.full_name, [person]
    return Group(name, tuple(sorted(found, key=_by_rank)))


def delegation(event: OpenEvent, name: str) -> Group:
    """The delegation of that name.

    Raises:
        UserError: nobody belongs to one of that name.
    """
    with event.file.reading() as db:
        found = queries.people_of_delegation(db, name)
    if not found:
        raise UserError("desk.no_such_delegation")
    return Group(name, tuple(sorted(found, key=_by_rank)))


def delegations(event: OpenEvent) -> list[str]:
    """The delegations in use, by name."""
    with event.file.reading() as db:
        return queries.delegations(db)


def admit(
    event: OpenEvent,
    name: str,
    person_ids: Sequence[str],
    *,
    companions: int = 0,
    now: datetime | None = None,
    origin: object | None = None,
) -> GroupResult:
    """Let people in at the main door as one action, in one transaction.

    Args:
        event: the open event.
        name: of the group, as the strip of passages shows it.
        person_ids: who was ticked.
        companions: accompanying people without a name, 0 to 99, counted as people without a badge.
        now: time of the passages; the clock's when left out.
        origin: who asks.

    Raises:
        UserError: nobody was ticked, somebody is not on the list, or too many companions.
    """
    if not 0 <= companions <= MOST_COMPANIONS:
        raise UserError("desk.bad_companions", limit=MOST_COMPANIONS)
    if not person_ids and not companions:
        raise UserError("desk.nobody_ticked")
    at, batch = now or event.clock(), event.outside.new_id()
    facts = {"group": name}
    policy = Policy(timezone=event.info.timezone)
    results: list[CheckinResult] = []
    entry_id = ""
    with event.file.writing() as db:
        for person_id in dict.fromkeys(person_ids):
            person = queries.person(db, person_id)
            if person is None:
                raise UserError("services.no_such_person")
            asked = Asked(person, "", Source.GROUP, policy, at)
            result = record(event, db, asked, None, now=now, batch=batch, facts=facts)
            results.append(result)
            if _let_in(result):
                entry_id = result.entry_id
        if companions:
            counted = Draft(
                Kind.HEADCOUNT,
                checkpoint=MAIN_DOOR,
                source=Source.GROUP,
                facts={**facts, "change": companions},
            )
            entry_id = event.append([counted], now, batch)[0].id
    ids = frozenset(result.person.id for result in results if result.person)
    event.tell(Changes.of(Topic.PASSAGES, ids=ids), origin)
    return GroupResult(name, entry_id, tuple(results), companions)


def set_head(event: OpenEvent, person: Person, origin: object | None = None) -> None:
    """Mark the head of a delegation; the former one is marked no more."""
    group = group_of(event, person)
    drafts = [
        Draft(
            Kind.PERSON_CORRECTED,
            member.id,
            facts={"head_of_delegation": int(member.id == person.id)},
        )
        for member in group.members
        if member.head_of_delegation != (member.id == person.id)
    ]
    if drafts:
        ids = frozenset(draft.subject for draft in drafts)
        event.write(drafts, Changes.of(Topic.PEOPLE, ids=ids), origin=origin)
