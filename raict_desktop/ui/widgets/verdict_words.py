"""What a verdict says, line by line in the order a volunteer reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from raict_desktop.domain import codes
from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import NoteLevel, Person
from raict_desktop.ui.language import time_sentence, tr

if TYPE_CHECKING:
    from raict_desktop.services.checkin import CheckinResult

WORD_SIZE, NAME_SIZE, ORGANISATION_SIZE, REST_SIZE = 64, 48, 28, 18
"""Least sizes in pixels of the lines on a desk's card."""

JUST_NOW_S = 60
"""Below this an entry at another desk is told by how long ago it was, not by the clock."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A result with what the desk adds to it.

    Attributes:
        result: what the check-in answered.
        local: turns UTC into the event's time.
        workshops: today's sessions of the person.
        country: the country's name.
        badge: where the badge is, or that it is being printed.
        replaced_by: the name of who came in this person's place.
    """

    result: CheckinResult
    local: Callable[[datetime], datetime] = lambda moment: moment
    workshops: tuple[str, ...] = ()
    country: str = ""
    badge: str = ""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A text with its size and weight, how small it may become, its most lines, the gap above."""

    text: str
    size: int
    weight: int
    smallest: int
    lines: int
    gap: float


def word(facts: Facts | None) -> str:
    """The verdict's word, or the ready sentence."""
    if facts is None:
        return tr("verdict.ready")
    result = facts.result
    if result.verdict is Verdict.WELCOME and result.direction is Direction.EXIT:
        return tr("verdict.goodbye")
    return tr(f"verdict.{result.verdict.value}")


def reason(facts: Facts | None) -> str:
    """Why, in words; empty for a plain welcome."""
    if facts is None:
        return tr("verdict.ready_hint")
    result = facts.result
    if result.reason is Reason.ALREADY_IN:
        if result.since is None:
            return ""
        since = tr("verdict.already_in_since", time=time_sentence(facts.local(result.since)))
        ago = round((result.at - result.since).total_seconds())
        if not result.elsewhere:
            return since
        if 0 <= ago < JUST_NOW_S:
            return tr("verdict.already_in_just_now", station=result.elsewhere, seconds=ago)
        return tr("verdict.already_in_elsewhere", since=since, station=result.elsewhere)
    if result.reason is Reason.REPLACED and facts.replaced_by:
        return tr("verdict.reason_replaced_by", name=facts.replaced_by)
    if result.reason is Reason.NOTE:
        return ""  # the note itself says it, in bold
    return tr(f"verdict.reason_{result.reason.value}") if result.reason.value else ""


def lines(facts: Facts | None, *, compact: bool = False) -> list[Line]:
    """Everything on the card in reading order.

    Word, name, organisation, function and country, where the badge is, today's workshops, notes.
    """
    if facts is None:
        return [Line(word(None), 28, 600, 20, 2, 0), Line(reason(None), 15, 400, 13, 3, 0)]
    result, small = facts.result, 2 if compact else 0
    found = [Line(word(facts), WORD_SIZE, 700, 24, 1 if compact else 2, 0)]
    already = result.reason is Reason.ALREADY_IN
    if already:
        found.append(Line(reason(facts), 36, 700, 20, 1, 4))
    person = result.person
    if person:
        detail = " · ".join(t for t in (person.function, facts.country) if t)
        found += [
            Line(person.full_name, NAME_SIZE, 700, 24, 2, 20 - 4 * small),
            Line(person.organisation, ORGANISATION_SIZE, 500, 18, 2, 8),
            Line(detail, REST_SIZE, 400, 15, 2, 8),
        ]
    elif result.code:
        found.append(Line(codes.shown(result.code), ORGANISATION_SIZE, 500, 16, 2, 16))
    if not already:
        found.append(Line(reason(facts), 20, 600, 16, 3, 16 - 4 * small))
    if result.late is not None:
        minutes = int(result.late.total_seconds() // 60)
        found.append(Line(tr("verdict.late", count=minutes), REST_SIZE, 600, 15, 1, 10))
    if result.left_session:
        left = tr("verdict.left_session", title=result.left_session)
        found.append(Line(left, REST_SIZE, 400, 15, 2, 10))
    if person:
        found.append(Line(facts.badge, REST_SIZE, 600, 15, 1, 10))
        if facts.workshops:
            today = tr("verdict.today", sessions=", ".join(facts.workshops))
            found.append(Line(today, REST_SIZE, 400, 15, 3, 10))
        found += _notes(person, compact)
    return [line for line in found if line.text]


def _notes(person: Person, compact: bool) -> list[Line]:
    """The note by its level, and who is told of a protocol guest; neither at a room's door."""
    if compact:
        return []
    found = []
    if person.note:
        marked = person.note_level is not NoteLevel.INFO
        text = tr(f"verdict.note_{person.note_level.value}", note=person.note)
        found.append(Line(text, 20 if marked else REST_SIZE, 700 if marked else 400, 15, 4, 12))
    if person.protocol:
        contact = person.protocol_contact
        key = "verdict.protocol_tell" if contact else "verdict.protocol"
        found.append(Line(tr(key, contact=contact), REST_SIZE, 500, 15, 2, 12))
    return found
