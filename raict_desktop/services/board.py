"""The event as it is just now: every room, the arrivals, the last passages, and who is where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from raict_desktop.domain.figures import ArrivalSlot
from raict_desktop.domain.presence import until_end
from raict_desktop.domain.records import STAFF_CATEGORIES, Person
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import PassageLine, last_passages
from raict_desktop.services.programme import SessionState, states_from
from raict_desktop.services.report import first_arrivals
from raict_desktop.storage import queries, rooms
from raict_desktop.storage.snapshot import snapshot

LAST = 20
SOON = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Board:
    """What the live board shows.

    Attributes:
        at: the moment it was read.
        rooms: sessions of the day on show: running first, then those to come, then those over.
        arrivals: first entries to the event by quarter of an hour.
        last: the newest passages and refusals at any door.
        in_rooms: people in all the rooms together, without a badge too.
    """

    at: datetime
    rooms: tuple[SessionState, ...]
    arrivals: tuple[ArrivalSlot, ...]
    last: tuple[PassageLine, ...]
    in_rooms: int


def board(event: OpenEvent, now: datetime | None = None) -> Board:
    """Read the board beside whatever is being written, so that no scan waits for it."""
    at = now or event.clock()
    with snapshot(event.file) as db:
        found = states_from(db, at)
        coming = first_arrivals(db, STAFF_CATEGORIES)
    days = sorted({event.local(state.session.start).date() for state in found})
    today = event.local(at).date()
    # Before and after the event the nearest of its days is shown.
    day = today if today in days else min(days, key=lambda d: abs(d - today), default=today)
    shown = [state for state in found if event.local(state.session.start).date() == day]
    shown.sort(key=lambda state: (_rank(state, at), state.session.start, state.session.room))
    return Board(
        at,
        tuple(shown),
        tuple(slot for slot in coming if event.local(slot.start).date() == day),
        tuple(last_passages(event, limit=LAST)),
        sum(state.inside for state in found),
    )


def _rank(state: SessionState, at: datetime) -> int:
    if state.over:
        return 2
    return 0 if state.session.start - timedelta(minutes=15) <= at else 1


def inside(event: OpenEvent, session_id: str, now: datetime | None = None) -> list[Person]:
    """Who is in a room by badge, the last to come in first."""
    at = now or event.clock()
    with event.file.reading() as db:
        end = rooms.session_end(db, session_id)
        return [
            person
            for stay in reversed(rooms.room_stays(db, session_id))
            if until_end(stay, end, at).left is None
            and (person := queries.person(db, stay.person_id)) is not None
        ]


def whereabouts(event: OpenEvent, person_id: str, now: datetime | None = None) -> str:
    """Id of the session somebody is in just now, or empty."""
    at = now or event.clock()
    with event.file.reading() as db:
        for stay in reversed(rooms.person_stays(db, person_id)):
            end = rooms.session_end(db, stay.checkpoint)
            if stay.checkpoint and until_end(stay, end, at).left is None:
                return stay.checkpoint
    return ""
