"""Who was in which session, from when to when: attendance sheets, certificates, lists of laureates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from raict_desktop import paths
from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind
from raict_desktop.domain.occupancy import lateness
from raict_desktop.domain.presence import Leaving, Stay, time_inside, until_end
from raict_desktop.domain.records import Person, Session, SessionKind, Status
from raict_desktop.paper.documents.attendance import SheetRow, SheetWords, write_sheet
from raict_desktop.paper.documents.certificates import (
    Certificate,
    CertificateWords,
    write_certificates,
)
from raict_desktop.paper.fonts import FontFolder
from raict_desktop.paper.pictures import Logo, read_logos
from raict_desktop.services import event_pictures
from raict_desktop.services.application import OpenEvent, required_person
from raict_desktop.services.people import checked
from raict_desktop.storage import queries, rooms
from raict_desktop.wording import say

BLANK_LINES = 10
ROLES = ("laureate", "honoured_president", "speaker")
"""As what somebody is honoured at a ceremony or a quiz."""
MOST_RANK = 9999
NOON = time(13, 0)
_MORNING, _AFTERNOON = "morning", "afternoon"
HALF_DAYS = (_MORNING, _AFTERNOON)


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one session.

    Attributes:
        person: who.
        enrolled: whether on the session's list.
        waiting: on its waiting list.
        stays: every stay, as it stands now.
        late: how long after the start they came late.
    """

    person: Person
    enrolled: bool
    waiting: bool
    stays: tuple[Stay, ...]
    late: timedelta | None = None

    @property
    def inside(self) -> timedelta:
        """The time spent in the room, to the minute."""
        return time_inside(self.stays)


def of_session(event: OpenEvent, session_id: str, now: datetime | None = None) -> list[Attendance]:
    """Everybody enrolled or seen at a session, by surname.

    Raises:
        UserError: no such session.
    """
    at = now or event.clock()
    with event.file.reading() as db:
        session = queries.session(db, session_id)
        if session is None:
            raise UserError("services.no_such_session")
        listed = queries.enrolled_in_order(db, session_id)
        stays: dict[str, list[Stay]] = {}
        for stay in rooms.room_stays(db, session_id):
            stays.setdefault(stay.person_id, []).append(until_end(stay, session.end, at))
        people = queries.all_people(db)
    place = {person_id: number for number, person_id in enumerate(listed, 1)}
    found: list[Attendance] = []
    for person in people:
        theirs = tuple(stays.get(person.id, ()))
        if person.id not in place and not theirs:
            continue
        waiting = session.quota is not None and place.get(person.id, 0) > session.quota
        late = lateness(session, theirs[0].entered[0]) if theirs else None
        found.append(Attendance(person, person.id in place, waiting, theirs, late))
    return found


def write_attendance(
    event: OpenEvent,
    path: Path,
    session_id: str,
    *,
    after: bool,
    language: str = "fr",
    blank: int = BLANK_LINES,
    now: datetime | None = None,
) -> int:
    """Write a session's attendance sheet as a PDF; gives its pages.

    Args:
        event: the open event.
        path: the PDF.
        session_id: the session.
        after: the presence noted by badge; else lines for everybody enrolled to sign on.
        language: of the sheet.
        blank: empty lines, only before.
        now: the moment presence is told for.
    """
    lines = of_session(event, session_id, now)
    with event.file.reading() as db:
        session = queries.session(db, session_id)
    if session is None:
        raise UserError("services.no_such_session")
    start, end = event.local(session.start), event.local(session.end)
    facts = [
        f"{day_text(start, language)}, {clock_text(start, language)} – {clock_text(end, language)}",
        session.room,
        ", ".join(session.speakers),
    ]
    if after:
        rows = [
            _row(line.person, _presence_words(event, line, language))
            for line in lines
            if line.stays
        ]
    else:
        rows = [_row(line.person) for line in lines if line.enrolled and not line.waiting]
    words = _sheet_words(event, session.title, facts, after, language)
    return _write(event, path, words, rows, 0 if after else blank)


def write_half_day(
    event: OpenEvent,
    path: Path,
    day: int,
    half: str,
    *,
    after: bool,
    language: str = "fr",
    blank: int = BLANK_LINES,
) -> int:
    """Write the attendance sheet of one morning or afternoon of the event.

    Args:
        event: the open event.
        path: the PDF.
        day: of the event, from 1.
        half: one of ``HALF_DAYS``; they meet at 13:00.
        after: people seen at any door in that half-day, with the time; else everybody registered.
        language: of the sheet.
        blank: empty lines, only before.

    Raises:
        UserError: no such day or half-day.
    """
    if not 1 <= day <= event.info.days or half not in HALF_DAYS:
        raise UserError("doors.no_such_half_day")
    date = event.info.first_day + timedelta(days=day - 1)
    noon = datetime.combine(date, NOON, tzinfo=event.zone)
    begin = datetime.combine(date, time(0), tzinfo=event.zone) if half == _MORNING else noon
    end = noon if half == _MORNING else begin.replace(hour=23, minute=59, second=59)
    with event.file.reading() as db:
        people = queries.all_people(db)
        first: dict[str, datetime] = {}
        for passage in rooms.standing_passages(db):
            if begin <= passage.at <= end:
                first.setdefault(passage.person_id, passage.at)
    if after:
        rows = [
            _row(p, say("attendance.by_badge", language, time=_at(event, first[p.id], language)))
            for p in people
            if p.id in first
        ]
    else:
        rows = [_row(p) for p in people if p.status is Status.REGISTERED]
    title = f"{day_text(noon, language)}, {say(f'attendance.{half}', language)}"
    words = _sheet_words(event, title, [event.info.venue], after, language)
    return _write(event, path, words, rows, 0 if after else blank)


def _write(
    event: OpenEvent, path: Path, words: SheetWords, rows: Sequence[SheetRow], blank: int
) -> int:
    return write_sheet(
        path, words, rows, blank=blank, fonts=event_fonts(), logos=event_logos(event)
    )


def certificates(
    event: OpenEvent,
    path: Path,
    person_ids: Sequence[str] | None = None,
    *,
    language: str = "fr",
    signatory: str = "",
    role: str = "",
    place: str = "",
    now: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write certificates of attendance, one a page; gives how many.

    Args:
        event: the open event.
        path: the PDF.
        person_ids: for whom; everybody who came when left out.
        language: of the certificates.
        signatory: who signs.
        role: in what capacity.
        place: where.
        now: the moment presence is told for.
        progress: told how many are made.

    Raises:
        UserError: nobody of them came.
    """
    at = now or event.clock()
    with event.file.reading() as db:
        sessions = {s.id: s for s in queries.all_sessions(db)}
        people = queries.all_people(db)
        stays: dict[str, list[Stay]] = {}
        for stay in rooms.all_stays(db):
            session = sessions.get(stay.checkpoint)
            closed = until_end(stay, session.end if session else None, at)
            stays.setdefault(stay.person_id, []).append(closed)
    wanted = None if person_ids is None else set(person_ids)
    chosen = [
        p for p in people if (p.present or p.id in stays) and (wanted is None or p.id in wanted)
    ]

    def made() -> Iterator[Certificate]:
        for person in chosen:
            yield _certificate(
                event, person, stays.get(person.id, []), sessions, signatory, language
            )

    today = day_text(event.local(at), language)
    words = CertificateWords(
        heading=say("attendance.certificate", language),
        event=event.info.title,
        columns=(
            say("attendance.column_when", language),
            say("attendance.column_session", language),
            say("attendance.column_time", language),
        ),
        made=say("attendance.made_at", language, place=place, date=today)
        if place
        else say("attendance.made_on", language, date=today),
        signatory=signatory,
        role=role,
        signature=say("attendance.signature", language),
        more=say("attendance.more_sessions", language),
    )
    return write_certificates(
        path, made(), words, fonts=event_fonts(), logos=event_logos(event), progress=progress
    )


def _certificate(
    event: OpenEvent,
    person: Person,
    stays: Sequence[Stay],
    sessions: dict[str, Session],
    signatory: str,
    language: str,
) -> Certificate:
    by_session: dict[str, list[Stay]] = {}
    for stay in stays:
        by_session.setdefault(stay.checkpoint, []).append(stay)
    rows: list[tuple[str, str, str]] = []
    for session_id, theirs in by_session.items():
        first, last = event.local(theirs[0].entered[0]), theirs[-1].left
        until = clock_text(event.local(last[0]), language) if last else "…"
        title = sessions[session_id].title if session_id in sessions else session_id
        when = f"{first:%d/%m} {clock_text(first, language)} – {until}"
        rows.append((when, title, _length(time_inside(theirs))))
    total = time_inside(stays)
    who = " ".join(t for t in (person.civility, person.full_name) if t)
    of = ", ".join(t for t in (person.function, person.organisation) if t)
    venue = event.info.venue
    key = "attendance.body_signed" if signatory else "attendance.body"
    body = say(
        key,
        language,
        signatory=signatory,
        who=f"{who}, {of}," if of else who,
        event=event.info.title,
        when=_days(event, language),
        venue=say("attendance.at_venue", language, venue=venue) if venue else "",
    )
    words = say("attendance.total", language, time=_length(total)) if rows else ""
    return Certificate(" ".join(body.split(" ")), tuple(rows), words)


def _sheet_words(
    event: OpenEvent, title: str, facts: Sequence[str], after: bool, language: str
) -> SheetWords:
    return SheetWords(
        heading=say("attendance.sheet_after" if after else "attendance.sheet", language),
        title=title,
        facts=tuple(fact for fact in facts if fact),
        event=event.info.title,
        columns=(
            say("attendance.column_number", language),
            say("attendance.column_name", language),
            say("attendance.column_organisation", language),
            say("attendance.column_presence" if after else "attendance.column_sign", language),
        ),
        foot=say("attendance.foot", language, date=day_text(event.local(event.clock()), language)),
        page=say("attendance.page", language),
    )


def _row(person: Person, note: str = "") -> SheetRow:
    return SheetRow(person.full_name, person.function, person.organisation, note)


def _presence_words(event: OpenEvent, line: Attendance, language: str) -> str:
    first, last = line.stays[0].entered[0], line.stays[-1]
    text = say("attendance.by_badge", language, time=_at(event, first, language))
    if last.left is None or last.how is None:
        return text
    until = _at(event, last.left[0], language)
    key = "until" if last.how is Leaving.SCANNED else f"until_{last.how.value}"
    return f"{text} {say(f'attendance.{key}', language, time=until)}"


def _at(event: OpenEvent, moment: datetime, language: str) -> str:
    return clock_text(event.local(moment), language)


def clock_text(local: datetime, language: str) -> str:
    """A local time on paper: 9 h 05 in French, 09:05 in English."""
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}" if language == "fr" else f"{local:%H:%M}"


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02}"


def day_text(local: datetime, language: str) -> str:
    """A day on paper: 29 juin 2021, 29 June 2021."""
    month = say(f"attendance.month_{local.month}", language)
    first = "1er" if local.day == 1 and language == "fr" else str(local.day)
    return f"{first} {month} {local.year}"


def _days(event: OpenEvent, language: str) -> str:
    info = event.info
    first = datetime.combine(info.first_day, NOON)
    if info.days == 1:
        return say("attendance.on_day", language, day=day_text(first, language))
    last = first + timedelta(days=info.days - 1)
    return say(
        "attendance.on_days",
        language,
        first=day_text(first, language),
        last=day_text(last, language),
    )


def event_fonts() -> FontFolder:
    """The fonts of everything printed."""
    return FontFolder(paths.resources() / "fonts")


def event_logos(event: OpenEvent) -> tuple[Logo, ...]:
    """The readable ones of the event's logos."""
    read, _unreadable = read_logos(event_pictures.logos(event))
    return read


@dataclass(frozen=True, slots=True)
class Honoured:
    """Somebody honoured at a session; ``rank`` is the protocol order the organiser typed, 0 for none."""

    person: Person
    session: Session | None
    role: str
    rank: int


def honour(
    event: OpenEvent,
    session_id: str,
    person_id: str,
    role: str,
    rank: int = 0,
    origin: object | None = None,
) -> None:
    """Mark somebody as honoured at a session; an empty role takes the mark away.

    Raises:
        UserError: no such person or session, an unknown role, a rank that is no rank, or a session
            that is no ceremony and no quiz.
    """
    required_person(event, person_id)
    if role and role not in ROLES:
        raise UserError("doors.unknown_role", role=checked("role", role), known=", ".join(ROLES))
    if not 0 <= rank <= MOST_RANK:
        raise UserError("doors.bad_rank")
    with event.file.reading() as db:
        session = queries.session(db, session_id)
    if session is None:
        raise UserError("services.no_such_session")
    if session.kind not in (SessionKind.CEREMONY, SessionKind.QUIZ):
        raise UserError("doors.no_ceremony", title=session.title)
    draft = Draft(
        Kind.HONOURED, person_id, session_id, facts={"role": role, "rank": rank if role else 0}
    )
    event.write([draft], Changes.of(Topic.PEOPLE, ids=frozenset({person_id})), origin=origin)


def honoured(event: OpenEvent, session_id: str = "") -> list[Honoured]:
    """Everybody honoured, at one session or at all, in protocol order."""
    with event.file.reading() as db:
        sessions = {s.id: s for s in queries.all_sessions(db)}
        return [
            Honoured(person, sessions.get(mark.session_id), mark.role, mark.rank)
            for mark in queries.honours(db)
            if (not session_id or mark.session_id == session_id)
            and (person := queries.person(db, mark.person_id)) is not None
        ]


def write_honoured(event: OpenEvent, path: Path, session_id: str, language: str = "fr") -> int:
    """Write the list of people honoured at a session, in protocol order; gives its pages."""
    found = honoured(event, session_id)
    if not found or found[0].session is None:
        raise UserError("doors.nobody_honoured")
    session = found[0].session
    start = event.local(session.start)
    rows = [_row(mark.person, say(f"attendance.role_{mark.role}", language)) for mark in found]
    words = SheetWords(
        heading=say("attendance.honoured", language),
        title=session.title,
        facts=(f"{day_text(start, language)}, {clock_text(start, language)}", session.room),
        event=event.info.title,
        columns=(
            say("attendance.column_number", language),
            say("attendance.column_name", language),
            say("attendance.column_organisation", language),
            say("attendance.column_role", language),
        ),
        foot=say("attendance.foot", language, date=day_text(event.local(event.clock()), language)),
        page=say("attendance.page", language),
    )
    return write_sheet(path, words, rows, blank=0, fonts=event_fonts(), logos=event_logos(event))
