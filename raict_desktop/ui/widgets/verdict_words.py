"""What a verdict says, line by line in the order a volunteer reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from raict_desktop.domain import codes
from raict_desktop.domain.checkin import UNNAMED, Reason, Verdict
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import NoteLevel, Person
from raict_desktop.ui.language import time_sentence, tr

if TYPE_CHECKING:
    from raict_desktop.services.checkin import CheckinResult

WORD_SIZE, NAME_SIZE, ORGANISATION_SIZE, REST_SIZE = 86, 64, 38, 24
"""Sizes in pixels of the lines on a desk's card: 64, 48, 28 and 18 points at 96 to the inch.

A desk's card of a window of 1024×768 or more never goes below them, whatever it has to say.
"""
LEAST_WORD, LEAST_NAME, LEAST_ORGANISATION, LEAST_REST = 43, 32, 19, 13
"""How small they become on a laptop's screen shown at 200 %: as large on its glass as the others."""
ADMITTABLE = frozenset(
    {
        Reason.NOT_ENROLLED,
        Reason.WAITING,
        Reason.SESSION_CANCELLED,
        Reason.FULL,
        Reason.CALL,
    }
)
"""Why somebody is stopped whom the volunteer may let in all the same."""

_NOTE_ICONS = {
    NoteLevel.INFO: "info",
    NoteLevel.ATTENTION: "triangle-alert",
    NoteLevel.CALL: "phone",
}
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
    """A text of the card.

    Attributes:
        text: what it says.
        size: in pixels.
        weight: of the font.
        smallest: size it may shrink to, by itself at a room's door, at a desk on the smallest screens.
        lines: how many lines at most.
        gap: pixels above it.
        icon: name of the icon before it.
        foot: whether it stands at the foot of the card, where one looks for what is to be done.
        broken: the same text with the break it takes where one line is too short.
        boxed: whether it stands in a box of the opposite colours, to be seen first.
        rank: what is left out first of a card too small for everything; 0 never is.
        fewest: how many lines are enough on a crowded card, the last of them cut.
        in_full: whether what was cut is written once more below, smaller and whole.
        crowded: size on a crowded card, where that is another one.
    """

    text: str
    size: int
    weight: int
    smallest: int
    lines: int
    gap: float
    icon: str = ""
    foot: bool = False
    broken: str = ""
    boxed: bool = False
    rank: int = 0
    fewest: int = 1
    in_full: bool = False
    crowded: int = 0


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
        unnamed = result.elsewhere == UNNAMED
        station = tr("verdict.other_station") if unnamed else result.elsewhere
        ago = round((result.at - result.since).total_seconds())
        if not result.elsewhere:
            return since
        if 0 <= ago < JUST_NOW_S:
            return tr("verdict.already_in_just_now", station=station, seconds=ago)
        return tr("verdict.already_in_elsewhere", since=since, station=station)
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
        return [Line(word(None), 36, 600, 20, 2, 0), Line(reason(None), 18, 400, 13, 3, 0)]
    return _door_lines(facts) if compact else _desk_lines(facts)


def _door_lines(facts: Facts) -> list[Line]:
    """At a room's door: smaller, and nothing of badges and notes."""
    result = facts.result
    found = [Line(word(facts), 64, 700, 24, 1, 0)]
    already = result.reason is Reason.ALREADY_IN
    if already:
        found.append(Line(reason(facts), 36, 700, 20, 1, 4))
    if result.person:
        found += [
            Line(result.person.full_name, 48, 700, 24, 2, 12),
            Line(result.person.organisation, 28, 500, 18, 2, 8, rank=1),
            Line(_detail(facts, result.person), 18, 400, 15, 2, 8, rank=2),
        ]
    elif result.code:
        found.append(Line(codes.shown(result.code), 28, 500, 16, 2, 12))
    if not already:
        found.append(Line(reason(facts), 20, 600, 16, 3, 8))
    if result.late is not None:
        minutes = int(result.late.total_seconds() // 60)
        found.append(Line(tr("verdict.late", count=minutes), 18, 600, 15, 1, 10))
    if result.left_session:
        left = tr("verdict.left_session", title=result.left_session)
        found.append(Line(left, 18, 400, 15, 2, 10, rank=2))
    return [line for line in found if line.text]


def _desk_lines(facts: Facts) -> list[Line]:
    result, person = facts.result, facts.result.person
    already = result.reason is Reason.ALREADY_IN
    found = [Line(word(facts), WORD_SIZE, 700, LEAST_WORD, 2, 0)]
    if already:
        found.append(
            Line(
                reason(facts),
                ORGANISATION_SIZE,
                700,
                LEAST_ORGANISATION,
                2,
                12,
                crowded=REST_SIZE,
            )
        )
    if person:
        found += [
            Line(
                person.full_name,
                NAME_SIZE,
                700,
                LEAST_NAME,
                3,
                20,
                broken=_broken_name(person),
                fewest=3,
                in_full=True,
            ),
            Line(person.organisation, ORGANISATION_SIZE, 500, LEAST_ORGANISATION, 2, 4, rank=2),
            Line(
                _detail(facts, person),
                REST_SIZE,
                400,
                LEAST_REST,
                2,
                4,
                broken=f"{person.function}\n{facts.country}" if facts.country else "",
                rank=3,
            ),
        ]
    elif result.code:
        found.append(Line(codes.shown(result.code), ORGANISATION_SIZE, 500, 20, 2, 20))
    if not already:
        # A marked note says by itself that somebody is to be called.
        rank = 1 if result.reason is Reason.CALL else 0
        found.append(Line(reason(facts), REST_SIZE, 600, LEAST_REST, 3, 12, rank=rank, fewest=2))
    if person and result.verdict is not Verdict.NOT_ALLOWED:
        # Nobody hands a badge to somebody who is refused, or not yet to somebody who is stopped.
        stopped = result.reason in ADMITTABLE
        badge_icon = "printer" if facts.badge == tr("verdict.badge_printing") else "id-card"
        found.append(_foot(facts.badge, badge_icon, 5 if stopped else 1, weight=600))
        if person.delegation:
            group = tr("verdict.delegation", name=person.delegation)
            found.append(_foot(group, "users", 5))
        if facts.workshops:
            today = tr("verdict.today", sessions=", ".join(facts.workshops))
            found.append(_foot(today, "calendar-days", 5 if stopped else 4))
    if person:
        found += _notes(person)
    if result.verdict in (Verdict.UNKNOWN_CODE, Verdict.NOT_ALLOWED):
        found.append(_foot(tr(f"verdict.now_{result.verdict.value}"), "life-buoy", 5))
    return [line for line in found if line.text]


def _detail(facts: Facts, person: Person) -> str:
    return " · ".join(text for text in (person.function, facts.country) if text)


def _broken_name(person: Person) -> str:
    """Given name above surname, where they do not fit on one line."""
    given = person.given_name
    return f"{given}\n{person.full_name[len(given) :].strip()}" if given else ""


def _foot(
    text: str,
    icon: str,
    rank: int,
    *,
    weight: int = 400,
    boxed: bool = False,
    fewest: int = 1,
) -> Line:
    return Line(
        text,
        REST_SIZE,
        weight,
        LEAST_REST,
        3,
        14,
        icon,
        foot=True,
        boxed=boxed,
        rank=rank,
        fewest=fewest,
    )


def _notes(person: Person) -> list[Line]:
    """The note by its level, and who is told of a protocol guest."""
    found = []
    if person.protocol:
        contact = person.protocol_contact
        key = "verdict.protocol_tell" if contact else "verdict.protocol"
        found.append(_foot(tr(key, contact=contact), "landmark", 1, weight=500))
    if person.note:
        text = tr(f"verdict.note_{person.note_level.value}", note=person.note)
        marked = person.note_level is not NoteLevel.INFO
        drawn = _NOTE_ICONS[person.note_level]
        if marked:
            found.append(_foot(text, drawn, 0, weight=700, boxed=True, fewest=3))
        else:
            found.append(_foot(text, drawn, 3))
    return found
