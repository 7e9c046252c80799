"""The one decision about a person at a door; every desk, door, import, merge and test asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from raict_desktop.domain.presence import Direction, Passage, presence
from raict_desktop.domain.records import (
    Admission,
    NoteLevel,
    Person,
    Session,
    Status,
    WhenFull,
)

UNNAMED = "?"
"""Stands for the name of a station that was given none."""


class Verdict(StrEnum):
    """The five answers a volunteer sees."""

    WELCOME = "welcome"
    ALREADY_IN = "already_in"
    PLEASE_CHECK = "please_check"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_CODE = "unknown_code"


class Reason(StrEnum):
    """Why the verdict is what it is."""

    NONE = ""
    UNKNOWN = "unknown"
    NOT_A_BADGE = "not_a_badge"
    OTHER_EVENT = "other_event"
    AMBIGUOUS = "ambiguous"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    NOT_ENROLLED = "not_enrolled"
    ALREADY_IN = "already_in"
    NOT_INSIDE = "not_inside"
    FULL = "full"
    ADMITTED = "admitted"
    RE_ENTRY = "re_entry"
    LEFT = "left"
    NOTE = "note"
    CALL = "call"
    WAITING = "waiting"
    SESSION_CANCELLED = "session_cancelled"
    BY_DOOR = "by_door"


@dataclass(frozen=True, slots=True)
class Policy:
    """How this door decides just now.

    Attributes:
        direction: entry, or exit where the session counts exits.
        occupancy: how many people the session holds (badges and headcount).
        timezone: IANA name; the main door admits once a local day.
        override: the volunteer pressed "admit": not enrolled and full are overruled, and also a
            refusal by those rules; never a cancelled registration nor a doubled entry.
        unknown_reason: why nobody was found, when ``person`` is None.
        waiting: the person is enrolled, but stands on the waiting list.
    """

    direction: Direction = Direction.ENTRY
    occupancy: int = 0
    timezone: str = "Europe/Paris"
    override: bool = False
    unknown_reason: Reason = Reason.UNKNOWN
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason; ``since`` is the standing entry's time when already in.

    ``recorded`` is the passage to journal, or None when nobody passes the door; ``despite`` the
    reason that "admit" overruled.
    """

    verdict: Verdict
    reason: Reason = Reason.NONE
    recorded: Direction | None = None
    since: datetime | None = None
    despite: Reason = Reason.NONE


def decide(
    person: Person | None,
    history: Sequence[Passage],
    session: Session | None,
    policy: Policy,
    now: datetime,
) -> Decision:
    """Decide about one person at one door.

    Precedence: unknown code, other event, cancelled, not admitted here, already in, full, a note
    that asks for somebody, welcome.

    Args:
        person: who the code belongs to, or None.
        history: the standing passages of this person at this checkpoint, in any order.
        session: the session whose door this is, or None for the main door.
        policy: the door's state and choices.
        now: aware time of the scan.
    """
    if person is None:
        return Decision(Verdict.UNKNOWN_CODE, policy.unknown_reason)
    if person.status is Status.CANCELLED:
        replaced = Reason.REPLACED if person.replaced_by else Reason.CANCELLED
        return Decision(Verdict.NOT_ALLOWED, replaced)
    if policy.direction is Direction.EXIT:
        return _decide_exit(history)
    missing = _missing_place(person, session, policy)
    if session and missing and not policy.override:
        if session.admission is Admission.REQUIRED:
            return Decision(Verdict.NOT_ALLOWED, missing)
        if session.admission is Admission.WARN and not _inside(history, session, policy, now):
            return Decision(Verdict.PLEASE_CHECK, missing)
    inside_since = _inside(history, session, policy, now)
    if inside_since:
        return Decision(Verdict.ALREADY_IN, Reason.ALREADY_IN, since=inside_since)
    if session and session.cancelled and not policy.override:
        return Decision(Verdict.PLEASE_CHECK, Reason.SESSION_CANCELLED)
    full = session is not None and session.capacity is not None
    full = full and session is not None and policy.occupancy >= (session.capacity or 0)
    if session and full and not policy.override:
        if session.when_full is WhenFull.REFUSE:
            return Decision(Verdict.NOT_ALLOWED, Reason.FULL)
        return Decision(Verdict.PLEASE_CHECK, Reason.FULL)
    if session is None and person.note and not policy.override:
        # A note asks for eyes at the main door only: a room's host is not told.
        if person.note_level is NoteLevel.CALL:
            return Decision(Verdict.PLEASE_CHECK, Reason.CALL)
        if person.note_level is NoteLevel.ATTENTION:
            return Decision(Verdict.PLEASE_CHECK, Reason.NOTE, Direction.ENTRY)
    if policy.override:
        # Only what was overruled is an exception: who would have come in anyway is none.
        plain = decide(person, history, session, replace(policy, override=False), now)
        if plain.recorded is not None:
            return plain
        return Decision(Verdict.WELCOME, Reason.ADMITTED, Direction.ENTRY, despite=plain.reason)
    reason = Reason.RE_ENTRY if history else Reason.NONE
    return Decision(Verdict.WELCOME, reason, Direction.ENTRY)


def _missing_place(person: Person, session: Session | None, policy: Policy) -> Reason | None:
    """Why this person has no place of their own in the session, or None."""
    if session is None:
        return None
    if session.id not in person.enrolled:
        return Reason.NOT_ENROLLED
    return Reason.WAITING if policy.waiting else None


def _decide_exit(history: Sequence[Passage]) -> Decision:
    state = presence(history)
    if state.inside:
        return Decision(Verdict.WELCOME, Reason.LEFT, Direction.EXIT)
    return Decision(Verdict.PLEASE_CHECK, Reason.NOT_INSIDE, since=state.last_exit)


def _inside(
    history: Sequence[Passage], session: Session | None, policy: Policy, now: datetime
) -> datetime | None:
    """Since when this person counts as inside, or None."""
    if session is None:
        zone = ZoneInfo(policy.timezone)
        today = now.astimezone(zone).date()
        history = [p for p in history if p.at.astimezone(zone).date() == today]
    state = presence(history)
    if not state.inside:
        return None
    return state.first_entry if session is None or not session.exits else state.last_entry
