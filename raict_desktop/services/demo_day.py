"""The demo's day: who comes when, and to which rooms, passage by passage in the order of time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from raict_desktop.domain.checkin import Reason, Verdict
from raict_desktop.domain.journal import Source
from raict_desktop.domain.presence import Direction
from raict_desktop.domain.records import MAIN_DOOR, Person, Session, SessionKind, Status
from raict_desktop.services import people, programme
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import check_in_code, check_in_person

COMING, CHOSEN_KEPT, EXITS_SCANNED, LET_IN = 0.8, 0.8, 0.6, 0.2
"""Shares: of those expected who come, of choices kept, of exits scanned, of refusals overruled."""
GOING = {
    SessionKind.PLENARY: 0.83,
    SessionKind.QUIZ: 0.24,
    SessionKind.CEREMONY: 0.58,
}
"""How many of those who came go to what nobody enrols in."""


@dataclass(frozen=True, slots=True)
class Step:
    """One badge at one door; ``code`` where it is read from the clip, else ``person_id``.

    ``eager`` is the chance that the host lets somebody in whom the rules would keep out.
    """

    at: datetime
    person_id: str
    checkpoint: str = MAIN_DOOR
    direction: Direction = Direction.ENTRY
    code: str = ""
    eager: float = 0.0


def local_moment(event: OpenEvent, hour: int, minute: int) -> datetime:
    """A local time of the event's first day, in UTC."""
    day = event.info.first_day
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=event.zone)
    return local.astimezone(UTC)


def expected(event: OpenEvent) -> list[Person]:
    """Everybody whose registration stands."""
    return [p for p in people.everybody(event) if p.status is Status.REGISTERED]


def clip_steps(event: OpenEvent, codes: Sequence[str]) -> list[Step]:
    """The badges of the clip: at the desk before the doors open, then at two workshops."""
    opening = local_moment(event, 8, 15)
    steps = [
        Step(opening + timedelta(seconds=9 * number), "", code=code)
        for number, code in enumerate(codes)
    ]
    for session in clip_sessions(event):
        begin = session.start - timedelta(minutes=5)
        steps += [
            Step(begin + timedelta(seconds=8 * number), "", session.id, code=code, eager=1.0)
            for number, code in enumerate(codes)
        ]
    return steps


def clip_sessions(event: OpenEvent) -> list[Session]:
    """The two workshops at whose doors the clip is scanned."""
    return [s for s in programme.sessions(event) if s.kind is SessionKind.WORKSHOP][:2]


def crowd_steps(event: OpenEvent) -> list[Step]:
    """About seven in ten come in, hear the plenary, and go to the workshops they chose."""
    chance = random.Random(29)  # noqa: S311 - a play, not a secret
    opening, sessions = local_moment(event, 8, 30), programme.sessions(event)
    by_id = {session.id: session for session in sessions}
    steps: list[Step] = []
    came: dict[str, datetime] = {}
    for person in expected(event):
        if chance.random() < COMING:
            seconds = min(max(chance.gauss(3300, 900), 0), 7200)
            came[person.id] = opening + timedelta(seconds=seconds)
            steps.append(Step(came[person.id], person.id))
            for session_id in person.enrolled:
                if chance.random() < CHOSEN_KEPT:
                    steps += _attended(person.id, by_id[session_id], chance)
    for session in sessions:
        if session.kind in GOING:
            going = [p for p in came if chance.random() < GOING[session.kind]]
        elif session.kind is SessionKind.MICRO_WORKSHOP:
            going = chance.sample(sorted(came), chance.randint(14, 26))
        else:
            continue
        for person_id in going:
            steps += _attended(person_id, session, chance, came[person_id])
    return steps


def _attended(
    person_id: str, session: Session, chance: random.Random, came: datetime | None = None
) -> list[Step]:
    """An entry around the start, never before arriving, and perhaps a scanned exit."""
    late = 240 if session.kind is SessionKind.MICRO_WORKSHOP else 780
    at = session.start + timedelta(seconds=chance.randint(-900, late))
    if came is not None:
        at = max(at, came + timedelta(seconds=chance.randint(90, 420)))
    if at >= session.end:
        return []
    steps = [Step(at, person_id, session.id, eager=LET_IN)]
    if session.exits and chance.random() < EXITS_SCANNED:
        end = session.end - timedelta(seconds=chance.randint(1, 420))
        steps.append(Step(max(end, at), person_id, session.id, Direction.EXIT))
    return steps


def play(event: OpenEvent, steps: Sequence[Step]) -> int:
    """Scan badges in order of time, as volunteers would; give how many passages were made."""
    chance, made = random.Random(31), 0  # noqa: S311 - a play, not a secret
    for step in sorted(steps, key=lambda step: step.at):
        override = False
        for _again in range(2):
            if step.code:
                result = check_in_code(
                    event,
                    step.code,
                    checkpoint=step.checkpoint,
                    source=Source.CAMERA,
                    override=override,
                    now=step.at,
                )
            else:
                result = check_in_person(
                    event,
                    step.person_id,
                    checkpoint=step.checkpoint,
                    direction=step.direction,
                    source=Source.SCANNER,
                    override=override,
                    now=step.at,
                )
            made += result.recorded
            asks = result.verdict in (Verdict.PLEASE_CHECK, Verdict.NOT_ALLOWED)
            overruled = (Reason.FULL, Reason.NOT_ENROLLED, Reason.WAITING)
            if override or not asks or result.reason not in overruled:
                break
            if chance.random() >= step.eager:
                break
            override = True
    return made
