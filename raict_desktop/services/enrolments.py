"""Who is enrolled in a session, who waits for a place, and what the organiser changes of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from raict_desktop.domain.changes import Changes, Topic
from raict_desktop.domain.errors import UserError
from raict_desktop.domain.journal import Draft, Kind, Source
from raict_desktop.domain.places import between
from raict_desktop.domain.records import Person, Session, Status
from raict_desktop.paper.documents.attendance import SheetRow, SheetWords, write_sheet
from raict_desktop.services.application import OpenEvent
from raict_desktop.services.attendance import clock_text, day_text, event_fonts, event_logos
from raict_desktop.services.programme import session_draft
from raict_desktop.storage import queries
from raict_desktop.storage.event_file import Connection
from raict_desktop.wording import say


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody on a session's list.

    Attributes:
        person: who; their registration stands.
        number: the place in the list, from 1.
        waiting: the number among those who wait, from 1; 0 for who has a place.
        since: when the enrolment was last written.
        came: whether they entered the session.
    """

    person: Person
    number: int
    waiting: int
    since: datetime
    came: bool


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a change of a list did.

    Attributes:
        changed: how many people's enrolment was written.
        promoted: who has a place now and waited before.
        waiting: who of those just enrolled waits.
        quota: the quota, where it was raised; else None.
    """

    changed: int
    promoted: tuple[Person, ...] = ()
    waiting: tuple[Person, ...] = ()
    quota: int | None = None


def listed(event: OpenEvent, session_id: str) -> list[Enrolment]:
    """The list of a session in its order.

    Raises:
        UserError: no such session.
    """
    with event.file.reading() as db:
        session = _session(db, session_id)
        rows = queries.enrolment_rows(db, session_id)
        came = {row.person_id for row in queries.presences(db) if row.checkpoint == session_id}
        people = {person.id: person for person in queries.all_people(db)}
    quota = len(rows) if session.quota is None else session.quota
    return [
        Enrolment(
            people[row.person_id],
            number,
            max(0, number - quota),
            row.since,
            row.person_id in came,
        )
        for number, row in enumerate(rows, 1)
    ]


def enrol(
    event: OpenEvent,
    session_id: str,
    person_ids: Sequence[str],
    *,
    source: Source = Source.SCREEN,
    origin: object | None = None,
) -> Enrolled:
    """Put people at the end of a session's list; who is on it already stays where they are.

    Raises:
        UserError: an unknown session or person, or somebody whose registration is cancelled.
    """
    with event.file.writing() as db:
        session = _session(db, session_id)
        known = {row.person_id for row in queries.enrolment_rows(db, session_id)}
        wanted = [i for i in dict.fromkeys(person_ids) if i not in known]
        for person_id in wanted:
            person = queries.person(db, person_id)
            if person is None:
                raise UserError("services.no_such_person")
            if person.status is not Status.REGISTERED:
                raise UserError("doors.cancelled_person")
        event.append([Draft(Kind.ENROLLED, i, session_id, source=source) for i in wanted])
        waiting = _people(db, (i for i in wanted if i in _waiting(db, session)))
    _tell(event, wanted, origin)
    return Enrolled(len(wanted), waiting=waiting)


def unenrol(
    event: OpenEvent,
    session_id: str,
    person_ids: Sequence[str],
    *,
    source: Source = Source.SCREEN,
    origin: object | None = None,
) -> Enrolled:
    """Take people off a session's list: the first who wait have their places at once."""
    with event.file.writing() as db:
        session = _session(db, session_id)
        before = _waiting(db, session)
        known = {row.person_id for row in queries.enrolment_rows(db, session_id)}
        leaving = [i for i in dict.fromkeys(person_ids) if i in known]
        event.append([Draft(Kind.UNENROLLED, i, session_id, source=source) for i in leaving])
        promoted = _people(db, _freed(before, _waiting(db, session), leaving))
    _tell(event, leaving, origin)
    return Enrolled(len(leaving), promoted)


def move_up(
    event: OpenEvent,
    session_id: str,
    person_id: str,
    *,
    first: bool = False,
    source: Source = Source.SCREEN,
    origin: object | None = None,
) -> int:
    """Let somebody who waits go ahead of the one before them, or of everybody who waits.

    Nobody who has a place loses it.

    Returns:
        The number among those who wait, from 1.

    Raises:
        UserError: an unknown session, or somebody who does not wait for it.
    """
    with event.file.writing() as db:
        session = _session(db, session_id)
        waiting = _waiting_with(db, session, person_id)
        at = waiting.index(person_id)
        to = 0 if first else max(0, at - 1)
        if to < at:
            event.append([_placed(db, session, person_id, waiting[to], source)])
    if to < at:
        _tell(event, [person_id], origin)
    return to + 1


def give_place(
    event: OpenEvent,
    session_id: str,
    person_id: str,
    *,
    source: Source = Source.SCREEN,
    origin: object | None = None,
) -> Enrolled:
    """Give somebody who waits a place: at the head of those who wait, and one place more for all.

    Raises:
        UserError: an unknown session, or somebody who does not wait for it.
    """
    with event.file.writing() as db:
        session = _session(db, session_id)
        waiting = _waiting_with(db, session, person_id)
        drafts = []
        if waiting[0] != person_id:
            drafts.append(_placed(db, session, person_id, waiting[0], source))
        larger = replace(session, quota=(session.quota or 0) + 1)
        drafts.append(session_draft(larger, source))
        event.append(drafts)
        promoted = _people(db, [person_id])
    event.tell(Changes.of(Topic.PROGRAMME, Topic.PEOPLE, ids=frozenset({person_id})), origin)
    return Enrolled(1, promoted, quota=larger.quota)


def write_list(event: OpenEvent, path: Path, session_id: str, language: str = "fr") -> int:
    """Write a session's list with who waits as a PDF; gives its pages."""
    with event.file.reading() as db:
        session = _session(db, session_id)
    found = listed(event, session_id)
    if not found:
        raise UserError("doors.nobody_enrolled")
    rows = [
        SheetRow(
            line.person.full_name,
            line.person.function,
            line.person.organisation,
            say("enrolments.waiting_number", language, number=line.waiting) if line.waiting else "",
        )
        for line in found
    ]
    start = event.local(session.start)
    waiting = sum(1 for line in found if line.waiting)
    today = day_text(event.local(event.clock()), language)
    words = SheetWords(
        heading=say("enrolments.paper_heading", language),
        title=session.title,
        facts=(
            f"{day_text(start, language)}, {clock_text(start, language)}",
            session.room,
            ", ".join(
                (
                    say("enrolments.enrolled", language, count=len(found) - waiting),
                    say("enrolments.waiting", language, count=waiting),
                )
                if session.quota
                else (say("enrolments.enrolled", language, count=len(found)),)
            ),
        ),
        event=event.info.title,
        columns=(
            say("attendance.column_number", language),
            say("attendance.column_name", language),
            say("attendance.column_organisation", language),
            say("enrolments.column_waiting", language),
        ),
        foot=say("attendance.foot", language, date=today),
        page=say("attendance.page", language),
        shares=(9.0, 66.0, 66.0, 39.0),
    )
    return write_sheet(path, words, rows, blank=0, fonts=event_fonts(), logos=event_logos(event))


def _session(db: Connection, session_id: str) -> Session:
    session = queries.session(db, session_id)
    if session is None:
        raise UserError("services.no_such_session")
    return session


def _waiting(db: Connection, session: Session) -> list[str]:
    """Ids of those who wait, the next to have a place first."""
    if session.quota is None:
        return []
    return [row.person_id for row in queries.enrolment_rows(db, session.id)][session.quota :]


def _waiting_with(db: Connection, session: Session, person_id: str) -> list[str]:
    """Those who wait, who must be among them."""
    waiting = _waiting(db, session)
    if person_id not in waiting:
        raise UserError("doors.not_waiting")
    return waiting


def _freed(before: Iterable[str], after: Iterable[str], leaving: Iterable[str]) -> list[str]:
    gone = {*after, *leaving}
    return [person_id for person_id in before if person_id not in gone]


def _placed(
    db: Connection, session: Session, person_id: str, ahead_of: str, source: Source
) -> Draft:
    """The entry that lets somebody stand right ahead of another."""
    rows = queries.enrolment_rows(db, session.id)
    ids = [row.person_id for row in rows]
    at = ids.index(ahead_of)
    before = rows[at - 1].place if at else ""
    if before >= rows[at].place:
        raise UserError("doors.not_waiting")  # two marks alike: only a stranger's journal has them
    place = between(before, rows[at].place)
    return Draft(Kind.ENROLLED, person_id, session.id, source=source, facts={"place": place})


def _people(db: Connection, person_ids: Iterable[str]) -> tuple[Person, ...]:
    found = (queries.person(db, person_id) for person_id in person_ids)
    return tuple(person for person in found if person is not None)


def _tell(event: OpenEvent, person_ids: Sequence[str], origin: object | None) -> None:
    if person_ids:
        changes = Changes.of(Topic.PEOPLE, Topic.PROGRAMME, ids=frozenset(person_ids))
        event.tell(changes, origin)
