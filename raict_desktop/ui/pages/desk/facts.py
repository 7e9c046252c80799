"""What a desk adds to an answer before it is shown: workshops of the day, country, badge, who came instead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from raict_desktop.domain.errors import UserError
from raict_desktop.domain.records import Person
from raict_desktop.ui.language import current_language, tr
from raict_desktop.ui.widgets.verdict_words import Facts

if TYPE_CHECKING:
    from raict_desktop.services.application import OpenEvent
    from raict_desktop.services.checkin import CheckinResult


def facts_of(
    event: OpenEvent, result: CheckinResult, *, at_entrance: bool, with_badge: bool
) -> Facts:
    """The answer with everything its card says.

    Args:
        event: at work.
        result: what the check-in answered.
        at_entrance: whether it is the event's entrance rather than a room's door.
        with_badge: whether badges are handed out here.
    """
    person = result.person
    titles = _titles_of_the_day(event, person, result.at) if person and at_entrance else ()
    country = event.countries.name(person.country, current_language()) if person else ""
    return Facts(
        result,
        event.local,
        titles,
        country,
        _badge_place(event, person) if person and with_badge else "",
        replaced_by=_newcomer(event, person) if person else "",
    )


def expected_with(event: OpenEvent, person: Person | None) -> int:
    """How many of somebody's delegation are still expected."""
    if person is None or not person.delegation:
        return 0
    from raict_desktop.services import groups

    members = groups.group_of(event, person).members
    return sum(not m.present and m.status.value == "registered" for m in members)


def _titles_of_the_day(event: OpenEvent, person: Person, at: datetime) -> tuple[str, ...]:
    if not person.enrolled:
        return ()
    from raict_desktop.services import programme

    day = event.local(at).date()
    return tuple(
        session.title
        for session in programme.sessions(event)
        if session.id in person.enrolled and event.local(session.start).date() == day
    )


def _newcomer(event: OpenEvent, person: Person) -> str:
    """Name of who came in this person's place."""
    if not person.replaced_by:
        return ""
    from raict_desktop.services import people

    try:
        return people.get(event, person.replaced_by).full_name
    except UserError:
        return ""  # registered at another station whose journal has not come yet


def _badge_place(event: OpenEvent, person: Person) -> str:
    """Where the printed badge waits."""
    from raict_desktop.services import trays

    place = trays.place_of(event, person.id)
    return tr("verdict.badge_tray", tray=place.tray, slot=place.slot) if place else ""
