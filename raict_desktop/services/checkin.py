"""Letting people through a door: the one place where every scan, typed code and search result enters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from raict_desktop.domain import codes
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.checkin import Decision, Policy, Reason, Verdict, decide
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Entry, Kind, Source
from raict_desktop.domain.occupancy import lateness
from raict_desktop.domain.presence import Direction, Passage, at_door, is_over, presence
from raict_desktop.domain.records import MAIN_DOOR, Person, Session
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import queries, rooms
from raict_desktop.storage.event_file import Connection

DOOR_CHECKS_IN = "door_checks_in"
"""Option of the event: ``yes`` when a scan at a session's door also checks in to the event."""


@dataclass(frozen=True, slots=True)
class CheckinResult:
    """What the desk shows.

    ``entry_id`` names the journalled passage or refusal; ``since`` the standing entry when already
    in; ``occupancy`` counts people in the session after this scan; ``late`` says how long after its
    start somebody came late; ``left_session`` names the session whose room this entry closed.
    """

    verdict: Verdict
    reason: Reason
    code: str
    person: Person | None
    session: Session | None
    direction: Direction
    at: datetime
    since: datetime | None
    entry_id: str
    occupancy: int
    late: timedelta | None = None
    left_session: str = ""


@dataclass(frozen=True, slots=True)
class PassageLine:
    """One line of the strip of last passages."""

    entry_id: str
    at: datetime
    kind: Kind
    verdict: str
    reason: str
    person: Person | None
    checkpoint: str
    annulled: bool


def check_in_code(
    event: OpenEvent,
    text: str,
    *,
    checkpoint: str = MAIN_DOOR,
    direction: Direction = Direction.ENTRY,
    source: Source = Source.CAMERA,
    override: bool = False,
    now: datetime | None = None,
    origin: object | None = None,
) -> CheckinResult:
    """Decide about a scanned or typed code and journal the result; on disk when this returns.

    Args:
        event: the open event.
        text: what the camera, scanner or keyboard gave.
        checkpoint: main door or a session's id.
        direction: entry, or exit at a session that counts exits.
        source: how the code came in.
        override: admit someone who is not enrolled, or although the room is full.
        now: time of the passage; the clock's when left out.
        origin: who asks, given back to subscribers.
    """
    return _check_in(event, text, "", checkpoint, direction, source, override, now, origin)


def check_in_person(
    event: OpenEvent,
    person_id: str,
    *,
    checkpoint: str = MAIN_DOOR,
    direction: Direction = Direction.ENTRY,
    source: Source = Source.SEARCH,
    override: bool = False,
    now: datetime | None = None,
    origin: object | None = None,
) -> CheckinResult:
    """As ``check_in_code``, for a person found by search."""
    return _check_in(event, "", person_id, checkpoint, direction, source, override, now, origin)


def _check_in(
    event: OpenEvent,
    text: str,
    person_id: str,
    checkpoint: str,
    direction: Direction,
    source: Source,
    override: bool,
    now: datetime | None,
    origin: object | None,
) -> CheckinResult:
    at = now or event.clock()
    with event.file.writing() as db:
        session = _session(db, checkpoint, direction)
        if person_id:
            person = queries.person(db, person_id)
            if person is None:
                raise UserError("services.no_such_person")
            unknown = Reason.UNKNOWN
        else:
            person, unknown = resolve(db, event.tag, text)
        policy = Policy(
            direction,
            occupancy=_inside_now(db, checkpoint, session, at),
            timezone=event.info.timezone,
            override=override,
            unknown_reason=unknown,
            waiting=person is not None and session is not None and waits(db, session, person.id),
        )
        passages = rooms.person_passages(db, person.id) if person else []
        decision = decide(person, at_door(passages, checkpoint), session, policy, at)
        drafts = [_draft(decision, person, checkpoint, source, text)]
        left = ""
        if person is not None and session is not None and decision.recorded is Direction.ENTRY:
            left = _left_behind(db, passages, session, at)
            drafts += _by_door(event, db, person, passages, source, at)
        batch = event.outside.new_id() if len(drafts) > 1 else ""
        entry = event.append(drafts, now, batch)[0]
        occupancy = _inside_now(db, checkpoint, session, at)
        if person is not None and decision.recorded:
            person = queries.person(db, person.id)
    topics = (Topic.PASSAGES,)
    event.tell(
        Changes.of(*topics, ids=frozenset({person.id} if person else ())),
        origin,
    )
    return CheckinResult(
        verdict=decision.verdict,
        reason=decision.reason,
        code=person.code if person else codes.shown(text),
        person=person,
        session=session,
        direction=direction,
        at=entry.at,
        since=decision.since,
        entry_id=entry.id,
        occupancy=occupancy,
        late=lateness(session, at) if session and decision.recorded is Direction.ENTRY else None,
        left_session=left,
    )


def _inside_now(db: Connection, checkpoint: str, session: Session | None, at: datetime) -> int:
    return queries.occupancy(db, checkpoint).at(session.end if session else None, at).total


def waits(db: Connection, session: Session, person_id: str) -> bool:
    """Whether somebody enrolled after the session's quota was reached."""
    if session.quota is None:
        return False
    return queries.enrolment_place(db, session.id, person_id) > session.quota


def _left_behind(
    db: Connection, passages: Sequence[Passage], session: Session, at: datetime
) -> str:
    """Title of the session whose room somebody leaves by coming in here, or empty."""
    for passage in sorted(passages, key=lambda p: p.order, reverse=True):
        if passage.checkpoint in (MAIN_DOOR, session.id):
            continue
        other = queries.session(db, passage.checkpoint)
        inside = presence(at_door(passages, passage.checkpoint)).inside
        if other is not None and inside and not is_over(passage.at, other.end, at):
            return other.title
    return ""


def _by_door(
    event: OpenEvent,
    db: Connection,
    person: Person,
    passages: Sequence[Passage],
    source: Source,
    at: datetime,
) -> list[Draft]:
    """The entry at the main door that comes with one at a session's, if the organiser wants that."""
    if queries.option(db, DOOR_CHECKS_IN) != "yes":
        return []
    policy = Policy(timezone=event.info.timezone)
    if decide(person, at_door(passages, MAIN_DOOR), None, policy, at).recorded is None:
        return []
    return [
        Draft(
            Kind.ENTRY,
            person.id,
            MAIN_DOOR,
            Verdict.WELCOME,
            Reason.BY_DOOR,
            source,
        )
    ]


def _session(db: Connection, checkpoint: str, direction: Direction) -> Session | None:
    if checkpoint == MAIN_DOOR:
        if direction is Direction.EXIT:
            raise UserError("services.no_exits_here")
        return None
    session = queries.session(db, checkpoint)
    if session is None:
        raise UserError("services.no_such_session")
    if direction is Direction.EXIT and not session.exits:
        raise UserError("services.no_exits_here")
    return session


def resolve(db: Connection, tag: str, text: str) -> tuple[Person | None, Reason]:
    """Whose code this is, or why nobody's.

    A text is looked up as it stands (ticket codes of a list), then as one of our codes however typed,
    then by its first six letters when only one person's code begins so.
    """
    stripped = text.strip()
    if not codes.is_acceptable(stripped):
        return None, Reason.NOT_A_BADGE
    exact = queries.people_by_code(db, stripped)
    if len(exact) == 1:
        return exact[0], Reason.NONE
    typed = codes.typed(stripped)
    if codes.is_own_code(stripped):
        own = queries.people_by_code(db, typed)
        if len(own) == 1:
            return own[0], Reason.NONE
        return None, Reason.UNKNOWN if typed.startswith(tag) else Reason.OTHER_EVENT
    if codes.is_short_code(stripped):
        short = queries.people_by_short_code(db, typed)
        if len(short) == 1:
            return short[0], Reason.NONE
        return None, Reason.UNKNOWN
    plain = stripped.replace("-", "").replace(" ", "")
    looks_foreign = "://" in stripped or ":" in stripped[:12] or not plain.isalnum()
    return None, Reason.NOT_A_BADGE if looks_foreign else Reason.UNKNOWN


def _draft(
    decision: Decision, person: Person | None, checkpoint: str, source: Source, text: str
) -> Draft:
    kind = Kind(decision.recorded) if decision.recorded else Kind.REFUSED
    # What a stranger's code holds may be anything, a name too: it is kept with the personal values.
    personal = {"code": codes.shown(text)} if person is None else {}
    return Draft(
        kind,
        subject=person.id if person else "",
        checkpoint=checkpoint,
        verdict=decision.verdict,
        reason=decision.reason,
        source=source,
        personal=personal,
    )


def undo(event: OpenEvent, entry_id: str, *, origin: object | None = None) -> bool:
    """Annul a passage or a count; the journal keeps both.

    The entry at the main door that a session's door made goes with it.

    Returns:
        False when there was nothing to undo: unknown, already annulled, or no passage.
    """
    with event.file.writing() as db:
        entry = queries.entry(db, entry_id)
        undoable = (Kind.ENTRY, Kind.EXIT, Kind.HEADCOUNT)
        if entry is None or entry.kind not in undoable or queries.is_annulled(db, entry_id):
            return False
        drafts = [Draft(Kind.ANNULLED, entry_id, entry.checkpoint)]
        if entry.batch and entry.checkpoint != MAIN_DOOR:
            drafts += [
                Draft(Kind.ANNULLED, other.id, other.checkpoint)
                for other in queries.batch(db, entry.batch)
                if other.reason == Reason.BY_DOOR and not queries.is_annulled(db, other.id)
            ]
        event.append(drafts)
    event.tell(Changes.of(Topic.PASSAGES, ids=frozenset({entry.subject})), origin)
    return True


def last_passages(
    event: OpenEvent, *, checkpoint: str | None = None, limit: int = 5
) -> list[PassageLine]:
    """The newest passages and refusals, newest first."""
    with event.file.reading() as db:
        if checkpoint is None:
            kinds = (Kind.ENTRY, Kind.EXIT, Kind.REFUSED)
            found = queries.entries(db, kinds, newest=limit)
        else:
            found = queries.entries_at(db, checkpoint, limit)
        return [_line(db, entry) for entry in found]


def _line(db: Connection, entry: Entry) -> PassageLine:
    person = queries.person(db, entry.subject) if entry.subject else None
    return PassageLine(
        entry.id,
        entry.at,
        entry.kind,
        entry.verdict,
        entry.reason,
        person,
        entry.checkpoint,
        queries.is_annulled(db, entry.id),
    )
