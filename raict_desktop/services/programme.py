"""The programme: sessions written, imported, and how full each room is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.records import Session
from raict_desktop.exchange.programme import read_programme
from raict_desktop.exchange.registrations import Problem
from raict_desktop.matching.folding import fold
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.checkin import room_count
from raict_desktop.services.people import checked
from raict_desktop.storage import journal, queries

_START = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2})?")


@dataclass(frozen=True, slots=True)
class SessionState:
    """A room just now; ``inside`` counts badges and people without one."""

    session: Session
    registered: int
    present: int
    inside: int
    headcount: int


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """What an imported programme changed."""

    new: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]


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
    }


def session_draft(session: Session, source: Source) -> Draft:
    """The entry that sets a session."""
    return Draft(Kind.SESSION_SET, session.id, source=source, facts=_facts(session))


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
    saved = replace(
        session,
        id=session.id or event.outside.new_id(),
        title=title,
        room=checked("room", session.room),
    )
    event.write([session_draft(saved, Source.SCREEN)], Changes.of(Topic.PROGRAMME), origin=origin)
    return saved


def remove_session(event: OpenEvent, session_id: str, origin: object | None = None) -> None:
    """Take a session out of the programme; its passages stay in the journal."""
    with event.file.reading() as db:
        session = queries.session(db, session_id)
    if session is None:
        raise UserError("services.no_such_session")
    draft = Draft(Kind.SESSION_REMOVED, session_id, facts=_facts(session))
    event.write([draft], Changes.of(Topic.PROGRAMME), origin=origin)


def import_programme(event: OpenEvent, path: Path, origin: object | None = None) -> ProgrammeResult:
    """Read a programme file; a session of the same title and start is changed, not doubled.

    A session whose time moved within its day is known by its title, as long as only one session of
    that title is left on that day, in the programme and in the file.
    """
    found = read_programme(path, event.info.timezone)
    known = {(fold(s.title), s.start): s for s in sessions(event)}
    placed = {(fold(s.title), s.start) for s in found.sessions} & known.keys()
    waiting: dict[tuple[str, date], list[Session]] = {}
    for key, session in known.items():
        if key not in placed:
            waiting.setdefault((key[0], event.local(session.start).date()), []).append(session)
    moved = Counter(
        (fold(s.title), event.local(s.start).date())
        for s in found.sessions
        if (fold(s.title), s.start) not in placed
    )
    drafts: list[Draft] = []
    new = changed = unchanged = 0
    for session in found.sessions:
        same = known.get((fold(session.title), session.start))
        if same is None:
            day = (fold(session.title), event.local(session.start).date())
            left = waiting.get(day, [])
            same = left[0] if len(left) == 1 and moved[day] == 1 else None
        wanted = replace(session, id=same.id if same else event.outside.new_id())
        if same == wanted:
            unchanged += 1
            continue
        new += same is None
        changed += same is not None
        drafts.append(session_draft(wanted, Source.IMPORT))
    if drafts:
        event.write(drafts, Changes.of(Topic.PROGRAMME), origin=origin)
    return ProgrammeResult(new, changed, unchanged, found.problems)


def state(event: OpenEvent, session_id: str) -> SessionState:
    """How full one session is."""
    with event.file.reading() as db:
        session = queries.session(db, session_id)
        if session is None:
            raise UserError("services.no_such_session")
        counts = queries.occupancy(db, session_id)
        registered = queries.enrolled_count(db, session_id)
    return SessionState(
        session, registered, counts.present, room_count(counts, session), counts.headcount
    )


def states(event: OpenEvent) -> list[SessionState]:
    """How full every session is."""
    return [state(event, session.id) for session in sessions(event)]


def change_headcount(
    event: OpenEvent, session_id: str, delta: int, origin: object | None = None
) -> SessionState:
    """Count people without a badge in or out; the headcount never falls below zero."""
    with event.file.writing() as db:
        if queries.session(db, session_id) is None:
            raise UserError("services.no_such_session")
        delta = max(delta, -queries.occupancy(db, session_id).headcount)
        if delta:
            draft = Draft(Kind.HEADCOUNT, session_id, session_id, facts={"change": delta})
            event.append([draft])
    if delta:
        event.tell(Changes.of(Topic.PASSAGES), origin)
    return state(event, session_id)
