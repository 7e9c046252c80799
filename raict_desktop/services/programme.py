"""The programme: sessions written, and how full each room is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Entry, Kind, Source
from raict_desktop.domain.local_time import doubt_of
from raict_desktop.domain.occupancy import Tally, late_after
from raict_desktop.domain.presence import Leaving
from raict_desktop.domain.records import Session
from raict_desktop.matching.folding import fold
from raict_desktop.services import checkin
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.people import checked
from raict_desktop.storage import journal, queries, rooms
from raict_desktop.storage.event_file import Connection

MOST_PEOPLE = 100_000
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_START = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2})?")


@dataclass(frozen=True, slots=True)
class SessionState:
    """A room just now; ``inside`` counts badges and people without one.

    Attributes:
        registered: people enrolled, the waiting ones included.
        present: distinct people whose badge came in.
        headcount: people inside without a badge; below zero when a recount found fewer people than
            badges.
        attendance: everybody who came, with and without a badge.
        peak: the most people inside at once.
        late: people who came first after the session had begun for a while.
        left: how many left, by how it is known: scanned, deduced, presumed.
        waiting: people enrolled beyond the quota.
        admitted: entries let in although not enrolled, on the waiting list, or full.
        over: the session's end is past.
    """

    session: Session
    registered: int
    present: int
    inside: int
    headcount: int
    attendance: int = 0
    peak: int = 0
    late: int = 0
    left: Mapping[Leaving, int] = field(default_factory=dict)
    waiting: int = 0
    over: bool = False
    admitted: int = 0


def sessions(event: OpenEvent) -> list[Session]:
    """The programme by start."""
    with event.file.reading() as db:
        return queries.sessions(db)


def find(event: OpenEvent, words: str, now: datetime | None = None) -> Session:
    """The session meant by an id, a whole title or the beginning of one.

    Of several sessions with one title, "title @ 2021-06-29T09:30" names one by its local start;
    without that, the one that is on (or begins within the hour) at ``now`` is meant.

    Raises:
        UserError: none or several fit; the starts are named.
    """
    title, start = split_start(words)
    wanted = fold(title)
    listed = sessions(event)
    if start:
        listed = [s for s in listed if starts_at(event, s, start)]
    for found in (
        [s for s in listed if words == s.id or title in (s.id, s.title)],
        [s for s in listed if fold(s.title) == wanted],
        [s for s in listed if wanted and fold(s.title).startswith(wanted)],
        [s for s in listed if wanted and wanted in fold(s.title)],
    ):
        fitting = _on_at(event, found, now) if len(found) > 1 and now is not None else found
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            starts = ", ".join(start_text(event, s) for s in fitting[:6])
            raise UserError(
                "services.several_sessions", words=words, count=len(fitting), starts=starts
            )
    raise UserError("services.no_session_called", words=words)


def _on_at(event: OpenEvent, fitting: list[Session], now: datetime) -> list[Session]:
    """Those of one title that are on at ``now``, else those of that day, else all."""
    if len({fold(s.title) for s in fitting}) > 1:
        return fitting
    soon = timedelta(hours=1)
    day = event.local(now).date()
    for narrower in (
        [s for s in fitting if s.start - soon <= now <= s.end],
        [s for s in fitting if event.local(s.start).date() == day],
    ):
        if narrower:
            return narrower
    return fitting


def split_start(words: str) -> tuple[str, str]:
    """Take "title @ 2021-06-29T09:30" apart; without a start the second is empty."""
    title, mark, start = words.rpartition(" @ ")
    if mark and _START.fullmatch(start.strip()):
        return title.strip(), start.strip()
    return words.strip(), ""


def start_text(event: OpenEvent, session: Session) -> str:
    """The local start as it is written behind " @ "."""
    return f"{event.local(session.start):%Y-%m-%dT%H:%M}"


def starts_at(event: OpenEvent, session: Session, start: str) -> bool:
    """Whether a session starts at the local day or time written behind " @ "."""
    return start_text(event, session).startswith(start.replace(" ", "T"))


def plain_names(event: OpenEvent) -> dict[str, str]:
    """A name for every session id that ``find`` gives back: the title, with its start if shared."""
    listed = sessions(event)
    titles = Counter(fold(s.title) for s in listed)
    return {
        s.id: s.title if titles[fold(s.title)] == 1 else f"{s.title} @ {start_text(event, s)}"
        for s in listed
    }


def _facts(session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "kind": session.kind.value,
        "room": session.room,
        "starts_ms": journal.milliseconds(session.start),
        "ends_ms": journal.milliseconds(session.end),
        "capacity": session.capacity,
        "admission": session.admission.value,
        "when_full": session.when_full.value,
        "exits": session.exits,
        "quota": session.quota,
        "languages": list(session.languages),
        "cancelled": session.cancelled,
    }


def session_draft(session: Session, source: Source, kind: Kind = Kind.SESSION_SET) -> Draft:
    """The entry that sets a session, or takes it out of the programme."""
    # Speakers are people's names: anonymising erases them.
    personal = {"speakers": list(session.speakers)} if session.speakers else {}
    return Draft(kind, session.id, source=source, facts=_facts(session), personal=personal)


def save_session(event: OpenEvent, session: Session, origin: object | None = None) -> Session:
    """Add a session (empty id) or change it.

    Raises:
        UserError: no title, times the wrong way round, a capacity below one.
    """
    title = checked("title", session.title)
    if not title:
        raise UserError("services.missing_field", field="title")
    if session.end <= session.start:
        raise UserError("services.inverted_times")
    if session.capacity is not None and session.capacity < 1:
        raise UserError("services.bad_capacity")
    if session.quota is not None and session.quota < 1:
        raise UserError("doors.bad_quota")
    saved = replace(
        session,
        id=session.id or event.outside.new_id(),
        title=title,
        room=checked("room", session.room),
        speakers=tuple(text for name in session.speakers if (text := checked("speakers", name))),
        languages=languages_of(session.languages),
    )
    event.write([session_draft(saved, Source.SCREEN)], Changes.of(Topic.PROGRAMME), origin=origin)
    return saved


def languages_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Language codes as they are stored, each once.

    Raises:
        UserError: one is no code of two or three letters.
    """
    found: list[str] = []
    for text in codes:
        code = text.strip().lower()
        if not code:
            continue
        if not _LANGUAGE.fullmatch(code):
            raise UserError("doors.bad_language", value=code[:20])
        if code not in found:
            found.append(code)
    return tuple(found)


def moment(event: OpenEvent, wall: datetime) -> datetime:
    """The moment (UTC) of a wall-clock time at the event.

    Raises:
        UserError: the clocks skip this time, or show it twice, that night.
    """
    doubt = doubt_of(wall, event.zone)
    if doubt is not None:
        raise UserError(f"doors.{doubt}_time")
    return wall.replace(tzinfo=event.zone).astimezone(UTC)


def counted_at(event: OpenEvent, session_id: str) -> int:
    """How many passages and counts stand at a session: what a change of it would put in doubt."""
    return sum(movable(event, session_id))


def remove_session(event: OpenEvent, session_id: str, origin: object | None = None) -> None:
    """Take a session out of the programme; its passages stay in the journal."""
    with event.file.reading() as db:
        session = queries.session(db, session_id)
    if session is None:
        raise UserError("services.no_such_session")
    draft = session_draft(session, Source.SCREEN, Kind.SESSION_REMOVED)
    event.write([draft], Changes.of(Topic.PROGRAMME), origin=origin)


def counted_elsewhere(event: OpenEvent, session_id: str) -> bool:
    """Whether other stations counted at this session's door: without their news it is "at least"."""
    with event.file.reading() as db:
        return rooms.counted_by_others(db, session_id, event.station)


def state(event: OpenEvent, session_id: str, now: datetime | None = None) -> SessionState:
    """How full one session is now, or at another moment later than its last passage."""
    at = now or event.clock()
    with event.file.reading() as db:
        session = queries.session(db, session_id)
        if session is None:
            raise UserError("services.no_such_session")
        return _state(db, session, rooms.tally(db, session_id), at)


def states(event: OpenEvent, now: datetime | None = None) -> list[SessionState]:
    """How full every session is."""
    with event.file.reading() as db:
        return states_from(db, now or event.clock())


def states_from(db: Connection, at: datetime) -> list[SessionState]:
    """As ``states``, of what a connection sees."""
    tallies = rooms.tallies(db)
    return [
        _state(db, session, tallies.get(session.id, Tally()), at)
        for session in queries.sessions(db)
    ]


def _state(db: Connection, session: Session, last: Tally, at: datetime) -> SessionState:
    tally = last.at(session.end, at)
    registered = queries.enrolled_count(db, session.id)
    left = queries.left_by(db, session.id)
    over = session.end <= at
    if over:
        presumed = queries.open_before(db, session.id, session.end)
        if presumed:
            left[Leaving.PRESUMED] = left.get(Leaving.PRESUMED, 0) + presumed
    late_from = session.start + late_after(session.kind)
    return SessionState(
        session,
        registered,
        tally.present,
        tally.total,
        tally.headcount,
        tally.attendance,
        tally.peak,
        queries.first_entries_between(db, session.id, late_from, session.end),
        left,
        0 if session.quota is None else max(0, registered - session.quota),
        over,
        rooms.admitted_count(db, session.id),
    )


def change_headcount(
    event: OpenEvent, session_id: str, delta: int, origin: object | None = None
) -> SessionState:
    """Count people without a badge in or out; no more go out than were counted in."""
    at = event.clock()
    with event.file.writing() as db:
        session = queries.session(db, session_id)
        if session is None:
            raise UserError("services.no_such_session")
        counted = rooms.tally(db, session_id).at(session.end, at).headcount
        delta = max(delta, -max(0, counted))
        if delta:
            draft = Draft(Kind.HEADCOUNT, session_id, session_id, facts={"change": delta})
            event.append([draft])
    if delta:
        event.tell(Changes.of(Topic.PASSAGES), origin)
    return state(event, session_id)


def recount(
    event: OpenEvent, session_id: str, total: int, origin: object | None = None
) -> SessionState:
    """Set the room right: somebody counted ``total`` people in it, just now.

    Raises:
        UserError: below zero, or more than anybody can count.
    """
    if not 0 <= total <= MOST_PEOPLE:
        raise UserError("doors.bad_count")
    at = event.clock()
    with event.file.writing() as db:
        session = queries.session(db, session_id)
        if session is None:
            raise UserError("services.no_such_session")
        before = rooms.tally(db, session_id).at(session.end, at).total
        facts = {"total": total, "change": total - before}
        event.append([Draft(Kind.HEADCOUNT, session_id, session_id, facts=facts)])
    event.tell(Changes.of(Topic.PASSAGES), origin)
    return state(event, session_id)


@dataclass(frozen=True, slots=True)
class Move:
    """Passages taken from one session to another in one action; ``batch`` names it for undoing."""

    batch: str
    passages: int
    counts: int


def movable(
    event: OpenEvent, session_id: str, since: datetime | None = None, until: datetime | None = None
) -> tuple[int, int]:
    """How many passages, and counts of people without a badge, stand at a session in a time."""
    with event.file.reading() as db:
        found = rooms.standing_at(db, session_id, since, until)
    counts = sum(1 for _entry_id, kind in found if kind is Kind.HEADCOUNT)
    return len(found) - counts, counts


def move(
    event: OpenEvent,
    from_id: str,
    to_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    origin: object | None = None,
) -> Move:
    """Let what was counted at one session count at another, as when the wrong one was chosen.

    Args:
        event: the open event.
        from_id: the session chosen by mistake.
        to_id: the right one.
        since: only from this moment on.
        until: only up to this moment.
        origin: who asks.

    Raises:
        UserError: an unknown session, twice the same one, or nothing to move.
    """
    if from_id == to_id:
        raise UserError("doors.same_session")
    batch = event.outside.new_id()
    with event.file.writing() as db:
        if queries.session(db, to_id) is None:
            raise UserError("services.no_such_session")
        found = rooms.standing_at(db, from_id, since, until)
        if not found:
            raise UserError("doors.nothing_to_move")
        drafts = [
            Draft(Kind.MOVED, entry_id, to_id, facts={"from": from_id}) for entry_id, _kind in found
        ]
        event.append(drafts, batch=batch)
    event.tell(Changes.of(Topic.PASSAGES), origin)
    counts = sum(1 for _entry_id, kind in found if kind is Kind.HEADCOUNT)
    return Move(batch, len(found) - counts, counts)


def undo_move(event: OpenEvent, batch: str, origin: object | None = None) -> int:
    """Put moved passages back; gives how many. The journal keeps both."""
    with event.file.writing() as db:
        drafts = [
            Draft(Kind.ANNULLED, entry.id, entry.checkpoint)
            for entry in queries.batch(db, batch)
            if entry.kind is Kind.MOVED and not queries.is_annulled(db, entry.id)
        ]
        if drafts:
            event.append(drafts, batch=event.outside.new_id())
    if drafts:
        event.tell(Changes.of(Topic.PASSAGES), origin)
    return len(drafts)


def last_move(event: OpenEvent, from_id: str, to_id: str) -> str:
    """The batch of the newest move between two sessions that stands, or empty."""
    with event.file.reading() as db:
        return rooms.last_move(db, from_id, to_id)


def undo_last(event: OpenEvent, session_id: str, origin: object | None = None) -> Entry | None:
    """Undo the newest thing done at a session's door: a passage, a count or a move.

    Returns:
        What was undone (one entry of a move), or None when nothing stands.
    """
    with event.file.reading() as db:
        last = queries.last_action(db, session_id)
    if last is None:
        return None
    if last.kind is Kind.MOVED:
        undo_move(event, last.batch, origin)
    else:
        checkin.undo(event, last.id, origin=origin)
    return last


def choose(event: OpenEvent, option: str, value: str, origin: object | None = None) -> None:
    """Note what the organiser chose, so that every station does the same."""
    if chosen(event, option) != value:
        draft = Draft(Kind.OPTION_SET, facts={"name": option, "value": value})
        event.write([draft], Changes.of(Topic.EVENT), origin=origin)


def chosen(event: OpenEvent, option: str) -> str:
    """What the organiser chose, or empty."""
    with event.file.reading() as db:
        return queries.option(db, option)
