"""Letting people through a door: the one place where every scan, typed code and search result enters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from raict_desktop.domain import codes
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.checkin import UNNAMED, Decision, Policy, Reason, Verdict, decide
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Entry, Kind, Source
from raict_desktop.domain.occupancy import lateness
from raict_desktop.domain.presence import Direction, Passage, at_door, is_over, presence
from raict_desktop.domain.records import MAIN_DOOR, Person, Session
from raict_desktop.scanning import layouts
from raict_desktop.services.application import OpenEvent
from raict_desktop.storage import queries, rooms
from raict_desktop.storage.event_file import Connection

DOOR_CHECKS_IN = "door_checks_in"
"""Option of the event: ``yes`` when a scan at a session's door also checks in to the event."""


@dataclass(frozen=True, slots=True)
class CheckinResult:
    """What the desk shows.

    ``entry_id`` names the journalled passage or refusal; ``since`` the standing entry when already
    in; ``occupancy`` counts people in the session after this scan; ``recorded`` tells of a passage:
    somebody with a note that asks for attention comes in although the verdict is not a welcome.
    ``elsewhere`` names the other station at which somebody is in already, or is ``UNNAMED``.
    ``late`` says how long after its start somebody came late; ``left_session`` names the session
    whose room this entry closed.
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
    recorded: bool = False
    elsewhere: str = ""
    late: timedelta | None = None
    left_session: str = ""


@dataclass(frozen=True, slots=True)
class PassageLine:
    """One line of the strip of last passages.

    ``people`` counts a group admitted as one, 0 for a passage of its own; ``group`` names it.
    """

    entry_id: str
    at: datetime
    kind: Kind
    verdict: str
    reason: str
    person: Person | None
    checkpoint: str
    annulled: bool
    people: int = 0
    group: str = ""


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
    layout: str = "",
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
        layout: the keyboard layout that garbles this desk's USB scanner, where a test told it.
    """
    return _check_in(event, text, "", checkpoint, direction, source, override, now, origin, layout)


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
    layout: str = "",
) -> CheckinResult:
    at = now or event.clock()
    rival = (
        ""
        if event.rival is None or direction is Direction.EXIT
        else _rival(event, event.rival, text, person_id, checkpoint)
    )
    with event.file.writing() as db:
        session = _session(db, checkpoint, direction)
        if person_id:
            person = queries.person(db, person_id)
            if person is None:
                raise UserError("services.no_such_person")
            unknown = Reason.UNKNOWN
        else:
            person, unknown = resolve(db, event.tag, text)
            if source is Source.SCANNER and (person is None or layout):
                person, unknown = _resolve_meant(db, event.tag, text, layout, unknown)
        policy = Policy(
            direction,
            occupancy=_inside_now(db, checkpoint, session, at),
            timezone=event.info.timezone,
            override=override,
            unknown_reason=unknown,
            waiting=person is not None and session is not None and waits(db, session, person.id),
        )
        asked = Asked(person, text, source, policy, at, rival)
        result = record(event, db, asked, session, now=now)
    ids = frozenset({result.person.id} if result.person else ())
    event.tell(Changes.of(Topic.PASSAGES, ids=ids), origin)
    return result


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody at a door, before the decision.

    ``text`` is the code where nobody was found; ``rival`` the station that is letting the same
    person in at this moment.
    """

    person: Person | None
    text: str
    source: Source
    policy: Policy
    at: datetime
    rival: str = ""


def record(
    event: OpenEvent,
    db: Connection,
    asked: Asked,
    session: Session | None,
    *,
    now: datetime | None = None,
    batch: str = "",
    facts: Mapping[str, object] | None = None,
) -> CheckinResult:
    """Decide and journal inside the transaction under way; nobody is told yet."""
    person, checkpoint = asked.person, session.id if session else MAIN_DOOR
    passages = rooms.person_passages(db, person.id) if person else []
    history = at_door(passages, checkpoint)
    decision = decide(person, history, session, asked.policy, asked.at)
    if asked.rival and decision.recorded is Direction.ENTRY:
        decision = Decision(Verdict.ALREADY_IN, Reason.ALREADY_IN, since=asked.at)
    draft = _draft(decision, person, checkpoint, asked.source, asked.text)
    despite = {"despite": decision.despite.value} if decision.despite else {}
    drafts, left = [replace(draft, facts={**(facts or {}), **despite})], ""
    came_in = decision.recorded is Direction.ENTRY
    if person is not None and session is not None and came_in:
        left = _left_behind(db, passages, session, asked.at)
        drafts += _by_door(event, person, passages, asked)
    if len(drafts) > 1 and not batch:
        batch = event.outside.new_id()
    entry = event.append(drafts, now, batch)[0]
    if person is not None and decision.recorded:
        person = queries.person(db, person.id)
    return CheckinResult(
        verdict=decision.verdict,
        reason=decision.reason,
        code=person.code if person else codes.shown(asked.text),
        person=person,
        session=session,
        direction=asked.policy.direction,
        at=entry.at,
        since=decision.since,
        entry_id=entry.id,
        occupancy=_inside_now(db, checkpoint, session, asked.at),
        recorded=decision.recorded is not None,
        elsewhere=_elsewhere(event, db, history, decision, asked.rival),
        late=lateness(session, asked.at) if session and came_in else None,
        left_session=left,
    )


def _inside_now(db: Connection, checkpoint: str, session: Session | None, at: datetime) -> int:
    return rooms.tally(db, checkpoint).at(session.end if session else None, at).total


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
    event: OpenEvent, person: Person, passages: Sequence[Passage], asked: Asked
) -> list[Draft]:
    """The entry at the main door that comes with one at a session's, if the organiser wants that."""
    with event.file.reading() as db:
        if queries.option(db, DOOR_CHECKS_IN) != "yes":
            return []
    policy = Policy(timezone=event.info.timezone)
    if decide(person, at_door(passages, MAIN_DOOR), None, policy, asked.at).recorded is None:
        return []
    return [Draft(Kind.ENTRY, person.id, MAIN_DOOR, Verdict.WELCOME, Reason.BY_DOOR, asked.source)]


def _rival(
    event: OpenEvent,
    ask: Callable[[str, str], str],
    text: str,
    person_id: str,
    checkpoint: str,
) -> str:
    """The station that is letting the same person in; asked before the transaction begins."""
    if not person_id:
        with event.file.reading() as db:
            person = resolve(db, event.tag, text)[0]
        person_id = person.id if person else ""
    return ask(checkpoint, person_id) if person_id else ""


def _elsewhere(
    event: OpenEvent, db: Connection, history: Sequence[Passage], decision: Decision, rival: str
) -> str:
    """What the station is called at which somebody is in already, when it is not this one.

    The letters of its id would tell a volunteer nothing: a station without a name is just another one.
    """
    if decision.reason is not Reason.ALREADY_IN:
        return ""
    made = [p.station for p in history if p.at == decision.since] or [rival]
    station = made[-1]
    if station in ("", event.station):
        return ""
    return queries.given_station_name(db, station) or UNNAMED


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
    then by its first letters, from six, when only one person's code begins so; a ticket code also in all
    capitals or small letters.
    """
    stripped = text.strip()
    if not codes.is_acceptable(stripped):
        return None, Reason.NOT_A_BADGE
    exact = queries.people_by_code(db, stripped)
    if len(exact) == 1:
        return exact[0], Reason.NONE
    if exact:
        return None, Reason.AMBIGUOUS
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
        return None, Reason.AMBIGUOUS if short else Reason.UNKNOWN
    # A ticket's code that somebody typed: nobody looks at capitals.
    retyped = [
        person
        for typed in {stripped.upper(), stripped.lower()} - {stripped}
        for person in queries.people_by_code(db, typed)
    ]
    if retyped:
        return (retyped[0], Reason.NONE) if len(retyped) == 1 else (None, Reason.AMBIGUOUS)
    plain = stripped.replace("-", "").replace(" ", "")
    looks_foreign = "://" in stripped or ":" in stripped[:12] or not plain.isalnum()
    return None, Reason.NOT_A_BADGE if looks_foreign else Reason.UNKNOWN


def person_of_code(event: OpenEvent, text: str) -> Person | None:
    """Whose code this is, or begins so from six letters; nothing is journalled."""
    with event.file.reading() as db:
        return resolve(db, event.tag, text)[0]


def is_code(event: OpenEvent, text: str, layout: str = "") -> bool:
    """Whether a text is anybody's code here or a code of another event; nothing is journalled."""
    with event.file.reading() as db:
        person, reason = resolve(db, event.tag, text)
        if person is None:
            person, reason = _resolve_meant(db, event.tag, text, layout, reason)
    return person is not None or reason in (Reason.OTHER_EVENT, Reason.AMBIGUOUS)


def _resolve_meant(
    db: Connection, tag: str, text: str, layout: str, unknown: Reason
) -> tuple[Person | None, Reason]:
    """As ``resolve``, for keys that another keyboard layout than the scanner's has changed."""
    reasons = [unknown]
    for meant in layouts.candidates(text, layout):
        person, reason = resolve(db, tag, meant)
        if person is not None:
            return person, reason
        if codes.is_own_code(meant):
            # "Of another event" says more than the reason of the garbled text.
            reasons.append(reason)
    return None, reasons[-1]


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


UNDOABLE = (Kind.ENTRY, Kind.EXIT, Kind.HEADCOUNT, Kind.CASE_OPENED, Kind.CASE_RESOLVED)
"""Kinds of entry that an undo may annul; what was corrected is corrected back instead."""


def undo(
    event: OpenEvent, entry_id: str, *, alone: bool = False, origin: object | None = None
) -> bool:
    """Annul a passage, a headcount or a case; the journal keeps both.

    Args:
        event: the open event.
        entry_id: what to annul; with it go the others of a group admitted as one, and the entry at
            the main door that a session's door made.
        alone: leave the others of its group as they are.
        origin: who asks.

    Returns:
        False when there was nothing to undo: unknown, already annulled, or of another kind.
    """
    with event.file.writing() as db:
        entry = queries.entry(db, entry_id)
        if entry is None or entry.kind not in UNDOABLE or queries.is_annulled(db, entry_id):
            return False
        together = [entry]
        if entry.source is Source.GROUP and not alone:
            together = queries.group_entries(db, entry.batch)
        elif entry.batch and entry.checkpoint != MAIN_DOOR:
            others = queries.group_entries(db, entry.batch)
            together += [other for other in others if other.reason == Reason.BY_DOOR]
        event.append([Draft(Kind.ANNULLED, e.id, e.checkpoint) for e in together])
    topic = Topic.CASES if entry.kind.value.startswith("case_") else Topic.PASSAGES
    ids = frozenset(e.subject for e in together if e.subject)
    event.tell(Changes.of(topic, ids=ids), origin)
    return True


def first_passage(event: OpenEvent, checkpoint: str) -> datetime | None:
    """When the first thing that stands at a checkpoint happened."""
    with event.file.reading() as db:
        return rooms.first_at(db, checkpoint)


def last_passages(
    event: OpenEvent, *, checkpoint: str | None = None, limit: int = 5
) -> list[PassageLine]:
    """The newest passages and refusals, newest first; a group admitted as one is one line."""
    kinds = [Kind.ENTRY, Kind.EXIT, Kind.REFUSED]
    if checkpoint == MAIN_DOOR:
        kinds.append(
            Kind.HEADCOUNT
        )  # accompanying people of a group; a room's counter shows its own
    wanted = limit
    with event.file.reading() as db:
        while True:
            found = _newest(db, kinds, checkpoint, wanted)
            grouped: dict[str, list[Entry]] = {}
            for entry in found:
                alone = entry.source is not Source.GROUP or entry.kind is Kind.REFUSED
                grouped.setdefault(entry.id if alone else entry.batch, []).append(entry)
            # A large group fills what was read: read on until enough lines came together.
            if len(grouped) > limit or len(found) < wanted:
                break
            if len(grouped) == limit and all(len(entries) == 1 for entries in grouped.values()):
                break
            wanted *= 4
        return [_line(db, entries) for entries in list(grouped.values())[:limit]]


def _newest(
    db: Connection, kinds: Sequence[Kind], checkpoint: str | None, wanted: int
) -> list[Entry]:
    if checkpoint is None:
        return queries.entries(db, kinds, newest=wanted)
    return queries.entries_at(db, checkpoint, kinds, wanted)


def _line(db: Connection, entries: list[Entry]) -> PassageLine:
    # Somebody of the group may have been taken back alone: the line stands while anybody does.
    standing = [entry for entry in entries if not queries.is_annulled(db, entry.id)]
    entry = (standing or entries)[0]
    together = entry.source is Source.GROUP and entry.kind is not Kind.REFUSED
    person = queries.person(db, entry.subject) if entry.subject else None
    return PassageLine(
        entry.id,
        entry.at,
        entry.kind,
        entry.verdict,
        entry.reason,
        person,
        entry.checkpoint,
        not standing,
        sum(int(e.facts.get("change", 1)) for e in standing or entries) if together else 0,
        str(entry.facts.get("group", "")),
    )
