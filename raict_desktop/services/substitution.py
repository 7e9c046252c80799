"""Somebody comes in another's place: both stay on record, and the first one's badge admits nobody."""

from __future__ import annotations

from datetime import datetime

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import Person, Status
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.checkin import CheckinResult, check_in_person
from raict_desktop.services.people import checked


def substitute(
    event: OpenEvent,
    person_id: str,
    *,
    given_name: str,
    family_name: str,
    function: str = "",
    email: str = "",
    now: datetime | None = None,
    origin: object | None = None,
) -> CheckinResult:
    """Register somebody in another's place and let them in at the main door.

    The newcomer takes over organisation, category, delegation and workshops and gets a code of
    their own; the other's registration ends, and their badge says who came instead.

    Args:
        event: the open event.
        person_id: whose place is taken.
        given_name: the newcomer's, mandatory.
        family_name: the newcomer's, mandatory.
        function: the newcomer's.
        email: the newcomer's.
        now: time of the entries.
        origin: who asks.

    Raises:
        UserError: a name is missing or too long, the person is there already, or was replaced before.
    """
    absent = required_person(event, person_id)
    if absent.present:
        raise UserError("desk.replaced_is_present")
    if absent.replaced_by:
        raise UserError("desk.replaced_before")
    names = {
        "given_name": checked("given_name", given_name),
        "family_name": checked("family_name", family_name),
        "function": checked("function", function),
        "email": checked("email", email),
    }
    for name in ("given_name", "family_name"):
        if not names[name]:
            raise UserError("services.missing_field", field=name)
    newcomer = event.outside.new_id()
    with event.file.writing():
        event.append(_drafts(event, absent, newcomer, names), now, batch=event.outside.new_id())
    ids = frozenset({absent.id, newcomer})
    event.tell(Changes.of(Topic.PEOPLE, ids=ids), origin)
    return check_in_person(event, newcomer, source=Source.SCREEN, now=now, origin=origin)


def _drafts(event: OpenEvent, absent: Person, newcomer: str, names: dict[str, str]) -> list[Draft]:
    facts = {
        "organisation_id": absent.organisation_id,
        "category": absent.category,
        "delegation": absent.delegation,
        "head_of_delegation": int(absent.head_of_delegation),
        "protocol_rank": absent.protocol_rank,
        "status": Status.REGISTERED.value,
        "walk_in": 0,
        "replaces": absent.id,
    }
    personal = {**names, "code": event.new_code(), "protocol_contact": absent.protocol_contact}
    ended = {
        "status": Status.CANCELLED.value,
        "replaced_by": newcomer,
        "head_of_delegation": 0,
    }
    return [
        Draft(Kind.PERSON_ADDED, newcomer, facts=facts, personal=personal),
        *(Draft(Kind.ENROLLED, newcomer, session_id) for session_id in absent.enrolled),
        *(Draft(Kind.UNENROLLED, absent.id, session_id) for session_id in absent.enrolled),
        Draft(Kind.PERSON_CORRECTED, absent.id, facts=ended),
    ]


def readmit(
    event: OpenEvent,
    person_id: str,
    *,
    now: datetime | None = None,
    origin: object | None = None,
) -> CheckinResult:
    """Let a cancelled registration stand again, by the organiser's word, and let the person in.

    Raises:
        UserError: nobody has that id, or the registration stands.
    """
    person = required_person(event, person_id)
    if person.status is not Status.CANCELLED:
        raise UserError("desk.not_cancelled")
    facts: dict[str, object] = {"status": Status.REGISTERED.value}
    if person.replaced_by:
        facts["replaced_by"] = ""
    draft = Draft(Kind.PERSON_CORRECTED, person_id, facts=facts)
    event.write(
        [draft], Changes.of(Topic.PEOPLE, ids=frozenset({person_id})), origin=origin, now=now
    )
    return check_in_person(
        event, person_id, source=Source.SCREEN, override=True, now=now, origin=origin
    )
